"""What the matcher of outcomes is given and gives back: entries, pairs, splits, a Matching.

Comes in: the outcomes of a record. Goes out: values. Does not: match.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.events.glossary import Glossary
from tracker.events.outcome_text import Reading, read
from tracker.record import Outcome
from tracker.record.sections import Outcomes

LISTS = ("primary", "secondary", "other")


#: The list, the place in it, and the version.
Key = tuple[str, int, int]


class Entry(NamedTuple):
    """An outcome and where it stands."""

    list: str
    place: int
    #: 0 in the version before, 1 in the version after.
    version: int
    outcome: Outcome

    @property
    def key(self) -> Key:
        """What tells it from all other entries of both versions."""
        return self.list, self.place, self.version


class Pair(NamedTuple):
    """One outcome in two versions."""

    before: Entry
    after: Entry
    tier: int
    score: float
    #: The entry also pairs with itself in its own list: it was copied to or from another one.
    copied: bool = False


class Split(NamedTuple):
    """One outcome told as several (or several as one): together they say the same."""

    before: tuple[Entry, ...]
    after: tuple[Entry, ...]


class Matching(NamedTuple):
    """All outcomes of two versions: paired, split or merged, gone or come."""

    pairs: tuple[Pair, ...]
    splits: tuple[Split, ...]
    gone: tuple[Entry, ...]
    come: tuple[Entry, ...]
    known: Glossary
    #: What was read already, by the key of its entry.
    readings: dict[Key, Reading]

    def reading(self, entry: Entry) -> Reading:
        """An entry, read with the glossary of both versions."""
        return self.readings.get(entry.key) or read(entry.outcome, self.known)


def entries_of(outcomes: Outcomes, version: int) -> Iterator[Entry]:
    """All outcomes of a record, list by list, in the registry's order."""
    lists = (outcomes.primary_outcomes, outcomes.secondary_outcomes, outcomes.other_outcomes)
    for name, entries in zip(LISTS, lists, strict=True):
        for place, outcome in enumerate(entries):
            yield Entry(name, place, version, outcome)
