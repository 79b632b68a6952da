"""Which outcomes are worth comparing, and which of the pairs are made.

    what went, what came -> pairs with their likeness -> the best of them, one mate for each

Comes in: entries without a mate. Goes out: pairs of them. Does not: know tiers or lists.

The work is bounded: two thousand outcomes that all changed are not four million comparisons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from tracker.events.outcome_likeness import apart_by_name, likeness
from tracker.events.outcome_pairs import Entry
from tracker.events.outcome_text import Reading

Scored = tuple[float, Entry, Entry]
Read = Callable[[Entry], Reading]

#: How much better than the next best one a pair must be.
MARGIN = 0.03
#: What is left of a likeness where parts, questions or codes differ: less than any pair needs.
OTHER_NAME = 0.44
#: Up to so many pairs, all are looked at; of more, those that share a telling word, up to a bound.
_FEW_PAIRS, _MOST_PAIRS = 400, 4_000
#: A word that so many outcomes share points to none of them.
_COMMON = 40


def scored(gone: list[Entry], come: list[Entry], read: Read, least: float) -> Iterator[Scored]:
    """The pairs that are alike to this degree at least."""
    for one, other in _neighbours(gone, come, read):
        likely = told_likeness(read(one), read(other))
        if likely >= least:
            yield likely, one, other


def told_likeness(one: Reading, other: Reading) -> float:
    """The likeness of two outcomes, where they do not name different parts or questions."""
    likely = likeness(one, other)
    return likely * OTHER_NAME if likely and apart_by_name(one, other) else likely


def _neighbours(gone: list[Entry], come: list[Entry], read: Read) -> Iterator[tuple[Entry, Entry]]:
    """All pairs while they are few, else those that share a telling word that few have."""
    if len(gone) * len(come) <= _FEW_PAIRS:
        yield from ((one, other) for one in gone for other in come)
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(come):
        for word in weighty(read(entry)):
            holders[word].append(number)
    looked = 0
    for one in gone:
        lists = (holders[word] for word in weighty(read(one)) if word in holders)
        shared = {n for numbers in lists if len(numbers) <= _COMMON for n in numbers}
        looked += len(shared)
        if looked > _MOST_PAIRS:
            return
        yield from ((one, come[number]) for number in sorted(shared))


def weighty(reading: Reading) -> set[str]:
    """The words that tell what is measured."""
    return {word for word, weight in reading.what.items() if weight >= 0.9}


def best_pairs(candidates: Iterable[Scored], least: float) -> Iterator[Scored]:
    """Pairs that are alike enough, the best first, each entry once.

    A pair with a near rival on either side is not made: the rival may find its mate later, and
    otherwise nobody knows which of the two it is.
    """
    ranked = sorted(candidates, key=lambda row: (-row[0], row[1].place, row[2].place))
    rows: dict[int, list[Scored]] = defaultdict(list)
    for row in ranked:
        rows[id(row[1])].append(row)
        rows[id(row[2])].append(row)
    taken: set[int] = set()
    for row in ranked:
        score, one, other = row
        if score < least or {id(one), id(other)} & taken:
            continue
        rivals = (
            rival[0]
            for rival in (*rows[id(one)], *rows[id(other)])
            if rival is not row and not {id(rival[1]), id(rival[2])} & taken
        )
        if score - max(rivals, default=0.0) >= MARGIN:
            taken |= {id(one), id(other)}
            yield row
