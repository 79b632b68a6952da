"""What is to be placed, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from msgspec import Struct

from tracker.canonical import content_hash
from tracker.changes import Change
from tracker.errors import ReadError
from tracker.record import Record
from tracker.sources.base import Reader, Reading
from tracker.store import Observation, Sighting


class Item(Struct, frozen=True, dict=True, kw_only=True):
    """One look at one trial, read only when it has to be."""

    trial: str
    source: Reader
    payload: bytes
    #: Digest of the payload without its volatile parts.
    mark: bytes
    #: Where it stands in the timeline, UTC.
    placed_at: str
    #: When it was taken, UTC.
    observed_at: str
    #: The registry's name of the data set, where it is known without reading.
    data_version: str | None = None
    #: Only the day of the look is known.
    day_only: bool = False
    #: The registry's own number of the version and its day of submission, where the look is one at
    #: the registry's record history.
    registry_version: int | None = None
    version_date: str | None = None
    #: Where it came from, for messages.
    origin: str = ""
    #: How its content is hashed: by what knows the items before it, where there are some.
    hash_of: Callable[[Record], str] = content_hash

    @cached_property
    def reading(self) -> Reading:
        """The record. ``ReadError`` says why it is none."""
        return self.source.read(self.payload)

    @cached_property
    def content_hash(self) -> str:
        """The hash of the record."""
        return self.hash_of(self.reading.record)

    @property
    def key(self) -> tuple[str, str]:
        """Its place in the timeline, as far as moments tell."""
        return self.placed_at, self.observed_at

    def must_be_its_trial(self) -> None:
        """``ReadError`` where the record turns out to be of another trial."""
        if self.reading.trial != self.trial:
            reason = f"it is named {self.trial}, the record in it is {self.reading.trial}"
            raise ReadError("wrong_trial", reason)

    def sighting(self) -> Sighting:
        """The look as the store keeps it beside a version of the same source."""
        return Sighting(
            self.placed_at,
            self.observed_at,
            self.source.name,
            self.data_version,
            registry_version=self.registry_version,
        )

    def observation(self) -> Observation:
        """The look as a version of its own."""
        reading = self.reading
        return Observation(
            trial=self.trial,
            registry=self.source.registry,
            source=self.source.name,
            lineage=self.source.lineage,
            payload=self.payload,
            record=reading.record,
            content_hash=self.content_hash,
            mark=self.mark,
            reader=self.source.reader,
            observed_at=self.observed_at,
            placed_at=self.placed_at,
            data_version=self.data_version,
            partial=self.source.lineage != self.source.registry,
            hides=reading.hides,
            registry_version=self.registry_version,
            version_date=self.version_date,
        )


class Placed(Struct, frozen=True):
    """What became of one look."""

    item: Item
    #: ``new``: a version of its own. ``earlier``: a version was there before it was known to be.
    #: ``confirmed``: one more look at a version. ``known``: this very look was stored before.
    #: ``left``: it could not be read.
    kind: str
    #: Why it was left.
    reason: str | None = None
    #: The same as a short stable word.
    why: str | None = None
    #: Another look at the same moment says something else; both are kept.
    contradicted: bool = False
    #: Id of the version that it stands with; None if it was left.
    version_id: int | None = None
    #: What a new version brought against the one before it.
    changes: tuple[Change, ...] = ()


class Result(Struct, frozen=True):
    """What became of the looks at one trial."""

    placed: tuple[Placed, ...]
    #: How many versions there are more than before; a look in the middle of a version parts it.
    added: int
