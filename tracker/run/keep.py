"""Keep what a source answered: confirm what did not move, read, compare and store what did."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.canonical import content_hash
from tracker.changes import Change
from tracker.dates import second_after
from tracker.diff import diff
from tracker.errors import ReadError
from tracker.outcome import Kept
from tracker.run.join import join
from tracker.run.renew import up_to_date
from tracker.run.visit import Visit
from tracker.sources.base import Entry, Miss, Reading
from tracker.store import Known, Observation, Stored, Version, write_mirror

#: Trials whose first looks share one commit. Each is whole by itself (a transaction inside the
#: transaction); together they write half as many pages. A run that is killed looks at these again.
_TOGETHER = 25

#: A name of a data set that tells its age.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

#: What became of an entry: it confirms a version (with a new mark, if the bytes differ), or it
#: could not be read, or it is a new version.
_Fate = tuple[int, bytes | None] | Miss | None


def keep(visit: Visit, answered: dict[str, Entry]) -> None:
    """Confirm what did not move, read and keep what did; ``answered`` is by the id asked for."""
    ids = {entry.trial for entry in answered.values()}
    known = visit.store.known(visit.source.lineage, tuple(ids))
    fates: list[_Fate] = []
    asked = list(_each_trial_once(visit, answered))
    for start in range(0, len(asked), _TOGETHER):
        with visit.store.transaction():
            fates += [_fate(visit, known, *pair) for pair in asked[start : start + _TOGETHER]]
    confirmed = [fate for fate in fates if isinstance(fate, tuple)]
    misses = [fate for fate in fates if isinstance(fate, Miss)]
    data_version = visit.outcome.data_versions.get(visit.source.name)
    visit.store.confirm(confirmed, at=visit.now, data_version=data_version)
    failed = {miss.trial for miss in misses}
    visit.looked([entry.trial for name, entry in asked if name not in failed])
    visit.outcome.unchanged += len(confirmed)
    visit.missed(misses)


def _each_trial_once(visit: Visit, answered: dict[str, Entry]) -> Iterator[tuple[str, Entry]]:
    """The entries, once each though an obsolete id and the real one were asked for together."""
    done: set[str] = set()
    for asked, entry in answered.items():
        if entry.trial != asked:
            _moved(visit, asked, entry.trial)
        if entry.trial in done:
            visit.outcome.due -= 1  # one trial, not two
        else:
            done.add(entry.trial)
            yield asked, entry


def _fate(visit: Visit, known: dict[str, Known], asked: str, entry: Entry) -> _Fate:
    """What becomes of one entry; a new version is kept in a transaction of its own."""
    last = known.get(entry.trial)
    if last is not None and last.mark == entry.mark:
        return last.version_id, None
    try:
        same = _keep_entry(visit, entry, last)
    except ReadError as error:
        return Miss(asked, error.kind, error.reason)
    return (same, entry.mark) if same else None


def _keep_entry(visit: Visit, entry: Entry, last: Known | None) -> int | None:
    """Keep an entry as a new version; the id of the version that it equals, if it does."""
    reading = visit.source.read(entry.payload)
    if reading.trial != entry.trial:
        reason = f"asked for {entry.trial}, the answer is {reading.trial}"
        raise ReadError("wrong_trial", reason)
    if reading.drift:
        visit.store.add_drift(reading.drift, entry.trial, visit.now)
    last = up_to_date(visit, last, entry.trial)
    if last is not None and last.source != visit.source.name:
        _refuse_older(reading, visit.store.newest(entry.trial, visit.source.lineage))
        placed = join(visit, entry, reading.data_version)
        if placed.kind != "new":
            return placed.version_id
        version, changes = visit.store.stored(placed.version_id or 0).version, placed.changes
    else:
        digest = content_hash(reading.record)
        if last and last.reader == visit.source.reader and last.content_hash == digest:
            return last.version_id
        previous = visit.store.newest(entry.trial, visit.source.lineage) if last else None
        _refuse_older(reading, previous)
        changes = diff(previous.record, reading.record) if previous else ()
        if previous and not changes:
            return previous.version.id
        version = visit.store.add(_observation(visit, entry, reading, digest, previous), changes)
    _tell_of(visit, reading, version, changes, first=last is None)
    return None


def _refuse_older(reading: Reading, previous: Stored | None) -> None:
    """What is older than the last version is the past, and no change.

    A registry may fall back to older data, and its record history or a dump may be ahead of them.
    Where a data set is not known, as with those two, the days of submission tell.
    """
    if previous is None:
        return
    now, before = reading.data_version, previous.version.data_version
    if now and before and _DAY.match(now) and _DAY.match(before):
        what = f"data of {now} again, older than those of {before} that the last version is from"
    else:
        now = reading.record.dates.last_update_submitted
        before = previous.version.last_update_submitted
        what = f"the record as submitted {now}, older than the last version, submitted {before}"
    if now and before and now < before:
        raise ReadError(
            "older",
            f"the registry serves {what}; that version stays, and newer data will be compared "
            "with it",
        )


def _tell_of(
    visit: Visit, reading: Reading, version: Version, changes: tuple[Change, ...], *, first: bool
) -> None:
    """A new version: in the mirror, in the outcome."""
    if visit.mirror is not None:
        write_mirror(visit.mirror, reading.record)
    title = reading.record.identification.brief_title
    kept = Kept(version.trial, title, version.number, changes, first, version.silent)
    visit.outcome.kept.append(kept)
    if reading.record.status.overall_status == "WITHHELD":
        visit.tell("withheld", f"{version.trial} is withheld by the registry", version.trial)


def _observation(
    visit: Visit, entry: Entry, reading: Reading, digest: str, previous: Stored | None
) -> Observation:
    """What was seen now comes after what was seen before, whatever the clock said then."""
    last = previous.version.placed_at if previous else ""
    placed_at = second_after(last) if last >= visit.now else None
    return Observation(
        trial=entry.trial,
        registry=visit.source.registry,
        source=visit.source.name,
        lineage=visit.source.lineage,
        payload=entry.payload,
        record=reading.record,
        content_hash=digest,
        mark=entry.mark,
        reader=visit.source.reader,
        observed_at=visit.now,
        placed_at=placed_at,
        data_version=reading.data_version,
        partial=visit.source.lineage != visit.source.registry,
    )


def _moved(visit: Visit, asked: str, real: str) -> None:
    """An obsolete id: follow it, remember it, say so, and watch the record it stands for."""
    told = visit.store.aliases().get(asked) == real
    visit.store.add_alias(asked, real, visit.now)
    tags = next((one.tags for one in visit.store.watched() if one.trial == asked), ())
    visit.store.watch([real], registry=visit.source.registry, at=visit.now, tags=tags)
    visit.store.unwatch([asked])
    visit.store.looked([asked], visit.now)  # If looks at the old id failed, that is over.
    text = f"{asked} is an obsolete id of {real}; {real} is watched instead"
    if told:  # Who asks by the old id again is answered; the trial's history says it once.
        visit.outcome.notices.append(("moved", text))
    else:
        visit.tell("moved", text, real)
