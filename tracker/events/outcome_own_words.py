"""Words that one wording of an outcome has and the other has in no form.

Comes in: two Readings. Goes out: words. Does not: say what they mean.
"""

from __future__ import annotations

from tracker.events.near_words import kin_of, near_words
from tracker.events.outcome_instruments import ABOUT
from tracker.events.outcome_synonyms import SYNONYMS
from tracker.events.outcome_text import Reading
from tracker.events.outcome_words import GENERIC, SCALES, UNITS

#: Words that name no outcome: what stands in their place says everything about it.
NAMELESS = frozenset(("succeeded", "failed", "feasibility", "benefit", "performance"))


def own_words(before: Reading, after: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The telling words of the measure that only one side has, near-equal ones put aside.

    So is what an instrument of the other side is about: "Depression" is not lost in "MADRS".
    """
    told, tells = all_words(before), all_words(after)
    was = _telling(before) - tells - subjects(instruments(after)) - NAMELESS
    now = _telling(after) - told - subjects(instruments(before)) - NAMELESS
    lost = sorted(
        w
        for w in was
        if not has_near(w, now) and not _apart(w, told, tells) and not kin_of(w) & tells
    )
    gained = sorted(w for w in now if not has_near(w, was) and not _apart(w, tells, told))
    if lost and _is_subject_of(before, after):
        lost = []
    elif gained and _is_subject_of(after, before):
        gained = []
    return tuple(lost), tuple(gained)


def _is_subject_of(one: Reading, other: Reading) -> bool:
    """Whether one only names what an instrument of the other measures."""
    about = subjects(instruments(other))
    return not instruments(one) and not about.isdisjoint(one.what.keys())


def instruments(reading: Reading) -> frozenset[str]:
    """The instruments that a measure names."""
    return frozenset(ABOUT.keys() & (reading.what.keys() | reading.how))


def subjects(names: frozenset[str]) -> frozenset[str]:
    """What instruments are about."""
    return frozenset[str]().union(*(ABOUT[name] for name in names))


def _apart(word: str, own: set[str], others: set[str]) -> bool:
    """The other side writes the word in two, or as a part of one: "radio-therapy"."""
    if any(word.startswith(part) and word[len(part) :] in others for part in others if part):
        return True
    return any(
        (other.startswith(word) and other[len(word) :] in own)
        or (other.endswith(word) and other[: -len(word)] in own)
        for other in others
        if other != word
    )


def _telling(reading: Reading) -> set[str]:
    """The words that tell what is measured and how, those of concepts by themselves."""
    means = (w for w in reading.how if w[0].isalpha() and w not in SCALES and w not in GENERIC)
    named = {word for word, weight in reading.flat.items() if weight >= 0.9 and len(word) > 1}
    return (named | {SYNONYMS.get(word, word) for word in means}) - UNITS


def all_words(reading: Reading) -> set[str]:
    """All words of a measure, each also as what stands for it."""
    words = {*reading.bag, *reading.what, *reading.flat, *reading.who, *reading.how}
    return words | {SYNONYMS.get(word, word) for word in words}


def has_near(word: str, others: set[str]) -> bool:
    """Whether one of the others is nearly the word, or of its family."""
    return any(near_words(word, other) >= 0.7 for other in list(others)[:40])
