"""Edits that move the results clock: a trial leaves the denominator, comes back, or is due anew.

Comes in: a Life. Goes out: Events of the family "results", each with the field that caused it.
Does not: say why a field was edited. A trial that left is told once, not every day.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.dates import in_words, interval
from tracker.events.base import Life, Rule, Step, once
from tracker.events.fdaaa import CRITERIA, Assessment, assess, deadline
from tracker.events.finding import Finding, happened, in_step, iso, rule, value
from tracker.events.phrasing import label, listed
from tracker.events.submissions import reporting_date
from tracker.record import Record

#: Days after the due day until results are called overdue; see ``results_clock``.
_GRACE = 30


def _assessed(life: Life) -> tuple[tuple[Step, Assessment, Assessment], ...]:
    """Each step with the assessments on its two sides; made once a life."""
    return once(life, _assess_all)


def _assess_all(life: Life) -> tuple[tuple[Step, Assessment, Assessment], ...]:
    known: dict[int, Assessment] = {}
    for step in life.steps:
        for snapshot in (step.before, step.after):
            if snapshot.number not in known:
                known[snapshot.number] = assess(snapshot.record)
    return tuple((step, known[step.before.number], known[step.after.number]) for step in life.steps)


def _causes(before: Record, after: Record, *, lost: bool) -> tuple[list[str], list[str]]:
    """The criteria that turned, and the fields of theirs that differ."""
    names, fields = [], []
    for one in CRITERIA:
        was, now = one.holds(before), one.holds(after)
        if (was is True and now is not True) if lost else (was is not True and now is True):
            names.append(one.name)
            fields += [field for field in one.fields if value(before, field) != value(after, field)]
    return names, list(dict.fromkeys(fields))


def left(life: Life) -> Iterator[Finding]:
    """An edit after which FDAAA no longer asks for results, with the field that did it (D8)."""
    for step, was, now in _assessed(life):
        if not was.counted or now.counted:
            continue
        names, fields = _causes(step.before.record, step.after.record, lost=True)
        facts: dict[str, object] = {"was": was.answer, "criteria": names, "fields": fields}
        if now.answer == "undecided":
            facts |= {"decided": False, "why": f"no longer stated: {', '.join(now.because)}"}
        yield in_step(
            step,
            *names,
            headline=f"FDAAA no longer seems to ask for results: {_edited(fields)} changed"
            f" (criterion: {listed(names)})",
            facts=facts,
            fields=fields,
        )


def _edited(fields: list[str]) -> str:
    return listed([label(field) for field in fields]) or "what it rests on"


def _entered(life: Life) -> Iterator[tuple[Step, Assessment, Assessment, bool]]:
    """Each step into the denominator, and whether the trial had been in it before."""
    ever = False
    for step, was, now in _assessed(life):
        ever = ever or was.counted
        if now.counted and not was.counted:
            yield step, was, now, ever


def came_back(life: Life) -> Iterator[Finding]:
    """FDAAA asks for results again after an edit had ended that (D8)."""
    for step, _, now, ever in _entered(life):
        if ever:
            yield _enters(step, now, "FDAAA seems to ask for results again")


def became_applicable(life: Life) -> Iterator[Finding]:
    """An edit by which FDAAA asks for results of a trial of which it had not (D8)."""
    for step, was, now, ever in _entered(life):
        if not ever and was.answer == "no":
            yield _enters(step, now, "FDAAA seems to ask for results now")


def _enters(step: Step, now: Assessment, sentence: str) -> Finding:
    names, fields = _causes(step.before.record, step.after.record, lost=False)
    return in_step(
        step,
        *names,
        headline=f"{sentence}: {_edited(fields)} changed (criterion: {listed(names)})",
        facts={"now": now.answer, "criteria": names, "fields": fields},
        fields=fields,
    )


def due_moved(life: Life) -> Iterator[Finding]:
    """The day on which results are due moved while the clock was already running (D4, D8).

    The clock runs once the completion date that counts is past; before that a slip of the plan
    moves the day too, and is told by the dates family alone.
    """
    for step, was, now in _assessed(life):
        before, after = deadline(step.before.record), deadline(step.after.record)
        if before is None or after is None or before.day == after.day:
            continue
        edited, completed = interval(happened(step)), interval(before.completion)
        running = edited and completed and completed.high < edited.low
        reported = reporting_date(step.before.record) or step.before.record.has_results
        if not (was.counted and now.counted and running) or reported or edited is None:
            continue
        days = (after.day - before.day).days
        fields = ("primary_completion_date", "completion_date", "disp_first_submitted")
        changed = [f for f in fields if _value(step, f)]
        yield in_step(
            step,
            iso(before.day),
            iso(after.day),
            headline=f"Results are due {in_words(abs(days))} {'later' if days > 0 else 'earlier'}"
            f" by an edit of the {_edited(changed)}: on {after.day}, not on {before.day}",
            facts={
                "due_before": iso(before.day),
                "due_after": iso(after.day),
                "days": days,
                "was_overdue": (edited.low - before.day).days > _GRACE,
                "fields": changed,
            },
            fields=(*changed, "primary_completion_date_type"),
        )


def _value(step: Step, field: str) -> bool:
    return bool(value(step.before.record, field) != value(step.after.record, field))


_D8 = "change semantics D8 and thing 7 (left the law; FDAAA TrialsTracker issues 135, 141, 159)"

RULES: tuple[Rule, ...] = (
    rule(
        "results_left_denominator",
        left,
        finds="An edit after which FDAAA no longer seems to ask for results.",
        source=_D8,
        example="FDAAA no longer seems to ask for results: phase changed (criterion: phase)",
        not_claimed="That the edit was made for that, or that it is wrong.",
    ),
    rule(
        "results_came_back",
        came_back,
        finds="An edit after which FDAAA asks for results again.",
        source=_D8,
        example="FDAAA seems to ask for results again: phase changed (criterion: phase)",
        not_claimed="That the trial was ever exempt.",
    ),
    rule(
        "results_became_applicable",
        became_applicable,
        finds="An edit by which FDAAA asks for results where it had not.",
        source=_D8,
        example="FDAAA seems to ask for results now: FDA-regulated drug changed (criterion:"
        " regulated product)",
        not_claimed="That the duty begins with the edit.",
    ),
    rule(
        "results_due_moved",
        due_moved,
        finds="The day on which results are due moved while the clock was running.",
        source="change semantics D4 (a correction moves legal clocks) and D8",
        example="Results are due 12 months later by an edit of the primary completion date: on"
        " 2026-06-30, not on 2025-06-30",
        not_claimed="That the edit was made to win time.",
    ),
)
