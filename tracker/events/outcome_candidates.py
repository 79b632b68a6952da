"""Which outcomes are worth comparing, and how alike they are.

    what went, what came -> pairs with their likeness

Comes in: entries without a mate. Goes out: candidates. Does not: know tiers or lists, or choose.

The work is bounded: two thousand outcomes that all changed are not four million comparisons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tracker.events.outcome_pairs import Entry
from tracker.events.outcome_readings import Readings

Scored = tuple[float, Entry, Entry]
Entries = list[Entry]

#: Up to so many pairs, all are looked at; of more, those that share a telling word, up to a bound.
_FEW_PAIRS, _MOST_PAIRS = 400, 4_000
#: A word that so many outcomes share points to none of them.
_COMMON = 40


def scored(gone: Entries, come: Entries, read: Readings, least: float) -> Iterator[Scored]:
    """The pairs that are alike to this degree at least."""
    for one, other in _neighbours(gone, come, read):
        likely = read.likeness(one, other)
        if likely >= least:
            yield likely, one, other


def _neighbours(
    gone: list[Entry], come: list[Entry], read: Readings
) -> Iterator[tuple[Entry, Entry]]:
    """All pairs while they are few, else those that share a telling word that few have."""
    if len(gone) * len(come) <= _FEW_PAIRS:
        yield from ((one, other) for one in gone for other in come)
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(come):
        for word in read(entry).weighty:
            holders[word].append(number)
    looked = 0
    for one in gone:
        lists = (holders[word] for word in read(one).weighty if word in holders)
        shared = {n for numbers in lists if len(numbers) <= _COMMON for n in numbers}
        looked += len(shared)
        if looked > _MOST_PAIRS:
            return
        yield from ((one, come[number]) for number in sorted(shared))
