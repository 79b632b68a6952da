"""Horizons that recede: a planned date that moves as time passes.

Comes in: a Life, and what counts as receding. Goes out: Events of the family "dates".
Does not: forecast; the rate is of the past.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from tracker.dates import Slip, in_words, interval, slip
from tracker.events.base import Life, Rule
from tracker.events.finding import Finding, as_of_now, day_of, happened, known, rule, value
from tracker.events.phrasing import span
from tracker.events.slips import FIELDS, Move, first_stated, moves


class Horizon(Struct, frozen=True):
    """When a planned date "moves as time passes"; our rule, thing 9 of the change semantics."""

    #: It was postponed at least so often,
    postponements: int = 3
    #: and for each day that passed it slipped by at least so many.
    rate: float = 0.5


def receding(horizon: Horizon, life: Life) -> Iterator[Finding]:
    """A planned date that moves as time passes (thing 9 of the change semantics; our rule).

    At least 3 postponements, and at least half a day of slip for each day between the version that
    first stated the date and the one that postponed it last. Counted with the least slip that
    partial dates allow.
    """
    for field in FIELDS:
        times = [m for m in moves(life) if m.field == field and m.kind == "postponed"]
        newest, first = life.snapshots[-1].record, first_stated(life, field)
        planned = value(newest, f"{field}_type") != "ACTUAL"
        if len(times) < horizon.postponements or first is None or not planned:
            continue
        found = _recession(life, field, times)
        if found is not None and found[2] >= horizon.rate:
            yield _recedes(life, field, times, found)


def _recession(life: Life, field: str, times: list[Move]) -> tuple[Slip, int, float] | None:
    """Slip since first stated, days that passed, and the slip for each of them."""
    first = first_stated(life, field)
    if first is None:
        return None
    now = value(life.snapshots[-1].record, field)
    whole = slip(value(first.record, field), now)
    began = interval(day_of(life, first)[0])
    ended = interval(happened(times[-1].step))
    if whole is None or began is None or ended is None:
        return None
    passed = (ended.low - began.low).days
    return (whole, passed, whole.low / passed) if passed > 0 else None


def _recedes(life: Life, field: str, times: list[Move], found: tuple[Slip, int, float]) -> Finding:
    whole, passed, rate = found
    step, now = times[-1].step, value(life.snapshots[-1].record, field)
    return as_of_now(
        life,
        field,
        now,
        headline=f"{FIELDS[field]} recedes: postponed {len(times)} times, by {span(whole)} while"
        f" {in_words(passed)} passed",
        facts={
            "field": field,
            "now": now,
            "postponements": len(times),
            "cumulative_days": [whole.low, whole.high],
            "days_passed": passed,
            "rate": round(rate, 2),
        },
        fields=(field, f"{field}_type"),
        date=happened(step),
        known_from=known(step.after, silent=step.silent),
    )


def horizon_rule(horizon: Horizon) -> Rule:
    """The rule with its parameters."""
    return rule(
        "dates_receding_horizon",
        partial(receding, horizon),
        kind="state",
        finds=f"A planned date postponed at least {horizon.postponements} times, by at least"
        f" {horizon.rate} days for each day that passed.",
        source="change semantics, thing 9 (slip forecast); the bounds are ours",
        example="Completion recedes: postponed 3 times, by 2 years while 2.4 years passed",
        not_claimed="That it will be postponed again.",
    )
