"""What a Matching of outcomes says, rule by rule.

    Matching -> Notes: one for each thing that happened to one outcome

Comes in: a Matching of two versions. Goes out: Notes, each under the id of its rule.
Does not: know versions, dates or phases; ``outcome_steps`` adds them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from tracker.events.outcome_change import Difference, difference
from tracker.events.outcome_pairs import LISTS, Entry, Matching, Pair, Split
from tracker.events.outcome_words import POINTS_TO_RESULTS
from tracker.events.plain_words import folded
from tracker.events.time_frames import covers
from tracker.record import Outcome

_POINTS = re.compile(POINTS_TO_RESULTS)


class Note(NamedTuple):
    """One thing that happened to one outcome, before it is a Finding."""

    rule: str
    #: The list it is told under: of a promotion and a demotion the higher one.
    list: str
    said: str
    before: Entry | None
    after: Entry | None
    facts: dict[str, Any]


def notes_of(matching: Matching, *, artefact: bool) -> Iterator[Note]:
    """All that happened. ``artefact``: the version brought results."""
    for pair in matching.pairs:
        yield from _of_pair(matching, pair)
    yield from _of_splits(matching)
    yield from _of_leftovers(matching)
    yield from _of_order(matching)
    if artefact:
        yield from _of_results(matching)


def text_of(entry: Entry) -> str:
    """The text of an outcome: its measure."""
    return entry.outcome.measure or "(without a measure)"


def _an(entry: Entry) -> str:
    return f"{'An' if entry.list == 'other' else 'A'} {entry.list} outcome"


# -- pairs -----------------------------------------------------------------------------------------


def _of_pair(matching: Matching, pair: Pair) -> Iterator[Note]:
    before, after = pair.before, pair.after
    told: dict[str, Any] = {"tier": pair.tier}
    if before.list != after.list:
        yield _moved(pair, told)
    if before.outcome == after.outcome or pair.copied:
        return
    if points_to_results(after.outcome) and not points_to_results(before.outcome):
        yield _pointer(before, after, told)
        return
    change = difference(matching.reading(before), matching.reading(after))
    told |= {"words_gone": list(change.lost), "words_come": list(change.gained)}
    notes = [*_timing(pair, change, told), *_measurement(pair, change, told)]
    yield from notes
    if not notes:
        parts = _parts_that_differ(before.outcome, after.outcome)
        told |= {"parts": parts}
        yield Note("outcome_reworded", after.list, _reworded(after, parts), before, after, told)


def _reworded(entry: Entry, parts: list[str]) -> str:
    if "measure" in parts:
        return f"{_an(entry)} was reworded"
    part = " and ".join(parts).replace("_", " ")
    return f"The {part} of {_an(entry).lower()} {'were' if len(parts) > 1 else 'was'} reworded"


def _moved(pair: Pair, told: dict[str, Any]) -> Note:
    before, after = pair.before, pair.after
    up = LISTS.index(after.list) < LISTS.index(before.list)
    return Note(
        "outcome_promoted" if up else "outcome_demoted",
        after.list if up else before.list,
        f"{_an(before)} became {_an(after).removesuffix(' outcome').lower()} one",
        before,
        after,
        told | {"from": before.list, "to": after.list, "still_in_both": pair.copied},
    )


def _timing(pair: Pair, change: Difference, told: dict[str, Any]) -> Iterator[Note]:
    """A time frame added, or one changed or left out."""
    if change.time is None:
        return
    was, now = pair.before.outcome.time_frame, pair.after.outcome.time_frame
    told = told | {"change": change.time, "time_frame_before": was, "time_frame_after": now}
    rule = "outcome_time_frame_added" if change.time == "added" else "outcome_time_frame_changed"
    said = {
        "added": f"{_an(pair.after)} was given a time frame",
        "changed": f"The time frame of {_an(pair.after).lower()} changed",
        "omitted": f"The time frame of {_an(pair.after).lower()} was left out",
    }[change.time]
    yield Note(rule, pair.after.list, said, pair.before, pair.after, told)


def _measurement(pair: Pair, change: Difference, told: dict[str, Any]) -> Iterator[Note]:
    """How it is measured: said where it was not, said otherwise, or no longer said."""
    if change.measurement is None:
        return
    told = told | {"change": change.measurement, "aspects": list(change.aspects)}
    added = change.measurement == "added"
    rule = "outcome_measurement_added" if added else "outcome_measurement_changed"
    aspects, one = ", ".join(change.aspects), _an(pair.after).lower()
    said = {
        "added": f"How {one} is measured was stated in more detail",
        "changed": f"How {one} is measured changed",
        "omitted": f"How {one} is measured was stated in less detail",
    }[change.measurement]
    yield Note(rule, pair.after.list, f"{said} ({aspects})", pair.before, pair.after, told)


def _parts_that_differ(before: Outcome, after: Outcome) -> list[str]:
    fields = ("measure", "time_frame", "description")
    return [name for name in fields if getattr(before, name) != getattr(after, name)]


# -- the rest --------------------------------------------------------------------------------------


def _of_splits(matching: Matching) -> Iterator[Note]:
    """One outcome told as several, or several as one: the same in other words."""
    for split in matching.splits:
        entry, many = split.after[0], len(split.after) > 1
        number = len(split.after if many else split.before)
        said = f"{_an(entry)} was {'split in' if many else 'merged from'} {number}"
        told = {
            "tier": 1,
            "parts": ["measure"],
            "outcomes_before": [text_of(one) for one in split.before],
            "outcomes_after": [text_of(one) for one in split.after],
        }
        yield Note("outcome_reworded", entry.list, said, split.before[0], entry, told)
        if _at_other_times(matching, split):
            pair = Pair(split.before[0], entry, 1, 1.0)
            yield from _timing(pair, Difference(time="changed"), {"tier": 1})


def _at_other_times(matching: Matching, split: Split) -> bool:
    """Whether none of the parts is measured when the whole is."""
    frames = [
        (matching.reading(one).frame, matching.reading(other).frame)
        for one in split.before
        for other in split.after
    ]
    return all(
        one.points and other.points and not covers(one.points, other.points)
        for one, other in frames
    )


def _of_leftovers(matching: Matching) -> Iterator[Note]:
    """Gone and come: replaced where exactly one of a list went and one came (D2)."""
    for name in LISTS:
        gone = [entry for entry in matching.gone if entry.list == name]
        come = [entry for entry in matching.come if entry.list == name]
        pointers = [entry for entry in come if points_to_results(entry.outcome)]
        for entry in pointers:
            yield _pointer(None, entry, {})
        come = [entry for entry in come if entry not in pointers]
        if len(gone) == len(come) == 1:
            said = f"{_an(come[0])} was replaced"
            yield Note("outcome_replaced", name, said, gone[0], come[0], {})
            continue
        for entry in gone:
            yield Note("outcome_omitted", name, f"{_an(entry)} was left out", entry, None, {})
        for entry in come:
            yield Note("outcome_new", name, f"{_an(entry)} was added", None, entry, {})


def _of_order(matching: Matching) -> Iterator[Note]:
    """Outcomes that stayed in a list and changed places among themselves."""
    places: dict[str, list[Pair]] = defaultdict(list)
    for pair in matching.pairs:
        if pair.before.list == pair.after.list:
            places[pair.before.list].append(pair)
    for name, pairs in places.items():
        pairs.sort(key=lambda pair: pair.before.place)
        now = [pair.after.place for pair in pairs]
        moved = [
            pair
            for pair, place in zip(pairs, sorted(now), strict=True)
            if pair.after.place != place
        ]
        if moved:
            said = f"The {name} outcomes were put in another order"
            first = moved[0]
            yield Note("outcome_reordered", name, said, first.before, first.after, {"order": now})


def _of_results(matching: Matching) -> Iterator[Note]:
    """The version that brings results also touches outcomes: one note for the step."""
    touched = [p.after for p in matching.pairs if p.before.outcome != p.after.outcome]
    touched += [*matching.gone, *matching.come, *(one for s in matching.splits for one in s.after)]
    if touched:
        first = min(touched, key=lambda entry: (LISTS.index(entry.list), entry.place))
        said = "Outcomes were rewritten in the version that brought results"
        facts = {"outcomes_touched": len(touched)}
        yield Note("outcome_points_to_results", first.list, said, None, None, facts)


def _pointer(before: Entry | None, after: Entry, told: dict[str, Any]) -> Note:
    said = f"{_an(after)} only points to the results"
    return Note("outcome_points_to_results", after.list, said, before, after, told)


def points_to_results(outcome: Outcome) -> bool:
    """Whether an outcome's text only sends the reader to the results.

    >>> points_to_results(Outcome(measure="See outcome measures in the results section."))
    True
    """
    return bool(_POINTS.search(folded((outcome.measure or "")[:300])))
