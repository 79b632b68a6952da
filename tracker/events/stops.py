"""Stops: terminated, withdrawn, suspended, with the reason that the record gives.

Comes in: a Life. Goes out: Events of the family "status".
Does not: say why a trial stopped in other words than the record's; a class is a filter.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.events import reasons
from tracker.events.anchors import status_of
from tracker.events.base import Life, Rule
from tracker.events.finding import Finding, in_step, rule
from tracker.events.phrasing import listed, quoted
from tracker.events.transitions import STOPPED

_HOW = {"TERMINATED": "Terminated early", "WITHDRAWN": "Withdrawn", "SUSPENDED": "Suspended"}
_CLASS_WORDS = {
    "accrual": "accrual",
    "funding_business": "funding or business",
    "efficacy_futility": "efficacy or futility",
    "safety": "safety",
    "regulatory": "regulatory",
    "logistics_pi": "logistics or investigator",
    "covid": "COVID-19",
    "other": "no class fits",
}


def stopped_early(life: Life) -> Iterator[Finding]:
    """Terminated, withdrawn or suspended, with the reason given and its classes (D6, D13).

    One stop relabelled as another is no new one.
    """
    for step in life.steps:
        after, was = step.after.record.status, status_of(step.before)
        how = after.overall_status
        stated = step.before.record.status.overall_status is not None
        if not stated or how not in STOPPED or was in (how, "TERMINATED", "WITHDRAWN"):
            continue
        found, phrase = (
            reasons.classes(after.why_stopped),
            reasons.low_information(after.why_stopped),
        )
        yield in_step(
            step,
            how,
            headline=f"{_HOW[str(how)]}; {_reason(after.why_stopped, found)}",
            facts={
                "how": str(how).lower(),
                "before": was,
                "reason": after.why_stopped,
                "classes": list(found),
                "low_information": phrase,
            },
            fields=("overall_status", "why_stopped", "enrollment_count", "enrollment_type"),
        )


def _reason(text: str | None, found: tuple[str, ...]) -> str:
    if not found:
        return "no reason is given"
    return f"the reason given: {quoted(text)} ({listed([_CLASS_WORDS[one] for one in found])})"


def reason_removed(life: Life) -> Iterator[Finding]:
    """The reason for stopping was taken off a record that stays stopped (D6)."""
    for step in life.steps:
        before, after = step.before.record.status, step.after.record.status
        if before.why_stopped and not after.why_stopped and after.overall_status in STOPPED:
            yield in_step(
                step,
                "removed",
                headline="The reason for stopping was removed; it had been"
                f" {quoted(before.why_stopped)}",
                facts={"reason": before.why_stopped, "status": after.overall_status},
                fields=("why_stopped", "overall_status"),
            )


RULES: tuple[Rule, ...] = (
    rule(
        "status_stopped_early",
        stopped_early,
        finds="Terminated, withdrawn or suspended, with the class of the reason given.",
        source="change semantics D6 and D13 (Open Targets stop reasons; Williams et al. 2015)",
        example="Terminated early; the reason given: “Slow recruitment of patients” (accrual)",
        not_claimed="That the reason given is the true or the only one; classes follow word rules.",
    ),
    rule(
        "status_reason_removed",
        reason_removed,
        finds="The reason for stopping was taken off a record that stays stopped.",
        source="change semantics D6 (whyStopped emptied later)",
        example="The reason for stopping was removed; it had been “Lack of funding”",
        not_claimed="Why it was removed.",
    ),
)
