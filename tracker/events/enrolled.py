"""Enrolment as a number with a type, what is no number, and how the family tells it.

Comes in: Records and steps. Goes out: counts, or None where nothing is known; Findings.
Does not: compare; rules stand in ``enrollment.py`` and ``accrual.py``.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tracker.events.base import Step
from tracker.events.finding import Finding, in_step
from tracker.record import Record

#: Stands for "not known" in the registry; never a number of people (D3).
NOT_KNOWN = 99999999
_FIELDS = ("enrollment_count", "enrollment_type", "overall_status")


def number(record: Record) -> int | None:
    """The enrolment, where it is a number of people: not missing, not 99999999, not negative."""
    count = record.enrollment.enrollment_count
    return None if count is None or count < 0 or count == NOT_KNOWN else count


class Bounds(Struct, frozen=True):
    """The bounds of D3, as parts of one."""

    #: A change of at least so much is notable (TrialDiff).
    notable: float = 0.20
    #: Less than so much of the plan is a shortfall (Carlisle 2015).
    short: float = 0.85
    #: More than so much of the plan is over-recruited; the mirror, ours.
    over: float = 1.15


BOUNDS = Bounds()


def types(step: Step) -> tuple[str | None, str | None]:
    """The type before and after."""
    one, other = step.before.record.enrollment, step.after.record.enrollment
    return one.enrollment_type, other.enrollment_type


def numbers(step: Step) -> tuple[int | None, int | None]:
    """The number before and after."""
    return number(step.before.record), number(step.after.record)


def turned_actual(step: Step) -> bool:
    """The number, or the lack of one, is actual from this step on."""
    was, now = types(step)
    return now == "ACTUAL" and was != "ACTUAL"


def told(step: Step, headline: str, facts: dict[str, Any]) -> Finding:
    """A finding of a change of the enrolment; its two sides join the facts."""
    before, after = numbers(step)
    was, now = types(step)
    facts = {"before": before, "after": after, "type_before": was, "type_after": now, **facts}
    return in_step(step, before, after, now, headline=headline, facts=facts, fields=_FIELDS)
