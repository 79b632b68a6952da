"""The stored timeline as looks.

Comes in: a trial and a lineage. Goes out: its seats, and a look for each sighting of each.
Does not: write.
"""

from __future__ import annotations

from functools import partial

from tracker.placing.look import Content, HeldContent, Look, Readers
from tracker.store import Seat, Sighting, Store


class Timeline:
    """All versions of a trial in one lineage, as they are stored."""

    def __init__(self, store: Store, readers: Readers, trial: str, lineage: str) -> None:
        self.readers = readers
        self.seats = store.timeline(trial, lineage)
        self.contents = [
            HeldContent(readers[seat.version.source], seat, partial(store.stored, seat.version.id))
            for seat in self.seats
        ]
        self._others: dict[tuple[int, str], Content] = {}

    def looks(self) -> list[Look]:
        """Every look that is stored."""
        return [
            Look(sighting, self._content(number, seat, sighting), seat=number)
            for number, seat in enumerate(self.seats)
            for sighting in seat.sightings
        ]

    def shown_by(self, number: int, source: str) -> Content | None:
        """What a source showed of a version; None if it showed it to nobody."""
        seat = self.seats[number]
        sightings = (one for one in seat.sightings if one.source == source)
        return next((self._content(number, seat, one) for one in sightings), None)

    def _content(self, number: int, seat: Seat, sighting: Sighting) -> Content:
        """What a stored look showed: the version's body, or what a witness sent."""
        if sighting.source == seat.version.source:
            return self.contents[number]
        place = (number, sighting.source)
        if place not in self._others:
            sent = [one.payload for one in seat.sightings if one.source == sighting.source]
            payload = next((one for one in sent if one is not None), None)
            if payload is None:  # it said what the version says, as far as it said anything
                return self.contents[number]
            self._others[place] = Content(self.readers[sighting.source], lambda: payload)
        return self._others[place]
