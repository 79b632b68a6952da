"""Was history rewritten? Stored versions of the record history are read again and compared.

    trials -> stored versions -> a sample? -> fetch again -> read -> the same content as then?
                                                                 no -> both kept, told as an event

Comes in: the stages, the trials, the moment of the run. Goes out: a BackfillOutcome; what reads
otherwise in the store, beside the version, which stays as it was. Does not: know SQL, HTTP or a
clock, or change a timeline.

What the registry renews in old versions as a matter of course (linked publications, places) is no
part of the content of a version of the record history, so it is never called rewritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from tracker.canonical import content_hash
from tracker.changes import Change
from tracker.diff.hidden import changes_on_shown
from tracker.errors import ReadError
from tracker.fetch import Fetcher
from tracker.past.backfilled import BackfillOutcome, Far, Filled, Progress
from tracker.past.kept import kept_payload
from tracker.past.steps import Past, Stop, of_a_version
from tracker.sources.base import Reading
from tracker.sources.history import HistorySource
from tracker.sources.readers import Readers
from tracker.store import Listed, Store


def verify(
    store: Store,
    fetcher: Fetcher,
    source: HistorySource,
    trials: Sequence[str],
    *,
    now: str,
    sample: int | None = None,
    progress: Progress | None = None,
) -> BackfillOutcome:
    """Read stored versions of these trials again, all of them or a sample of so many."""
    outcome = BackfillOutcome(started_at=now)
    run = store.begin_run("backfill --verify", now)
    past = Past(store, fetcher, source, now, run, outcome)
    try:
        due = chosen((one for trial in trials for one in store.history(trial)), sample, now)
        nth = {trial: n for n, trial in enumerate(dict.fromkeys(one.trial for one in due), 1)}
        for done, listed in enumerate(due, 1):
            _verify(past, listed)
            if progress is not None:
                progress(Far(listed.trial, nth[listed.trial], len(nth), done, len(due)))
    except Stop:
        pass  # the problem that ended the run is on the outcome
    except KeyboardInterrupt:
        outcome.interrupted = True
    finally:
        outcome.requests = fetcher.requests
        code = outcome.exit_code()
        store.end_run(run, now, exit_code=code, note=outcome.note(), **outcome.counts())
    return outcome


def chosen(listed: Iterable[Listed], sample: int | None, now: str) -> list[Listed]:
    """The stored versions to read again: those that were verified longest ago, by lot.

    One that left the registry's list is not given out any more; that was told when it left.
    """
    stored = [one for one in listed if one.version_id is not None and one.unlisted_since is None]
    if sample is None or sample >= len(stored):
        return stored
    drawn = sorted(stored, key=lambda one: (one.verified_at or "", _lot(one, now)))[:sample]
    return sorted(drawn, key=lambda one: (one.trial, one.number))


def _lot(one: Listed, now: str) -> bytes:
    """A number by lot that is the same at each run of one moment."""
    return hashlib.sha256(f"{now} {one.trial} {one.number}".encode()).digest()


def _verify(past: Past, listed: Listed) -> None:
    """Read one version again."""
    trial, number = listed.trial, listed.number
    try:
        body = past.ask(past.source.version_request(trial, number))
        now = past.source.read_version(body, trial, number)
    except ReadError as error:
        past.problem(trial, number, of_a_version(number, error))
        return
    past.outcome.verified += 1
    _count(past, trial)
    changes = _changes(past, listed, now)
    if changes:
        _rewritten(past, listed, now, body, changes)
    else:
        past.store.history_verified(trial, number, past.now)


def _count(past: Past, trial: str) -> None:
    """The trial takes part in the outcome."""
    if all(one.trial != trial for one in past.outcome.trials):
        past.outcome.trials.append(Filled(trial=trial))


def _changes(past: Past, listed: Listed, now: Reading) -> tuple[Change, ...]:
    """What reads otherwise than when it was last read."""
    rewritings = [
        one for one in past.store.rewritings(listed.trial) if one.registry_version == listed.number
    ]
    known = rewritings[-1].content_hash if rewritings else listed.content_hash
    if known == content_hash(now.record):
        return ()
    if rewritings:
        before, across = past.source.read(rewritings[-1].payload), False
    else:
        before, across = _as_stored(past, listed)
    hides = {*before.hides, *now.hides}
    if not across:
        hides -= _appeared(before, now)
    return changes_on_shown(before.record, now.record, hides, across=across)


def _appeared(before: Reading, now: Reading) -> set[str]:
    """Parts that the record history shows in one of two answers about one version."""
    return set(before.hides) ^ set(now.hides)


def _as_stored(past: Past, listed: Listed) -> tuple[Reading, bool]:
    """What is kept of a version, read by today's reader; and whether another source sent it."""
    version_id, lineage = listed.version_id or 0, past.source.lineage
    name, payload = kept_payload(past.store, listed.trial, lineage, version_id)
    return Readers()[name].read(payload), name != past.source.name


def _rewritten(
    past: Past, listed: Listed, now: Reading, body: bytes, changes: Sequence[Change]
) -> None:
    """Keep what the registry shows now beside what it showed, and say so."""
    past.outcome.rewritten += 1
    sentences = [change.summary for change in changes]
    with past.store.transaction():
        past.store.add_rewriting(
            listed,
            at=past.now,
            reader=past.source.reader,
            source=past.source.name,
            payload=body,
            content_hash=content_hash(now.record),
            summary="\n".join(sentences),
        )
        past.store.history_verified(listed.trial, listed.number, past.now)
        more = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
        text = (
            f"version {listed.number} of the record history of {listed.trial}, submitted "
            f"{listed.date or 'on a day that is not told'}, reads otherwise than it did: "
            f"{sentences[0]}{more}"
        )
        past.tell("rewritten", text, listed.trial)
