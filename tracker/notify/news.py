"""What there is to tell of a trial since a moment: its new events.

    stored versions of a trial -> Life, made once -> its events since each moment that is asked for

Comes in: an open store, a trial, the day. Goes out: Events, and the day from which on time alone
may bring more. Does not: send or note anything.

The first look at a trial is quiet: what it finds is how the trial stands, not news. What an import
brings of the past is history. A countdown is news on the day on which few enough days are left.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection
from functools import cached_property

from msgspec.structs import replace

from tracker.archive.reporting import Seen, before
from tracker.dates import utc
from tracker.events import RULES, Event, Life, find_events
from tracker.lives import life_of
from tracker.notify.rules import is_due
from tracker.store import Store, Version

#: Rules of what holds or comes as time goes by, whether the record moved or not.
_TIMED = tuple(rule for rule in RULES if rule.kind != "change")
_IN_TIME = frozenset(rule.id for rule in _TIMED)
#: Days between two looks ahead; no state and no countdown that was asked for is over sooner.
_STRIDE = 7
#: Looks ahead: 3 to 6, by the trial, so that not all of them are read anew on one day.
_FEWEST, _SPREAD = 3, 4


class TrialNews:
    """The news of one trial on one day."""

    def __init__(self, store: Store, trial: str, today: dt.date) -> None:
        self._store = store
        self._trial = trial
        self._today = today
        self._versions = store.versions(trial)
        self._known: dict[str, tuple[Event, ...]] = {}

    def since(self, moment: str, within: int) -> list[Event]:
        """The events that are new since a moment, UTC; countdowns when so many days are left."""
        begin = _begin(self._versions, moment)
        if begin is None:
            return []
        seen = Seen(self._versions, begin)
        if not seen.later and begin[:10] == self._today.isoformat() and not self._life.notices:
            return []
        if begin not in self._known:
            self._known[begin] = find_events(before(self._life, seen, begin))
        known = {event.id for event in self._known[begin] if is_due(event, within)}
        return [
            event
            for event in self._events
            if event.id not in known and is_due(event, within) and _is_news(event, seen, begin)
        ]

    def again_on(self, withins: Collection[int]) -> str:
        """The day from which on time alone may bring news; weeks ahead for most trials."""
        stride = max(1, min(_STRIDE, *withins))
        weeks = _FEWEST + zlib.crc32(self._trial.encode()) % _SPREAD
        now = self._standing(0, withins)
        ahead = 0
        while ahead < weeks * _STRIDE and self._standing(ahead + stride, withins) == now:
            ahead += stride
        return (self._today + dt.timedelta(days=ahead + 1)).isoformat()

    @cached_property
    def _life(self) -> Life:
        return life_of(self._store, self._trial, self._today)

    @cached_property
    def _events(self) -> tuple[Event, ...]:
        return find_events(self._life)

    def _standing(self, ahead: int, withins: Collection[int]) -> set[tuple[str, int]]:
        """Which events hold or come, so many days ahead, if nothing is edited."""
        life = replace(self._life, today=self._today + dt.timedelta(days=ahead))
        found = find_events(life, rules=_TIMED)
        return {(event.id, days) for event in found for days in withins if is_due(event, days)}


def _begin(versions: list[Version], since: str) -> str | None:
    """From when on a trial makes news: a second after the first look at it, at the earliest."""
    looked = [one.observed_at for one in versions if one.placed_at == one.observed_at]
    if not looked:
        return None
    after = dt.datetime.fromisoformat(min(looked)) + dt.timedelta(seconds=1)
    return max(since, utc(after))


def _is_news(event: Event, seen: Seen, begin: str) -> bool:
    if event.rule in _IN_TIME:
        return True
    return event.versions[1] in seen.fresh or (
        event.versions[0] == event.versions[1] and event.known_by >= begin[:10]
    )
