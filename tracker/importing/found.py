"""What an import finds on its way: pieces to open, records to place, things to leave."""

from __future__ import annotations

from typing import BinaryIO

from msgspec import Struct

from tracker.importing.moments import Claim
from tracker.sources.base import Entry


class Piece(Struct, frozen=True):
    """A file, a member of an archive or a blob, to be opened and read."""

    #: How a person finds it: "dumps/all.zip: 2026/NCT06931145.json".
    where: str
    #: Its path below what was named on the command line, for the dates and ids in it.
    name: str
    stream: BinaryIO
    #: Who says when it was seen.
    claims: tuple[Claim, ...] = ()
    #: How many archives and compressions it lies in.
    depth: int = 0
    #: Nobody would take it for a record by its name, so it is no failure if it is none.
    harmless: bool = False


class Found(Struct, frozen=True):
    """One record with all that says when it was seen."""

    #: The reader that takes it: "ctgov", "history", "classic", "page".
    source: str
    entry: Entry
    #: How a person finds it.
    where: str
    claims: tuple[Claim, ...] = ()


class Left(Struct, frozen=True):
    """Something that was not taken, and why."""

    where: str
    #: A short stable word.
    kind: str
    #: One sentence: what is wrong and how to mend it.
    reason: str
    #: It was never meant to be a record (a README, a picture): told, but no failure.
    harmless: bool = False
