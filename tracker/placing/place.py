"""Put looks at one trial into its timeline: after all else where they are, in between where not.

Comes in: items of one trial and one lineage, the end of its stored timeline. Goes out: what became
of each, and all of it in the store, in one transaction.
Does not: read more payloads than it has to. Nearly all looks come in order and repeat what the one
before said; their mark shows that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.diff import diff
from tracker.errors import ReadError
from tracker.placing.anew import read_anew
from tracker.placing.between import Between
from tracker.placing.item import Item, Placed, Result
from tracker.placing.look import Readers
from tracker.placing.unwritten import Unwritten
from tracker.record import Record
from tracker.store import End, Store


def place(store: Store, readers: Readers, items: Iterable[Item], end: End | None) -> Result:
    """Place items of one trial and one lineage; what became of each.

    ``end`` is ``store.ends`` of that trial: None where nothing is stored yet.
    """
    ordered = sorted(items, key=lambda item: item.key)
    with store.transaction():
        end = _up_to_date(store, readers, ordered[0], end)
        placing = _Placing(store, readers, end)
        late = [item for item in ordered if end is None or item.key > end.last]
        placing.between(ordered[: len(ordered) - len(late)])
        placing.after(late)
    return Result(tuple(placing.placed), placing.added)


def _up_to_date(store: Store, readers: Readers, item: Item, end: End | None) -> End | None:
    """A timeline that an older reader read is read anew before anything is put into it."""
    if end is None or end.source not in readers or readers[end.source].reader == end.reader:
        return end
    read_anew(store, readers, item.trial)
    return store.ends(item.source.lineage, [item.trial]).get(item.trial)


class _Placing:
    """The placing of one trial's items."""

    def __init__(self, store: Store, readers: Readers, end: End | None) -> None:
        self.store = store
        self.readers = readers
        self.end = end
        self.placed: list[Placed] = []
        self.added = 0
        #: The newest record, once it is known.
        self._record: Record | None = None
        self._unwritten = Unwritten(end.version_id if end is not None else None)

    def between(self, items: Sequence[Item]) -> None:
        """Looks with others after them, or of another source: the timeline is folded anew."""
        if not items:
            return
        self._write()
        self._record = None
        trial, lineage = items[0].trial, items[0].source.lineage
        between = Between(self.store, self.readers, trial, lineage)
        self.placed += between.place(items)
        self.added += between.added
        self.end = self.store.ends(lineage, [trial]).get(trial)
        self._unwritten = Unwritten(self.end.version_id if self.end is not None else None)

    def after(self, items: Sequence[Item]) -> None:
        """Looks that come after all that is stored, in order."""
        for number, item in enumerate(items):
            end = self.end
            if end is not None and (item.key <= end.last or not _follows(item, end)):
                # Two looks at one moment, or of two sources, or of one that hides some parts:
                # which comes first, and what is compared with what, is for the fold to say.
                self.between(items[number:])
                return
            try:
                self._after(item, end)
            except ReadError as error:
                self.placed.append(Placed(item, "left", error.reason, error.kind))
        self._write()

    def _after(self, item: Item, end: End | None) -> None:
        if end is not None and (item.mark == end.mark or self._equals_newest(item, end)):
            self._unwritten.found_again(item)
            self._ends_with(item, end.version_id, end.content_hash)
            return
        item.must_be_its_trial()
        changes = diff(self._newest(end), item.reading.record) if end is not None else ()
        self._unwritten.is_new(item, changes)
        self.added += 1
        self._record = item.reading.record
        self._ends_with(item, 0, item.content_hash)

    def _equals_newest(self, item: Item, end: End) -> bool:
        if end.reader == item.source.reader:
            return end.content_hash == item.content_hash
        return not diff(self._newest(end), item.reading.record)

    def _newest(self, end: End) -> Record:
        """The newest record; one that an older reader read is read anew."""
        if self._record is None:
            stored, source = self.store.stored(end.version_id), self.readers[end.source]
            current = end.reader == source.reader
            self._record = stored.record if current else source.read(stored.payload).record
        return self._record

    def _ends_with(self, item: Item, version_id: int, content_hash: str) -> None:
        source = item.source
        self.end = End(version_id, item.mark, content_hash, source.reader, source.name, item.key)

    def _write(self) -> None:
        """Write what is not written yet."""
        self.placed += self._unwritten.write(self.store)
        self._unwritten = Unwritten(None)


def _follows(item: Item, end: End) -> bool:
    """Whether a look is of the newest version's source, and that one shows all that there is."""
    source = item.source
    return source.name == end.source and source.name in (source.registry, source.lineage)
