"""Retroactively prospective: the start moved past the registration by a later edit.

Comes in: a Life. Goes out: at most one Event of the family "registration".
Does not: take the oldest version seen for the first one; where that is not known it says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.dates import interval
from tracker.events.base import Life, Rule, Snapshot, Step
from tracker.events.finding import Finding, in_step, rule

_FIELDS = ("study_first_submitted", "start_date", "start_date_type")


def crossing(life: Life) -> Step | None:
    """The step in which the start moved from surely before the registration to surely after it.

    Held against the oldest version, by strict comparison of exact bounds (D5): a start on the day
    of the registration is on neither side.
    """
    if not life.snapshots or not _lies(life.snapshots[0], before=True):
        return None
    return next((step for step in life.steps if _lies(step.after, before=False)), None)


def _lies(snapshot: Snapshot, *, before: bool) -> bool:
    dates = snapshot.record.dates
    start, registered = interval(dates.start_date), interval(dates.study_first_submitted)
    if start is None or registered is None:
        return False
    return start.high < registered.low if before else start.low > registered.high


def retroactive(life: Life) -> Iterator[Finding]:
    """Retrospective by its first version, prospective by a later one (D5; Holst, Carlisle 2024)."""
    step = crossing(life)
    if step is None:
        return
    first, now = life.snapshots[0].record.dates, step.after.record.dates
    sure = life.complete
    facts = {
        "registered": now.study_first_submitted,
        "first_start": first.start_date,
        "start": now.start_date,
        "decided": sure,
    }
    if not sure:
        facts["why"] = "the first version is not known; the oldest one seen is taken"
    yield in_step(
        step,
        now.study_first_submitted,
        now.start_date,
        headline=f"The start moved from {first.start_date} to {now.start_date}, past the"
        f" registration on {now.study_first_submitted}",
        facts=facts,
        fields=_FIELDS,
    )


RULE: Rule = rule(
    "registration_retroactive",
    retroactive,
    finds="The start moved from before the registration to after it.",
    source="change semantics D5 (Holst and Carlisle 2024: 2.0 % of 11,908 trials)",
    example="The start moved from 2024-01-10 to 2024-04-02, past the registration on 2024-03-01",
    not_claimed="Why it moved; a delayed start looks the same as a corrected one.",
)
