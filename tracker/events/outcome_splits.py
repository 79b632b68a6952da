"""One outcome that is told as several in the other version, or several as one.

    one outcome, what may be its parts -> its parts, or none

Comes in: an entry and the entries of the other version without a mate. Goes out: those of them that
are the entry together. Does not: pair one with one.

Three ways in which a reader sees that it is the same told otherwise:

- each part says a share of what the whole says, and together they say it all: "Fever and cough";
- the whole is a word for a kind, and the parts are of that kind: "Pharmacokinetics";
- each part says all that the whole says, and they differ in the dose, arm, part or figure that each
  adds: "Pain" told as "Pain (5 mg)" and "Pain (10 mg)". Nobody can say which of them is the one.
"""

from __future__ import annotations

from tracker.events.outcome_likeness import overlap
from tracker.events.outcome_pairs import Entry
from tracker.events.outcome_readings import Readings
from tracker.events.pairing import MARGIN
from tracker.events.plain_words import wordset

#: Of more outcomes than these nobody is told as several.
_MOST_PARTS = 200
#: What a part must share with the whole of which it says all, and more.
_MUCH = 0.75
#: A word for a kind, and what is of that kind.
_KINDS = (
    (
        wordset("pharmacokinetics concentration exposure"),
        wordset("auc cmax tmax cmin half_life clearance bioavailability distribution"),
    ),
    (
        wordset("safety tolerability toxicity"),
        wordset("ae sae teae trae adr dlt laboratory vital ecg discontinuation withdrawal"),
    ),
)


def parts_of(whole: Entry, others: list[Entry], read: Readings) -> tuple[Entry, ...]:
    """Outcomes that together say what one outcome says; none, or two at least."""
    if not 1 < len(others) <= _MOST_PARTS:
        return ()
    others = [other for other in others if other.list == whole.list]
    words = read(whole).weighty
    return _shares(words, others, read) or _of_its_kind(words, others, read)


def copies_of(
    whole: Entry, rest: list[Entry], others: list[Entry], read: Readings
) -> tuple[Entry, ...]:
    """Outcomes that each say all of one outcome, and of no other one of its list."""
    if not 1 < len(others) <= _MOST_PARTS:
        return ()
    others = [other for other in others if other.list == whole.list]
    copies = tuple(other for other in others if _says_all(whole, other, read))
    rest = [entry for entry in rest if entry is not whole and entry.list == whole.list]
    claimed = any(_says_all(entry, copy, read) for entry in rest for copy in copies)
    if len(copies) < 2 or claimed:
        return ()
    likely = sorted((read.likeness(whole, copy) for copy in copies), reverse=True)
    return copies if likely[0] - likely[1] < MARGIN else ()


def _shares(words: frozenset[str], others: list[Entry], read: Readings) -> tuple[Entry, ...]:
    parts: list[Entry] = []
    covered, twice = set[str](), set[str]()
    for other in others:
        share = read(other).weighty
        if share and share < words and share - covered:
            parts.append(other)
            twice |= share & covered
            covered |= share
    distinct = all(read(part).weighty - twice for part in parts)
    return tuple(parts) if len(parts) > 1 and covered == words and distinct else ()


def _of_its_kind(words: frozenset[str], others: list[Entry], read: Readings) -> tuple[Entry, ...]:
    members = next((kind for names, kind in _KINDS if words and words <= names), None)
    if members is None:
        return ()
    parts = tuple(other for other in others if read(other).weighty & members)
    return parts if len(parts) > 1 else ()


def _says_all(whole: Entry, part: Entry, read: Readings) -> bool:
    """Whether a part says what the whole says: the same words, and hardly another telling one."""
    mine, yours = read(whole), read(part)
    if not mine.weighty or not mine.weighty <= yours.weighty or read.apart(whole, part):
        return False
    both_ways = overlap(mine.what, yours.what, frozenset())[0]
    return both_ways >= _MUCH and read.likeness(whole, part) >= _MUCH
