"""Read every stored payload anew, as today's readers read it.

    stored trials -> placing (reads, folds, compares) -> store -> ReplayReport

Comes in: a store, the readers, the moment of the run. Goes out: the same database as today's
readers would have filled it, and what reads otherwise than before. Does not: fetch, or know SQL.

Each trial is one transaction: a run that is cut off leaves each one as it was or as it shall be,
and the next run goes on after the last that was done. ``check`` and imports do the same by
themselves for the trials that they are about to compare with something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tracker.changes import Change
from tracker.errors import StoreError
from tracker.past.replayed import Example, Otherwise, ReplayReport
from tracker.placing import Anew, Readers, read_anew
from tracker.store import Store, write_mirror

#: Told how far a run has come: (trials done, trials due).
Progress = Callable[[int, int], None]

#: Trials that share one commit; each is whole by itself.
_TOGETHER = 25
#: Examples of a field that reads otherwise, and trouble that is told one by one.
_EXAMPLES, _MANY = 3, 100
_REACHED = re.compile(r"(?P<readers>.*); reached (?P<trial>\S+)\Z")


def replay(
    store: Store,
    readers: Readers,
    *,
    now: str,
    trials: Iterable[str] | None = None,
    dry_run: bool = False,
    restart: bool = False,
    mirror: Path | None = None,
    progress: Progress | None = None,
) -> ReplayReport:
    """Read all that is stored anew, or these trials; with ``dry_run`` only say what would differ.

    A run over all trials that was cut off is gone on with, unless ``restart``. ``mirror``: folder
    of the JSON files a trial that are written along.
    """
    report = ReplayReport(now, dry_run=dry_run)
    names = _readers_said(store, readers)
    if trials is None and not dry_run and not restart:
        report.resumed_after = _cut_off_after(store, names)
    ids = list(store.trials_held(trials, after=report.resumed_after or ""))
    run = None if dry_run else store.begin_run("replay" if trials is None else "replay ID", now)
    tally = _Tally(report)
    try:
        for batch in _batches(ids):
            _replay(store, readers, batch, tally, mirror)
            if run is not None and trials is None:
                store.note_run(run, f"{names}; reached {batch[-1]}")
            if progress is not None:
                progress(report.trials, len(ids))
    except KeyboardInterrupt:
        report.interrupted = True
    tally.close()
    if run is not None:
        _end(store, run, report)
    return report


def behind(store: Store, readers: Readers) -> dict[str, int]:
    """How many versions of each source an older (or newer) reader has read."""
    found: dict[str, int] = {}
    for (source, reader), versions in store.readers_used().items():
        if source in readers and readers[source].reader != reader:
            found[source] = found.get(source, 0) + versions
    return found


def _replay(
    store: Store, readers: Readers, batch: Sequence[str], tally: _Tally, mirror: Path | None
) -> None:
    """Some trials, in one commit."""
    dry = tally.report.dry_run
    found: list[Anew] = []
    with store.snapshot() if dry else store.transaction():
        for trial in batch:
            try:
                found.append(read_anew(store, readers, trial, write=not dry))
            except StoreError as error:
                tally.trouble(trial, str(error))
    for anew in found:
        tally.add(anew)
        if mirror is not None and anew.moved and not dry:
            shown = store.trial(anew.trial)
            if shown is not None and shown.version_id is not None:
                write_mirror(mirror, store.stored(shown.version_id).record)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _TOGETHER):
        yield ids[start : start + _TOGETHER]


def _readers_said(store: Store, readers: Readers) -> str:
    """The readers that a run works with, in words that another run can compare."""
    used = sorted({source for source, _ in store.readers_used()})
    said = (f"{name} {readers[name].reader}" for name in used if name in readers)
    return f"readers: {', '.join(said)}"


def _cut_off_after(store: Store, names: str) -> str | None:
    """The last trial of the last replay, if it was cut off and worked with the same readers."""
    last = store.last_run("replay")
    if last is None or last.exit_code in (0, 1):
        return None
    reached = _REACHED.match(last.note or "")
    return reached["trial"] if reached and reached["readers"] == names else None


def _end(store: Store, run: int, report: ReplayReport) -> None:
    """Write down how the run ended; one that was cut off keeps how far it came."""
    code = report.exit_code()
    last = store.last_run("replay")
    reached = last.note if report.interrupted and last is not None and last.id == run else None
    store.end_run(run, report.started_at, exit_code=code, note=reached, **report.counts())


class _Tally:
    """Counts what single trials came to."""

    def __init__(self, report: ReplayReport) -> None:
        self.report = report
        self._fields: dict[str, Otherwise] = {}

    def add(self, anew: Anew) -> None:
        """Count a trial."""
        report = self.report
        report.trials += 1
        report.moved += anew.moved
        for name in ("payloads", "rewritten", "merged", "parted", "changes_gone", "changes_new"):
            setattr(report, name, getattr(report, name) + getattr(anew, name))
        for one in anew.differs:
            self._differs(anew.trial, one.version, one.change)
        for number, reason in anew.left:
            self.trouble(f"{anew.trial} version {number}", reason)

    def _differs(self, trial: str, version: int, change: Change | None) -> None:
        name = _field_of(change)
        found = self._fields.setdefault(name, Otherwise(name))
        found.times += 1
        if len(found.examples) < _EXAMPLES:
            before, after = (change.before, change.after) if change else (None, None)
            item = change.item if change else None
            found.examples.append(Example(trial, version, item, before, after))

    def trouble(self, what: str, reason: str) -> None:
        """Something could not be read anew."""
        self.report.left += 1
        if len(self.report.reasons) < _MANY:
            self.report.reasons.append((what, reason))

    def close(self) -> None:
        """Put the fields in order."""
        found = sorted(self._fields.values(), key=lambda one: (-one.times, one.name))
        self.report.otherwise = found


def _field_of(change: Change | None) -> str:
    """A field by its section and its name."""
    if change is None:
        return "the record as a whole"
    section = change.path[0]
    return section if section == change.field else f"{section}.{change.field}"
