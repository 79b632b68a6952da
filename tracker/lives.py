"""Stored versions to the life of a trial, and its events.

Comes in: an open store and a trial. Goes out: a Life for the rules, or the Events in it.
Does not: hold rules, or write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tracker.diff import diff
from tracker.events import Event, Life, find_events, make_life, snapshot
from tracker.store import Store, Version

#: What the store notes of a record as a whole, as the rules of the record family know it.
_NOTICED = ("gone", "back", "moved", "withheld", "rewritten")


def life_of(store: Store, trial: str, today: dt.date) -> Life:
    """All whole versions of a trial, oldest first, seen from ``today``.

    Versions of sources that show only a part (pages) are left out: what a page does not show is
    not known, and no rule may take it for absent.
    """
    versions = [one for one in store.versions(trial) if not one.partial]
    snapshots = [
        snapshot(
            one.number,
            store.stored(one.id).record,
            one.observed_at,
            placed_at=one.placed_at,
            registry_version=_registry_version(one),
        )
        for one in versions
    ]
    notices = tuple(
        (notice.at[:10], notice.kind, notice.text)
        for notice in store.notices(trial=trial)
        if notice.kind in _NOTICED
    )
    complete = bool(versions) and _registry_version(versions[0]) == 0
    return make_life(trial, snapshots, today, diff, complete=complete, notices=notices)


def _registry_version(version: Version) -> int | None:
    """The version's number in the registry's own history, where that is known."""
    number = getattr(version, "registry_version", None)
    return number if isinstance(number, int) else None


def events_of(
    store: Store,
    trials: Iterable[str],
    today: dt.date,
    *,
    families: Iterable[str] | None = None,
    rule: str | None = None,
    since: dt.date | None = None,
) -> Iterator[Event]:
    """The events of some trials, trial by trial, oldest first.

    ``since`` leaves out what could be known before that day.
    """
    wanted = None if families is None else frozenset(families)
    for trial in trials:
        for event in find_events(life_of(store, trial, today), families=wanted):
            if rule is not None and event.rule != rule:
                continue
            if since is None or event.known_by >= since.isoformat():
                yield event
