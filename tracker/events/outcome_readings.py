"""The outcomes of two versions, each read once, and how alike any two of them are.

    entries before, entries after -> Readings

Comes in: all entries of both versions. Goes out: readings, keys by which entries are equal,
likenesses; each is worked out when it is first asked for. Does not: pair anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from tracker.events.glossary import Glossary, expanded, glossary, tokens
from tracker.events.outcome_kinship import SUBJECT_NAMED, meant, subject_tie
from tracker.events.outcome_likeness import apart_by_name, likeness, rivals
from tracker.events.outcome_pairs import Entry, Key
from tracker.events.outcome_text import Reading, read

#: What is left of a likeness where parts, questions or codes differ: less than any pair needs.
OTHER_NAME = 0.44
#: From so many outcomes on, words that many of them share are told from words that do not.
_SOME = 5


class Readings:
    """Both versions, with the glossary that they have in common."""

    def __init__(self, before: list[Entry], after: list[Entry]) -> None:
        self._sides = (before, after)
        self.known = Glossary()
        self.done: dict[Key, Reading] = {}
        self._likeness: dict[tuple[Key, Key], float] = {}

    def learn(self) -> None:
        """Read what the texts abbreviate, and which words most of them share."""
        outcomes = [entry.outcome for entries in self._sides for entry in entries]
        descriptions = [(outcome.description or "")[:300] for outcome in outcomes]
        self.known = glossary([outcome.measure or "" for outcome in outcomes], descriptions)
        self.known = self.known._replace(common=self._common())

    def _common(self) -> frozenset[str]:
        """Words of more than a third of the outcomes of either version, where there are some."""
        most: set[str] = set()
        for entries in self._sides:
            if len(entries) >= _SOME:
                texts = (expanded((e.outcome.measure or "")[:300], self.known) for e in entries)
                seen = Counter(word for text in texts for word in set(tokens(text, self.known)))
                most |= {word for word, count in seen.items() if 3 * count > len(entries)}
        return frozenset(most)

    def __call__(self, entry: Entry) -> Reading:
        """An entry, read with the glossary."""
        reading = self.done.get(entry.key)
        if reading is None:
            reading = self.done[entry.key] = read(entry.outcome, self.known)
        return reading

    def bag(self, entry: Entry) -> Hashable:
        """The words of a measure; a measure without words equals only itself."""
        return self(entry).bag or entry.key

    def time(self, entry: Entry) -> Hashable:
        """When, where numbers say it; units are put aside as far as whole days go."""
        reading = self(entry)
        points = reading.frame.points or reading.inside.points
        return tuple(round(point.days / 7) for point in points) or reading.frame.text

    def subject(self, entry: Entry) -> Hashable:
        """What is measured, in its telling words, in which part and with which threshold."""
        reading = self(entry)
        words = frozenset(reading.weighty)
        return (words, reading.parts, reading.numbers) if words else entry.key

    def likeness(self, one: Entry, other: Entry) -> float:
        """The likeness of two outcomes, by their words or by the instruments that they name.

        Little is left of it where they name different parts or questions.
        """
        key = (one.key, other.key)
        known = self._likeness.get(key)
        if known is None:
            known = self._likeness[key] = _likeness(self(one), self(other))
        return known

    def apart(self, one: Entry, other: Entry) -> bool:
        """Whether something says that the two are not one outcome."""
        mine, yours = self(one), self(other)
        return rivals(mine, yours) or apart_by_name(mine, yours)


def _likeness(one: Reading, other: Reading) -> float:
    likely = likeness(one, other)
    if likely < SUBJECT_NAMED and not rivals(one, other):
        likely = max(likely, subject_tie(one, other), meant(one, other))
    return likely * OTHER_NAME if likely and apart_by_name(one, other) else likely
