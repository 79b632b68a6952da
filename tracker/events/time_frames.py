"""When an outcome is measured: time frames as sets of points in days.

Comes in: the text of a time frame. Goes out: a TimeFrame, and whether two mean the same time.
Does not: know outcomes. What no rule reads is kept as words, and compared as words.

Two points said in one unit are the same when their numbers are; said in two units ("24 months",
"2 years", "104 weeks") they are the same within 8.5 %, because a month is often four weeks.
A baseline alone never makes a difference: "Week 12" and "Baseline, Week 12" ask for one follow-up.

>>> same_time(read_time("24 months"), read_time("up to 104 weeks"))
True
>>> same_time(read_time("Week 12"), read_time("Weeks 12 and 24"))
False
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tracker.events.plain_words import content_words, wordset
from tracker.events.time_spelling import LONG_UNIT, spelled

_DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "year": 365.25,
}
_UNIT = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|wks?|wk|w"
    r"|months?|mos?|mths?|m|years?|yrs?|y)"
)
_N = r"\d{1,4}(?:\.\d{1,2})?"
_AND = r"\s*(?:,\s*and|,|/|;|&|\+|and|or|to|through|until|-)\s*"
_PLAIN_AND = r"\s*(?:,\s*and|,|/|;|&|\+|and|or|to|through|until)\s*"
#: "4, 8 and 12 weeks", "6-month", "24h".
NUMBERS_UNIT = (
    rf"(?P<ahead>{_N}(?:-?{_AND}{_N}){{0,30}})\s*-?\s*(?P<unit>{_UNIT})\b"
    rf"(?!(?:(?<=day)|(?<=week)|(?<=month))\s+\d+\b(?!\s*-?\s*{_UNIT}\b))"
)
#: "Week 12", "Days 1, 8 and 15", "W12", "month -3"; a number with its own unit ends the list.
UNIT_NUMBERS = (
    rf"(?P<lead>{LONG_UNIT}|wk|[dwm](?=\d))\.?\s*#?(?P<behind>-?{_N}\b"
    rf"(?:(?:{_PLAIN_AND}|\s?-\s?)-?{_N}\b(?!\s*-?\s*{_UNIT}\b)){{0,30}})"
)
_POINT = re.compile(rf"(?<![\w.])(?P<every>every\s+|q)?(?:{NUMBERS_UNIT}|{UNIT_NUMBERS})")
_NUMBER = re.compile(rf"-?{_N}")
_COUNTED = re.compile(
    r"\b(cycle|visit|course|session|injection|dose|period|trimester|c|v)s?\s?#?(\d{1,3})\b"
    rf"(?!\s*-?\s*{LONG_UNIT}\b)"
)
_LENGTH_OF = re.compile(
    r"\(?\b(?:each |one |1 |a )?(?:cycle|course)s?\s*(?:length)?\s*(?:is|=|are|of|lasts?)\s*"
    rf"(?P<number>{_N})\s*-?\s*(?P<unit>{_UNIT})\b\)?"
    rf"|\(?\b(?:each |one |every |a )?(?P<number2>{_N})\s*-?\s*(?P<unit2>{LONG_UNIT})[- ]cycles?"
    r"\b\)?"
)
#: "the end of cycle 1", "first cycle": the whole of it, where its length is said.
_WHOLE_CYCLE = re.compile(
    r"\b(?:(?:the )?end of |during |through )?(?:the )?"
    r"(?:cycle (?P<behind>\d{1,2})|first cycle)\b(?!\W{0,3}day)"
)
_BASELINE = re.compile(
    r"\b(?:base-?\s?line|pre-?\s?(?:treatment|dose|operative(?:ly)?|surgery|intervention|study)"
    r"|before (?:treatment|surgery|intervention|the intervention)|screening|time zero"
    r"|enrol?lment|inclusion|randomi[sz]ation|study entry|first (?:dose|administration)"
    r"|start of (?:the )?(?:study|treatment|therapy)|initiation)\b"
)
_NONE = re.compile(r"(?:n\.?/?a\.?|none|not (?:provided|specified|applicable|given)|unknown|-|\.)?")
_VAGUE = wordset(
    "up approximately about average an expected maximum least minimum within through throughout "
    "completion study end whole entire total post follow following followup period duration time "
    "measured assessed assessment evaluated point frame treatment last first subject participant "
    "patient per each until date it will be average about on during after from at of to the "
    "whichever came come comes first any cause once only immediately day week month year hour"
)
#: Words for one event; the first of each row stands for all.
_EVENTS = {
    word: row.split()[0]
    for row in (
        "surgery operation operative surgic intraoperative intraoperatively perioperative",
        "surgery perioperatively postoperative postoperatively postop",
        "discharge hospitalization stay hospital",
        "delivery birth childbirth partum postpartum",
        "therapy chemotherapy radiotherapy",
    )
    for word in row.split()
}


class Point(NamedTuple):
    """A point of time after the start."""

    days: float
    unit: str


class TimeFrame(NamedTuple):
    """What a text says of when."""

    text: str
    points: tuple[Point, ...] = ()
    #: How often, where the text says "every 4 weeks".
    every: tuple[Point, ...] = ()
    #: Events that time is counted from or to: surgery, discharge, cycle 1.
    words: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """The text gives no time at all."""
        return not self.text


def read_time(text: str | None) -> TimeFrame:
    """The time frame that a text gives; an empty one for "N/A" and the like.

    >>> [round(point.days) for point in read_time("Baseline, 4, 8 weeks and 6 months").points]
    [28, 56, 183]
    """
    line = spelled(text or "")
    if _NONE.fullmatch(line.strip()):
        return TimeFrame("")
    points: list[Point] = []
    every: list[Point] = []
    rest = _LENGTH_OF.sub(" ", line)
    length = _LENGTH_OF.search(line)
    if length is not None and not _POINT.search(rest):
        rest = _WHOLE_CYCLE.sub(lambda m: _end_of(m, length), rest)
    for match in _POINT.finditer(_COUNTED.sub(" ", rest)):
        (every if match["every"] else points).extend(_points(match))
    counted = {f"{m[1][0]}{m[2]}" for m in _COUNTED.finditer(rest)}
    words = content_words(_BASELINE.sub(" ", _POINT.sub(" ", _COUNTED.sub(" ", rest))))
    kept = frozenset(
        _EVENTS.get(word, word) for word in words if word not in _VAGUE and not word.isdigit()
    )
    return TimeFrame(line, _distinct(points), _distinct(every), kept | counted)


def _end_of(cycle: re.Match[str], length: re.Match[str]) -> str:
    """The end of a cycle as a time: cycle 1 of 21 days ends after 21 days."""
    number = float(length["number"] or length["number2"]) * int(cycle["behind"] or 1)
    return f"{number:g} {length['unit'] or length['unit2']}"


def _points(match: re.Match[str]) -> list[Point]:
    """The points of one mention: all its numbers in its unit."""
    unit = unit_of(match["unit"] or match["lead"])
    numbers = _NUMBER.findall(match["behind"] or match["ahead"].replace("-", " "))
    return [Point(round(float(number) * _DAYS[unit], 4), unit) for number in numbers]


def unit_of(word: str) -> str:
    """The unit that a word or letter names: "wks" is "week"."""
    word = word.rstrip("s") if len(word) > 1 else word
    if word.startswith("mi"):
        return "minute"
    if word.startswith("m"):
        return "month"
    return next(unit for unit in _DAYS if unit[0] == word[0])


def _distinct(points: list[Point]) -> tuple[Point, ...]:
    """Points in order of time, without those that say another one in other words."""
    kept: list[Point] = []
    for point in sorted(set(points)):
        if not any(_near(point, other) for other in kept):
            kept.append(point)
    return tuple(kept)


def _near(one: Point, other: Point) -> bool:
    if one.unit == other.unit:
        return one.days == other.days
    return abs(one.days - other.days) <= 0.085 * max(abs(one.days), abs(other.days))


def same_time(one: TimeFrame, other: TimeFrame) -> bool:
    """Whether two frames mean the same time."""
    if one.text == other.text:
        return True
    if bool(one.points) != bool(other.points):
        return bool(one.words & other.words) and _explained(one if one.points else other)
    if one.points:
        return _same_points(one, other) and _no_other_event(one, other)
    return _same_words(one, other)


def _explained(frame: TimeFrame) -> bool:
    """Whether its points only say how long an event takes: "at discharge, on average 5 days"."""
    return len(frame.points) == 1 and "average" in frame.text


def _follow_up(frame: TimeFrame) -> tuple[Point, ...]:
    """The points after the start; "day 1" is the start where later points are given."""
    later = tuple(p for p in frame.points if p.days > 1 or (p.unit != "day" and p.days > 0))
    return later or frame.points


def _same_points(one: TimeFrame, other: TimeFrame) -> bool:
    these, those = _follow_up(one), _follow_up(other)
    return covers(these, those) and covers(those, these)


def covers(these: tuple[Point, ...], those: tuple[Point, ...]) -> bool:
    """Whether each of those points is among these."""
    return all(any(_near(point, other) for other in these) for point in those)


def _no_other_event(one: TimeFrame, other: TimeFrame) -> bool:
    """Not both counted from an event, and from different ones ("discharge", "surgery")."""
    return not (one.words and other.words) or bool(one.words & other.words)


def _same_words(one: TimeFrame, other: TimeFrame) -> bool:
    """Frames without numbers: the same events, or one of them says no event at all."""
    if not one.words or not other.words:
        return not one.words and not other.words
    both = one.words & other.words
    return both in (one.words, other.words) or 2 * len(both) > len(one.words | other.words)
