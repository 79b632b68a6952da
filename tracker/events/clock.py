"""The results clock as one record sets it.

Comes in: a Record. Goes out: a Clock, and what events tell of it.
Does not: know today.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tracker.events.fdaaa import Assessment, Deadline, assess, deadline
from tracker.events.finding import iso
from tracker.events.submissions import reporting_date
from tracker.record import Record

#: The fields on which the clock rests, beside those of the criteria.
CLOCK_FIELDS = (
    "primary_completion_date",
    "primary_completion_date_type",
    "completion_date",
    "disp_first_submitted",
    "results_first_submitted",
)


class Clock(Struct, frozen=True):
    """The results clock as one record sets it."""

    assessment: Assessment
    deadline: Deadline | None
    #: The day on which results count as submitted.
    reported: str | None
    posted: bool


def clock(record: Record) -> Clock:
    """The clock of a record: whether FDAAA asks for results, by when, and whether they came."""
    posted = bool(record.has_results) or record.dates.results_first_posted is not None
    return Clock(assess(record), deadline(record), reporting_date(record), posted)


def likely(now: Clock) -> str:
    """What a headline adds where FDAAA applies by all signs, but not for certain."""
    return ", if FDAAA applies as it seems" if now.assessment.answer == "probable" else ""


def clock_facts(now: Clock) -> dict[str, Any]:
    """What every event of the clock tells of it."""
    facts: dict[str, Any] = {"applicable": now.assessment.answer}
    if now.deadline is not None:
        facts |= {
            "due": iso(now.deadline.day),
            "completion": now.deadline.completion,
            "completion_field": now.deadline.field,
            "certificate": now.deadline.certificate,
        }
    return facts
