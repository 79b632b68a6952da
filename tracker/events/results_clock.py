"""The results family: when results are due, whether they came, and what moved the clock.

    Record -> counted? -> due -> submitted, posted, overdue

Comes in: a Life. Goes out: Events of the family "results", by FDAAA (D8 of the change semantics).
Does not: accuse; "overdue" is what the public fields add up to, and the registry may know more.

Whether FDAAA applies stands in ``fdaaa.py``, submissions in ``submissions.py``, what was posted or
filed in ``postings.py``, edits that move the clock in ``denominator.py``, the duty to update in
``duties.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tracker.dates import in_words
from tracker.events import denominator, duties, postings, submissions, violations
from tracker.events.base import Life, Rule
from tracker.events.clock import CLOCK_FIELDS, Clock, clock, clock_facts, likely
from tracker.events.fdaaa import Deadline
from tracker.events.finding import Finding, as_of_now, iso, rule
from tracker.events.submissions import CANCELLED, last_step

#: Results are called overdue so many days after they were due (FDAAA TrialsTracker).
GRACE_DAYS = 30


def _owed(life: Life) -> tuple[Clock, Deadline] | None:
    """The clock of the newest version, where results are owed and not submitted."""
    now = clock(life.snapshots[-1].record)
    waiting = not now.posted and now.reported is None
    if not now.assessment.counted or now.deadline is None or not waiting:
        return None
    return now, now.deadline


def due(life: Life) -> Iterator[Finding]:
    """The day on which results are due by FDAAA; told until 30 days after it (D8)."""
    owed = _owed(life)
    if owed is None or (life.today - owed[1].day).days > GRACE_DAYS:
        return
    now, until = owed
    left = (until.day - life.today).days
    if left >= 0:
        when = f"due in {in_words(left)}, on {until.day}" if left else f"due today, {until.day}"
    else:
        when = f"due since {until.day}; {GRACE_DAYS} days are allowed for processing"
    yield as_of_now(
        life,
        iso(until.day),
        headline=f"Results are {when}{likely(now)}",
        facts={**clock_facts(now), "days_left": left},
        fields=CLOCK_FIELDS,
        date=iso(until.day),
    )


def overdue(life: Life) -> Iterator[Finding]:
    """Results that were due more than 30 days ago and are neither submitted nor posted (D8)."""
    owed = _owed(life)
    if owed is None or (life.day - owed[1].day).days <= GRACE_DAYS:
        return
    now, until = owed
    days = (life.day - until.day).days
    cancelled = last_step(life.snapshots[-1].record) == CANCELLED
    tail = "; a submission was cancelled" if cancelled else ""
    yield as_of_now(
        life,
        iso(until.day),
        headline=f"Results were due on {until.day}, {in_words(days)} ago{likely(now)}{tail}",
        facts={
            **clock_facts(now),
            "days": days,
            "state": "overdue_cancelled" if cancelled else "overdue",
        },
        fields=CLOCK_FIELDS,
        date=iso(until.day + dt.timedelta(days=1)),
        known_from=iso(until.day + dt.timedelta(days=GRACE_DAYS + 1)),
    )


def cannot_decide(life: Life) -> Iterator[Finding]:
    """Everything else says that FDAAA applies, and what is left is not stated (D8).

    Told only where the trial is said to study an FDA-regulated product, or where it is counted
    and states no completion date.
    """
    record = life.snapshots[-1].record
    now = clock(record)
    flags = (record.oversight.is_fda_regulated_drug, record.oversight.is_fda_regulated_device)
    asked = now.assessment.answer == "undecided" and True in flags
    undated = now.assessment.counted and now.deadline is None
    if now.posted or now.reported or not (asked or undated):
        return
    missing = list(now.assessment.because) or ["completion date"]
    yield as_of_now(
        life,
        *missing,
        headline=f"Whether and when results are due cannot be decided; not stated:"
        f" {', '.join(missing)}",
        facts={"decided": False, "why": f"not stated: {', '.join(missing)}", "missing": missing},
        fields=("study_type", "phases", "start_date", *CLOCK_FIELDS),
    )


_D8 = "change semantics D8 (42 CFR 11.42 and 11.44; FDAAA TrialsTracker)"

RULES: tuple[Rule, ...] = (
    rule(
        "results_due",
        due,
        kind="coming",
        finds="The day on which results are due, until 30 days after it.",
        source=_D8,
        example="Results are due in 3 months, on 2026-06-30",
        not_claimed="That FDAAA applies for certain; the public fields say so.",
    ),
    rule(
        "results_overdue",
        overdue,
        kind="state",
        finds="Results due more than 30 days ago, neither submitted nor posted.",
        source=_D8,
        example="Results were due on 2025-09-30, 5 months ago",
        not_claimed="A violation; only the FDA finds one.",
    ),
    rule(
        "results_cannot_decide",
        cannot_decide,
        kind="state",
        finds="Whether or when results are due is open, because a field is not stated.",
        source=_D8,
        example="Whether and when results are due cannot be decided; not stated: completion date",
        not_claimed="Anything: this is how the family says that it cannot decide.",
    ),
    *submissions.RULES,
    *postings.RULES,
    *violations.RULES,
    *denominator.RULES,
    *duties.RULES,
)
