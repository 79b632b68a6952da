"""The enrolment family: how the number moved, and what was enrolled against what was planned.

Comes in: a Life, and bounds. Goes out: Events of the family "enrollment".
Does not: take a missing count, 99999999 or a type alone for a change of the number (D3).

``rules(bounds)`` makes the same table with other bounds than D3's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tracker.events.accrual import accrual_rules
from tracker.events.base import Life, Rule
from tracker.events.enrolled import BOUNDS, Bounds, numbers, told, turned_actual, types
from tracker.events.finding import Finding, rule

#: Steps between types that other rules tell: the number became actual, or a plan again.
_OTHERWISE = ((None, "ACTUAL"), ("ESTIMATED", "ACTUAL"), ("ACTUAL", "ESTIMATED"))


def changed(bounds: Bounds, life: Life) -> Iterator[Finding]:
    """The number moved, and did not become actual with it; notable from 20 % on (D3)."""
    for step in life.steps:
        before, after = numbers(step)
        if before is None or not after or before == after or types(step) in _OTHERWISE:
            continue
        part = (after - before) / before if before else None
        way = "raised" if after > before else "lowered"
        percent = f", by {abs(part):.0%}" if part is not None else ""
        which = {"ACTUAL": "Actual enrolment", "ESTIMATED": "Planned enrolment"}
        yield told(
            step,
            f"{which.get(types(step)[1] or '', 'Enrolment')} {way} from {before:,} to"
            f" {after:,}{percent}",
            {
                "change": None if part is None else round(part, 4),
                "notable": part is None or abs(part) >= bounds.notable,
            },
        )


def zeroed(life: Life) -> Iterator[Finding]:
    """The number became zero; expected where the trial is withdrawn (D3)."""
    for step in life.steps:
        before, after = numbers(step)
        if before and after == 0:
            withdrawn = step.after.record.status.overall_status == "WITHDRAWN"
            tail = "with the withdrawal" if withdrawn else "and the trial is not withdrawn"
            yield told(
                step, f"Enrolment set from {before:,} to zero, {tail}", {"expected": withdrawn}
            )


def not_known(life: Life) -> Iterator[Finding]:
    """A number became unknown (missing or 99999999), or an unknown one was given (D3)."""
    for step in life.steps:
        before, after = numbers(step)
        if (before is None) == (after is None) or turned_actual(step):
            continue
        lost = after is None
        headline = (
            f"Enrolment is no longer known; it had been {before:,}"
            if lost
            else f"Enrolment is now given as {after:,}; it had not been known"
        )
        yield told(step, headline, {"lost": lost})


def back_to_plan(life: Life) -> Iterator[Finding]:
    """An actual number is an estimate again; ours, as D4 has it for dates."""
    for step in life.steps:
        if types(step) == ("ACTUAL", "ESTIMATED"):
            before, after = step.before.record.enrollment, step.after.record.enrollment
            yield told(
                step,
                f"Enrolment was actual ({_said(before.enrollment_count)}) and is an estimate again"
                f" ({_said(after.enrollment_count)})",
                {},
            )


def _said(count: int | None) -> str:
    return "not stated" if count is None else f"{count:,}"


_D3 = "change semantics D3"


def rules(bounds: Bounds = BOUNDS) -> tuple[Rule, ...]:
    """The table of the family; give other bounds for other thresholds."""
    return (
        rule(
            "enrollment_changed",
            partial(changed, bounds),
            finds="The number moved, planned or actual; notable from 20 % on.",
            source=f"{_D3} (bound of 20 %: TrialDiff)",
            example="Planned enrolment lowered from 200 to 102, by 49%",
            not_claimed="Why it moved, or that the trial is in trouble.",
        ),
        rule(
            "enrollment_zeroed",
            zeroed,
            finds="The number became zero; expected where the trial is withdrawn.",
            source=_D3,
            example="Enrolment set from 60 to zero, with the withdrawal",
            not_claimed="That nobody had been enrolled before.",
        ),
        *accrual_rules(bounds),
        rule(
            "enrollment_not_known",
            not_known,
            finds="A number became unknown (missing or 99999999), or an unknown one was given.",
            source=f"{_D3} (99999999 is no number)",
            example="Enrolment is no longer known; it had been 120",
            not_claimed="That the plan was given up.",
        ),
        rule(
            "enrollment_back_to_plan",
            back_to_plan,
            finds="An actual number is an estimate again.",
            source="ours, as change semantics D4 has it for dates",
            example="Enrolment was actual (40) and is an estimate again (80)",
            not_claimed="Which of the two statements was the error.",
        ),
    )


RULES: tuple[Rule, ...] = rules()
