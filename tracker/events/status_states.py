"""States of the status: what holds as of today and rests on the newest version alone.

Comes in: a Life. Goes out: Events of the family "status", kinds ``state`` and ``coming``.
Does not: look at steps; ids do not hold the day of looking, so a state is one event for as long
as the record says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tracker.dates import in_words, interval
from tracker.events.anchors import status_of
from tracker.events.base import Life, Rule
from tracker.events.enrolled import number
from tracker.events.finding import Finding, as_of_now, iso, rule
from tracker.events.phrasing import people, read_out
from tracker.events.slips import postponements
from tracker.events.transitions import LAPSING, NYR
from tracker.record import Record

#: A record is UNKNOWN once the data's month is this many months after the verified one.
UNKNOWN_MONTHS = 25


def unknown_on(record: Record) -> dt.date | None:
    """The first day on which the registry sets an open record to UNKNOWN, if it stays as it is.

    D7 and measured fact 2: at least 25 months between the verified month and the data's, and the
    completion date past or missing; the flip lands on the first refresh of a month. None for
    other statuses, or where no month of verification is stated. A partial completion date is past
    when its last possible day is.

    The number is measured, not published: the registry itself speaks of two years. In all data of
    2026 records of 24 months are still open and turn at 25. One record of 147, in data of September
    2024, had turned at 24 (verified 2022-09, seen UNKNOWN on 2024-09-24, completion long past), and
    no open record of that month speaks against it: the registry seems to have waited a month less
    then. The rule says what holds now.
    """
    days = _flips(record)
    return max(days.values()) if days else None


def _flips(record: Record) -> dict[str, dt.date]:
    """For each of the two conditions the first of the month from which it is met."""
    verified = interval(record.dates.status_verified_date)
    completion = interval(record.dates.completion_date)
    if record.status.overall_status not in LAPSING or verified is None:
        return {}
    try:
        met = {"verification": _months_later(verified.low, UNKNOWN_MONTHS)}
        if completion is not None:
            met["completion"] = _months_later(completion.high, 1)
    except ValueError:
        return {}  # Beyond the year 9999.
    return met


def _months_later(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months later."""
    month = day.year * 12 + day.month - 1 + months
    return dt.date(month // 12, month % 12 + 1, 1)


def unknown_countdown(life: Life) -> Iterator[Finding]:
    """On which day the registry will set the status to UNKNOWN unless the record is verified.

    D7: the first day of the month 25 months after the verified one, once completion is past.
    """
    record = life.snapshots[-1].record
    flip = unknown_on(record)
    if flip is None or (life.last_seen is not None and flip <= life.today):
        return  # Of a record that nobody looked at since, it is not known whether it was verified.
    dates, left = record.dates, (flip - life.today).days
    met = _flips(record)
    when = f"in {in_words(left)}, on {flip}" if left > 0 else f"at any refresh since {flip}"
    yield as_of_now(
        life,
        iso(flip),
        headline=f"Unless it is verified, the registry sets the status to unknown {when}",
        facts={
            "flips_on": iso(flip),
            "days_left": left,
            "status": record.status.overall_status,
            "verified": dates.status_verified_date,
            "completion_date": dates.completion_date,
            "waits_for": max(met, key=lambda condition: met[condition]),
        },
        fields=("overall_status", "status_verified_date", "completion_date"),
        date=iso(flip),
    )


def overdue_start(life: Life) -> Iterator[Finding]:
    """Not yet recruiting although the planned start has passed, with its postponements (D10)."""
    record = life.snapshots[-1].record
    start = interval(record.dates.start_date)
    planned = record.dates.start_date_type != "ACTUAL"
    if record.status.overall_status != NYR or start is None or not planned:
        return
    days = (life.day - start.high).days
    if days <= 0:
        return
    since = iso(start.high + dt.timedelta(days=1))
    times = postponements(life, "start_date")
    yield as_of_now(
        life,
        record.dates.start_date,
        headline=f"Not yet recruiting, {in_words(days)} after the planned start of"
        f" {record.dates.start_date}",
        facts={"start_date": record.dates.start_date, "days": days, "postponements": times},
        fields=("overall_status", "start_date", "start_date_type"),
        date=since,
        known_from=since,
    )


def withdrawn_with_participants(life: Life) -> Iterator[Finding]:
    """WITHDRAWN, which means that nobody was enrolled, with an enrolment above zero (D6)."""
    record = life.snapshots[-1].record
    count = number(record)
    if record.status.overall_status == "WITHDRAWN" and count:
        yield as_of_now(
            life,
            count,
            headline=f"Withdrawn, which means that nobody was enrolled, with an enrolment of"
            f" {people(count)}",
            facts={"count": count, "type": record.enrollment.enrollment_type},
            fields=("overall_status", "enrollment_count", "enrollment_type"),
        )


def terminated_without_participants(life: Life) -> Iterator[Finding]:
    """TERMINATED, which means that people were enrolled, with an enrolment of zero (D6)."""
    record = life.snapshots[-1].record
    if record.status.overall_status == "TERMINATED" and number(record) == 0:
        yield as_of_now(
            life,
            headline="Terminated with an enrolment of zero; the word for that is withdrawn",
            facts={"count": 0, "type": record.enrollment.enrollment_type},
            fields=("overall_status", "enrollment_count", "enrollment_type"),
        )


def stopped_without_reason(life: Life) -> Iterator[Finding]:
    """Terminated or withdrawn, and no reason is given (D6: terminal without whyStopped)."""
    record = life.snapshots[-1].record
    status = status_of(life.snapshots[-1])
    if status in ("TERMINATED", "WITHDRAWN") and not record.status.why_stopped:
        yield as_of_now(
            life,
            status,
            headline=f"The trial is {read_out(status)} and gives no reason",
            facts={"status": status},
            fields=("overall_status", "why_stopped"),
        )


_D6 = "change semantics D6 (ClinicalTrials.gov statuses; NCI CTRP status rules)"

RULES: tuple[Rule, ...] = (
    rule(
        "status_unknown_countdown",
        unknown_countdown,
        kind="coming",
        finds="The day on which the registry sets an open record to UNKNOWN, unless verified.",
        source="change semantics D7 and measured fact 2",
        example="Unless it is verified, the registry sets the status to unknown in 26 days, on "
        "2026-04-01",
        not_claimed="That it will happen: one update of the record moves the day. 25 months are "
        "what the data of 2026 show, not published; in 2024 a record had turned a month earlier.",
    ),
    rule(
        "status_overdue_start",
        overdue_start,
        kind="state",
        finds="Not yet recruiting although the planned start has passed.",
        source="change semantics D10",
        example="Not yet recruiting, 3 months after the planned start of 2025-11",
        not_claimed="That the trial has not begun; the record may be behind.",
    ),
    rule(
        "status_withdrawn_with_participants",
        withdrawn_with_participants,
        kind="state",
        finds="Withdrawn, which means that nobody was enrolled, with an enrolment above zero.",
        source=_D6,
        example="Withdrawn, which means that nobody was enrolled, with an enrolment of 12 "
        "participants",
        not_claimed="That anyone was enrolled; often the plan was left standing.",
    ),
    rule(
        "status_terminated_without_participants",
        terminated_without_participants,
        kind="state",
        finds="Terminated with an enrolment of zero.",
        source=_D6,
        example="Terminated with an enrolment of zero; the word for that is withdrawn",
        not_claimed="Which of the two is the error.",
    ),
    rule(
        "status_stopped_without_reason",
        stopped_without_reason,
        kind="state",
        finds="Terminated or withdrawn without a reason.",
        source=_D6,
        example="The trial is terminated and gives no reason",
        not_claimed="That a reason was withheld; older records were not asked for one.",
    ),
)
