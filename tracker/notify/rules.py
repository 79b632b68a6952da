"""Which events a rule of ``[[notify.rules]]`` lets through, and when nothing may be sent.

Comes in: a rule, an event, the tags of its trial; a moment.
Goes out: yes or no. Pure: no store, no clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from tracker.config.tables import Alert
from tracker.events.base import Event

#: Facts that count days: how far a date moved, how late something is.
_DAYS = ("days", "days_late")
#: The fact that says by which part of itself a number changed: 0.6 is 60 percent.
_SHARE = "change"


def matches(rule: Alert, event: Event, tags: Collection[str]) -> bool:
    """Whether a rule lets an event through; ``tags`` are those of its trial."""
    return (
        is_about(rule, event.trial, tags)
        and (not rule.families or event.family in rule.families)
        and (not rule.rules or event.rule in rule.rules)
        and (not rule.fields or any(_rests_on(event, field) for field in rule.fields))
        and (rule.min_days is None or _days(event) >= rule.min_days)
        and (rule.min_percent is None or _percent(event) >= rule.min_percent)
        and is_due(event, rule.days_left)
    )


def is_due(event: Event, within: int) -> bool:
    """Whether an event is no countdown, or one that ends within so many days."""
    left = event.facts.get("days_left")
    return not isinstance(left, int) or left <= within


def is_about(rule: Alert, trial: str, tags: Collection[str]) -> bool:
    """Whether a rule can let any event of a trial through."""
    mine = not rule.trials or trial in rule.trials
    return mine and (not rule.tags or not set(rule.tags).isdisjoint(tags))


def lets_all_through(rule: Alert) -> bool:
    """Whether a rule asks nothing of an event, but that what is to come be near."""
    asked = (rule.trials, rule.tags, rule.families, rule.rules, rule.fields)
    return not any(asked) and rule.min_days is None and rule.min_percent is None


def is_quiet(hours: str | None, moment: dt.datetime, timezone: str) -> bool:
    """Whether a moment lies in quiet hours; they may go over midnight.

    >>> night = dt.datetime(2026, 3, 6, 23, 30, tzinfo=dt.UTC)
    >>> is_quiet("22:00-07:00", night, "UTC"), is_quiet("01:00-07:00", night, "Europe/Berlin")
    (True, False)
    """
    if not hours:
        return False
    begin, end = hours.split("-")
    at = f"{moment.astimezone(ZoneInfo(timezone)):%H:%M}"
    return begin <= at < end if begin <= end else at >= begin or at < end


def _rests_on(event: Event, field: str) -> bool:
    """Whether an event rests on a field, or on one below it."""
    return any(f"{one.field}.".startswith(f"{field}.") for one in event.evidence)


def _days(event: Event) -> float:
    """By how many days, at the least where a partial date leaves it open; -1 without a count."""
    said = next((event.facts[name] for name in _DAYS if name in event.facts), None)
    counts = [abs(one) for one in _numbers(said)]
    if len(counts) > 1 and min(_numbers(said)) < 0 < max(_numbers(said)):
        return 0.0
    return min(counts, default=-1.0)


def _percent(event: Event) -> float:
    """By how much of itself a number changed, in percent; -1 where nothing says so."""
    return min((abs(one) * 100 for one in _numbers(event.facts.get(_SHARE))), default=-1.0)


def _numbers(said: object) -> list[float]:
    values = said if isinstance(said, list | tuple) else [said]
    return [
        float(one) for one in values if isinstance(one, int | float) and not isinstance(one, bool)
    ]
