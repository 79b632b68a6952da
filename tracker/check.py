"""THE MAIN PATH: look at everything watched, keep what is new, say what changed.

    watch list -> sources (which requests?) -> fetch -> sources (read) -> Record -> store
                                previous Record -> diff -> Changes -> store -> events -> Outcome

Comes in: the stages and the moment of the run. Goes out: an Outcome, and all that is new in the
store. This module and its steps in ``tracker.run`` are the only ones that call the stages; the
stages never call each other. Does not: know SQL, HTTP or a clock.

A look that fails is a value with a reason (a Miss), never a version. Each trial is kept in one
transaction of its own, so that a run can be ended at any moment without losing or halving one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tracker.fetch import Fetcher
from tracker.outcome import Outcome
from tracker.run.look import look_at
from tracker.run.meaning import tell_events
from tracker.run.mirrored import catch_up
from tracker.run.visit import Progress, Visit
from tracker.run.walk import walk
from tracker.sources.base import Source
from tracker.store import Store, Watched, WatchedSearch


def check(
    store: Store,
    fetcher: Fetcher,
    sources: Iterable[Source],
    *,
    now: str,
    trials: Sequence[str] | None = None,
    search: int | None = None,
    tag: str | None = None,
    force: bool = False,
    command: str = "check",
    mirror: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Look at what is watched and keep what is new.

    ``trials``, ``search`` or ``tag`` narrow the run; what they name is looked at whether the
    registry's data set moved or not, as with ``force``. ``now`` is the moment of observation, UTC.
    """
    outcome = Outcome(started_at=now)
    run = store.begin_run(command, now)
    whole = trials is None and search is None and tag is None
    watched, searches = _work(store, trials, search, tag)
    try:
        for source in sources:
            mine = [one for one in watched if one.source == source.name]
            its = [search for search in searches if search.source == source.name]
            gone = frozenset(one.trial for one in mine if one.gone_since)
            visit = Visit(store, fetcher, source, now, run, outcome, gone, mirror, progress)
            if mine or its:
                _visit(visit, mine, its, whole=whole, force=force)
        if mirror is not None:
            catch_up(store, mirror, now)
        tell_events(store, now)
    except KeyboardInterrupt:
        outcome.interrupted = True
    finally:
        outcome.requests = fetcher.requests
        code = outcome.exit_code()
        store.end_run(run, now, exit_code=code, note=outcome.note(), **outcome.counts())
    return outcome


def _work(
    store: Store, trials: Sequence[str] | None, search: int | None, tag: str | None
) -> tuple[list[Watched], list[WatchedSearch]]:
    """The trials and searches that a run is about."""
    if search is not None:
        return [], [one for one in store.searches() if one.id == search]
    if trials is not None:
        wanted = set(trials)
        return [one for one in store.watched() if one.trial in wanted], []
    return store.watched(tag=tag), store.searches(tag=tag)


def _visit(
    visit: Visit,
    watched: list[Watched],
    searches: list[WatchedSearch],
    *,
    whole: bool,
    force: bool,
) -> None:
    """One source: has its data set moved? Walk the searches, look at the trials."""
    version = visit.version() if whole else None
    if version and not force and version == visit.store.data_version(visit.source.name):
        before = len(watched)
        watched = [one for one in watched if one.failing or not (one.versions or one.gone_since)]
        searches = [search for search in searches if search.failing or not search.last_walk]
        visit.outcome.skipped += before - len(watched)
        visit.outcome.unchanged += before - len(watched)
        if not watched and not searches:
            visit.outcome.unmoved.append(visit.source.name)
            return
    entered = {one.trial: one for one in walk(visit, searches)}
    look_at(visit, entered | {one.trial: one for one in watched})
    # The data set may flip in the middle of a walk (service facts 1.5): then the next run looks
    # again, because the version that this one began with is not remembered.
    if version and not visit.hopeless and visit.version() == version:
        visit.store.set_data_version(visit.source.name, version, visit.now)
