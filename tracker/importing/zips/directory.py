"""The directory at the end of a zip archive: what is in it, and where.

(Facts: APPNOTE.TXT 6.3, sections 4.3 to 4.5; the fields that are used are named where they are.)
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from typing import BinaryIO

from tracker.dates import utc
from tracker.errors import ReadError
from tracker.importing.zips.member import Entry

_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_FULL32, _FULL16 = 0xFFFFFFFF, 0xFFFF
_CHUNK = 1 << 18


def find_directory(file: BinaryIO) -> tuple[int, int, int] | None:
    """Where the directory begins, its size, how far all places are moved; None if it is gone."""
    length = file.seek(0, 2)
    reach = min(length, _END.size + 0xFFFF)
    file.seek(length - reach)
    tail = file.read(reach)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        return None
    end = length - reach + at
    *_, size, start, _ = _END.unpack_from(tail, at)
    if _FULL32 in (size, start) or _FULL16 in _END.unpack_from(tail, at)[1:5]:
        file.seek(end - _LOCATOR64.size)
        magic, _, place, _ = _LOCATOR64.unpack(file.read(_LOCATOR64.size))
        if magic == b"PK\x06\x07":
            file.seek(place)
            *_, size, start = _END64.unpack(file.read(_END64.size))
            end = place
    moved = end - size - start  # a program may stand before the archive
    return (start + moved, size, moved) if moved >= 0 else None


def entries(file: BinaryIO, start: int, size: int, moved: int) -> Iterator[Entry]:
    """The directory's entries, read a piece at a time."""
    place, left, buffer = start, size, b""
    while left or buffer:
        if len(buffer) < _FULL16 * 3 and left:
            file.seek(place)
            chunk = file.read(min(left, _CHUNK))
            if not chunk:
                raise ReadError("truncated", "its directory is cut short")
            place, left, buffer = place + len(chunk), left - len(chunk), buffer + chunk
            continue
        if buffer[:4] != b"PK\x01\x02":
            if buffer[:4] == b"PK\x05\x05":  # a signature of the directory
                return
            raise ReadError("damaged", "its directory is damaged")
        entry, used = _central(buffer, moved)
        buffer = buffer[used:] if used < len(buffer) else b""
        yield entry


def _central(buffer: bytes, moved: int) -> tuple[Entry, int]:
    head = _CENTRAL.unpack_from(buffer)
    _, _, _, flags, method, time, day, crc, packed, size, n, m, k, _, _, _, at = head
    name = buffer[_CENTRAL.size : _CENTRAL.size + n]
    extra = buffer[_CENTRAL.size + n : _CENTRAL.size + n + m]
    wide = iter(_wide(extra))
    size, packed, at = (next(wide, v) if v == _FULL32 else v for v in (size, packed, at))
    stamp = stamp_of(day, time, extra)
    entry = Entry(name_of(name, flags), stamp, flags, method, crc, packed, size, at + moved)
    return entry, _CENTRAL.size + n + m + k


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The extra fields of a member: number and content."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<2H", extra)
        yield kind, extra[4 : 4 + size]
        extra = extra[4 + size :]


def _wide(extra: bytes) -> tuple[int, ...]:
    """The numbers that are too large for their 32 bits (field 1)."""
    for kind, data in _fields(extra):
        if kind == 1:
            return struct.unpack_from(f"<{len(data) // 8}Q", data)
    return ()


def stamp_of(day: int, time: int, extra: bytes) -> str | None:
    """The time of a member: in UTC where it is given so (field 0x5455), else as the clock stood.

    1980-01-01 is what programs write that know no date.
    """
    for kind, data in _fields(extra):
        if kind == 0x5455 and len(data) >= 5 and data[0] & 1:
            seconds = struct.unpack_from("<l", data, 1)[0]
            return utc(dt.datetime.fromtimestamp(seconds, dt.UTC)) if seconds > 0 else None
    try:
        date = dt.datetime(1980 + (day >> 9), day >> 5 & 15, day & 31, tzinfo=dt.UTC)
    except ValueError:
        return None
    if (date.year, date.month, date.day) == (1980, 1, 1):
        return None
    hour, minute, second = time >> 11, time >> 5 & 63, (time & 31) * 2
    return utc(date + dt.timedelta(hours=hour, minutes=minute, seconds=second))


def name_of(name: bytes, flags: int) -> str:
    """The name of a member: UTF-8 where a flag says so, else the old code page."""
    return name.decode("utf8" if flags & 0x800 else "cp437", "replace")
