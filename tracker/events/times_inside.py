"""Time that stands inside a measure: "Overall survival at 24 months".

Comes in: the text of a measure. Goes out: the measure without its time, and that time.
Does not: compare times (``time_frames``).
"""

from __future__ import annotations

import re

from tracker.events.time_frames import (
    NUMBERS_UNIT,
    UNIT_NUMBERS,
    TimeFrame,
    read_time,
    unit_of,
)
from tracker.events.time_spelling import spelled

_BEFORE_TIME = (
    r"(?:(?:,?\s*(?:measured|assessed|evaluated|determined|recorded)\s+)?"
    r"(?:from\s+(?:base-?line|day 0|week 0|randomi[sz]ation)\s+(?:to|until|through|up to)"
    r"|up to|within|at the end of|at|after|over|until|through|by|during|post|to|for|from|of|in"
    r"|between|on)\s+(?:approximately |about |the (?:first )?|a |an |each )*)"
)
_INSIDE = re.compile(
    rf"\s*\(?(?:{_BEFORE_TIME})?(?<![\w.])(?:{NUMBERS_UNIT}"
    rf"|{UNIT_NUMBERS.replace('?P<lead>', '?P<lead2>').replace('?P<behind>', '?P<behind2>')})"
    r"(?:\s*\((?:end of (?:study|treatment)|endpoint)\))?\)?",
)


def time_inside(measure: str) -> tuple[str, TimeFrame]:
    """A measure (in lower case) without its time, and that time.

    Seconds, and hours or minutes without a preposition, belong to the name of a test:
    "6-minute walk test", "24-hour urine protein", "volume in 1 second".

    >>> time_inside("overall survival at 24 months")[0]
    'overall survival'
    >>> time_inside("6-minute walk distance")[0]
    '6-minute walk distance'
    """
    line = spelled(measure)
    spans: list[str] = []

    def cut(match: re.Match[str]) -> str:
        if not _is_time(match):
            return match[0]
        spans.append(match[0])
        return " "

    rest = _INSIDE.sub(cut, line)
    return " ".join(rest.split()), read_time(" ".join(spans))


#: What stands before a number that is no time of measuring: a threshold, an age, a span looked back
#: upon ("in the last 28 days").
_NOT_WHEN = re.compile(
    r"(?:before|than|under|below|above|[<>≥≤=]|aged?|older|younger|last|past|previous|preceding)\s*$"
)


def _is_time(match: re.Match[str]) -> bool:
    if _NOT_WHEN.search(match.string[: match.start()]):
        return False
    unit = unit_of(match["unit"] or match["lead2"])
    if unit == "second" or (match["unit"] or "") == "m":
        return False
    if unit in ("hour", "minute"):
        return match[0].lstrip(" (")[:1].isalpha() and "-" not in match[0]
    return True
