"""The status family: the status machine; stops and states stand beside it.

Comes in: a Life. Goes out: Events of the family "status".
Does not: know a day; what holds as of today stands in ``status_states.py``.

UNKNOWN is no status of its own: the registry sets it and keeps the sponsor's last word
(``last_known_status``). X -> UNKNOWN is "lapsed", UNKNOWN -> Y is "revived" and is judged as X -> Y
(D7 of the change semantics).
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.events import status_states, stops
from tracker.events.base import Life, Rule, Step
from tracker.events.finding import Finding, in_step, rule
from tracker.events.phrasing import read_out
from tracker.events.transitions import STOPPED, Judgement, judge

_FIELDS = ("overall_status", "last_known_status", "why_stopped")


def _moves(life: Life) -> Iterator[tuple[Step, str, str]]:
    """Each step between two stated statuses, neither of which is UNKNOWN."""
    for step in life.steps:
        before = step.before.record.status.overall_status
        after = step.after.record.status.overall_status
        if before and after and before != after and "UNKNOWN" not in (before, after):
            yield step, before, after


def _judged(life: Life, kind: str) -> Iterator[tuple[Step, str, str, Judgement]]:
    for step, before, after in _moves(life):
        found = judge(before, after)
        if found.kind == kind:
            yield step, before, after, found


def _transition(step: Step, before: str, after: str, found: Judgement) -> Finding:
    why = f": {found.why}" if found.why else ""
    return in_step(
        step,
        before,
        after,
        headline=f"Status changed from {read_out(before)} to {read_out(after)}{why}",
        facts={"before": before, "after": after, "in_table": found.in_table, "why": found.why},
        fields=("overall_status",),
    )


def expected(life: Life) -> Iterator[Finding]:
    """A step of the status machine in the order of things, other than a stop.

    D6: NOT_YET_RECRUITING to COMPLETED in order, suspension and its end, RECRUITING to COMPLETED
    without a closed phase. A stop is told by ``status_stopped_early``, with its reason.
    """
    for step, before, after, found in _judged(life, "expected"):
        if after not in STOPPED:
            yield _transition(step, before, after, found)


def notable(life: Life) -> Iterator[Finding]:
    """A step that happens and deserves a look: re-opened, skipped steps, one end for the other.

    D6, "Notable"; and any word that the table does not have.
    """
    for one in _judged(life, "notable"):
        yield _transition(*one)


def unusual(life: Life) -> Iterator[Finding]:
    """A step that contradicts what the statuses mean, other than a resurrection (D6, "Alarm")."""
    for one in _judged(life, "unusual"):
        yield _transition(*one)


def resurrected(life: Life) -> Iterator[Finding]:
    """COMPLETED, TERMINATED or WITHDRAWN, and open again (D6, "Alarm")."""
    for step, before, after, _ in _judged(life, "resurrected"):
        yield in_step(
            step,
            before,
            after,
            headline=f"The trial is {read_out(after)} again after it had been {read_out(before)}",
            facts={"before": before, "after": after},
            fields=("overall_status",),
        )


def lapsed(life: Life) -> Iterator[Finding]:
    """The registry set the status to UNKNOWN (D7; measured 2)."""
    for step in life.steps:
        before, after = step.before.record.status, step.after.record.status
        if after.overall_status != "UNKNOWN" or before.overall_status in (None, "UNKNOWN"):
            continue
        last = after.last_known_status or before.overall_status
        yield in_step(
            step,
            last,
            headline=f"The registry set the status to unknown; the last word was {read_out(last)}",
            facts={
                "before": before.overall_status,
                "last_known_status": last,
                "verified": step.after.record.dates.status_verified_date,
            },
            fields=(*_FIELDS[:2], "status_verified_date", "completion_date"),
        )


def revived(life: Life) -> Iterator[Finding]:
    """A status again after UNKNOWN, judged as a step from the last known one (D7)."""
    for step in life.steps:
        before, after = step.before.record.status, step.after.record.status.overall_status
        if before.overall_status != "UNKNOWN" or after in (None, "UNKNOWN"):
            continue
        yield in_step(
            step,
            before.last_known_status,
            after,
            headline=f"Status {read_out(after)} after it had been unknown"
            f" ({_since(before.last_known_status, str(after))})",
            facts={"after": after, **_as_from(before.last_known_status, str(after))},
            fields=_FIELDS[:2],
        )


def _since(last: str | None, after: str) -> str:
    if last is None:
        return "what it was before that is not stated"
    return "as before" if last == after else f"{read_out(last)} before that"


def _as_from(last: str | None, after: str) -> dict[str, object]:
    """The judgement of a revived status, as facts; without a last known one there is none."""
    if last is None:
        why = "the record does not state a last known status"
        return {"last_known_status": None, "decided": False, "why": why}
    if last == after:
        return {"last_known_status": last, "decided": True, "judged": "unchanged", "why": ""}
    found = judge(last, after)
    return {"last_known_status": last, "decided": True, "judged": found.kind, "why": found.why}


_D6 = "change semantics D6 (ClinicalTrials.gov statuses; NCI CTRP status rules)"

RULES: tuple[Rule, ...] = (
    rule(
        "status_expected",
        expected,
        finds="A step of the recruitment status in its usual order, other than a stop.",
        source=_D6,
        example="Status changed from not yet recruiting to recruiting",
        not_claimed="That the trial did what its status says, or when it did.",
    ),
    rule(
        "status_notable",
        notable,
        finds="A step that happens but is worth a look: re-opened, steps skipped, relabelled.",
        source=_D6,
        example="Status changed from active not recruiting to recruiting: recruitment was "
        "re-opened",
        not_claimed="That anything is wrong; records are also corrected by such steps.",
    ),
    rule(
        "status_unusual",
        unusual,
        finds="A step that contradicts what the two statuses mean.",
        source=_D6,
        example="Status changed from withdrawn to terminated: withdrawn means that nobody was "
        "enrolled",
        not_claimed="Which of the two statuses was the wrong one.",
    ),
    rule(
        "status_resurrected",
        resurrected,
        finds="A completed, terminated or withdrawn trial that is open again.",
        source=_D6,
        example="The trial is recruiting again after it had been completed",
        not_claimed="That the trial was really over; the earlier status may have been an error.",
    ),
    rule(
        "status_lapsed",
        lapsed,
        finds="The registry set the status to UNKNOWN.",
        source="change semantics D7 and measured fact 2 (registry glossary, unknown status)",
        example="The registry set the status to unknown; the last word was recruiting",
        not_claimed="That the trial stopped; only that nobody verified the record.",
    ),
    rule(
        "status_revived",
        revived,
        finds="A status after UNKNOWN, judged as a step from the last known status.",
        source="change semantics D7",
        example="Status completed after it had been unknown (recruiting before that)",
        not_claimed="What went on while the status was unknown.",
    ),
    *stops.RULES,
    *status_states.RULES,
)
