"""What came on the record: results, in time or late, and certificates of delay.

Comes in: a Life. Goes out: Events of the family "results".
Does not: read the results.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.dates import in_words, interval
from tracker.events.base import Life, Rule, Snapshot
from tracker.events.clock import CLOCK_FIELDS, Clock, clock, clock_facts, likely
from tracker.events.fdaaa import Deadline, deadline
from tracker.events.finding import Finding, as_of_now, day_of, iso, rule, shown


def _first_posting(life: Life) -> tuple[Snapshot, Snapshot] | None:
    """The first version with results on it, and the version before it (or itself)."""
    before = life.snapshots[0] if life.snapshots else None
    for snapshot in life.snapshots:
        if clock(snapshot.record).posted:
            return before or snapshot, snapshot
        before = snapshot
    return None


def posted(late: bool, life: Life) -> Iterator[Finding]:
    """Results came on the record; late where they were submitted after they were due (D8).

    Judged by the version that first shows them: later edits do not make a posting late.
    """
    found = _first_posting(life)
    if found is None:
        return
    before, snapshot = found
    now, dates = clock(snapshot.record), snapshot.record.dates
    days = _days_late(now, dates.results_first_posted)
    if (days is not None and days > 0) != late:
        return
    stated, told = day_of(life, snapshot)
    on = interval(dates.results_first_posted)
    day = iso(on.low) if on else stated
    tail = f", submitted {in_words(days)} after they were due" if days and late else ""
    tail += likely(now) if tail else ""
    yield Finding(
        key=("posted", dates.results_first_posted),
        date=day,
        known_by=max(day, told) if on is None else day,
        versions=(before.number, snapshot.number),
        headline=f"Results were posted{tail}",
        facts={**clock_facts(now), "submitted": now.reported, "days_late": days},
        evidence=shown(life, snapshot, ("has_results", "results_first_posted", *CLOCK_FIELDS)),
    )


def _days_late(now: Clock, posted_on: str | None) -> int | None:
    """Days from the due day to the submission; None where FDAAA does not ask, or undated."""
    came = interval(now.reported or posted_on)
    if not now.assessment.counted or now.deadline is None or came is None:
        return None
    return (came.low - now.deadline.day).days


def certificate(late: bool, life: Life) -> Iterator[Finding]:
    """A certificate of delay was filed, or an extension asked for; late after the due day (D8)."""
    record = life.snapshots[-1].record
    until, filed = deadline(record), interval(record.dates.disp_first_submitted)
    if filed is None or (until is not None and until.certificate == "late") != late:
        return
    text = record.dates.disp_first_submitted
    facts: dict[str, Any] = {"filed": text, "due": None, "due_without_certificate": None}
    if until is None:
        tail = "; no completion date is stated"
    else:
        facts |= {"due": iso(until.day), "due_without_certificate": iso(until.without_certificate)}
        tail = _against(clock(record), until, late)
    yield as_of_now(
        life,
        text,
        headline=f"A certificate of delay was filed on {text}{tail}",
        facts=facts,
        fields=("disp_first_submitted", "disp_first_posted", *CLOCK_FIELDS[:3]),
        date=iso(filed.low),
        lasting=True,
    )


def _against(now: Clock, until: Deadline, late: bool) -> str:
    """A certificate against the day on which results are due, or would be if FDAAA applied."""
    owed = now.assessment.counted
    if late:
        what = "when results were due" if owed else "12 months after the primary completion"
        return f", after {until.day}, {what}{likely(now) if owed else ''}"
    return f"; with it results {'are' if owed else 'would be'} due on {until.day}" + (
        likely(now) if owed else ", if FDAAA applied"
    )


_D8 = "change semantics D8 (42 CFR 11.42 and 11.44; FDAAA TrialsTracker)"

RULES: tuple[Rule, ...] = (
    rule(
        "results_posted",
        partial(posted, False),
        finds="Results came on the record, in time or without a duty.",
        source=_D8,
        example="Results were posted",
        not_claimed="That they are complete.",
    ),
    rule(
        "results_posted_late",
        partial(posted, True),
        finds="Results came on the record, submitted after they were due.",
        source=_D8,
        example="Results were posted, submitted 8 months after they were due",
        not_claimed="A violation; extensions may have been granted unseen.",
    ),
    rule(
        "results_certificate",
        partial(certificate, False),
        finds="A certificate of delay was filed before results were due.",
        source=f"{_D8}; 42 CFR 11.44(b), (c)",
        example="A certificate of delay was filed on 2025-05-20; with it results are due on"
        " 2027-06-30",
        not_claimed="That it was granted, or which of the two kinds it is.",
    ),
    rule(
        "results_certificate_late",
        partial(certificate, True),
        finds="A certificate of delay was filed after the day on which results were due.",
        source=f"{_D8}; 42 CFR 11.44(b), (c)",
        example="A certificate of delay was filed on 2025-09-01, after 2025-06-30, when results"
        " were due",
        not_claimed="That it has no effect.",
    ),
)
