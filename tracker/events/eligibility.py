"""The eligibility family: who can take part, and how that was edited.

    Life -> each step whose eligibility differs -> criteria split and matched -> Events

Comes in: a Life. Goes out: Events of the family "eligibility".
Does not: judge whether a criterion is right, or count how many people a number lets in.

The wish is change semantics, thing 11: peers print two whole texts, cut at 1,000 characters; people
ask for the clause that changed. The rule of direction is ours and stands in ``criteria_moves``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from tracker.events.anchors import phase_of
from tracker.events.base import Evidence, Life, Rule, Step, compare_link, once
from tracker.events.eligibility_notes import Note, notes_of, shown
from tracker.events.finding import Finder, Finding, happened, known, registry_day

_SOURCE = "Change semantics, thing 11 (clinwiki issue 166); the direction of a number: ours"
#: More findings than these of one rule and side in one step become one, with the list in it.
MANY = 12


def _found(life: Life, rule: str) -> list[Finding]:
    return once(life, _all_found).get(rule, [])


def _all_found(life: Life) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for step in life.steps:
        before, after = step.before.record.eligibility, step.after.record.eligibility
        if before == after:
            continue
        groups: dict[tuple[str, Any], list[Note]] = defaultdict(list)
        for note in notes_of(before, after):
            groups[note.rule, note.facts.get("kind")].append(note)
        for (rule, _), notes in groups.items():
            if len(notes) > MANY:
                found[rule].append(_of_many(life, step, notes))
            else:
                found[rule] += [_of_one(life, step, note) for note in notes]
    return found


def _of_one(life: Life, step: Step, note: Note) -> Finding:
    facts = {**note.facts, "before": note.before, "after": note.after}
    key = (note.field, note.before, note.after)
    return _made(life, step, key, f"{note.said}{shown(note)}", facts, [note])


def _of_many(life: Life, step: Step, notes: list[Note]) -> Finding:
    first = notes[0]
    texts = [[note.before, note.after] for note in notes]
    facts = {"field": first.field, "kind": first.facts.get("kind"), "count": len(notes)}
    facts |= {"before": None, "after": None, "criteria": texts}
    headline = f"{first.said}, and {len(notes) - 1} more{shown(first)}"
    return _made(life, step, (first.field, len(notes), *texts[0]), headline, facts, notes[:MANY])


def _made(
    life: Life,
    step: Step,
    key: tuple[object, ...],
    headline: str,
    facts: dict[str, Any],
    notes: list[Note],
) -> Finding:
    date = happened(step)
    link = compare_link(life.trial, step.before, step.after)
    return Finding(
        key=(registry_day(step.after), *key),
        date=date,
        known_by=known(step.after, silent=step.silent),
        versions=(step.before.number, step.after.number),
        headline=headline,
        facts=facts | {"phase": phase_of(life, date)},
        evidence=tuple(Evidence(n.field, n.before, n.after, link=link) for n in notes),
    )


def added(life: Life) -> Iterable[Finding]:
    """A criterion that no criterion of the version before is (thing 11)."""
    return _found(life, "eligibility_added")


def removed(life: Life) -> Iterable[Finding]:
    """A criterion that no criterion of the version after is (thing 11)."""
    return _found(life, "eligibility_removed")


def loosened(life: Life) -> Iterable[Finding]:
    """A number, an age, the sex or healthy volunteers changed so that more can join (ours)."""
    return _found(life, "eligibility_loosened")


def tightened(life: Life) -> Iterable[Finding]:
    """A number, an age, the sex or healthy volunteers changed so that fewer can join (ours)."""
    return _found(life, "eligibility_tightened")


def changed_number(life: Life) -> Iterable[Finding]:
    """A number or the sex changed, and the text does not say in which direction (ours)."""
    return _found(life, "eligibility_changed_number")


def reworded(life: Life) -> Iterable[Finding]:
    """One criterion in other words, its numbers as they were (thing 11)."""
    return _found(life, "eligibility_reworded")


def restructured(life: Life) -> Iterable[Finding]:
    """The same criteria in another order, numbering or form (thing 11)."""
    return _found(life, "eligibility_restructured")


def _rule(
    name: str, find: Callable[[Life], Iterable[Finding]], finds: str, example: str, not_claimed: str
) -> Rule:
    return Rule(
        id=name,
        family="eligibility",
        version=1,
        finds=finds,
        source=_SOURCE,
        example=example,
        not_claimed=not_claimed,
        find=Finder(name, "eligibility", 1, find),
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "eligibility_added",
        added,
        "A criterion that the version before did not have.",
        "An exclusion criterion was added: “Known allergy to egg”",
        "That fewer people can take part: it may stand below an alternative.",
    ),
    _rule(
        "eligibility_removed",
        removed,
        "A criterion that the version after no longer has.",
        "An inclusion criterion was left out: “Written informed consent”",
        "That more people can take part: another criterion may imply it.",
    ),
    _rule(
        "eligibility_loosened",
        loosened,
        "A bound moved so that more people can take part.",
        "A number of an inclusion criterion moved, which lets more people in: from “Age 18 to 75 "
        "years” to “Age 18 to 80 years”",
        "How many more; or what other criteria do to it.",
    ),
    _rule(
        "eligibility_tightened",
        tightened,
        "A bound moved so that fewer people can take part.",
        "A number of an exclusion criterion moved, which lets fewer people in: from “Stroke within "
        "3 months before the first dose” to “Stroke within 6 months before the first dose”",
        "How many fewer; or what other criteria do to it.",
    ),
    _rule(
        "eligibility_changed_number",
        changed_number,
        "A number or the sex changed, and the direction cannot be told.",
        "Sex changed from male to female, in no clear direction",
        "A direction: a person has to read it.",
    ),
    _rule(
        "eligibility_reworded",
        reworded,
        "One criterion in other words, without a number that moved.",
        "An inclusion criterion was reworded: from “Written informed consent” to “Signed written "
        "informed consent”",
        "That the meaning stayed: the words that came and went stand in the facts.",
    ),
    _rule(
        "eligibility_restructured",
        restructured,
        "The same criteria in another order, numbering or form.",
        "The criteria were put in another order or form, with the same items",
        "A change: none of the criteria did.",
    ),
)
