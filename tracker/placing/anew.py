"""Read a trial's stored payloads anew and bring its timeline to what today's readers make of them.

    bodies and witnesses -> read -> runs of equal looks -> changes -> what differs -> store

Comes in: a store, the readers, a trial. Goes out: what differs, in the store or only told of.
Does not: fetch, change the order of looks, or drop a payload.

The rule: afterwards the database holds what it would hold if today's readers had read every stored
payload when it came. So

- neighbours that read the same are one version: the earlier look stays its first, the later ones
  found it unchanged, and what they were sent is kept with them;
- a look that is kept with a version, and by what it was sent reads otherwise now, is a version;
- all else stays in its place, with its clocks and its witnesses; what was seen at one and the same
  moment stands in the order of what it says.

A payload that cannot be read now stays as it was read, and is told of.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from itertools import groupby
from typing import Any

from tracker.canonical import Hasher
from tracker.changes import Change
from tracker.placing.fold import Run, add
from tracker.placing.look import Content, Look, Readers
from tracker.placing.reread import Anew, Held, differences, forget
from tracker.placing.seats import changes_since, shown_by, sightings
from tracker.placing.stored import stored_looks
from tracker.store import Reread, Seating, Shelf, Store
from tracker.store.adding import change_row

#: A change as the columns of its row; values are JSON.
_Told = tuple[str | None, ...]
_TOLD = ("category", "class", "field", "item", "kind", "before", "after", "path", "summary")
#: Contents whose records stay at hand while a timeline is gone through.
_AT_HAND = 8


def read_anew(store: Store, readers: Readers, trial: str, *, write: bool = True) -> Anew:
    """Read a trial anew, in one transaction; without ``write`` only say what would differ."""
    anew = Anew(trial)
    with store.transaction() if write else nullcontext():
        shelf = store.shelf(trial)
        told: dict[int, list[_Told]] = {}
        for row in store.changes_held(trial, as_stored=True):
            told.setdefault(row["version"], []).append(_as_told(row))
        for lineage in dict.fromkeys(version.lineage for version in store.versions(trial)):
            line = _Line(store, readers, trial, lineage, shelf)
            line.read(anew)
            wanted = line.settle(told, anew)
            if write:
                line.write(wanted)
                line.show()
    return anew


def _at_one_moment_sorted(looks: Iterable[Look]) -> Iterator[Look]:
    """Looks in their order; those of one moment, which only what they say can order, by that."""
    for _, group in groupby(looks, key=lambda look: look.key):
        one, *others = group
        if others and all(look.number is None for look in (one, *others)):
            yield from sorted((one, *others))
        else:
            yield from (one, *others)


class _Line:
    """One lineage of a trial, as it is stored and as it reads now."""

    def __init__(
        self, store: Store, readers: Readers, trial: str, lineage: str, shelf: Shelf
    ) -> None:
        self.store, self.trial, self.lineage, self.shelf = store, trial, lineage, shelf
        self.seats = store.timeline(trial, lineage)
        hasher = Hasher()
        self.held = [
            Held(readers, seat, partial(store.on_shelf, shelf, seat.version), hasher)
            for seat in self.seats
        ]
        self.looks = stored_looks(readers, self.seats, self.held)
        #: What is to be stored of each body, by the id of its version.
        self.reread: dict[int, Reread] = {}
        self.runs: list[Run] = []
        #: The body whose version each run goes on as; None: it is a new version.
        self.claims: list[Held | None] = []
        self.changes: list[tuple[Change, ...]] = []
        self._at_hand: deque[Content] = deque()
        #: What each source showed at each moment, of the looks of the last run.
        self._moments: dict[tuple[str, ...], Content] = {}

    # -- reading -------------------------------------------------------------------------------

    def read(self, anew: Anew) -> None:
        """Read all payloads in order; a run is compared as soon as it is whole."""
        known: set[int] = set()
        for look in _at_one_moment_sorted(self.looks):
            if id(look.content) not in known:
                known.add(id(look.content))
                self._read(look.content, anew)
            if self._add(look) and len(self.runs) > 1:
                self._compare(len(self.runs) - 2)
        if self.runs:
            self._compare(len(self.runs) - 1)

    def _add(self, look: Look) -> bool:
        """Add a look to the runs; whether it begins one.

        Of two looks of one source at one moment, one version can hold what only one was sent.
        """
        moment = (*look.key, look.source)
        if self._moments.setdefault(moment, look.content) is not look.content:
            self.runs.append(Run(look))
        elif not add(self.runs, look):
            return False
        self._moments = {moment: look.content}
        return True

    def _read(self, content: Content, anew: Anew) -> None:
        anew.payloads += 1
        if isinstance(content, Held):
            reread = content.reread()
            self.reread[reread.version.id] = reread
            if content.left:
                anew.left.append((reread.version.number, content.left))
            if reread.record_json is not None:
                anew.rewritten += 1
                anew.differs += differences(content)
        self._at_hand.append(content)
        if len(self._at_hand) > _AT_HAND:
            forget(self._at_hand.popleft())

    def _compare(self, number: int) -> None:
        says = [run.says.content for run in self.runs]
        self.changes.append(changes_since(says, number, partial(shown_by, self.runs)))

    # -- what is to be -------------------------------------------------------------------------

    def settle(self, told: dict[int, list[_Told]], anew: Anew) -> list[Seating]:
        """The versions as they shall stand; counts what is otherwise than it was."""
        for run in self.runs:
            self.claims.append(self._claim(run))
        wanted = [
            self._seating(run, claim, changes, told)
            for run, claim, changes in zip(self.runs, self.claims, self.changes, strict=True)
        ]
        anew.merged += len(self.held) - sum(claim is not None for claim in self.claims)
        anew.parted += sum(claim is None for claim in self.claims)
        before = Counter(one for seat in self.seats for one in told.get(seat.version.id, ()))
        after = Counter(_as_said(one) for changes in self.changes for one in changes)
        anew.changes_gone += (before - after).total()
        anew.changes_new += (after - before).total()
        return wanted

    def _claim(self, run: Run) -> Held | None:
        """The body whose version a run goes on as: the one that says it, else the first.

        A body that was seen again after something else goes on where it was seen first.
        """
        free = [body for body in _bodies(run) if body not in self.claims]
        return next((body for body in free if body is run.says.content), next(iter(free), None))

    def _seating(
        self,
        run: Run,
        claim: Held | None,
        changes: tuple[Change, ...],
        told: dict[int, list[_Told]],
    ) -> Seating:
        says = run.says.content
        version = claim.seat.version if claim is not None else None
        keeps = claim if claim is not None and claim.hides == says.hides else None
        same = version is not None and told.get(version.id, []) == [_as_said(c) for c in changes]
        return Seating(
            sightings(run, keeps or says),
            version.id if version else None,
            None if keeps else run.says.observation(self.trial),
            None if same else changes,
        )

    # -- writing -------------------------------------------------------------------------------

    def write(self, wanted: Sequence[Seating]) -> None:
        """Bring the store to it; what is as it was is not written."""
        self.store.rewrite(self.shelf, list(self.reread.values()))
        for run, claim in zip(self.runs, self.claims, strict=True):
            self._merge(run, claim)
        if not self._stands_as_it_was(wanted):
            self.store.reseat(self.trial, self.lineage, wanted)

    def show(self) -> None:
        """Write the trial's own row anew, if it is of one of these versions and that moved."""
        shown = self.store.shown_version(self.trial)
        merged = len(self.runs) < len(self.seats)
        for body in self.held:
            reread = self.reread[body.seat.version.id]
            if reread.version.id == shown and (merged or reread.says_otherwise):
                self.store.show_anew(reread.version, body.record)

    def _merge(self, run: Run, claim: Held | None) -> None:
        """Take back the versions of a run but for the one that it goes on as."""
        later = False
        for body in _bodies(run):
            later |= body is claim
            if claim is not None and body not in self.claims:
                keep, gone = claim.seat.version.id, body.seat.version.id
                self.store.merge(keep, gone, newest=gone if later else keep)

    def _stands_as_it_was(self, wanted: Sequence[Seating]) -> bool:
        """Whether looks, changes and the registry's dates of all versions are as they were."""
        dates = ("registry_date", "last_update_submitted")
        moved = any(
            one.says[name] != getattr(one.version, name)
            for one in self.reread.values()
            for name in dates
        )
        return (
            not moved
            and len(wanted) == len(self.seats)
            and all(
                one.version_id == seat.version.id
                and one.sightings == seat.sightings
                and one.changes is None
                and one.body is None
                for one, seat in zip(wanted, self.seats, strict=True)
            )
        )


def _bodies(run: Run) -> Iterator[Held]:
    """The bodies of stored versions in a run, in order."""
    found = dict.fromkeys(look.content for look in run.looks)
    return (content for content in found if isinstance(content, Held))


def _as_told(row: dict[str, Any]) -> _Told:
    """A stored change as it compares."""
    return tuple(row[name] for name in _TOLD)


def _as_said(one: Change) -> _Told:
    """A change as it compares with a stored one."""
    return tuple(change_row(one)[name] for name in _TOLD)
