"""What two outcomes have to do with each other beyond their words.

    Reading, Reading -> kinship, mention, or a subject in common

Comes in: two Readings that are not alike by their words. Goes out: how near they are otherwise.
Does not: pair anything; the matcher asks here where few candidates are left.
"""

from __future__ import annotations

from tracker.events.near_words import kin_of, near_words
from tracker.events.outcome_instruments import MEASURED
from tracker.events.outcome_likeness import apart_by_name, overlap, rivals, words_said
from tracker.events.outcome_own_words import NAMELESS, instruments, subjects
from tracker.events.outcome_text import TELLING, Reading

#: Where one names what the other measures by its instrument; where both name their instruments.
SUBJECT_NAMED, SAME_SUBJECT = 0.6, 0.45
#: Where all that the one measures stands in the other as what is meant: "HES (Hardness Score)".
MEANT = 0.55


def kinship(one: Reading, other: Reading, *, siblings: bool) -> float:
    """What two outcomes share at all, other words beside it counting little; 0 for rivals.

    Where a list has hardly any other outcome, one that goes and one that comes are seldom strangers
    if they share a telling word; a peer that called such pairs replaced was right in 11 of 100
    (peers 2.8). So if one names an instrument and the other what it measures, among other words.
    Words that only stand inside the names of two concepts ("left ventricular") are nothing in
    common. Where the list has ``siblings``, one word in the place of another makes a sibling too.
    """
    if rivals(one, other) or apart_by_name(one, other):
        return 0.0
    mine, yours = one.weighty - one.common, other.weighty - one.common
    named, names = instruments(one), instruments(other)
    if subjects(named) & yours or subjects(names) & mine:
        return 1.0
    shared = (mine & yours) | (named & names)
    near = any(near_words(word, mate) for word in mine - yours for mate in yours - mine)
    concept = any(one.what[word] > 1.0 for word in mine & yours)
    if not (shared or near or concept) or (
        siblings and not (near or concept) and _parallel(mine, yours)
    ):
        return 0.0
    return overlap(one.flat, other.flat, one.common)[0]


def _parallel(mine: frozenset[str], yours: frozenset[str]) -> bool:
    """Whether one word stands in the place of another, and the rest is the same: two siblings."""
    return len(mine - yours) == len(yours - mine) == 1


def nameless(one: Reading, other: Reading) -> bool:
    """Whether one of the two names no outcome ("Efficacy of the treatment") and the other does."""
    return _is_nameless(one) != _is_nameless(other)


def _is_nameless(reading: Reading) -> bool:
    said = {word for word, weight in reading.flat.items() if weight > 0.1}
    return said <= NAMELESS and not reading.how and not reading.inside.points


def subject_tie(one: Reading, other: Reading) -> float:
    """How surely an instrument and what it is about, or two instruments, are one outcome; 0 if not.

    "Depression" and "MADRS total score": the one names what the other measures. No other word may
    stand beside them that the other side does not have. Two scales of one thing are near; two
    quantities (HbA1c, fasting glucose) are two outcomes.
    """
    mine, yours = instruments(one), instruments(other)
    about, theirs = subjects(mine), subjects(yours)
    left, right = one.weighty - mine, other.weighty - yours
    if left - right - theirs or right - left - about:
        return 0.0
    if mine & yours or left & theirs or right & about:
        return SUBJECT_NAMED
    scales = not (mine | yours) & MEASURED
    return SAME_SUBJECT if scales and about & theirs and not (left or right) else 0.0


def meant(one: Reading, other: Reading) -> float:
    """How surely one says in a bracket, or as its means, all that the other measures."""
    mine, yours = one.weighty - one.common, other.weighty - other.common
    told = (mine and mine <= other.how) or (yours and yours <= one.how)
    return MEANT if told else 0.0


def mentions(one: Reading, other: Reading) -> float:
    """How much of what one measures the other says anywhere, by weight; the better of both ways."""
    measured = max(_mentioned(one, other, frozenset()), _mentioned(other, one, frozenset()))
    if measured >= 0.99:
        return measured
    both = one.flat.keys() & other.flat.keys() - one.common
    if not any(one.flat[word] >= TELLING for word in both):
        return 0.0
    return max(_mentioned(one, other, other.description), _mentioned(other, one, one.description))


def _mentioned(one: Reading, other: Reading, described: frozenset[str]) -> float:
    told = {word: weight for word, weight in one.flat.items() if weight >= 0.35}
    total = sum(told.values())
    if total < 1.0:
        return 0.0
    said = words_said(other) | described
    return sum(w for word, w in told.items() if word in said or kin_of(word) & said) / total
