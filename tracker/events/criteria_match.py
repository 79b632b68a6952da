"""Which criterion of one version is which criterion of the next.

    Items before, Items after -> pairs, what went, what came

Comes in: the items of two criteria texts. Goes out: a Matching.
Does not: say what a difference means.

Tiers: the same text; the same words, when case, punctuation, spelling and grammar are put aside;
the same words but for numbers; most words in common, the best first and never where another one
is as near. Items of different sides pair only where their text is the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from tracker.events.criteria import Item
from tracker.events.criteria_numbers import signed
from tracker.events.pairing import best_pairs
from tracker.events.plain_words import content_words, folded

#: The share of words that two wordings of one criterion have in common.
ALIKE = 0.55
_FEW_PAIRS, _MOST_PAIRS, _COMMON = 900, 20_000, 30
_NO_LETTERS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


class Pair(NamedTuple):
    """One criterion in two versions."""

    before: Item
    after: Item
    #: 0 same text, 1 same words, 2 same words but for numbers, 3 alike.
    tier: int


class Matching(NamedTuple):
    """All criteria of two versions."""

    pairs: tuple[Pair, ...]
    gone: tuple[Item, ...]
    come: tuple[Item, ...]


def match_criteria(before: Iterable[Item], after: Iterable[Item]) -> Matching:
    """Pair the criteria of two versions."""
    return _Match(list(before), list(after)).run()


class _Match:
    """What is still without a mate, and the pairs made so far."""

    def __init__(self, before: list[Item], after: list[Item]) -> None:
        self.gone, self.come = before, after
        self.pairs: list[Pair] = []

    def run(self) -> Matching:
        """All tiers, the surest first."""
        self._equal(0, lambda item: (item.side, item.group, letters(item.text)))
        self._equal(0, lambda item: (item.side, letters(item.text)))
        self._equal(0, lambda item: letters(item.text))
        if self.gone and self.come:
            self._equal(1, lambda item: (item.side, _bag(item)))
            self._equal(2, lambda item: (item.side, _skeleton(item)))
            self._alike()
        return Matching(tuple(self.pairs), tuple(self.gone), tuple(self.come))

    def _equal(self, tier: int, key: Callable[[Item], Hashable]) -> None:
        waiting: dict[Hashable, list[Item]] = defaultdict(list)
        for item in reversed(self.come):
            waiting[key(item)].append(item)
        gone = []
        for item in self.gone:
            mates = waiting.get(key(item))
            if mates:
                self.pairs.append(Pair(item, mates.pop(), tier))
            else:
                gone.append(item)
        left = {item.place for mates in waiting.values() for item in mates}
        self.gone, self.come = gone, [item for item in self.come if item.place in left]

    def _alike(self) -> None:
        done_before, done_after = set[int](), set[int]()
        for _, one, other in best_pairs(list(self._scored()), ALIKE):
            self.pairs.append(Pair(one, other, 3))
            done_before.add(one.place)
            done_after.add(other.place)
        self.gone = [item for item in self.gone if item.place not in done_before]
        self.come = [item for item in self.come if item.place not in done_after]

    def _scored(self) -> Iterator[tuple[float, Item, Item]]:
        words = {id(item): Counter(_words(item)) for item in (*self.gone, *self.come)}
        for one, other in self._neighbours(words):
            score = _overlap(words[id(one)], words[id(other)])
            if score >= ALIKE - 0.1:
                yield score, one, other

    def _neighbours(self, words: dict[int, Counter[str]]) -> Iterator[tuple[Item, Item]]:
        """Pairs of one side; of very many, those that share a word that few have."""
        if len(self.gone) * len(self.come) <= _FEW_PAIRS:
            for one in self.gone:
                yield from ((one, other) for other in self.come if other.side == one.side)
            return
        holders: dict[str, list[Item]] = defaultdict(list)
        for item in self.come:
            for word in words[id(item)]:
                holders[word].append(item)
        looked = 0
        for one in self.gone:
            lists = (holders[word] for word in words[id(one)] if word in holders)
            near = {o.place: o for items in lists if len(items) <= _COMMON for o in items}
            looked += len(near)
            if looked > _MOST_PAIRS:
                return
            yield from ((one, other) for other in near.values() if other.side == one.side)


def letters(text: str) -> str:
    """A text without case, punctuation and white space; signs of comparison are kept."""
    return _NO_LETTERS.sub("", _PERIOD.sub("", folded(text)).translate(_KEPT))


_PERIOD = re.compile(r"\.(?!\d)")
_KEPT = str.maketrans({"<": "l", ">": "g", "≤": "le", "≥": "ge", "=": "e", "%": "p", ".": "d"})


def _words(item: Item) -> list[str]:
    return content_words(signed(item.text))


def _bag(item: Item) -> Hashable:
    line = signed(item.text)
    return tuple(sorted(content_words(line))), tuple(sorted(_SIGN.findall(line)))


_SIGN = re.compile(r"[<>≤≥]")


def _skeleton(item: Item) -> Hashable:
    """The words without numbers and comparisons; a text of numbers only equals itself alone."""
    return tuple(sorted(content_words(_DIGITS.sub(" ", signed(item.text))))) or item


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """The share of common words; more where one holds the other whole."""
    common = sum((one & other).values())
    if not common:
        return 0.0
    least, both = min(one.total(), other.total()), one.total() + other.total()
    share = 2 * common / both
    return max(share, 0.6) if common == least and least >= 3 else share
