"""What there is to tell of a trial since a channel is used: its new events.

Comes in: an open store and a moment. Goes out: Events. Does not: send or note anything.

The first look at a trial is quiet: what it finds is how the trial stands, not news. What an import
brings of the past is history. A countdown is news on the day on which few enough days are left.
"""

from __future__ import annotations

import datetime as dt

from tracker.archive.lives import life_of
from tracker.archive.reporting import Seen, before
from tracker.dates import utc
from tracker.events import RULES, Event, Life, find_events
from tracker.notify.rules import is_due
from tracker.store import Store, Version

#: Rules of what holds or comes as time goes by, whether the record moved or not.
_IN_TIME = frozenset(rule.id for rule in RULES if rule.kind != "change")


def news_of(store: Store, trial: str, since: str, today: dt.date, within: int) -> list[Event]:
    """The events of a trial that are new since a moment; countdowns within so many days."""
    versions = store.versions(trial)
    begin = _begin(versions, since)
    if begin is None:
        return []
    seen = Seen(versions, begin)
    life = life_of(store, trial, today)
    known = {event.id for event in _due(before(life, seen, begin), within)}
    return [
        event
        for event in _due(life, within)
        if event.id not in known and _is_news(event, seen, begin)
    ]


def _begin(versions: list[Version], since: str) -> str | None:
    """From when on a trial makes news: a second after the first look at it, at the earliest."""
    looked = [one.observed_at for one in versions if one.placed_at == one.observed_at]
    if not looked:
        return None
    after = dt.datetime.fromisoformat(min(looked)) + dt.timedelta(seconds=1)
    return max(since, utc(after))


def _due(life: Life, within: int) -> list[Event]:
    return [event for event in find_events(life) if is_due(event, within)]


def _is_news(event: Event, seen: Seen, begin: str) -> bool:
    if event.rule in _IN_TIME:
        return True
    return event.versions[1] in seen.fresh or (
        event.versions[0] == event.versions[1] and event.known_by >= begin[:10]
    )
