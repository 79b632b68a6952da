"""Looks that come before others, at one moment with them or from another source: fold anew.

Comes in: items of one trial and one lineage that is stored. Goes out: what became of each.
Does not: touch what stays as it is; looks that are stored already change nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tracker.errors import ReadError
from tracker.placing.anew import read_anew
from tracker.placing.fold import Run, contradictions, fold
from tracker.placing.item import Item, Placed
from tracker.placing.look import ItemContent, Look, Readers
from tracker.placing.seats import seatings
from tracker.placing.stored import Timeline
from tracker.store import Store


class Between:
    """The placing of items in a timeline that is stored."""

    def __init__(self, store: Store, readers: Readers, trial: str, lineage: str) -> None:
        self.store = store
        self.trial = trial
        self.timeline = Timeline(store, readers, trial, lineage)
        if not all(content.is_current for content in self.timeline.contents):
            read_anew(store, readers, trial)
            self.timeline = Timeline(store, readers, trial, lineage)
        self.stored = self.timeline.looks()
        #: How many versions the timeline has more than it had.
        self.added = 0
        #: Looks by source and moment, and by source, data set and day.
        self._by_moment: dict[tuple[str, ...], list[Look]] = defaultdict(list)
        for look in self.stored:
            self._remember(look)

    def place(self, items: Sequence[Item]) -> list[Placed]:
        """What became of each item."""
        placed: list[Placed] = []
        new: dict[Look, Item] = {}
        known: dict[Look, Item] = {}
        for item in items:
            try:
                look = self._look(item)
            except ReadError as error:
                placed.append(Placed(item, "left", error.reason, error.kind))
                continue
            twin = self._twin(look, item)
            if twin is not None:
                known[twin] = item
                placed.append(self._known(item, twin))
            else:
                new[look] = item
                self._remember(look)
        return placed + self._fold(new) if new else placed

    def _look(self, item: Item) -> Look:
        """An item as a look; what a stored version was seen with is not read again."""
        for content in self.timeline.contents:
            if content.seat.mark == item.mark and content.source.name == item.source.name:
                return Look(item.sighting(), content)
        item.must_be_its_trial()
        return Look(item.sighting(), ItemContent(item))

    def _remember(self, look: Look) -> None:
        one = look.sighting
        self._by_moment[one.source, *look.key].append(look)
        self._by_moment[one.source, str(one.registry_version), one.observed_at].append(look)
        self._by_moment[one.source, one.data_version or "", one.observed_at[:10]].append(look)

    def _twin(self, look: Look, item: Item) -> Look | None:
        """The same look, if it is known; of a look whose hour is not known, one of that day."""
        one = look.sighting
        same = self._by_moment[one.source, *look.key]
        if item.day_only:
            same = self._by_moment[one.source, one.data_version or "", one.observed_at[:10]]
        if one.registry_version is not None:  # where it stands depends on all the others
            same = self._by_moment[one.source, str(one.registry_version), one.observed_at]
        return next((other for other in same if other.shows_the_same_as(look)), None)

    def _known(self, item: Item, twin: Look) -> Placed:
        seat = None if twin.seat is None else self.timeline.seats[twin.seat]
        contradicted = self._is_contradicted(twin)
        version_id = seat.version.id if seat else None
        return Placed(item, "known", contradicted=contradicted, version_id=version_id)

    def _is_contradicted(self, look: Look) -> bool:
        others = self._by_moment[look.source, *look.key]
        return any(not other.shows_the_same_as(look) for other in others)

    def _fold(self, new: dict[Look, Item]) -> list[Placed]:
        runs = fold((*self.stored, *new))
        wanted = seatings(self.trial, self.timeline, runs)
        lineage = next(iter(new.values())).source.lineage
        ids = self.store.reseat(self.trial, lineage, wanted)
        self.added = sum(seating.version_id is None for seating in wanted)
        odd = contradictions(runs)
        placed = []
        for run, version_id, seating in zip(runs, ids, wanted, strict=True):
            for look, kind in _kinds(run):
                if look in new:
                    changes = seating.changes or () if kind == "new" else ()
                    placed.append(
                        Placed(new[look], kind, None, None, look in odd, version_id, changes)
                    )
                    if kind == "new":
                        note_drift(self.store, new[look])
        return placed


def _kinds(run: Run) -> Iterator[tuple[Look, str]]:
    """What each look of a run is: of a version that was stored before, or of a new one."""
    first = next((n for n, look in enumerate(run.looks) if look.seat is not None), None)
    for number, look in enumerate(run.looks):
        if first is None:
            yield look, "new" if look is run.says else "confirmed"
        else:
            yield look, "earlier" if number < first else "confirmed"


def note_drift(store: Store, item: Item) -> None:
    """Keep what was unknown in a look that became a version."""
    if item.reading.drift:
        store.add_drift(item.reading.drift, item.trial, item.observed_at)
