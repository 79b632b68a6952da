"""A zip archive without a directory: it was cut short. Its members, as far as they go."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from tracker.errors import ReadError
from tracker.importing.zips.directory import name_of, stamp_of
from tracker.importing.zips.member import DEFLATED, LOCAL, Entry, Member, Unpacking

#: No member is held that is larger.
_LARGEST = 64 << 20
#: After a member whose size was not known at its beginning, its size may stand again: a signature,
#: a checksum and two sizes of four or eight bytes.
_DESCRIPTORS = (0, 12, 16, 20, 24)


def salvaged(file: BinaryIO) -> Iterator[Member | ReadError]:
    """The members from the beginning on, and at the end that the archive is cut short."""
    at, count = 0, 0
    try:
        while (entry := _entry_at(file, at)) is not None:
            unpacking = Unpacking(file, entry, entry.at)
            data = unpacking.read(_LARGEST) if entry.size > 0 or entry.packed is None else b""
            while len(data) < _LARGEST and (more := unpacking.read(_LARGEST - len(data))):
                data += more
            at = _next(file, unpacking.skip_rest(), entry)
            if not entry.name.endswith("/"):
                count += 1
                yield Member(entry.name, entry.stamp, len(data), partial(io.BytesIO, data))
    except (ReadError, struct.error):
        pass
    yield ReadError("truncated", f"it is cut short: {count} files could be read before its end")


def _entry_at(file: BinaryIO, at: int) -> Entry | None:
    """The member whose own header stands here; None where there is none any more."""
    file.seek(at)
    head = file.read(LOCAL.size)
    if head[:4] != b"PK\x03\x04":
        return None
    _, _, flags, method, time, day, crc, packed, size, n, m = LOCAL.unpack(head)
    name, extra = file.read(n), file.read(m)
    begins = at + LOCAL.size + n + m
    if flags & 1 or method not in (0, DEFLATED):
        return None
    if flags & 8:  # sizes come after the data, which end by themselves if they are packed
        if method != DEFLATED:
            return None
        packed = size = crc = None
    stamp = stamp_of(day, time, extra)
    return Entry(name_of(name, flags), stamp, flags, method, crc, packed, size or 0, begins)


def _next(file: BinaryIO, at: int, entry: Entry) -> int:
    """Where the next header begins."""
    if not entry.flags & 8:
        return at
    file.seek(at)
    tail = file.read(32)
    found = (
        at + n for n in _DESCRIPTORS if tail[n : n + 2] == b"PK" and tail[n + 2 : n + 3] in b"\1\3"
    )
    return next(found, at)
