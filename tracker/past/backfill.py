"""Back-fill: every version that a registry's own record history has of a trial, into its timeline.

    trials -> list of versions -> which of them? -> fetch one -> read -> its place -> store
                                         ^______________________________________________|

Comes in: the stages, the trials, the moment of the run. Goes out: a BackfillOutcome, and all that
was fetched in the store. Like ``check`` it is a main path: with its steps in ``tracker.run`` it
calls the stages, which never call each other. Does not: know SQL, HTTP or a clock.

Strictly one request after the other. Each version is one transaction, so that a run can be ended at
any moment: the next one goes on with what is not stored. The pointer of a trial moves only when all
versions up to it are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tracker.fetch import Fetcher
from tracker.past.backfilled import BackfillOutcome, Far, Filled, Progress
from tracker.past.listing import keep_list, warn
from tracker.past.modules import labels_of, touched
from tracker.past.steps import Past, Stop, fetch_version, read_list
from tracker.sources.history import HistorySource
from tracker.store import Listed, Store, write_mirror


def backfill(
    store: Store,
    fetcher: Fetcher,
    source: HistorySource,
    trials: Sequence[str],
    *,
    now: str,
    only: Sequence[str] = (),
    max_versions: int | None = None,
    newest_first: bool = False,
    mirror: Path | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> BackfillOutcome:
    """Fetch what is not stored of the record histories of these trials.

    ``only``: words such as "outcomes": only versions that the registry says touched those parts,
    and the first. ``max_versions``: at most so many of each trial in this run. ``now``: the moment
    of observation, UTC. ``say`` is told beforehand what takes long.
    """
    outcome = BackfillOutcome(started_at=now)
    run = store.begin_run("backfill", now)
    past = Past(store, fetcher, source, now, run, outcome, say)
    way = _Way(past, trials, progress)
    try:
        for asked, trial in enumerate(trials, 1):
            outcome.unasked = len(trials) - asked
            filled = _trial(way, trial, only, max_versions, newest_first=newest_first)
            if filled is not None and filled.fetched and mirror is not None:
                _write_mirror(past, mirror, trial)
    except Stop:
        pass  # the problem that ended the run is on the outcome
    except KeyboardInterrupt:
        outcome.interrupted = True
    finally:
        outcome.requests = fetcher.requests
        code = outcome.exit_code()
        store.end_run(run, now, exit_code=code, note=outcome.note(), **outcome.counts())
    return outcome


def _trial(
    way: _Way, trial: str, only: Sequence[str], most: int | None, *, newest_first: bool
) -> Filled | None:
    """One trial: its list, then what is wanted of it."""
    past = way.past
    history = read_list(past, trial)
    if history is None:
        way.no_list(trial)
        return None
    filled = keep_list(past, trial, history)
    past.outcome.trials.append(filled)
    missing = [one for one in past.store.history(trial) if _is_missing(one)]
    due = wanted(missing, only, most, newest_first=newest_first)
    filled.left = len(missing) - len(due)
    warn(past, trial, len(due))
    way.listed(trial, len(due))
    try:
        for listed in due:
            fetch_version(past, listed, filled)
            way.step(trial)
    finally:
        (state,) = past.store.history_lists(trial)
        filled.complete_to = state.complete_to
    return filled


def _is_missing(one: Listed) -> bool:
    return one.version_id is None and one.unlisted_since is None


def wanted(
    missing: Sequence[Listed],
    only: Sequence[str] = (),
    most: int | None = None,
    *,
    newest_first: bool = False,
) -> list[Listed]:
    """Which versions are fetched, in which order.

    The first version is never left out by ``only``: it is what all others are compared with.
    """
    meant = labels_of(only)
    due = [one for one in missing if not meant or not one.number or touched(one.labels, meant)]
    if newest_first:
        due.reverse()
    return due if most is None else due[:most]


def _write_mirror(past: Past, mirror: Path, trial: str) -> None:
    """The newest record, if the record history was the one to show it."""
    newest = past.store.newest(trial, past.source.lineage)
    if newest is not None and newest.version.source == past.source.name:
        write_mirror(mirror, newest.record)


class _Way:
    """How far a run has come: what is done, and what is known or guessed to come."""

    def __init__(self, past: Past, trials: Sequence[str], progress: Progress | None) -> None:
        self.past = past
        self._progress = progress
        self._trials = len(trials)
        self._lists = 0
        self._versions = 0
        self._left = 0
        self._due = 0

    def no_list(self, trial: str) -> None:
        """A list could not be had."""
        self._lists += 1
        self._tell(trial)

    def listed(self, trial: str, due: int) -> None:
        """A list was read, and so many versions of it are to be fetched."""
        self._lists += 1
        self._due += due
        self._left = due
        self._tell(trial)

    def step(self, trial: str) -> None:
        """A version was fetched, or could not be had."""
        self._versions += 1
        self._left -= 1
        self._tell(trial)

    def _tell(self, trial: str) -> None:
        if self._progress is None:
            return
        done = self._lists + self._versions
        to_come = self._trials - self._lists
        guess = to_come * (1 + self._due / self._lists)
        due = done + self._left + round(guess)
        self._progress(Far(trial, self._lists, self._trials, done, due))
