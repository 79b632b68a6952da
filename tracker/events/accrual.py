"""From planned to actual: what was enrolled against the first plan and the last one.

Comes in: a Life, and bounds. Goes out: Events of the family "enrollment".
Does not: take a number without a type for a plan once the trial is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.events.base import Life, Rule, Snapshot, Step
from tracker.events.enrolled import Bounds, number, numbers, told, turned_actual
from tracker.events.finding import Finding, rule
from tracker.events.phrasing import people
from tracker.events.transitions import TERMINAL


def _reported(life: Life) -> Iterator[tuple[Step, dict[str, Any]]]:
    """Each step in which the number became actual, with its ratios to the plans."""
    for step in life.steps:
        before, after = numbers(step)
        if not after or not turned_actual(step):
            continue
        plans = [s for s in life.snapshots if s.number < step.after.number and _is_plan(s)]
        if plans or before != after:  # A type alone, given after the end, is no news (D3).
            yield step, _ratios(life, after, plans)


def _is_plan(snapshot: Snapshot) -> bool:
    """A number that is a plan: ESTIMATED, or without a type while the trial is not over."""
    kind = snapshot.record.enrollment.enrollment_type
    running = snapshot.record.status.overall_status not in TERMINAL
    return bool(number(snapshot.record)) and (kind == "ESTIMATED" or (kind is None and running))


def _ratios(life: Life, actual: int, plans: list[Snapshot]) -> dict[str, Any]:
    if not plans:
        why = "no earlier version states a planned number"
        return {"actual": actual, "decided": False, "why": why}
    first, last = (number(one.record) or 1 for one in (plans[0], plans[-1]))
    return {
        "actual": actual,
        "decided": True,
        "first_plan": first,
        "last_plan": last,
        "ratio_to_first": round(actual / first, 4),
        "ratio_to_last": round(actual / last, 4),
        "first_is_registered": life.complete and plans[0] is life.snapshots[0],
    }


def _outcome(bounds: Bounds, facts: dict[str, Any]) -> str:
    """Shortfall where either plan was missed by more than the bound, then over, else reported."""
    ratios = (facts.get("ratio_to_first"), facts.get("ratio_to_last"))
    known = [ratio for ratio in ratios if ratio is not None]
    if any(ratio < bounds.short for ratio in known):
        return "shortfall"
    return "over" if any(ratio > bounds.over for ratio in known) else "reported"


def _against(facts: dict[str, Any]) -> str:
    if not facts["decided"]:
        return "the plan is not known"
    first, last = facts["first_plan"], facts["last_plan"]
    whose = "first plan" if facts["first_is_registered"] else "first plan seen"
    part = f"{facts['ratio_to_last']:.0%}"
    if first == last:
        return f"{part} of the plan of {last:,}"
    of_first = f"{facts['ratio_to_first']:.0%} of the {whose} of {first:,}"
    return f"{of_first}, {part} of the last plan of {last:,}"


def became_actual(bounds: Bounds, outcome: str, life: Life) -> Iterator[Finding]:
    """The number became actual: measured against the first plan and the last one (D3).

    ``outcome`` is which of the three rules asks: under 0.85 of either plan is a shortfall, over
    1.15 of either is over-recruited, all else is reported. Zero is told by ``enrollment_zeroed``.
    """
    for step, facts in _reported(life):
        if _outcome(bounds, facts) == outcome:
            headline = f"Actual enrolment: {people(facts['actual'])}, {_against(facts)}"
            yield told(step, headline, facts)


_D3 = "change semantics D3"


def accrual_rules(bounds: Bounds) -> tuple[Rule, ...]:
    """The three rules, of which exactly one tells a number above zero that became actual."""
    return (
        rule(
            "enrollment_reported",
            partial(became_actual, bounds, "reported"),
            finds="The planned number became the actual one, between 85 % and 115 % of its plans.",
            source=f"{_D3} (Carlisle et al. 2015; Barnett and Glasziou 2021)",
            example="Actual enrolment: 96 participants, 96% of the plan of 100",
            not_claimed="That the trial reached the number that its analysis needs.",
        ),
        rule(
            "enrollment_shortfall",
            partial(became_actual, bounds, "shortfall"),
            finds="The actual number is below 85 % of the first or of the last plan.",
            source=f"{_D3} (below 85 % is unsuccessful accrual: Carlisle et al. 2015)",
            example="Actual enrolment: 8 participants, 44% of the plan of 18",
            not_claimed="That accrual failed: early success stops a trial too.",
        ),
        rule(
            "enrollment_over",
            partial(became_actual, bounds, "over"),
            finds="The actual number is above 115 % of the first or of the last plan.",
            source=f"{_D3} (the mirror of the shortfall, ours)",
            example="Actual enrolment: 140 participants, 140% of the plan of 100",
            not_claimed="That more people than allowed were enrolled.",
        ),
    )
