"""The numbers of a criterion, and the side on which each of them bounds.

    text -> comparisons as signs -> Limits

Comes in: the text of one criterion. Goes out: its numbers. Does not: compare two texts.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from tracker.events.plain_words import NUMBER_WORDS, folded

Bound = Literal["lower", "upper", "none"]

_LONGEST = 1_200
_NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\d])")
#: Comparisons in words -> signs; negated ones before plain ones.
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), f" {sign} ")
    for pattern, sign in (
        (r"\b(?:no|not) (?:more|greater|higher|older|longer) than\b|\bnot exceed(?:ing)?\b", "≤"),
        (r"\b(?:no|not) (?:less|fewer|lower|younger|shorter) than\b", "≥"),
        (r"\b(?:greater|more|higher|larger|older) than or equal(?: to)?\b", "≥"),
        (r"\bequal to or (?:greater|more|older) than\b|>\s?/?\s?=|=\s?>|\bat least\b", "≥"),
        (r"\bminimum(?: of)?\b|\bnot below\b", "≥"),
        (r"\b(?:less|lower|fewer|smaller|younger) than or equal(?: to)?\b", "≤"),
        (r"\bequal to or (?:less|lower) than\b|<\s?/?\s?=|=\s?<|\bat most\b|\bup to\b", "≤"),
        (r"\bmaximum(?: of)?\b|\bwithin\b|\bnot above\b|\buntil\b", "≤"),
        (r"\b(?:greater|more|higher|older|longer|larger) than\b|\bexceed(?:ing|s)?\b", ">"),
        (r"\bover\b|\babove\b", ">"),
        (r"\b(?:less|lower|fewer|younger|shorter|smaller) than\b|\bbelow\b|\bunder\b", "<"),
    )
)
_FILLER = r"(?:(?:the|a|an|about|approximately|age|of|last|past|previous|prior|preceding|first) )*"
_BEFORE = re.compile(rf"([≥≤<>])\s*{_FILLER}$")
_UNITS = r"\s?(?:(?:%|[a-zµ]+(?:/[a-z]+)?)\s){0,3}(?:of age )?\(?(?:or|and)\s"
_AFTER_LOWER = re.compile(rf"{_UNITS}(?:older|above|more|greater|over|higher|>)")
_AFTER_UPPER = re.compile(rf"{_UNITS}(?:younger|below|less|under|lower|fewer|<)")
#: What stands between the two numbers of a range: "18 to 75", "18 years - 75 years".
_RANGE = re.compile(r"\s?(?:%|[a-z]+)?\s?(?:-|to|and|through)\s?[≤<]?\s?(?:age\s)?")
_TIME = re.compile(r"^[\s-]?(hour|day|week|month|year)s?\b")
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
_WORDS = re.compile(
    rf"\b({'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
    r"(?=\s(?:or|hour|day|week|month|year|prior|previous|times?|of)|-(?:hour|day|week|month|year))"
)


class Limit(NamedTuple):
    """A number, the side on which it bounds, and whether it is itself let in."""

    #: Times are counted in days, so that "6 months" and "26 weeks" compare.
    value: float
    bound: Bound
    strict: bool
    #: "week", "year"; "" for what is no time.
    unit: str
    #: What was read: "18".
    written: str
    place: int


def signed(text: str) -> str:
    """A text in lower case, with comparisons in words as signs.

    >>> signed("Age of at least eighteen years, not more than 75")
    'age of ≥ 18 years, ≤ 75'
    """
    line = _WORDS.sub(lambda m: NUMBER_WORDS[m[1]], folded(text[:_LONGEST]))
    for pattern, sign in _SIGNS:
        line = pattern.sub(sign, line)
    return " ".join(line.split())


def limits(line: str) -> list[Limit]:
    """The numbers of a signed text, in order."""
    found: list[Limit] = []
    end = 0
    for match in _NUMBER.finditer(line):
        time = _TIME.match(line[match.end() : match.end() + 12])
        unit = time[1] if time else ""
        number = float(match[1].replace(",", ""))
        if found and found[-1].bound != "upper" and _RANGE.fullmatch(line[end : match.start()]):
            low = found[-1]
            value = low.value * _DAYS.get(unit, 1.0) if not low.unit else low.value
            found[-1] = low._replace(bound="lower", unit=low.unit or unit, value=value)
            bound, strict = _UPPER
        else:
            bound, strict = _bound(line[: match.start()], line[match.end() :])
        found.append(
            Limit(number * _DAYS.get(unit, 1.0), bound, strict, unit, match[1], match.start())
        )
        end = match.end()
    return found


_UPPER: tuple[Bound, bool] = ("upper", False)


def _bound(before: str, after: str) -> tuple[Bound, bool]:
    """On which side a number bounds, by the words around it."""
    sign = _BEFORE.search(before[-60:])
    if sign is not None:
        return ("lower" if sign[1] in "≥>" else "upper"), sign[1] in "<>"
    if _AFTER_LOWER.match(after[:60]):
        return "lower", False
    return ("upper", False) if _AFTER_UPPER.match(after[:60]) else ("none", False)
