"""Texts about time with their numbers as digits, before they are read.

Comes in: a text. Goes out: it in lower case, "six months" as "6 months", "the third week" as "the
week 3", and margins left out. Does not: read times; ``time_frames`` does.
"""

from __future__ import annotations

import re

from tracker.events.plain_words import NUMBER_WORDS, folded

LONG_UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos|mths?|years?|yrs?)"
_ORDINAL_WORDS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_IN_WORDS = re.compile(
    rf"\b({'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}|an?)(?=\s*-?\s*{LONG_UNIT}\b)"
    rf"|\b({'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})(?=\s*,|\s+(?:and|or|to)\s)"
)
_ORDINAL = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)\b")
#: "24 (± 4) hours", "13+ months": the margin is no point of time.
_ORDINALS = {word: str(number) for number, word in enumerate(_ORDINAL_WORDS, start=1)}
#: "the third week": week 3.
_NTH = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+(hour|day|week|month|year)\b")
_MARGIN = re.compile(r"\s*\(?(?:±|\+/-)\s*\d+\)?|(?<=\d)\+(?=\s*[a-z])")
_LONGEST = 2000


def spelled(text: str) -> str:
    """A text in lower case with its numbers as digits."""
    line = _MARGIN.sub("", _ORDINAL.sub(r"\1", folded(text[:_LONGEST])))
    line = _NTH.sub(lambda m: f"{m[2]} {_ORDINALS[m[1]]}", line)
    return _IN_WORDS.sub(lambda m: NUMBER_WORDS.get(m[1] or m[2], "1"), line)
