"""The dates family: slips, milestones, corrections, and horizons that recede.

Comes in: a Life, and parameters. Goes out: Events of the family "dates".
Does not: impute days to partial dates, or tell a refined date ("2026-03" made "2026-03-14").

Moves are intervals of days (D0 of the change semantics); what each is follows D4. The parameters
have the defaults of D4; ``rules(grades, horizon)`` makes the same table with others.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.dates import Slip
from tracker.events.base import Life, Rule
from tracker.events.finding import Finding, in_step, rule, value
from tracker.events.horizon import Horizon, horizon_rule
from tracker.events.phrasing import ordinal, span
from tracker.events.slips import (
    Grades,
    Move,
    companion,
    first_stated,
    moves,
    postponements,
    since_first,
)

#: ESTIMATED to ACTUAL within so many days is the milestone as planned (D4).
MILESTONE_DAYS = 30


GRADES = Grades()
HORIZON = Horizon()


def _moved(move: Move, headline: str, facts: dict[str, Any]) -> Finding:
    return in_step(
        move.step,
        move.field,
        move.before,
        move.after,
        headline=headline,
        facts={"field": move.field, "before": move.before, "after": move.after, **facts},
        fields=(move.field, f"{move.field}_type"),
    )


def _days(found: Slip | None) -> list[int] | None:
    return None if found is None else [found.low, found.high]


def _of_kind(life: Life, kind: str) -> Iterator[tuple[Move, Slip | None]]:
    return ((move, move.slip) for move in moves(life) if move.kind == kind)


def postponed(grades: Grades, life: Life) -> Iterator[Finding]:
    """A planned date moved later by more than its partial dates leave open (D0, D4)."""
    for move, found in _of_kind(life, "postponed"):
        if found is None:
            continue
        times = postponements(life, move.field, move.step)
        whole = since_first(life, move)
        again = f"; the {ordinal(times)} postponement" if times > 1 else ""
        if again and whole and whole.low > 0:
            again += f", {span(whole)} in all"
        yield _moved(
            move,
            f"{move.label} postponed by {span(found)}, from {move.before} to {move.after}{again}",
            {
                "type": move.type_after,
                "days": _days(found),
                "grade": grades.of(found.low, late=move.late),
                "grade_at_most": grades.of(found.high, late=move.late),
                "postponement": times,
                "cumulative_days": _days(whole),
                "companion": companion(move, moves(life)),
            },
        )


def brought_forward(grades: Grades, life: Life) -> Iterator[Finding]:
    """A planned date moved earlier by more than its partial dates leave open (D0, D4)."""
    for move, found in _of_kind(life, "brought_forward"):
        if found is None:
            continue
        yield _moved(
            move,
            f"{move.label} brought forward by {span(found)}, from {move.before} to {move.after}",
            {
                "type": move.type_after,
                "days": _days(found),
                "grade": grades.earlier(-found.high),
                "cumulative_days": _days(since_first(life, move)),
                "companion": companion(move, moves(life)),
            },
        )


def milestone(life: Life) -> Iterator[Finding]:
    """A date became ACTUAL; within 30 days of the plan it is the milestone as planned (D4)."""
    for move, found in _of_kind(life, "milestone"):
        if found is None:
            continue
        first = first_stated(life, move.field)
        yield _moved(
            move,
            f"{move.label} is now actual: {move.after}, {_against_plan(move, found)}",
            {
                "type_before": move.type_before,
                "days": _days(found),
                "as_planned": _as_planned(found),
                "first_planned": value(first.record, move.field) if first else None,
                "cumulative_days": _days(since_first(life, move)),
                "postponements": postponements(life, move.field, move.step),
            },
        )


def _as_planned(found: Slip) -> bool | None:
    """Within 30 days of the plan; None where partial dates leave it open."""
    if found.low > MILESTONE_DAYS or found.high < -MILESTONE_DAYS:
        return False
    return True if max(-found.low, found.high) <= MILESTONE_DAYS else None


def _against_plan(move: Move, found: Slip) -> str:
    was = "planned" if move.type_before == "ESTIMATED" else "stated before, without a type"
    if found.direction == "refined":
        return f"as {was}" + ("" if move.before == move.after else f" ({move.before})")
    return f"{span(found)} {found.direction} than {was} ({move.before})"


def corrected(life: Life) -> Iterator[Finding]:
    """An actual date was changed to another one; it moves what the law counts from (D4)."""
    for move, found in _of_kind(life, "corrected"):
        if found is None:
            continue
        what = "Actual" if move.type_after == "ACTUAL" else "Past"
        yield _moved(
            move,
            f"{what} {move.label.lower()} corrected to {span(found)} {found.direction}"
            f", from {move.before} to {move.after}",
            {"days": _days(found), "direction": found.direction, "type": move.type_after},
        )


def back_to_plan(life: Life) -> Iterator[Finding]:
    """A date that was actual is no longer said to be; unusual (D4)."""
    for move, found in _of_kind(life, "back_to_plan"):
        now = (move.type_after or "without a type").lower()
        moved = "" if move.before == move.after else f" and moved to {move.after}"
        yield _moved(
            move,
            f"{move.label} of {move.before} was actual and is now {now}{moved}",
            {"days": _days(found), "type_after": move.type_after},
        )


def removed(life: Life) -> Iterator[Finding]:
    """A date that was stated is no longer on the record (D0: absent is absent)."""
    for move, _ in _of_kind(life, "removed"):
        kind = f" ({move.type_before.lower()})" if move.type_before else ""
        yield _moved(
            move,
            f"{move.label} was removed; it had been {move.before}{kind}",
            {"type_before": move.type_before},
        )


_D4 = "change semantics D4 (grades after TrialDiff), on the intervals of D0"


_UNGRADED: tuple[Rule, ...] = (
    rule(
        "dates_milestone",
        milestone,
        finds="A date became actual, measured against the plan.",
        source=_D4,
        example="Start is now actual: 2026-01-29, 15 days later than planned (2026-01-14)",
        not_claimed="That the day is right; it is what the record says.",
    ),
    rule(
        "dates_corrected",
        corrected,
        finds="An actual date was changed to another one.",
        source=_D4,
        example="Actual primary completion corrected to 12 months earlier, from 2025-11-02 to"
        " 2024-11-11",
        not_claimed="Which of the two is right, or why it was changed.",
    ),
    rule(
        "dates_back_to_plan",
        back_to_plan,
        finds="A date that was actual is no longer said to be.",
        source=_D4,
        example="Completion of 2025-06-30 was actual and is now estimated and moved to 2026-06-30",
        not_claimed="That the date had been reached.",
    ),
    rule(
        "dates_removed",
        removed,
        finds="A date that was stated is no longer on the record.",
        source="change semantics D0 (absent is absent)",
        example="Primary completion was removed; it had been 2026-05-31 (estimated)",
        not_claimed="That there is no such date.",
    ),
)


def rules(grades: Grades = GRADES, horizon: Horizon = HORIZON) -> tuple[Rule, ...]:
    """The table of the family; give other parameters for other grades or another horizon."""
    return (
        rule(
            "dates_postponed",
            partial(postponed, grades),
            finds="A planned date moved later, with its grade, its count and the slip in all.",
            source=_D4,
            example="Primary completion postponed by 11 months, from 2026-12-31 to 2027-11-30",
            not_claimed="Why it moved, or that the new date will hold.",
        ),
        rule(
            "dates_brought_forward",
            partial(brought_forward, grades),
            finds="A planned date moved earlier.",
            source=_D4,
            example="Completion brought forward by 3 months, from 2027-06-30 to 2027-03-31",
            not_claimed="That the trial goes faster; early stops look the same.",
        ),
        *_UNGRADED,
        horizon_rule(horizon),
    )


RULES: tuple[Rule, ...] = rules()
