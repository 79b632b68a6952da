"""In which direction the numbers of a criterion moved.

    text before, text after, side -> looser, tighter, mixed, unknown, or nothing

Comes in: the text of one criterion in two versions. Goes out: a Move, with the numbers.
Does not: pair criteria. What it cannot decide it calls unknown.

The rule (ours): a lower bound that rose, or an upper bound that fell, lets fewer people in. It is
the other way round for an exclusion, and for what a criterion negates ("no infarction within 6
months"). "Unless" and "except" make it undecidable, and so does a text without headings.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Literal, NamedTuple

from tracker.events.criteria import Side
from tracker.events.criteria_numbers import Limit, limits, signed

Direction = Literal["looser", "tighter", "mixed", "unknown"]

_NOT = re.compile(
    r"\b(?:no|not|non|never|without|absence of|free of|none|unable|inability|lack of|cannot)\b"
)
_EXCEPTION = re.compile(r"\b(?:unless|except|excluding|other than|with the exception)\b")
#: Scores that name the values they allow: "ECOG 0, 1 or 2", "NYHA class I-II".
_SCORE = re.compile(
    r"\b(?P<name>ecog|zubrod|who|nyha|asa|mrs|ccs)\b[^.;≥≤<>]{0,60}?"
    r"\b(?P<values>(?:\d|iv|i{1,3})(?:\s?(?:,|or|and|to|-|/)\s?(?:or\s)?(?:\d|iv|i{1,3}))*)\b(?![.%])"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_VALUE = re.compile(r"\d|iv|i{1,3}")


class Move(NamedTuple):
    """What happened to the numbers of a criterion."""

    direction: Direction
    #: The numbers that moved, as written: (before, after).
    numbers: tuple[tuple[str | None, str | None], ...]


def moved(before: str, after: str, side: Side) -> Move | None:
    """What happened to the numbers of a criterion; None where none moved.

    >>> moved("Age 18 to 75 years", "Age 18 to 80 years", "inclusion").direction
    'looser'
    >>> moved("Stroke within 3 months", "Stroke within 6 months", "exclusion").direction
    'tighter'
    """
    was, now = signed(before), signed(after)
    ways, numbers, spans = _score_move(was, now)
    was, now = _without(was, spans[0]), _without(now, spans[1])
    old, new = limits(was), limits(now)
    lost, gained = _uncommon(old, new), _uncommon(new, old)
    ways |= _ways(lost, gained)
    if not ways:
        return None
    return Move(_direction(ways, was, now, side, (lost, gained)), numbers + _written(lost, gained))


_Written = tuple[tuple[str | None, str | None], ...]
_Span = tuple[int, int]


def _score_move(was: str, now: str) -> tuple[set[Direction], _Written, tuple[_Span, _Span]]:
    """How the allowed values of a score moved, read as an inclusion, and where they stand."""
    old, new = _SCORE.search(was), _SCORE.search(now)
    if old is None or new is None or old["name"] != new["name"]:
        return set(), (), ((0, 0), (0, 0))
    before, after = _values(old["values"]), _values(new["values"])
    spans = old.span("values"), new.span("values")
    if before == after:
        return set(), (), spans
    way: Direction = "looser" if before < after else "tighter" if after < before else "unknown"
    return {way}, ((old["values"], new["values"]),), spans


def _values(text: str) -> set[int]:
    """The values that a list or a range names."""
    found = [int(value) if value.isdigit() else _ROMAN[value] for value in _VALUE.findall(text)]
    if len(found) == 2 and re.search(r"-|\bto\b", text):
        return set(range(found[0], found[1] + 1))
    return set(found)


def _without(line: str, span: _Span) -> str:
    return line[: span[0]] + " " * (span[1] - span[0]) + line[span[1] :]


def _uncommon(these: list[Limit], those: list[Limit]) -> list[Limit]:
    """The numbers of one side that the other does not have with the same bound."""
    spare = list(those)
    left = []
    for limit in these:
        mate = next((one for one in spare if _same(limit, one)), None)
        if mate is None:
            left.append(limit)
        else:
            spare.remove(mate)
    return left


def _same(one: Limit, other: Limit) -> bool:
    # A month is often four weeks; in one unit numbers are what they are.
    share = 0.085 if one.unit != other.unit else 1e-9
    near = abs(one.value - other.value) <= share * max(abs(one.value), abs(other.value))
    return near and (one.bound, one.strict) == (other.bound, other.strict)


def _ways(lost: list[Limit], gained: list[Limit]) -> set[Direction]:
    """In which ways the bounds moved, read as an inclusion; empty where no bound did."""
    ways: set[Direction] = set()
    for bound in ("lower", "upper"):
        was = [limit for limit in lost if limit.bound == bound]
        now = [limit for limit in gained if limit.bound == bound]
        if len(was) == len(now):
            ways |= {_way(bound, *pair) for pair in zip(was, now, strict=True)}
        else:
            ways.add("unknown" if was and now else "looser" if was else "tighter")
    values = {round(limit.value, 6) for limit in lost}
    if any(round(limit.value, 6) in values for limit in gained if ways):
        # The same number on another side, or strict where it was not.
        same_side = {(one.value, one.bound) for one in lost} & {(o.value, o.bound) for o in gained}
        ways = ways if same_side else {"unknown"}
    if all(any(one.bound == "none" for one in side) for side in (lost, gained)):
        ways.add("unknown")
    return ways


def _way(bound: str, was: Limit, now: Limit) -> Direction:
    if abs(was.value - now.value) < 1e-9:
        return "tighter" if now.strict else "looser"
    return "tighter" if (now.value > was.value) == (bound == "lower") else "looser"


def _direction(
    ways: set[Direction], was: str, now: str, side: Side, moved: tuple[list[Limit], list[Limit]]
) -> Direction:
    """The ways of all numbers as one direction, turned round for what excludes or negates."""
    if "unknown" in ways or side == "unsorted" or _EXCEPTION.search(f"{was} {now}"):
        return "unknown"
    if len(ways) > 1:
        return "mixed"
    sides = zip((was, now), moved, strict=True)
    turned = {_negations(line, numbers) % 2 for line, numbers in sides if numbers}
    if len(turned) > 1:
        return "unknown"
    flip = (side == "exclusion") != (turned == {1})
    way = next(iter(ways))
    if not flip:
        return way
    return "looser" if way == "tighter" else "tighter"


def _negations(line: str, moved: list[Limit]) -> int:
    """How many negations stand before the first number that moved."""
    return len(_NOT.findall(line[: moved[0].place]))


def _written(lost: list[Limit], gained: list[Limit]) -> _Written:
    """The numbers that moved, side by side."""
    pairs = zip_longest((one.written for one in lost), (one.written for one in gained))
    return tuple(pairs)
