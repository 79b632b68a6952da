"""A stored version's body, as today's reader reads it, and what that comes to.

Comes in: a seat, its body, the readers.
Goes out: a content that is read when it is asked for, what is to be stored of it, and what of it
reads otherwise than it is stored.
Does not: write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import msgspec
from msgspec import Struct, field

from tracker.changes import Change
from tracker.diff import diff
from tracker.errors import ReadError, StoreError
from tracker.placing.look import Content, Readers
from tracker.placing.stored import reader_of
from tracker.record import Record
from tracker.sources.base import Reading
from tracker.store import Reread, Seat, Stored
from tracker.store.rereading import said_by, says


class Differs(Struct, frozen=True):
    """What of a version reads otherwise now; None: the record as a whole."""

    version: int
    change: Change | None


class Anew(Struct):
    """What reading a trial anew came to."""

    trial: str
    #: Payloads that were read.
    payloads: int = 0
    differs: list[Differs] = field(default_factory=list)
    #: Versions whose record is written otherwise, whether or not it says something else.
    rewritten: int = 0
    #: Versions that went into another, and looks that became versions.
    merged: int = 0
    parted: int = 0
    #: Changes that are told no more, and changes that were not told before.
    changes_gone: int = 0
    changes_new: int = 0
    #: Versions that could not be read anew, each with the reason.
    left: list[tuple[int, str]] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Whether anything is otherwise than it was stored, but for the number of the reader."""
        counts = (self.rewritten, self.merged, self.parted, self.changes_gone, self.changes_new)
        return any(counts)


class Held(Content):
    """A version's body. What cannot be read now stays as it was read, with the reason."""

    def __init__(
        self,
        readers: Readers,
        seat: Seat,
        stored: Callable[[], Stored],
        hash_of: Callable[[Record], str],
    ) -> None:
        version = seat.version
        super().__init__(
            reader_of(readers, version.source, version.lineage), lambda: self.stored.payload
        )
        self.seat = seat
        self._stored = stored
        self._hash_of = hash_of
        #: Why it could not be read anew.
        self.left: str | None = None

    @cached_property
    def stored(self) -> Stored:
        """The version with its body."""
        return self._stored()

    @cached_property
    def reading(self) -> Reading:
        """As today's reader reads it, else as it is stored."""
        trial = self.seat.version.trial
        try:
            reading = self._read()
            if reading.trial != trial:
                raise ReadError("wrong_trial", f"it reads as a record of {reading.trial}")
        except ReadError as error:
            self.left = error.reason
            return Reading(trial, self.stored.record, hides=self.seat.version.hides)
        return reading

    def _read(self) -> Reading:
        if not self.payload:
            raise ReadError("empty", "what was sent is not kept, as in a copy to publish")
        return self.source.read(self.payload)

    @cached_property
    def hash(self) -> str:
        """The hash of what it reads as."""
        record = self.record
        return self.seat.version.content_hash if self.left else self._hash_of(record)

    def reread(self) -> Reread:
        """What is to be stored of it."""
        version, record = self.seat.version, self.record
        if self.left:
            return Reread(version, said_by(version), None)
        same = set(version.hides) == self.hides
        hides = version.hides if same else tuple(sorted(self.hides))
        row = says(record, reader=self.source.reader, content_hash=self.hash, hides=hides)
        text = msgspec.json.encode(record)
        return Reread(version, row, None if text == self.stored.record_json else text)

    def record_before(self) -> Record | None:
        """The record as it is stored; None where it has a form that is not known any more."""
        try:
            return self.stored.record
        except StoreError:
            return None


def forget(content: Content) -> None:
    """Let go of what can be read again."""
    for name in ("stored", "payload", "reading", "record"):
        content.__dict__.pop(name, None)


def differences(content: Held) -> Iterator[Differs]:
    """What a version says otherwise now."""
    number, before = content.seat.version.number, content.record_before()
    if before is None:
        yield Differs(number, None)
        return
    for change in diff(before, content.record):
        yield Differs(number, change)
