"""Words that are nearly one word, or of one family.

Comes in: two stemmed words. Goes out: how near they are. Does not: compare texts.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from tracker.events.outcome_synonyms import KIN, OPPOSED_BEGINNINGS

#: Words as near as this are one word, misspelt or in another form.
_NEAR = 86
_NONE: frozenset[str] = frozenset()
_KIN = {word: row for row in KIN for word in row}


def kin_of(word: str) -> frozenset[str]:
    """The words of its family, where it has one."""
    return _KIN.get(word, _NONE)


@lru_cache(maxsize=50_000)
def near_words(one: str, other: str) -> float:
    """1 for a word and its misspelling or other form, less for kin, 0 else.

    >>> near_words("dysfuntion", "dysfunction"), near_words("hyperglycemia", "hypoglycemia")
    (0.95, 0.0)
    """
    if one in _KIN and other in _KIN and kin_of(one) & kin_of(other):
        return 0.7
    if min(len(one), len(other)) < 5 or one[0] != other[0]:
        return 0.0
    if "-" in one and one.rpartition("-")[2] == other.rpartition("-")[2]:
        return near_words(one.rpartition("-")[0], other.rpartition("-")[0])
    if not (one.isalpha() and other.isalpha()) or _opposed(one, other):
        return 0.0
    if fuzz.ratio(one, other) >= _NEAR:
        return 0.95
    return 0.8 if len(one) > 6 < len(other) and one[:7] == other[:7] else 0.0


def _opposed(one: str, other: str) -> bool:
    """Whether the words begin in opposite ways, or one is the other turned round by a prefix."""
    short, long = sorted((one, other), key=len)
    if any(long == prefix + short for prefix in ("in", "un", "non", "dis", "a", "de", "anti")):
        return True
    return any(
        one.startswith(left) and other.startswith(right)
        for pair in OPPOSED_BEGINNINGS
        for left, right in (pair, pair[::-1])
    )
