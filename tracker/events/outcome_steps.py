"""What happened to the outcomes between two neighbouring versions, as findings with their timing.

    Life -> each step whose outcomes differ -> Matching -> Notes -> Findings by rule id

Comes in: a Life. Goes out: Findings of all rules of the outcomes family, made once a life.
Does not: hold the table of rules; ``outcomes`` does.

Where the same version brings results, sponsors rewrite outcomes into the form in which results are
posted. What is found there is told, marked ``results_artefact``, and no switch is claimed (D2; of
73 changes after completion that a peer found, 63 were of this kind: peers 2.9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tracker.dates import interval
from tracker.events.anchors import Anchors, anchors
from tracker.events.base import Evidence, Life, Step, compare_link, once
from tracker.events.finding import Finding, happened, known, registry_day
from tracker.events.outcome_match import match_outcomes
from tracker.events.outcome_notes import Note, notes_of, text_of
from tracker.events.outcome_pairs import Entry
from tracker.events.phrasing import quoted

#: More findings than these of one rule in one list and step become one, with the list in it:
#: a bulk edit of thirty secondary outcomes is one thing to read. Primary ones stand one by one.
MANY = {"primary": 50, "secondary": 12, "other": 12}

_WHEN = {
    "before_recruitment": "before recruitment began",
    "recruitment": "during recruitment",
    "after_completion": "after completion",
    "uncertain": "at a time that the recorded dates leave uncertain",
}
_TIMING = ("outcome_time_frame_changed", "outcome_time_frame_added")
#: Rules whose evidence is the measure, changed or not.
_BY_MEASURE = ("outcome_promoted", "outcome_demoted", "outcome_reordered")


def found_in(life: Life, rule: str) -> list[Finding]:
    """What one rule of the family finds in a life."""
    return once(life, _all_found).get(rule, [])


def _all_found(life: Life) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for step in life.steps:
        if step.before.record.outcomes != step.after.record.outcomes:
            for rule, finding in _OneStep(life, step).findings():
                found[rule].append(finding)
    return found


def brings_results(step: Step) -> bool:
    """The version sets that there are results, or posts them (D2: reconciliation)."""
    before, after = step.before.record, step.after.record
    posted = after.results is not None and before.results is None
    return posted or (bool(after.has_results) and not before.has_results)


class _OneStep:
    """One step, with all that its findings have in common."""

    def __init__(self, life: Life, step: Step) -> None:
        self.step = step
        self.artefact = brings_results(step)
        self.date = happened(step)
        self.phase, self.timing = _phases(anchors(life), self.date)
        self.timing["results_artefact"] = self.artefact
        self.link = compare_link(life.trial, step.before, step.after)

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """All findings of the step; those of one rule and list are one where they are many."""
        matching = match_outcomes(self.step.before.record.outcomes, self.step.after.record.outcomes)
        groups: dict[tuple[str, str], list[Note]] = defaultdict(list)
        for note in notes_of(matching, artefact=self.artefact):
            groups[note.rule, note.list].append(note)
        for (rule, list_), notes in groups.items():
            if len(notes) > MANY[list_]:
                yield rule, self._of_many(notes)
            else:
                yield from ((rule, self._of_one(note)) for note in notes)

    def _of_one(self, note: Note) -> Finding:
        before, after = _text(note.before), _text(note.after)
        shown = _shown(note)
        return self._made(
            (note.list, before, after, *_times(note), *_places(note)),
            f"{note.said} {_WHEN[self.phase]}{self._caution(note)}{shown and ': '}{shown}",
            {"outcome": note.list, "before": before, "after": after, **note.facts},
            tuple(self._evidence(note)),
        )

    def _of_many(self, notes: list[Note]) -> Finding:
        first = notes[0]
        pairs = [[_text(note.before), _text(note.after)] for note in notes]
        return self._made(
            (first.list, len(notes), *pairs[0]),
            f"{first.said} {_WHEN[self.phase]}{self._caution(first)}: {_shown(first)}; the same "
            f"happened to {len(notes) - 1} other {first.list} outcomes",
            {"outcome": first.list, "before": None, "after": None, "outcomes": pairs},
            tuple(item for note in notes[: MANY[first.list]] for item in self._evidence(note)),
        )

    def _made(
        self,
        key: tuple[object, ...],
        headline: str,
        facts: dict[str, Any],
        evidence: tuple[Evidence, ...],
    ) -> Finding:
        before, after = self.step.before, self.step.after
        return Finding(
            key=(registry_day(after), *key),
            date=self.date,
            known_by=known(after, silent=self.step.silent),
            versions=(before.number, after.number),
            headline=headline,
            facts=facts | self.timing,
            evidence=evidence,
        )

    def _caution(self, note: Note) -> str:
        if not self.artefact or note.rule == "outcome_points_to_results":
            return ""
        return ", in the version that brought results, perhaps only the form they are posted in"

    def _evidence(self, note: Note) -> Iterator[Evidence]:
        """The fields that differ; for an outcome that came, went or moved, its measure."""
        was, now = (entry.outcome if entry else None for entry in (note.before, note.after))
        entry = note.after or note.before
        for field in ("measure", "time_frame", "description") if entry else ():
            before, after = getattr(was, field, None), getattr(now, field, None)
            if before != after or (field == "measure" and note.rule in _BY_MEASURE):
                name = f"{entry.list if entry else note.list}_outcomes.{field}"
                yield Evidence(name, before, after, item=_text(entry), link=self.link)


def _phases(ends: Anchors, day: str) -> tuple[str, dict[str, Any]]:
    """The phase of a day, and what it is by each definition of start and completion (D1)."""
    days = interval(day)
    if days is None:
        return "uncertain", {"phase": "uncertain"}
    phase = ends.phase(day)
    return phase, {
        "phase": phase,
        "phase_by_earliest": ends.earliest.phase(days),
        "phase_by_stated": ends.stated.phase(days),
    }


def _text(entry: Entry | None) -> str | None:
    return text_of(entry) if entry else None


def _times(note: Note) -> tuple[str | None, ...]:
    """Time frames tell outcomes of one measure apart."""
    return tuple(e.outcome.time_frame if e else None for e in (note.before, note.after))


def _places(note: Note) -> tuple[str | None, ...]:
    """So do descriptions, of outcomes that are equal in all else."""
    return tuple(e.outcome.description if e else None for e in (note.before, note.after))


def _shown(note: Note) -> str:
    """The texts that a headline shows."""
    before, after = _text(note.before), _text(note.after)
    if note.rule in _TIMING:
        was, now = _times(note)
        change = f", from {quoted(was)} to {quoted(now)}" if was and now else ""
        return quoted(after) + (change or f", {quoted(now or was)}")
    if before is None and after is None:
        return ""
    if before is None or after is None or before == after:
        return quoted(after if after is not None else before)
    return f"from {quoted(before)} to {quoted(after)}"
