"""A look in a timeline: when, by whom, and what it showed, read no sooner than needed.

Comes in: items to be placed, and seats of the stored timeline.
Goes out: values that can be put in order and compared.
Does not: decide anything or write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from tracker.canonical import content_hash
from tracker.diff.hidden import changes_on_shown
from tracker.errors import ReadError
from tracker.placing.item import Item
from tracker.record import Record
from tracker.sources.base import Reader, Reading
from tracker.store import Observation, Seat, Sighting, Stored

#: How the payloads of each source are read: name -> source.
Readers = Mapping[str, Reader]


class Dates(NamedTuple):
    """The dates of a version, as the registry wrote them."""

    #: Last update posted, and submitted, in the record.
    posted: str | None
    submitted: str | None
    #: Day of submission in the registry's own list of versions.
    listed: str | None


class Content:
    """What a look showed."""

    def __init__(self, source: Reader, payload: Callable[[], bytes]) -> None:
        self.source = source
        self._payload = payload

    @cached_property
    def payload(self) -> bytes:
        """What the source sent."""
        return self._payload()

    @cached_property
    def reading(self) -> Reading:
        """What today's reader makes of it."""
        return self.source.read(self.payload)

    @cached_property
    def record(self) -> Record:
        """The record."""
        return self.reading.record

    @cached_property
    def hash(self) -> str:
        """The hash of the record."""
        return content_hash(self.record)

    @cached_property
    def dates(self) -> Dates:
        """The registry's own dates of it."""
        dates = self.record.dates
        return Dates(dates.last_update_posted, dates.last_update_submitted, None)

    @cached_property
    def hides(self) -> frozenset[str]:
        """What it does not show; the registry's own interface shows all."""
        if self.source.name == self.source.registry:
            return frozenset()
        return frozenset(self.reading.hides)


class ItemContent(Content):
    """What a new look showed."""

    def __init__(self, item: Item) -> None:
        super().__init__(item.source, lambda: item.payload)
        self.item = item

    @cached_property
    def reading(self) -> Reading:
        """As the item was read."""
        return self.item.reading

    @cached_property
    def hash(self) -> str:
        """As the item knows it."""
        return self.item.content_hash

    @cached_property
    def dates(self) -> Dates:
        """As the record has them, and the list from which the item comes."""
        return super().dates._replace(listed=self.item.version_date)


class HeldContent(Content):
    """What a stored version says. An older reader's word does not count: it is read anew."""

    def __init__(self, source: Reader, seat: Seat, stored: Callable[[], Stored]) -> None:
        super().__init__(source, lambda: self.stored.payload)
        self.seat = seat
        self._stored = stored

    @cached_property
    def stored(self) -> Stored:
        """The version with its body."""
        return self._stored()

    @cached_property
    def reading(self) -> Reading:
        """As today's reader reads it; what that cannot read counts as it was read."""
        try:
            return self.source.read(self.payload)
        except ReadError:
            version = self.seat.version
            return Reading(version.trial, self.stored.record, hides=version.hides)

    @cached_property
    def record(self) -> Record:
        """As it is stored, or read anew."""
        return self.stored.record if self.is_current else self.reading.record

    @cached_property
    def hash(self) -> str:
        """As it is stored, or of what was read anew."""
        return self.seat.version.content_hash if self.is_current else content_hash(self.record)

    @cached_property
    def hides(self) -> frozenset[str]:
        """As it is stored, or of what was read anew."""
        return frozenset(self.seat.version.hides) if self.is_current else super().hides

    @cached_property
    def dates(self) -> Dates:
        """As they are stored."""
        version = self.seat.version
        return Dates(version.registry_date, version.last_update_submitted, version.version_date)

    @property
    def is_current(self) -> bool:
        """Whether today's reader read what is stored."""
        return self.seat.version.reader == self.source.reader


class Look:
    """One look in a timeline; sorts by its place."""

    def __init__(self, sighting: Sighting, content: Content, *, seat: int | None = None) -> None:
        self.sighting = sighting
        self.content = content
        #: The stored version that it stands with now; None for a new one.
        self.seat = seat

    @property
    def key(self) -> tuple[str, str]:
        """Place and moment."""
        return self.sighting.placed_at, self.sighting.observed_at

    @property
    def source(self) -> str:
        """Short name of the source that was asked."""
        return self.sighting.source

    @property
    def number(self) -> int | None:
        """The registry's own number of what it showed, where it was asked for that number."""
        return self.sighting.registry_version

    @property
    def dates(self) -> Dates:
        """The registry's own dates of what it showed."""
        return self.content.dates

    def _tie(self) -> tuple[str, str, str]:
        dates = self.content.record.dates
        return dates.last_update_posted or "", dates.last_update_submitted or "", self.content.hash

    def __lt__(self, other: Look) -> bool:
        return self._tie() < other._tie() if self.key == other.key else self.key < other.key

    def shows_the_same_as(self, other: Look) -> bool:
        """Whether they agree on all that both show."""
        one, two = self.content, other.content
        if one is two or one.hash == two.hash:
            return True
        hides = one.hides | two.hides
        return bool(hides) and not changes_on_shown(
            two.record, one.record, hides, across=one.source.name != two.source.name
        )

    def is_known_to_differ_from(self, other: Look) -> bool:
        """Whether they were found to differ when they came to be neighbours."""
        mine, its = self.content, other.content
        return (
            isinstance(mine, HeldContent)
            and isinstance(its, HeldContent)
            and self.seat is not None
            and other.seat is not None
            and abs(self.seat - other.seat) == 1
            and mine.is_current
            and its.is_current
        )

    def shows_more_than(self, other: Look) -> bool:
        """Whether it shows all that the other does, and more."""
        return self.content.hides < other.content.hides

    def sighted(self, *, with_payload: bool) -> Sighting:
        """The look as it is kept with a version, with what was sent or without."""
        bare = replace(self.sighting, reader=None, payload=None)
        if not with_payload:
            return bare
        return replace(bare, reader=self.content.source.reader, payload=self.content.payload)

    def observation(self, trial: str) -> Observation:
        """The look as a version's body."""
        content, source = self.content, self.content.source
        item = content.item if isinstance(content, ItemContent) else None
        return Observation(
            trial=trial,
            registry=source.registry,
            source=source.name,
            lineage=source.lineage,
            payload=content.payload,
            record=content.record,
            content_hash=content.hash,
            mark=self.mark,
            reader=source.reader,
            observed_at=self.sighting.observed_at,
            placed_at=self.sighting.placed_at,
            data_version=self.sighting.data_version,
            partial=source.lineage != source.registry,
            hides=tuple(sorted(content.hides)),
            registry_version=item.registry_version if item else None,
            version_date=item.version_date if item else None,
        )

    @property
    def mark(self) -> bytes:
        """Digest of the payload without its volatile parts, as far as it is known."""
        content = self.content
        if isinstance(content, ItemContent):
            return content.item.mark
        return content.seat.mark if isinstance(content, HeldContent) else b""
