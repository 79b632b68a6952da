"""Put what was found into the store, a batch at a time.

Comes in: records, one by one. Goes out: versions in the store, counts in the report.
Does not: open files. A batch is one transaction, each trial in it a part of its own; what ends the
program takes back at most the batch that was open, and the next run of the same import takes it.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tracker.canonical import Hasher
from tracker.errors import ReadError
from tracker.importing.found import Found, Left
from tracker.importing.moments import Claim, settle
from tracker.importing.report import ImportReport
from tracker.importing.wrappers import no_utf8
from tracker.placing import Item, Placed, Readers, place
from tracker.placing.numbered import numbered_item
from tracker.sources.history import NAME as HISTORY
from tracker.sources.readers import data_date
from tracker.store import Store, write_mirror

#: A batch ends with so many records, or with so many bytes of them.
RECORDS = 2000
BYTES = 48 << 20


class Taking:
    """One import's way into the store."""

    def __init__(
        self,
        store: Store,
        readers: Readers,
        report: ImportReport,
        *,
        now: str,
        given: Claim | None,
        mirror: Path | None,
    ) -> None:
        self.store = store
        self.readers = readers
        self.report = report
        self.now = now
        self.given = given
        self.mirror = mirror
        self._batch: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self._records = self._bytes = 0
        self._hasher = Hasher()
        #: A bit for each number of a trial: sets of ids would grow with the dump.
        self._trials = bytearray()

    def take(self, found: Found) -> bool:
        """Add a record; whether that ended a batch."""
        self.report.read += 1
        try:
            item = self._item(found)
        except ReadError as error:
            self.report.leave(Left(found.where, error.kind, error.reason))
            return False
        self._batch[item.source.lineage, item.trial].append(item)
        self._records += 1
        self._bytes += len(item.payload)
        if self._records < RECORDS and self._bytes < BYTES:
            return False
        self.flush()
        return True

    def _item(self, found: Found) -> Item:
        entry, source = found.entry, self.readers[found.source]
        own = data_date(found.source, entry.payload)
        when = settle(found.claims if self.given is None else (self.given,), own, self.now)
        self.report.dated_by[when.by] += 1
        if found.source == HISTORY:
            body, observed_at = entry.payload, when.observed_at
            return numbered_item(source, body, entry.mark, observed_at, origin=found.where)
        return Item(
            trial=entry.trial,
            source=source,
            payload=entry.payload,
            mark=entry.mark,
            placed_at=when.placed_at,
            observed_at=when.observed_at,
            data_version=own,
            day_only=when.day_only,
            origin=found.where,
            hash_of=self._hasher,
        )

    def flush(self) -> None:
        """Place the batch."""
        batch, self._batch = self._batch, defaultdict(list)
        self._records = self._bytes = 0
        changed = []
        with self.store.transaction():
            for lineage in dict.fromkeys(lineage for lineage, _ in batch):
                trials = [trial for of, trial in batch if of == lineage]
                ends = self.store.ends(lineage, trials)
                for trial in trials:
                    items = batch[lineage, trial]
                    result = place(self.store, self.readers, items, ends.get(trial))
                    self.report.new_versions += result.added
                    changed += [trial] if result.added else []
                    for placed in result.placed:
                        self._count(placed)
                        if placed.contradicted:
                            self.report.contradicted.append(placed.item.origin)
        self._write_mirror(changed)

    def _leave(self, placed: Placed) -> None:
        """A record that turned out to be none when it was read as a whole."""
        item, kind, reason = placed.item, placed.why or "not_a_trial", placed.reason or ""
        wrong = no_utf8(item.payload) if item.source.name == "ctgov" else None
        kind, reason = (wrong.kind, wrong.reason) if wrong is not None else (kind, reason)
        self.report.leave(Left(item.origin, kind, reason))

    def _count(self, placed: Placed) -> None:
        report, item, kind = self.report, placed.item, placed.kind
        if kind == "left":
            self._leave(placed)
            return
        number = int(item.trial[3:])
        if number >> 3 >= len(self._trials):
            self._trials.extend(bytes((number >> 3) + 1 - len(self._trials)))
        if not self._trials[number >> 3] >> (number & 7) & 1:
            self._trials[number >> 3] |= 1 << (number & 7)
            report.trials += 1
        if kind == "earlier":
            report.earlier += 1
        elif kind == "confirmed":
            report.confirmed += 1
        elif kind == "known":
            report.known += 1

    def _write_mirror(self, trials: list[str]) -> None:
        if self.mirror is None:
            return
        for trial in trials:
            shown = self.store.trial(trial)
            if shown is not None and shown.version_id is not None:
                write_mirror(self.mirror, self.store.stored(shown.version_id).record)
