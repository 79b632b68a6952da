"""Contradictions inside the newest version: statements of one record that cannot all hold.

Comes in: a Life. Goes out: Events of the family "record", kind ``state``.
Does not: say which statement is the wrong one. UNKNOWN is no open status here.

D11 of the change semantics. Partial dates are past only when their last possible day is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tracker.dates import in_words, interval
from tracker.events.base import Life, Rule
from tracker.events.finding import Finding, as_of_now, iso, rule
from tracker.events.phrasing import people, read_out
from tracker.events.transitions import ONGOING
from tracker.record import Record

#: Beyond this a status that lags is a major discrepancy (Jones et al.).
MAJOR_LAG_DAYS = 365
_OVER = ("COMPLETED", "TERMINATED")


def _newest(life: Life) -> Record:
    return life.snapshots[-1].record


def _days_past(life: Life, date: str | None) -> tuple[int, str] | None:
    """How many days a date is surely past, and since which day; None where it is not."""
    days = interval(date)
    if days is None or days.high >= life.day:
        return None
    return (life.day - days.high).days, iso(days.high + dt.timedelta(days=1))


def _open_after_completion(life: Life, *, major: bool) -> Iterator[Finding]:
    record = _newest(life)
    status, completion = record.status.overall_status, record.dates.completion_date
    past = _days_past(life, completion)
    if status not in ONGOING or past is None or (past[0] > MAJOR_LAG_DAYS) != major:
        return
    days, since = past
    yield as_of_now(
        life,
        completion,
        headline=f"The status is {read_out(status)}, {in_words(days)} after the completion date"
        f" of {completion}",
        facts={"status": status, "completion_date": completion, "days": days},
        fields=("overall_status", "completion_date", "completion_date_type"),
        date=since,
        known_from=since,
    )


def open_after_completion(life: Life) -> Iterator[Finding]:
    """An open status after the completion date, for up to a year (D11)."""
    return _open_after_completion(life, major=False)


def status_lag(life: Life) -> Iterator[Finding]:
    """An open status more than a year after the completion date (D11; Jones: major)."""
    return _open_after_completion(life, major=True)


def estimate_past(life: Life) -> Iterator[Finding]:
    """A primary completion that is still an estimate and in the past (D11).

    Left out are UNKNOWN, as D11 has it, and WITHDRAWN: nothing is left to be completed there.
    """
    record = _newest(life)
    date, status = record.dates.primary_completion_date, record.status.overall_status
    past = _days_past(life, date)
    estimated = record.dates.primary_completion_date_type == "ESTIMATED"
    if past is None or not estimated or status in ("UNKNOWN", "WITHDRAWN"):
        return
    yield as_of_now(
        life,
        date,
        headline=f"Primary completion is an estimate, {date}, and {in_words(past[0])} past",
        facts={"primary_completion_date": date, "days": past[0], "status": status},
        fields=("primary_completion_date", "primary_completion_date_type"),
        date=past[1],
        known_from=past[1],
    )


def estimated_enrollment(life: Life) -> Iterator[Finding]:
    """Completed or terminated with an enrolment that is still an estimate (D11)."""
    record = _newest(life)
    status, enrollment = record.status.overall_status, record.enrollment
    if status not in _OVER or enrollment.enrollment_type != "ESTIMATED":
        return
    count = enrollment.enrollment_count
    how_many = "" if count is None else f" ({people(count)})"
    yield as_of_now(
        life,
        count,
        headline=f"The trial is {read_out(status)} and its enrolment still an estimate{how_many}",
        facts={"status": status, "count": count},
        fields=("overall_status", "enrollment_count", "enrollment_type"),
    )


def untyped_completion(life: Life) -> Iterator[Finding]:
    """Completed or terminated with a primary completion neither actual nor estimated (D11)."""
    record = _newest(life)
    status, date = record.status.overall_status, record.dates.primary_completion_date
    if status not in _OVER or date is None or record.dates.primary_completion_date_type:
        return
    yield as_of_now(
        life,
        date,
        headline=f"The trial is {read_out(status)} and does not say whether its primary completion,"
        f" {date}, is actual",
        facts={"status": status, "primary_completion_date": date},
        fields=("overall_status", "primary_completion_date", "primary_completion_date_type"),
    )


def start_after_completion(life: Life) -> Iterator[Finding]:
    """A start that lies surely after the primary completion (D11)."""
    dates = _newest(life).dates
    start, end = interval(dates.start_date), interval(dates.primary_completion_date)
    if start is None or end is None or start.low <= end.high:
        return
    yield as_of_now(
        life,
        dates.start_date,
        dates.primary_completion_date,
        headline=f"The start, {dates.start_date}, lies after the primary completion,"
        f" {dates.primary_completion_date}",
        facts={
            "start_date": dates.start_date,
            "primary_completion_date": dates.primary_completion_date,
        },
        fields=("start_date", "primary_completion_date"),
    )


def results_before_completion(life: Life) -> Iterator[Finding]:
    """Results submitted, or posted, surely before the primary completion (D11)."""
    dates = _newest(life).dates
    came = dates.results_first_submitted or dates.results_first_posted
    results, end = interval(came), interval(dates.primary_completion_date)
    if results is None or end is None or results.high >= end.low:
        return
    yield as_of_now(
        life,
        came,
        dates.primary_completion_date,
        headline=f"Results came on {came}, before the primary completion of"
        f" {dates.primary_completion_date}",
        facts={"results": came, "primary_completion_date": dates.primary_completion_date},
        fields=("results_first_submitted", "results_first_posted", "primary_completion_date"),
    )


_D11 = "change semantics D11"

RULES: tuple[Rule, ...] = (
    rule(
        "record_open_after_completion",
        open_after_completion,
        kind="state",
        finds="An open status after the completion date, for up to a year.",
        source=_D11,
        example="The status is recruiting, 4 months after the completion date of 2025-10-31",
        not_claimed="That the trial is over; the date may be the one that is behind.",
    ),
    rule(
        "record_status_lag",
        status_lag,
        kind="state",
        finds="An open status more than a year after the completion date.",
        source=f"{_D11} (Jones et al.: a lag of over a year is a major discrepancy)",
        example="The status is recruiting, 2.2 years after the completion date of 2023-12",
        not_claimed="That the trial is over; the date may be the one that is behind.",
    ),
    rule(
        "record_estimate_past",
        estimate_past,
        kind="state",
        finds="A primary completion that is an estimate and in the past.",
        source=f"{_D11} (85 of 1,178 records)",
        example="Primary completion is an estimate, 2025-10-31, and 4 months past",
        not_claimed="That it was reached, or missed.",
    ),
    rule(
        "record_estimated_enrollment",
        estimated_enrollment,
        kind="state",
        finds="Completed or terminated with an estimated enrolment.",
        source=f"{_D11} (10 of 638 records)",
        example="The trial is completed and its enrolment still an estimate (80 participants)",
        not_claimed="That the number is wrong.",
    ),
    rule(
        "record_untyped_completion",
        untyped_completion,
        kind="state",
        finds="Completed or terminated with a primary completion without a type.",
        source=f"{_D11} (20 of 638 records)",
        example="The trial is completed and does not say whether its primary completion, 2009-05,"
        " is actual",
        not_claimed="That the date is wrong; older records were not asked for a type.",
    ),
    rule(
        "record_start_after_completion",
        start_after_completion,
        kind="state",
        finds="A start after the primary completion.",
        source=_D11,
        example="The start, 2026-05-01, lies after the primary completion, 2026-01-31",
        not_claimed="Which of the two is wrong.",
    ),
    rule(
        "record_results_before_completion",
        results_before_completion,
        kind="state",
        finds="Results submitted or posted before the primary completion.",
        source=_D11,
        example="Results came on 2025-03-01, before the primary completion of 2025-09-30",
        not_claimed="That the results are interim ones.",
    ),
)
