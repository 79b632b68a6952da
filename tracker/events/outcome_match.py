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

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator

from tracker.events.outcome_candidates import Scored, scored
from tracker.events.outcome_kinship import kinship, mentions, nameless
from tracker.events.outcome_pairs import LISTS, Entry, Matching, Pair, Split, entries_of
from tracker.events.outcome_readings import Readings
from tracker.events.outcome_splits import copies_of, parts_of
from tracker.events.pairing import MARGIN, best_pairs
from tracker.events.plain_words import folded
from tracker.record.sections import Outcomes

#: What a pair of one list must reach, a pair of two lists, and a pair left over alone.
SAME_LIST, OTHER_LIST, ALONE = 0.5, 0.75, 0.45
#: How much better than any rival a pair must be that is less than likely.
CLEAR = 0.25
#: What a pair must share that is left over alone in a list that has hardly any other outcome.
KIN, _SHORT_LIST = 0.3, 2


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
        self.read = Readings(before, after)

    def run(self) -> Matching:
        """All tiers, the surest first."""
        self._equal(0, lambda e: (e.list, e.outcome.measure, e.outcome.time_frame, _told(e)))
        self._equal(0, lambda e: (e.list, e.outcome.measure, e.outcome.time_frame))
        if self.gone and self.come:
            self._equal(0, lambda e: (_line(e), e.outcome.time_frame))
            self.read.learn()
            self._equal(1, lambda e: (e.list, self.read.bag(e), self.read.time(e)))
            self._equal(1, lambda e: (self.read.bag(e), self.read.time(e)))
            self._equal(1, lambda e: (e.list, self.read.bag(e)))
            self._named_once()
            self._divided()
            self._likely(SAME_LIST, self._same_list())
            self._multiplied()
            self._likely(OTHER_LIST, self._other_list())
            self._likely(ALONE, self._same_list(), CLEAR)
            self._alone()
        if self.gone or self.come:
            self._copied()
        return Matching(
            pairs=tuple(self.pairs),
            splits=tuple(self.splits),
            gone=tuple(self.gone),
            come=tuple(self.come),
            known=self.read.known,
            readings=self.read.done,
        )

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

    # -- tier 2: the same subject, once in each version ----------------------------------------

    def _named_once(self) -> None:
        """Pair what is named by the same telling words, where either version has it once."""
        gone, come = self._by_subject(self.gone), self._by_subject(self.come)
        for subject in [subject for subject in gone if subject in come]:
            one, other = gone[subject], come[subject]
            if len(one) == len(other) == 1 and not self.read.apart(one[0], other[0]):
                self._pair(one[0], other[0], 2, self.read.likeness(one[0], other[0]))
                self._drop(one[0], other[0])

    def _by_subject(self, entries: list[Entry]) -> dict[Hashable, list[Entry]]:
        groups: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in entries:
            groups[entry.list, self.read.subject(entry)].append(entry)
        return groups

    # -- one told as several -------------------------------------------------------------------

    def _divided(self) -> None:
        """One outcome that became several, or several that became one."""
        for entry in list(self.gone):
            self._split(entry, parts_of(entry, self.come, self.read))
        for entry in list(self.come):
            self._merged(entry, parts_of(entry, self.gone, self.read))

    def _multiplied(self) -> None:
        """One outcome that is told once for each dose, arm or figure, or the other way round."""
        for entry in list(self.gone):
            self._split(entry, copies_of(entry, self.gone, self.come, self.read))
        for entry in list(self.come):
            self._merged(entry, copies_of(entry, self.come, self.gone, self.read))

    def _split(self, entry: Entry, parts: tuple[Entry, ...]) -> None:
        if parts:
            self.splits.append(Split((entry,), parts))
            self._drop(entry, *parts)

    def _merged(self, entry: Entry, parts: tuple[Entry, ...]) -> None:
        if parts:
            self.splits.append(Split(parts, (entry,)))
            self._drop(entry, *parts)

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
        return scored(gone, come, self.read, ALONE)

    def _left(self, name: str) -> tuple[list[Entry], list[Entry]]:
        """What is left of one list."""
        gone = [entry for entry in self.gone if entry.list == name]
        return gone, [entry for entry in self.come if entry.list == name]

    def _likely(self, least: float, pairs: list[Scored], margin: float = MARGIN) -> None:
        for score, one, other in list(best_pairs(pairs, least, margin)):
            self._pair(one, other, 2, score)
            self._drop(one, other)

    # -- tier 3: alone -------------------------------------------------------------------------

    def _alone(self) -> None:
        """One left on either side of a list, if they have something to do with each other."""
        for name in LISTS:
            gone, come = self._left(name)
            if len(gone) == len(come) == 1:
                score = self._together(gone[0], come[0], self._size(name))
                if score >= ALONE:
                    self._pair(gone[0], come[0], 3, score)
                    self._drop(gone[0], come[0])

    def _size(self, name: str) -> int:
        """How many outcomes the list has in the version that has more."""
        return max(sum(entry.list == name for entry in entries) for entries in self.all)

    def _together(self, one: Entry, other: Entry, size: int) -> float:
        score = self.read.likeness(one, other)
        if score >= ALONE or self.read.apart(one, other):
            return score
        mine, yours = self.read(one), self.read(other)
        if size == 1 and nameless(mine, yours):
            return ALONE
        if size <= _SHORT_LIST and kinship(mine, yours, siblings=size > 1) >= KIN:
            return ALONE
        return ALONE if mentions(mine, yours) >= 0.99 else score

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
