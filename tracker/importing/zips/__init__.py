"""Zip archives, member by member, however many there are.

Comes in: a file that can be gone back and forth in. Goes out: each member's name, stamp and bytes.
Does not: write to disk, or hold a list of the members: the registry's own dump has 600,000.

The directory at the end of the archive says what is in it. Where it is missing, the archive was cut
short: then the members are taken from its beginning on, one after the other, as far as they go.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tracker.errors import ReadError
from tracker.importing.zips.directory import entries, find_directory
from tracker.importing.zips.member import Entry, Member, open_entry
from tracker.importing.zips.salvage import salvaged

__all__ = ["Member", "members"]


def members(file: BinaryIO) -> Iterator[Member | ReadError]:
    """The members in the order of the archive; at the end what is wrong with it, if it is."""
    try:
        directory = find_directory(file)
    except (struct.error, ValueError, OverflowError):
        directory = None
    if directory is None:
        yield from salvaged(file)
        return
    try:
        for entry in entries(file, *directory):
            if not entry.name.endswith("/"):
                yield _member(file, entry)
    except struct.error:
        yield ReadError("damaged", "its directory is damaged")
    except ReadError as error:
        yield error


def _member(file: BinaryIO, entry: Entry) -> Member:
    return Member(entry.name, entry.stamp, entry.size, lambda: open_entry(file, entry))
