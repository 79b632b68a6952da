"""Streams on the way from a file to its text: looked into, bounded, brought to UTF-8.

Comes in: streams of bytes. Goes out: streams of bytes.
Does not: know what is in them.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from tracker.errors import ReadError

#: How far a stream is looked into to see what it is.
HEAD = 1 << 16
#: Compressed data that unpacks to more than this ...
_PLENTY = 256 << 20
#: ... and to more than this many times its own size is no dump of records. Daily looks at the same
#: records, in one file, have come to 200 times; what is made to fill a disk comes to 1,000.
_RATIO = 800
#: No more than this is unpacked from one file; the whole registry takes 10 GB.
_MOST = 200 << 30


class _Reading(io.RawIOBase):
    """A stream that is made by a function: as many bytes as asked for, or fewer at the end."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def stream_of(read: Callable[[int], bytes]) -> BinaryIO:
    """A buffered stream over a function that reads up to so many bytes."""
    return io.BufferedReader(_Reading(read), 1 << 18)


def looked_into(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, and the stream from its beginning."""
    head = stream.read(HEAD)
    if len(head) < HEAD:
        return head, io.BytesIO(head)
    left = [head]

    def read(size: int) -> bytes:
        if left:
            data = left.pop()
            if len(data) > size:
                left.append(data[size:])
            return data[:size]
        return stream.read(size)

    return head, stream_of(read)


def bounded(packed: BinaryIO, unpack: Callable[[BinaryIO], Any]) -> BinaryIO:
    """What ``unpack`` makes of a packed stream, ended by ``ReadError`` where it swells too much."""
    taken = made = 0

    def counted(size: int) -> bytes:
        nonlocal taken
        data = packed.read(size)
        taken += len(data)
        return data

    # The unpackers want something to read from, and some of them to peek at.
    unpacked = unpack(stream_of(counted))

    def read(size: int) -> bytes:
        nonlocal made
        data = cast(bytes, unpacked.read(size))
        made += len(data)
        check_swelling(taken, made)
        return data

    return stream_of(read)


def check_swelling(packed: int, unpacked: int) -> None:
    """``ReadError`` where so much came out of so little that it can be no dump of records."""
    if unpacked > _MOST:
        raise ReadError("too_large", f"it unpacks to over {_MOST >> 30} GB; no dump is so large")
    if unpacked > _PLENTY and unpacked > packed * _RATIO:
        raise ReadError(
            "too_large",
            f"{packed:,} bytes unpack to over {unpacked >> 20:,} MB: that is no dump of records, "
            "it is made to fill the disk",
        )


#: Byte order marks, the longest first: two of them begin alike.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(head: bytes) -> str | None:
    """The encoding that a text says it has, or shows by where its zero bytes are; None for UTF-8.

    >>> encoding_of('{"a": 1}'.encode("utf-16-le"))
    'utf-16-le'
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if len(head) >= 4 and head[0] in b"{[<" and head[1:2] == b"\0" and head[2:3] != b"\0":
        return "utf-16-le"
    if len(head) >= 4 and head[:1] == b"\0" and head[1:2] in (b"{", b"[", b"<"):
        return "utf-16-be"
    return None


def in_utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """A text of another encoding as UTF-8. ``ReadError`` where it is not what it says."""
    decoder = codecs.getincrementaldecoder(encoding)()
    left = b""

    def read(size: int) -> bytes:
        nonlocal left
        while not left:
            data = stream.read(1 << 16)
            try:
                left = decoder.decode(data, final=not data).encode()
            except UnicodeError as error:
                raise ReadError(
                    "encoding", f"it says it is {encoding}, but is not: {error}"
                ) from error
            if not data:
                break
        data, left = left[:size], left[size:]
        return data

    return stream_of(read)


@contextmanager
def as_read_errors(*errors: type[BaseException]) -> Iterator[None]:
    """What libraries say of packed data that cannot be unpacked, as ``ReadError``."""
    try:
        yield
    except EOFError as error:
        raise ReadError(
            "truncated", "it is cut short: the packed data end in the middle"
        ) from error
    except errors as error:
        raise ReadError("damaged", f"it is damaged and cannot be unpacked: {error}") from error
