"""Looks in order that are not written yet: they are written together, which is cheaper."""

from __future__ import annotations

from tracker.changes import Change
from tracker.placing.between import note_drift
from tracker.placing.item import Item, Placed
from tracker.store import Appended, Sighting, Store


class Unwritten:
    """Further looks at the newest stored version, and versions after it with looks of their own."""

    def __init__(self, stored: int | None) -> None:
        #: Id of the newest version that is stored; None if there is none.
        self.stored = stored
        self._seen: list[Sighting] = []
        self._mark: bytes | None = None
        self._new: list[Appended] = []
        #: Each item, and how many versions were new before the one that it came to was.
        self._came: list[tuple[Item, int, bool]] = []

    def found_again(self, item: Item) -> None:
        """One more look at the newest version."""
        self._came.append((item, len(self._new), False))
        if self._new:
            self._new[-1].sightings.append(item.sighting())
            self._new[-1].mark = item.mark
        else:
            self._seen.append(item.sighting())
            self._mark = item.mark

    def is_new(self, item: Item, changes: tuple[Change, ...]) -> None:
        """A look that is a version of its own."""
        self._new.append(Appended(item.observation(), changes))
        self._came.append((item, len(self._new), True))

    def write(self, store: Store) -> list[Placed]:
        """Write all of it; what became of each item."""
        if self._seen and self.stored is not None:
            store.sight(self.stored, self._seen, self._mark)
        ids = [self.stored, *(store.append(self._new) if self._new else ())]
        placed = []
        for item, number, new in self._came:
            if new:
                note_drift(store, item)
                changes = self._new[number - 1].changes
                placed.append(Placed(item, "new", version_id=ids[number], changes=changes))
            else:
                placed.append(Placed(item, "confirmed", version_id=ids[number]))
        return placed
