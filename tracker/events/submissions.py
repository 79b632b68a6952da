"""Steps of results that were submitted and are not posted: submitted, returned, cancelled.

Comes in: a Life. Goes out: the steps, each once, and the Events of the family "results" on them.
Does not: know what was submitted; the registry shows the steps only until results are posted.

The registry keeps the steps in its annotation section (``unposted_events``): RELEASE is a
submission, RESET its return with comments, UNRELEASE its cancellation (D8 of the change
semantics). One day may hold the same step twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from tracker.dates import interval
from tracker.events.base import Evidence, Life, Rule, Snapshot, once
from tracker.events.finding import Finding, day_of, iso, rule, version_link
from tracker.events.phrasing import ordinal
from tracker.record import Record, UnpostedEvent

SUBMITTED, RETURNED, CANCELLED = "RELEASE", "RESET", "UNRELEASE"


class Submission(Struct, frozen=True):
    """One step, and the version that showed it first."""

    type: str
    #: As the registry dates it; None where it says that the day is not known.
    date: str | None
    #: Which one it is of equal steps on one day, from 1.
    nth: int
    shown_by: Snapshot
    before: Snapshot


def submissions(life: Life) -> tuple[Submission, ...]:
    """All steps that any version showed, each once, in the order in which they were shown."""
    return once(life, _submissions)


def _submissions(life: Life) -> tuple[Submission, ...]:
    seen: set[tuple[str, str | None, int]] = set()
    found = []
    before = life.snapshots[0] if life.snapshots else None
    for snapshot in life.snapshots:
        count: Counter[tuple[str, str | None]] = Counter()
        for event in _in_order(snapshot.record.annotations.unposted_events):
            kind = event.type or "UNKNOWN"
            count[kind, event.date] += 1
            key = (kind, event.date, count[kind, event.date])
            if key not in seen:
                seen.add(key)
                found.append(Submission(*key, snapshot, before or snapshot))
        before = snapshot
    return tuple(found)


def _in_order(events: tuple[UnpostedEvent, ...]) -> list[UnpostedEvent]:
    return sorted(events, key=lambda event: (event.date or "", event.type or ""))


def reporting_date(record: Record) -> str | None:
    """The date on which results count as submitted; None where there is none, or it was cancelled.

    The first submission as the posted record dates it; else the first RELEASE after the last
    cancellation. A return for correction does not undo a submission (D8). Where a cancellation
    bears no day, the last RELEASE counts: the others may be what it cancelled.
    """
    if record.dates.results_first_submitted:
        return record.dates.results_first_submitted
    released = _days(record, SUBMITTED)
    if not released or last_step(record) == CANCELLED:
        return None
    cancelled = _days(record, CANCELLED)
    if "" in cancelled:
        return released[-1] or None
    after = [day for day in released if not cancelled or day >= cancelled[-1]]
    return (after or released[-1:])[0] or None


def last_step(record: Record) -> str | None:
    """The last step of results that are not posted, whatever the order of the list.

    Each submission is answered by a return or a cancellation, or is still open: so the counts say
    whether the last one is open, and the days, where stated, how it was answered.
    """
    released = _days(record, SUBMITTED)
    returned, cancelled = _days(record, RETURNED), _days(record, CANCELLED)
    if len(released) > len(returned) + len(cancelled):
        return SUBMITTED
    if not cancelled:
        return RETURNED if returned else None
    answered = returned and released and returned[-1] >= max(released[-1], cancelled[-1])
    return RETURNED if answered else CANCELLED


def _days(record: Record, kind: str) -> list[str]:
    """The days of all steps of a kind, in order; an unknown day is empty and comes first."""
    events = record.annotations.unposted_events
    return sorted(event.date or "" for event in events if event.type == kind)


_SAID = {
    SUBMITTED: "Results were submitted to the registry",
    RETURNED: "The registry returned the submitted results with comments",
    CANCELLED: "The submission of results was cancelled",
}


def stepped(kind: str, life: Life) -> Iterator[Finding]:
    """Each step of one kind, dated by the registry, or by its version where it has no day (D8)."""
    for one in submissions(life):
        if one.type != kind:
            continue
        stated, told = day_of(life, one.shown_by)
        days = interval(one.date)
        date = iso(days.low) if days else stated
        again = f", the {ordinal(one.nth)} time that day" if one.date and one.nth > 1 else ""
        on = f" on {one.date}" if one.date else "; the day is not stated"
        yield Finding(
            key=(kind, one.date, one.nth),
            date=date,
            known_by=max(told, date),
            versions=(one.before.number, one.shown_by.number),
            headline=f"{_SAID[kind]}{on}{again}",
            facts={"date": one.date, "step": kind, "nth": one.nth},
            evidence=(
                Evidence(
                    "unposted_events",
                    after={"type": kind, "date": one.date},
                    link=version_link(life.trial, one.shown_by),
                ),
            ),
        )


_D8 = "change semantics D8 (annotation section; FDAAA TrialsTracker's states)"

RULES: tuple[Rule, ...] = (
    rule(
        "results_submitted",
        partial(stepped, SUBMITTED),
        finds="Results were submitted and are not posted yet.",
        source=_D8,
        example="Results were submitted to the registry on 2025-02-10",
        not_claimed="That they will be posted, or what they say.",
    ),
    rule(
        "results_returned",
        partial(stepped, RETURNED),
        finds="Submitted results were returned to the sponsor for correction.",
        source=_D8,
        example="The registry returned the submitted results with comments on 2025-03-14",
        not_claimed="That anything is wrong with the trial; most first submissions are returned.",
    ),
    rule(
        "results_cancelled",
        partial(stepped, CANCELLED),
        finds="A submission of results was cancelled.",
        source=_D8,
        example="The submission of results was cancelled; the day is not stated",
        not_claimed="Why it was cancelled.",
    ),
)
