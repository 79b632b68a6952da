"""The stored timeline as looks.

Comes in: a trial and a lineage. Goes out: its seats, and a look for each sighting of each.
Does not: write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial

from msgspec import Struct

from tracker.errors import ReadError
from tracker.placing.look import Content, Dates, HeldContent, Look, Readers
from tracker.sources.base import Reader, Reading
from tracker.store import Seat, Store


class NoReader(Struct, frozen=True):
    """Stands for a source that this Tracker does not know: what it sent stays as it was read."""

    name: str
    lineage: str
    registry: str = ""
    reader: int = 0

    def read(self, payload: bytes) -> Reading:
        """Never reads."""
        del payload
        raise ReadError("no_reader", f"this Tracker has no reader for the source {self.name!r}")


def reader_of(readers: Readers, name: str, lineage: str) -> Reader:
    """The reader of a source, whether there is one or not."""
    return readers[name] if name in readers else NoReader(name, lineage)


class Witness(Content):
    """What a look that is kept with a version was sent itself."""

    def __init__(self, source: Reader, payload: bytes, instead: Content) -> None:
        super().__init__(source, lambda: payload)
        #: What it counts as where it cannot be read: it was kept as a look at this.
        self.instead = instead

    @cached_property
    def dates(self) -> Dates:
        """Those of the version."""
        return self.instead.dates

    @cached_property
    def reading(self) -> Reading:
        """As today's reader reads it; else what the version says."""
        try:
            return self.source.read(self.payload)
        except ReadError:
            return Reading("", self.instead.record, hides=tuple(sorted(self.instead.hides)))


class Timeline:
    """All versions of a trial in one lineage, as they are stored."""

    def __init__(self, store: Store, readers: Readers, trial: str, lineage: str) -> None:
        self.readers = readers
        self.seats = store.timeline(trial, lineage)
        self.contents = [
            HeldContent(
                reader_of(readers, seat.version.source, lineage),
                seat,
                partial(store.stored, seat.version.id),
            )
            for seat in self.seats
        ]
        self._looks = list(stored_looks(readers, self.seats, self.contents))

    def looks(self) -> list[Look]:
        """Every look that is stored."""
        return self._looks

    def shown_by(self, number: int, source: str) -> Content | None:
        """What a source showed of a version; None if it showed it to nobody."""
        looks = (one for one in self._looks if one.seat == number and one.source == source)
        return next((one.content for one in looks), None)


def stored_looks(
    readers: Readers, seats: Sequence[Seat], bodies: Sequence[Content]
) -> Iterator[Look]:
    """All looks of a stored timeline, in order, each with what it showed.

    A look that has a payload of its own showed that, and so did those of its source after it, up
    to one that bears a reader and no payload: that is the version's own. A look of a source that
    has sent nothing of its own found what the look before it had shown.
    """
    for number, (seat, body) in enumerate(zip(seats, bodies, strict=True)):
        shown = {seat.version.source: body}
        last = body
        for sighting in seat.sightings:
            if sighting.payload is not None:
                source = reader_of(readers, sighting.source, seat.version.lineage)
                shown[sighting.source] = Witness(source, sighting.payload, body)
            elif sighting.reader is not None:
                shown[sighting.source] = body
            last = shown.get(sighting.source, last)
            yield Look(sighting, last, seat=number)
