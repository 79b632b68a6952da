"""Stored versions to the life of a trial, and its events.

Comes in: an open store and a trial. Goes out: a Life for the rules, or the Events in it.
Does not: hold rules, or write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tracker.diff import diff
from tracker.diff.hidden import changes_on_shown
from tracker.events import Event, Life, find_events, make_life, snapshot
from tracker.store import Store, Version

#: The lineage of what the registry itself tells: API, history, dumps, classic XML.
_REGISTRY = "ctgov"
#: Days after which a look says nothing of today; a check a month is still one that goes on.
_LONG_AGO = 31
#: What the store notes of a record as a whole, as the rules of the record family know it.
_NOTICED = ("gone", "back", "moved", "withheld", "rewritten")


def life_of(store: Store, trial: str, today: dt.date) -> Life:
    """All versions of a trial that its registry told, oldest first, seen from ``today``.

    Versions of other lineages (pages) are left out: what a page does not show is not known, and
    no rule may take it for absent. For the same reason two versions are compared on what both
    their sources show.
    """
    versions = [one for one in store.versions(trial) if one.lineage == _REGISTRY]
    shelf = store.shelf(trial)
    records = [store.on_shelf(shelf, one).record for one in versions]
    snapshots = [
        snapshot(
            version.number,
            record,
            version.observed_at,
            placed_at=version.placed_at,
            registry_version=version.registry_version,
        )
        for version, record in zip(versions, records, strict=True)
    ]
    changes = {
        after.number: changes_on_shown(
            was, now, {*before.hides, *after.hides}, across=before.source != after.source
        )
        for (before, was), (after, now) in pairwise(zip(versions, records, strict=True))
    }
    notices = tuple(
        (notice.at[:10], notice.kind, notice.text)
        for notice in store.notices(trial=trial)
        if notice.kind in _NOTICED
    )
    return make_life(
        trial,
        snapshots,
        today,
        diff,
        changes=changes,
        complete=bool(versions) and versions[0].registry_version == 0,
        notices=notices,
        last_seen=_last_seen(versions, today),
    )


def _last_seen(versions: Sequence[Version], today: dt.date) -> dt.date | None:
    """The day of the last look at the newest version, where it is too long ago to speak of today.

    The record of an archive of years ago, or of a trial that is gone, does not say what holds now.
    """
    if not versions:
        return None
    seen = dt.date.fromisoformat(versions[-1].last_confirmed[:10])
    return seen if (today - seen).days > _LONG_AGO else None


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
