"""Which outcome of one version is which outcome of the next.

    outcomes before, outcomes after -> Matching: pairs with their tier, what went, what came

Comes in: two Outcomes sections. Goes out: pairs of entries, each with its list ("primary", ...).
Does not: say what a difference means; ``outcome_change`` does.

Tiers, from sure to likely; a later one sees only what an earlier one left over:

0. the same text and the same time frame,
1. the same words, when case, punctuation, spelling, abbreviations and the time frame are put aside,
2. most of what is measured is the same, and nothing says otherwise: no rival words ("systolic",
   "diastolic"), no other part of the study, no other question of a questionnaire,
3. one left over on either side of a list, and they share what is measured in part, or one
   mentions what the other measures; in a list that has hardly any other outcome less will do.

The best pair goes first. A pair with a near rival on either side is not made: two outcomes that
could each be the one are told as gone and come (change semantics, D2: never guess pairs).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator

from tracker.events.glossary import Glossary, expanded, glossary, tokens
from tracker.events.outcome_candidates import Scored, scored, told_likeness, weighty
from tracker.events.outcome_likeness import apart_by_name, kinship, mentions, rivals
from tracker.events.outcome_pairs import LISTS, Entry, Matching, Pair, Split, entries_of
from tracker.events.outcome_text import Reading, read
from tracker.events.pairing import best_pairs
from tracker.events.plain_words import folded
from tracker.record.sections import Outcomes

#: What a pair of one list must reach, a pair of two lists, and a pair left over alone.
SAME_LIST, OTHER_LIST, ALONE = 0.5, 0.75, 0.45
#: What a pair must share that is left over alone in a list that has hardly any other outcome.
KIN, _SHORT_LIST = 0.3, 2
#: From so many outcomes on, words that many of them share are told from words that do not.
_SOME = 5
#: Of more outcomes than these nobody is told as several.
_MOST_PARTS = 200


def match_outcomes(before: Outcomes, after: Outcomes) -> Matching:
    """Pair the outcomes of two versions."""
    return _Match(list(entries_of(before, 0)), list(entries_of(after, 1))).run()


class _Match:
    """What is still without a mate, and the pairs made so far."""

    def __init__(self, before: list[Entry], after: list[Entry]) -> None:
        self.all = (before, after)
        self.gone, self.come = list(before), list(after)
        self.pairs: list[Pair] = []
        self.splits: list[Split] = []
        self.known = Glossary()
        self._readings: dict[tuple[str, int, int], Reading] = {}

    def run(self) -> Matching:
        """All tiers, the surest first."""
        self._equal(0, lambda e: (e.list, e.outcome.measure, e.outcome.time_frame, _told(e)))
        self._equal(0, lambda e: (e.list, e.outcome.measure, e.outcome.time_frame))
        if self.gone and self.come:
            self._equal(0, lambda e: (_line(e), e.outcome.time_frame))
            self.known = glossary(*_texts(self.all))
            self.known = self.known._replace(common=self._common())
            self._equal(1, lambda e: (e.list, self._bag(e), self._time(e)))
            self._equal(1, lambda e: (self._bag(e), self._time(e)))
            self._equal(1, lambda e: (e.list, self._bag(e)))
            self._divided()
            self._likely(SAME_LIST, self._same_list())
            self._likely(OTHER_LIST, self._other_list())
            self._alone()
        if self.gone or self.come:
            self._copied()
        return Matching(
            pairs=tuple(self.pairs),
            splits=tuple(self.splits),
            gone=tuple(self.gone),
            come=tuple(self.come),
            known=self.known,
            readings=self._readings,
        )

    def _common(self) -> frozenset[str]:
        """Words of more than a third of the outcomes of either version, where there are some."""
        most: set[str] = set()
        for entries in self.all:
            if len(entries) >= _SOME:
                texts = (expanded((e.outcome.measure or "")[:300], self.known) for e in entries)
                seen = Counter(word for text in texts for word in set(tokens(text, self.known)))
                most |= {word for word, count in seen.items() if 3 * count > len(entries)}
        return frozenset(most)

    def _read(self, entry: Entry) -> Reading:
        reading = self._readings.get(entry.key)
        if reading is None:
            reading = self._readings[entry.key] = read(entry.outcome, self.known)
        return reading

    def _bag(self, entry: Entry) -> Hashable:
        """The words of a measure; a measure without words equals only itself."""
        return self._read(entry).bag or entry.key

    def _time(self, entry: Entry) -> Hashable:
        """When, where numbers say it; units are put aside as far as whole days go."""
        reading = self._read(entry)
        points = reading.frame.points or reading.inside.points
        return tuple(round(point.days / 7) for point in points) or reading.frame.text

    def _pair(self, before: Entry, after: Entry, tier: int, score: float) -> None:
        self.pairs.append(Pair(before, after, tier, score))

    # -- tiers 0 and 1: equal keys -------------------------------------------------------------

    def _equal(self, tier: int, key: Callable[[Entry], Hashable]) -> None:
        """Pair entries with one key, in their order; entries left over stay."""
        waiting: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in reversed(self.come):
            waiting[key(entry)].append(entry)
        gone = []
        for entry in self.gone:
            mates = waiting.get(key(entry))
            if mates:
                self._pair(entry, mates.pop(), tier, 1.0)
            else:
                gone.append(entry)
        left = {id(entry) for mates in waiting.values() for entry in mates}
        self.gone, self.come = gone, [entry for entry in self.come if id(entry) in left]

    # -- one told as several -------------------------------------------------------------------

    def _divided(self) -> None:
        """One outcome that became several, or several that became one."""
        for entry in list(self.gone):
            parts = self._parts_of(entry, self.come)
            if parts:
                self.splits.append(Split((entry,), parts))
                self._drop(entry, *parts)
        for entry in list(self.come):
            parts = self._parts_of(entry, self.gone)
            if parts:
                self.splits.append(Split(parts, (entry,)))
                self._drop(entry, *parts)

    def _parts_of(self, whole: Entry, others: list[Entry]) -> tuple[Entry, ...]:
        """Outcomes that together say what one outcome says, each a share of its own."""
        words = weighty(self._read(whole))
        if len(words) < 2 or len(others) < 2 or len(others) > _MOST_PARTS:
            return ()
        parts, covered = [], set[str]()
        for other in others:
            share = weighty(self._read(other))
            if share and share < words and not share & covered and other.list == whole.list:
                parts.append(other)
                covered |= share
        return tuple(parts) if len(parts) > 1 and covered == words else ()

    def _drop(self, *entries: Entry) -> None:
        done = {id(entry) for entry in entries}
        self.gone = [entry for entry in self.gone if id(entry) not in done]
        self.come = [entry for entry in self.come if id(entry) not in done]

    # -- tier 2: alike, best first -------------------------------------------------------------

    def _same_list(self) -> list[Scored]:
        return [pair for name in LISTS for pair in self._scored(*self._left(name))]

    def _other_list(self) -> list[Scored]:
        return [pair for pair in self._scored(self.gone, self.come) if pair[1].list != pair[2].list]

    def _scored(self, gone: list[Entry], come: list[Entry]) -> Iterator[Scored]:
        return scored(gone, come, self._read, ALONE)

    def _left(self, name: str) -> tuple[list[Entry], list[Entry]]:
        """What is left of one list."""
        gone = [entry for entry in self.gone if entry.list == name]
        return gone, [entry for entry in self.come if entry.list == name]

    def _likely(self, least: float, pairs: list[Scored]) -> None:
        for score, one, other in list(best_pairs(pairs, least)):
            self._pair(one, other, 2, score)
            self._drop(one, other)

    # -- tier 3: alone -------------------------------------------------------------------------

    def _alone(self) -> None:
        """One left on either side of a list, if they have something to do with each other."""
        for name in LISTS:
            gone, come = self._left(name)
            if len(gone) == len(come) == 1:
                score = self._together(self._read(gone[0]), self._read(come[0]), self._size(name))
                if score >= ALONE:
                    self._pair(gone[0], come[0], 3, score)
                    self._drop(gone[0], come[0])

    def _size(self, name: str) -> int:
        """How many outcomes the list has in the version that has more."""
        return max(sum(entry.list == name for entry in entries) for entries in self.all)

    def _together(self, one: Reading, other: Reading, size: int) -> float:
        score = told_likeness(one, other)
        if score >= ALONE or rivals(one, other) or apart_by_name(one, other):
            return score
        if size <= _SHORT_LIST and kinship(one, other) >= KIN:
            return ALONE
        return ALONE if mentions(one, other) >= 0.99 else score

    # -- copies --------------------------------------------------------------------------------

    def _copied(self) -> None:
        """What came into a list although another one had it, and has it still; or went likewise."""
        earlier = {_line(entry): entry for entry in reversed(self.all[0])}
        later = {_line(entry): entry for entry in reversed(self.all[1])}
        for entry in list(self.come):
            mate = earlier.get(_line(entry))
            if mate is not None and mate.list != entry.list:
                self.pairs.append(Pair(mate, entry, 1, 1.0, copied=True))
                self._drop(entry)
        for entry in list(self.gone):
            mate = later.get(_line(entry))
            if mate is not None and mate.list != entry.list:
                self.pairs.append(Pair(entry, mate, 1, 1.0, copied=True))
                self._drop(entry)


def _told(entry: Entry) -> str | None:
    return entry.outcome.description


def _line(entry: Entry) -> Hashable:
    measure = entry.outcome.measure
    return " ".join(folded(measure).split()) if measure else entry.key


def _texts(sides: tuple[list[Entry], list[Entry]]) -> tuple[list[str], list[str]]:
    """All measures, and the beginnings of all descriptions."""
    outcomes = [entry.outcome for entries in sides for entry in entries]
    return [o.measure or "" for o in outcomes], [(o.description or "")[:300] for o in outcomes]
