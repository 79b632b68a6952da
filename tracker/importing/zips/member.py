"""A member of a zip archive and its bytes, unpacked as they are read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import BinaryIO

from msgspec import Struct

from tracker.errors import ReadError
from tracker.importing.streams import check_swelling, stream_of

LOCAL = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
_CHUNK = 1 << 18


class Member(Struct, frozen=True):
    """One file in the archive."""

    name: str
    #: When it was last written, UTC; None where the archive gives no true date.
    stamp: str | None
    size: int
    #: Its bytes, or ``ReadError`` where they cannot be had.
    open: Callable[[], BinaryIO]


class Entry(Struct, frozen=True):
    """What the archive says of a member."""

    name: str
    stamp: str | None
    flags: int
    method: int
    crc: int | None
    packed: int | None
    size: int
    #: Where its bytes begin, or its own header where that is not known yet.
    at: int


def open_entry(file: BinaryIO, entry: Entry) -> BinaryIO:
    """The bytes of a member. ``ReadError`` where they cannot be had."""
    if entry.flags & 1:
        raise ReadError("locked", "it is encrypted; unpack it with its password first")
    if entry.method not in (STORED, DEFLATED):
        raise ReadError(
            "not_read", f"it is packed by method {entry.method}, which is not read; unpack it first"
        )
    file.seek(entry.at)
    head = file.read(LOCAL.size)
    if len(head) < LOCAL.size or head[:4] != b"PK\x03\x04":
        raise ReadError("damaged", "the archive is damaged: it does not stand where it should")
    n, m = LOCAL.unpack(head)[-2:]
    return stream_of(Unpacking(file, entry, entry.at + LOCAL.size + n + m).read)


class Unpacking:
    """The bytes of a member, unpacked as they are read, and checked at the end."""

    def __init__(self, file: BinaryIO, entry: Entry, at: int) -> None:
        self.file = file
        self.entry = entry
        #: Where the next packed bytes are, and how many there are still; None: as many as it takes.
        self.at = at
        self.left = entry.packed
        self.taken = self.made = self.crc = 0
        self.inflate = zlib.decompressobj(-15) if entry.method == DEFLATED else None
        self.ended = False

    def read(self, size: int) -> bytes:
        """Up to so many bytes; none at the end."""
        while not self.ended:
            data = self._some(size)
            if data:
                self.made += len(data)
                self.crc = zlib.crc32(data, self.crc)
                check_swelling(self.taken, self.made)
            if self.ended and self.entry.crc not in (None, self.crc):
                raise ReadError("damaged", "it is damaged: its checksum does not fit")
            if data:
                return data
        return b""

    def _some(self, size: int) -> bytes:
        if self.inflate is None:
            data = self._packed(size)
            self.ended = not data
            return data
        packed = self.inflate.unconsumed_tail or self._packed(_CHUNK)
        try:
            data = self.inflate.decompress(packed, size)
        except zlib.error as error:
            raise ReadError("damaged", f"it is damaged and cannot be unpacked: {error}") from error
        if not self.inflate.eof and not packed and not data:
            raise ReadError("truncated", "it is cut short: the packed data end in the middle")
        self.ended = self.inflate.eof
        return data

    def _packed(self, size: int) -> bytes:
        if self.left is not None:
            size = min(size, self.left)
        self.file.seek(self.at)
        data = self.file.read(size)
        if self.left is not None:
            self.left -= len(data)
        self.at += len(data)
        self.taken += len(data)
        return data

    def skip_rest(self) -> int:
        """Read on to the end; where the next thing in the archive begins."""
        while self.read(_CHUNK):
            pass
        unused = len(self.inflate.unused_data) if self.inflate is not None else 0
        return self.at - unused
