"""The compressed form of what a version holds: its payload and its record.

Comes in: payload and record of a version, and those of the earlier version that it leans on.
Goes out: one small blob, and back.
Does not: know trials or tables.

A body is one zstd frame over the payload and, right after it, the record, which mostly repeats
it. The frame may copy from the body of an earlier version, its base, as if that stood before it.
So what is new is kept once, and what is old not at all. It ends with a checksum, which also finds
a wrong base.

The base is the version before, but every 16th leans on the one 16 before, every 256th on the one
256 before: a version is read back in at most 15 steps per power of 16, and nearly all lean on
their neighbour, to which they are closest. (Halving instead, ``seq & (seq - 1)``, takes 27 % more
room on real versions, because the 2nd, 4th and 8th lean on the very first.)
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from backports.zstd import (
    CompressionParameter,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdDict,
    ZstdError,
    get_frame_info,
)

#: What stands in the column ``codec``: a zstd frame with checksum, as described above.
CODEC = "zstd-lean-1"

#: Payload and record as they are, as in copies that are to be read without Tracker.
PLAIN = "plain"

#: How many versions go between two that lean farther back.
STRIDE = 16

#: Levels measured on real records: on its own, as the first version of each trial is, a body gains
#: 4 % from level 2 to 3 for a fourth more time, and as much again to 6 for twice the time; against
#: a base 28 %, and above 6 nearly nothing until ten times the time.
LEVEL_ALONE = 2
LEVEL_LEANING = 6

#: No body is larger; a frame that claims more is damaged or hostile.
LARGEST = 1 << 28

#: zstd's window in powers of two: from what its levels choose to what every decoder takes.
_WINDOW_NEED, _WINDOW_MOST = 20, 27


class Body(NamedTuple):
    """What one version holds."""

    #: What the registry sent, to the byte.
    payload: bytes
    #: The record as JSON.
    record: bytes


class Damaged(Exception):
    """A body cannot be read back: the blob or what it leans on is not what was written."""


def leans_on(seq: int) -> int | None:
    """Which earlier version a version leans on; None for the first.

    >>> [leans_on(seq) for seq in (0, 1, 2, 15, 16, 17, 48, 256, 272)]
    [None, 0, 1, 14, 0, 16, 32, 0, 256]
    """
    if seq == 0:
        return None
    step = 1
    while seq % (step * STRIDE) == 0:
        step *= STRIDE
    return seq - step


def compress(body: Body, base: Body | None) -> bytes:
    """A body as a frame that leans on a base, if there is one."""
    data = b"".join(body)
    compressor = _leaning(len(data), b"".join(base)) if base else _alone()
    return compressor.compress(data, ZstdCompressor.FLUSH_FRAME)


@cache
def _alone() -> ZstdCompressor:
    """The compressor of bodies that lean on nothing; one frame leaves no trace in the next.

    It is kept, as its tables are a megabyte that would be asked for anew for each body.
    """
    return ZstdCompressor(options=_options(LEVEL_ALONE))


def _leaning(size: int, prefix: bytes) -> ZstdCompressor:
    """The compressor of one body of this size that leans on a prefix."""
    options = _options(LEVEL_LEANING)
    reach = (size + len(prefix)).bit_length()
    if reach > _WINDOW_NEED:
        # The window and the tables of the level would lose sight of the beginning of a large
        # prefix.
        options[CompressionParameter.window_log] = min(reach, _WINDOW_MOST)
        options[CompressionParameter.enable_long_distance_matching] = 1
    return ZstdCompressor(options=options, zstd_dict=_lean(prefix))


def _options(level: int) -> dict[int, int]:
    return {CompressionParameter.compression_level: level, CompressionParameter.checksum_flag: 1}


def decompress(frame: bytes, payload_bytes: int, base: Body | None, codec: str = CODEC) -> Body:
    """The body of a frame, whose first ``payload_bytes`` are the payload.

    ``Damaged`` if it cannot be had: another codec, a broken frame, a wrong base.
    """
    if codec == PLAIN:
        return Body(frame[:payload_bytes], frame[payload_bytes:])
    if codec != CODEC:
        raise Damaged(f"it is compressed as {codec!r}, which this Tracker does not know")
    try:
        size = get_frame_info(frame).decompressed_size
        if size is None or not payload_bytes <= size <= LARGEST:
            raise Damaged("its size cannot be right")
        decoder = ZstdDecompressor(zstd_dict=_lean(b"".join(base or ())))
        data = decoder.decompress(frame)
    except (ZstdError, MemoryError) as error:
        raise Damaged(str(error)) from error
    if not decoder.eof or len(data) != size:
        raise Damaged("it ends too early")
    return Body(data[:payload_bytes], data[payload_bytes:])


def _lean(prefix: bytes) -> tuple[ZstdDict, int] | None:
    """The prefix for zstd, which takes none of less than eight bytes."""
    return ZstdDict(prefix, is_raw=True).as_prefix if len(prefix) >= 8 else None
