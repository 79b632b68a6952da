"""How much two outcomes have in common, and whether something sets them apart.

    Reading, Reading -> a number from 0 to 1

Comes in: two Readings. Goes out: their likeness. Does not: pair anything.

What is measured decides; how, in whom and when only lean. The numbers were set on pairs of real
outcome texts that were read and labelled by hand; they are not probabilities.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Set

from tracker.events.near_words import kin_of, near_words
from tracker.events.outcome_text import Reading
from tracker.events.outcome_words import RIVALS
from tracker.events.time_frames import same_time

_MOST_WORDS = 14
#: The least for outcomes that name one thing, and describe it further or not.
_SAME_HEAD = 0.75
#: What a word counts that many outcomes of the record share.
_SHARED = 0.25
#: What a word that was swapped for another one takes away.
_SWAPPED = 0.25
#: A code: letters and a number ("il6", "iief5"); the letters are its family.
_CODE = re.compile(r"([a-z]+)(\d{1,3}[a-z]?)")

#: Word -> the rows of rivals that it stands in.
_RIVAL_ROWS: dict[str, tuple[int, ...]] = {
    word: tuple(number for number, row in enumerate(RIVALS) if word in row)
    for word in frozenset[str]().union(*RIVALS)
}

#: The family to which a word belongs, if any: "il" of "il6".
Family = Callable[[str], str | None]


def likeness(one: Reading, other: Reading) -> float:
    """How much two outcomes have in common; 0 where rival words set them apart."""
    if one.bag == other.bag and one.bag:
        return 1.0
    if rivals(one, other):
        return 0.0
    fused, swapped = overlap(one.what, other.what, one.common)
    flat, swapped_flat = overlap(one.flat, other.flat, one.common)
    core = max(fused, 0.95 * flat)
    if one.head == other.head and one.head and not _other_means(one, other):
        core, swapped = max(core, _SAME_HEAD), False
    lean = _leaning(one, other)
    if swapped and swapped_flat:
        # Another word in the same place is another outcome, whatever else is alike.
        return max(0.0, min(1.0, core - _SWAPPED + min(lean, 0.0)))
    return max(0.0, min(1.0, core + lean + _described(one, other, core)))


def _other_means(one: Reading, other: Reading) -> bool:
    return bool(one.how and other.how and not one.how & other.how)


def rivals(one: Reading, other: Reading) -> bool:
    """Whether the outcomes hold words of which each excludes the other.

    What is measured comes first: "complete response" is not "objective response (complete and
    partial)", though both say "complete".
    """
    return _exclusive(one.what.keys(), other.what.keys()) or _exclusive(
        words_said(one), words_said(other)
    )


def _exclusive(these: Set[str], those: Set[str]) -> bool:
    """Whether there is a row of which both sides hold words, and none in common."""
    rows = {number for word in these & _RIVAL_ROWS.keys() for number in _RIVAL_ROWS[word]}
    if not rows:
        return False
    rows &= {number for word in those & _RIVAL_ROWS.keys() for number in _RIVAL_ROWS[word]}
    return any(not these & those & RIVALS[number] for number in rows)


def apart_by_name(one: Reading, other: Reading) -> bool:
    """Whether the outcomes name different parts, questions or codes: "Part A", "IL-4"."""
    return _contrary(one.parts, other.parts, _kind) or _contrary(
        words_said(one), words_said(other), _family
    )


def words_said(reading: Reading) -> set[str]:
    """All words of a measure, concepts also written out."""
    return set(reading.what) | set(reading.flat) | reading.how | reading.who


def _kind(part: str) -> str | None:
    return part.partition(":")[0]


def _family(word: str) -> str | None:
    match = _CODE.fullmatch(word)
    return match[1] if match else None


def _contrary(these: Iterable[str], those: Iterable[str], family_of: Family) -> bool:
    """Whether both sides name members of one family, and none in common."""
    left, right = _by_family(these, family_of), _by_family(those, family_of)
    return any(not left[name] & right[name] for name in left.keys() & right.keys())


def _by_family(words: Iterable[str], family_of: Family) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for word in words:
        family = family_of(word)
        if family is not None:
            groups[family].add(word)
    return groups


def overlap(
    one: dict[str, float], other: dict[str, float], shared_by_many: frozenset[str]
) -> tuple[float, bool]:
    """The weight of common words by the weight of all, and whether each has a word of its own.

    Where one holds the other whole, it says the same in more detail, and counts for more. Words
    that many outcomes of the record share speak little for a pair, yet still against one.
    """
    mine = {word: one[word] for word in one.keys() - other.keys()}
    yours = {word: other[word] for word in other.keys() - one.keys()}
    both = one.keys() & other.keys()
    common = sum(min(one[word], _SHARED if word in shared_by_many else 9) for word in both)
    common += _nearly(mine, yours)
    if common <= 0:
        return 0.0, True
    left, right = sum(mine.values()), sum(yours.values())
    share = common / (common + left + right)
    if common >= 0.9 and min(left, right) <= 0.075 * common:
        share = max(share, 0.5 + 0.5 * share)
    return share, _own(mine, other) >= 0.9 <= _own(yours, one)


def _own(words: dict[str, float], others: dict[str, float]) -> float:
    """The weight of the most telling word that has no kin on the other side."""
    return max((w for word, w in words.items() if not kin_of(word) & others.keys()), default=0.0)


def _nearly(mine: dict[str, float], yours: dict[str, float]) -> float:
    """The weight of words that are nearly equal or kin; those that are equal are taken out.

    Bounded, as it looks at all pairs.
    """
    if not mine or not yours or len(mine) > _MOST_WORDS or len(yours) > _MOST_WORDS:
        return 0.0
    common = _compounds(mine, yours) + _compounds(yours, mine)
    for word in list(mine) if yours else ():
        best, credit = max(
            ((mate, near_words(word, mate)) for mate in yours), key=lambda pair: pair[1]
        )
        if credit:
            common += credit * min(mine.pop(word), yours.pop(best))
        if not yours:
            break
    return common


def _compounds(parts: dict[str, float], wholes: dict[str, float]) -> float:
    """The weight of words that the other side writes in two: "radio-therapy"; taken out."""
    common = 0.0
    beginnings = {part[:1] for part in parts}
    for whole in [word for word in wholes if len(word) > 3 and word[:1] in beginnings]:
        first = next((p for p in parts if whole.startswith(p) and whole[len(p) :] in parts), None)
        if first is not None:
            parts.pop(whole[len(first) :])
            parts.pop(first)
            common += wholes.pop(whole)
    return common


def _leaning(one: Reading, other: Reading) -> float:
    """What how, whom and when add to or take from what is measured."""
    lean = 0.0
    if one.how and other.how:
        lean += -0.12 if _other_means(one, other) else 0.08
    if one.who or other.who:
        lean += 0.03 if one.who & other.who else -0.15 if one.who and other.who else -0.03
    if one.parts != other.parts:
        lean -= 0.08
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        lean -= 0.1
    if one.negated != other.negated:
        lean -= 0.15
    if one.aggregation and other.aggregation and one.aggregation != other.aggregation:
        lean -= 0.08
    if not one.frame.is_empty and same_time(one.frame, other.frame):
        lean += 0.04
    return lean


def _described(one: Reading, other: Reading, core: float) -> float:
    """Descriptions that are alike speak for a pair, the more so as the measures are alike."""
    share = _alike(one, other)
    if share >= 0.8:
        return 0.3 if core >= 0.15 else 0.2
    return 0.1 if share >= 0.5 and core >= 0.2 else 0.0


def _alike(one: Reading, other: Reading) -> float:
    """The share of words that two descriptions have in common; 0 for short ones."""
    if len(one.description) < 6 or len(other.description) < 6:
        return 0.0
    return len(one.description & other.description) / len(one.description | other.description)
