"""What two versions of the eligibility section say differently, rule by rule.

    Eligibility before, Eligibility after -> Notes

Comes in: two sections. Goes out: one Note for each thing that changed.
Does not: know versions or dates; ``eligibility`` adds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tracker.events.criteria import Item, split
from tracker.events.criteria_match import Matching, Pair, letters, match_criteria
from tracker.events.criteria_moves import Direction, moved
from tracker.events.phrasing import quoted, read_out
from tracker.events.plain_words import content_words
from tracker.record import Eligibility

#: The rule under which a direction is told.
RULE_OF: dict[Direction, str] = {
    "looser": "eligibility_loosened",
    "tighter": "eligibility_tightened",
    "mixed": "eligibility_changed_number",
    "unknown": "eligibility_changed_number",
}
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*(year|month|week|day|hour|minute)s?", re.IGNORECASE)
_DAYS = {"year": 365.25, "month": 30.4375, "week": 7, "day": 1, "hour": 1 / 24, "minute": 1 / 1440}
_NOT = re.compile(r"\b(?:no|not|non|never|without|unless|except)\b", re.IGNORECASE)


class Note(NamedTuple):
    """One thing that changed, before it is a Finding."""

    rule: str
    #: The field it stands in.
    field: str
    said: str
    before: str | None
    after: str | None
    facts: dict[str, Any]


def notes_of(before: Eligibility, after: Eligibility) -> Iterator[Note]:
    """All that changed."""
    yield from _ages(before, after)
    yield from _sex(before.sex, after.sex)
    yield from _healthy(before.healthy_volunteers, after.healthy_volunteers)
    if before.eligibility_criteria != after.eligibility_criteria:
        yield from _criteria(before.eligibility_criteria, after.eligibility_criteria)


# -- fields ----------------------------------------------------------------------------------------


def _ages(before: Eligibility, after: Eligibility) -> Iterator[Note]:
    for field, name, lower in (
        ("minimum_age", "Minimum age", True),
        ("maximum_age", "Maximum age", False),
    ):
        was, now = getattr(before, field), getattr(after, field)
        way = _age_way(was, now, lower=lower)
        if way is not None:
            said = f"{name} {_from_to(was, now)}"
            yield _field_note(field, said, was, now, way)


def _age_way(was: str | None, now: str | None, *, lower: bool) -> Direction | None:
    """Which way a bound of age moved; a bound that is not stated lets everyone in."""
    old, new = _days(was), _days(now)
    if was == now or old == new:
        return None
    if (was and old is None) or (now and new is None):
        return "unknown"
    if old is None or new is None:
        return "tighter" if old is None else "looser"
    return "tighter" if (new > old) == lower else "looser"


def _days(age: str | None) -> float | None:
    match = _AGE.fullmatch((age or "").strip())
    return float(match[1]) * _DAYS[match[2].lower()] if match else None


def _sex(was: str | None, now: str | None) -> Iterator[Note]:
    if was == now or was is None or now is None:
        return
    way: Direction = "tighter" if was == "ALL" else "looser" if now == "ALL" else "unknown"
    said = f"Sex changed from {read_out(was)} to {read_out(now)}"
    yield _field_note("sex", said, was, now, way)


def _healthy(was: bool | None, now: bool | None) -> Iterator[Note]:
    if was is None or now is None or was == now:
        return
    said = f"Healthy volunteers {'can now' if now else 'can no longer'} take part"
    yield _field_note("healthy_volunteers", said, was, now, "looser" if now else "tighter")


def _field_note(field: str, said: str, was: Any, now: Any, way: Direction) -> Note:
    told = {"looser": "lets more people in", "tighter": "lets fewer people in"}.get(way)
    said += f", which {told}" if told else ", in no clear direction"
    facts = {"field": field, "direction": way}
    return Note(RULE_OF[way], field, said, was, now, facts)


def _from_to(was: str | None, now: str | None) -> str:
    if was is None or now is None:
        return f"set to {now}" if now else f"of {was} left out"
    return f"changed from {was} to {now}"


# -- criteria --------------------------------------------------------------------------------------

_FIELD = "eligibility_criteria"


def _criteria(was: str | None, now: str | None) -> Iterator[Note]:
    matching = match_criteria(split(was), split(now))
    notes = [note for pair in matching.pairs for note in _of_pair(pair)]
    notes += [_alone("eligibility_removed", "left out", item) for item in matching.gone]
    notes += [_alone("eligibility_added", "added", item) for item in matching.come]
    yield from notes
    if not notes:
        said = "The criteria were put in another order or form, with the same items"
        yield Note("eligibility_restructured", _FIELD, said, None, None, _shape(matching))


def _shape(matching: Matching) -> dict[str, Any]:
    return {"field": _FIELD, "items": len(matching.pairs)}


def _alone(rule: str, said: str, item: Item) -> Note:
    gone = rule == "eligibility_removed"
    return Note(
        rule,
        _FIELD,
        f"{_kind(item)} {said}",
        item.text if gone else None,
        item.text if not gone else None,
        {"field": _FIELD, "kind": item.side},
    )


def _kind(item: Item) -> str:
    """What a person calls a criterion of this side."""
    return {
        "inclusion": "An inclusion criterion was",
        "exclusion": "An exclusion criterion was",
    }.get(item.side, "A criterion was")


def _of_pair(pair: Pair) -> Iterator[Note]:
    before, after = pair.before, pair.after
    sides = {before.side, after.side}
    if letters(before.text) == letters(after.text):
        if sides == {"inclusion", "exclusion"}:
            said = f"A criterion moved from {before.side} to {after.side}"
            yield _pair_note("eligibility_reworded", said, pair, {"side_changed": True})
        return
    move = moved(before.text, after.text, after.side)
    told = _words(before, after) | {"tier": pair.tier}
    if move is not None:
        facts = {"direction": move.direction, "numbers": [list(pair) for pair in move.numbers]}
        said = f"A number of an {after.side} criterion moved"
        if after.side == "unsorted":
            said = "A number of a criterion moved"
        said += _MEANS[move.direction]
        yield _pair_note(RULE_OF[move.direction], said, pair, told | facts)
        return
    yield _pair_note("eligibility_reworded", f"{_kind(after)} reworded", pair, told)


_MEANS: dict[Direction, str] = {
    "looser": ", which lets more people in",
    "tighter": ", which lets fewer people in",
    "mixed": ", one way and the other",
    "unknown": "; whether it lets more or fewer people in is not clear",
}


def _pair_note(rule: str, said: str, pair: Pair, facts: dict[str, Any]) -> Note:
    facts = {"field": _FIELD, "kind": pair.after.side, **facts}
    return Note(rule, _FIELD, said, pair.before.text, pair.after.text, facts)


def _words(before: Item, after: Item) -> dict[str, Any]:
    """The words that only one wording has; whether a negation came or went."""
    was, now = content_words(before.text), content_words(after.text)
    negated = len(_NOT.findall(before.text)) % 2 != len(_NOT.findall(after.text)) % 2
    return {
        "words_gone": sorted(set(was) - set(now)),
        "words_come": sorted(set(now) - set(was)),
        "negation_changed": negated,
    }


def shown(note: Note) -> str:
    """The texts that a headline shows."""
    if note.field != _FIELD or (note.before is None and note.after is None):
        return ""
    if note.before is None or note.after is None or note.facts.get("side_changed"):
        return f": {quoted(note.after or note.before)}"
    return f": from {quoted(note.before)} to {quoted(note.after)}"
