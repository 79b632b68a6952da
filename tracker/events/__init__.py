"""Changes and history to what they mean: typed events by written rules.

    Life -> each rule of RULES -> Events, by date

Comes in: a Life (``tracker.events.life`` makes one). Goes out: Events.
Does not: read a store or a clock; the rules are pure, and so is this.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tracker.events import (
    dates,
    eligibility,
    enrollment,
    outcomes,
    record_events,
    registration,
    results_clock,
    sites,
    status,
)
from tracker.events.anchors import anchors, baseline, phase_of
from tracker.events.base import (
    FAMILIES,
    Event,
    Evidence,
    Life,
    Rule,
    Snapshot,
    Step,
    event_id,
)
from tracker.events.life import make_life, snapshot

#: Every rule there is, family by family; ``docs/events.md`` is made from it.
RULES: tuple[Rule, ...] = (
    *status.RULES,
    *enrollment.RULES,
    *dates.RULES,
    *outcomes.RULES,
    *registration.RULES,
    *results_clock.RULES,
    *sites.RULES,
    *eligibility.RULES,
    *record_events.RULES,
)


def find_events(
    life: Life,
    *,
    families: Iterable[str] | None = None,
    rules: Iterable[Rule] | None = None,
) -> tuple[Event, ...]:
    """All events of a life, sorted by date, then in the order of the rules.

    ``families`` narrows the table to some families. ``rules`` takes the place of the table: for
    some rules only, or for rules with other parameters (``dates.rules(grades=...)``).
    An id is never given twice: the same event once more on one day gets an id of its own.
    """
    wanted = None if families is None else frozenset(families)
    table = RULES if rules is None else tuple(rules)
    found: list[Event] = []
    if life.snapshots or life.notices:
        for rule in table:
            if wanted is None or rule.family in wanted:
                found += _of_rule(rule, life)
    return tuple(sorted(_unique(found), key=lambda event: event.date))


def _of_rule(rule: Rule, life: Life) -> Iterable[Event]:
    """The events of one rule; only notices can be told of a trial that was never seen."""
    if life.snapshots or (rule.family == "record" and rule.kind == "change"):
        return rule.find(life)
    return ()


def _unique(events: list[Event]) -> list[Event]:
    """A record that goes back and forth on one day has the same event twice: number them."""
    times: dict[str, int] = {}
    told = []
    for event in events:
        count = times[event.id] = times.get(event.id, 0) + 1
        again = count > 1
        id_ = event_id(event.trial, event.rule, event.id, count) if again else event.id
        told.append(replace(event, id=id_) if again else event)
    return told


__all__ = [
    "FAMILIES",
    "RULES",
    "Event",
    "Evidence",
    "Life",
    "Rule",
    "Snapshot",
    "Step",
    "anchors",
    "baseline",
    "event_id",
    "find_events",
    "make_life",
    "phase_of",
    "snapshot",
]
