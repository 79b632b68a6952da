"""From runs to seats: which stored version each run is, its body, its looks, its changes.

Comes in: the stored timeline and the runs that the looks come to. Goes out: what to write.
Does not: write.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.changes import CATEGORIES, Change
from tracker.hidden import changes_on, changes_on_shown
from tracker.placing.fold import Run
from tracker.placing.look import Content, Look
from tracker.placing.stored import Timeline
from tracker.store import Seating, Sighting

#: For each version, those that its changes are taken against, with the parts that each stands for
#: (None: all that both show).
_Bases = list[tuple[int, frozenset[str] | None]]


def seatings(trial: str, timeline: Timeline, runs: Sequence[Run]) -> list[Seating]:
    """What the store shall hold, oldest first."""
    seats = _claims(timeline, runs)
    kept = [_keeps_its_body(timeline, run, seat) for run, seat in zip(runs, seats, strict=True)]
    contents = [run.says.content for run in runs]
    before = _bases([content.hides for content in timeline.contents])
    after = _bases([content.hides for content in contents])
    made = []
    for number, (run, seat) in enumerate(zip(runs, seats, strict=True)):
        stays = kept[number] and seat is not None
        same = stays and _same_bases(before[seat or 0], after[number], seats, kept)
        made.append(
            Seating(
                _sightings(run, timeline, seat if stays else None),
                timeline.seats[seat].version.id if seat is not None else None,
                None if stays else run.says.observation(trial),
                None if same else changes_since(contents, number),
            )
        )
    return made


def _claims(timeline: Timeline, runs: Sequence[Run]) -> list[int | None]:
    """The stored version that each run goes on as: one that a look of its own source is in."""
    taken: set[int] = set()
    claims: list[int | None] = []
    for run in runs:
        own = (_own(timeline, look) for look in run.looks)
        claim = next((seat for seat in own if seat is not None and seat not in taken), None)
        if claim is not None:
            taken.add(claim)
        claims.append(claim)
    assert len(taken) == len(timeline.seats), "a stored version is in no run"  # noqa: S101
    return claims


def _own(timeline: Timeline, look: Look) -> int | None:
    """The stored version whose body may be this look's."""
    if look.seat is None or timeline.seats[look.seat].version.source != look.source:
        return None
    return look.seat


def _keeps_its_body(timeline: Timeline, run: Run, seat: int | None) -> bool:
    if seat is None:
        return False
    return timeline.contents[seat].hides == run.says.content.hides


def _sightings(run: Run, timeline: Timeline, seat: int | None) -> tuple[Sighting, ...]:
    """The looks of a version; each other source's first one carries what it sent."""
    source = timeline.seats[seat].version.source if seat is not None else run.says.source
    carried = {source}
    told = []
    for look in run.looks:
        told.append(look.sighted(with_payload=look.source not in carried))
        carried.add(look.source)
    return tuple(told)


def _bases(hides: Sequence[frozenset[str]]) -> list[_Bases]:
    """What each version is compared with.

    The one before it; for parts that this one does not show, the last before it that shows them.
    """
    found: list[_Bases] = []
    for number, hidden in enumerate(hides):
        bases: _Bases = [(number - 1, None)] if number else []
        missing = hides[number - 1] - hidden if number else frozenset()
        for earlier in range(number - 2, -1, -1):
            shown = missing - hides[earlier]
            if shown:
                bases.append((earlier, shown))
                missing -= shown
        found.append(bases)
    return found


def _same_bases(
    before: _Bases, after: _Bases, seats: Sequence[int | None], kept: Sequence[bool]
) -> bool:
    """Whether a version is compared with what it was compared with before."""
    now = [(seats[number] if kept[number] else None, parts) for number, parts in after]
    return now == before


def changes_since(contents: Sequence[Content], number: int) -> tuple[Change, ...]:
    """The changes that a version brings against those before it."""
    now = contents[number]
    changes: list[Change] = []
    for earlier, parts in _bases([content.hides for content in contents[: number + 1]])[number]:
        was = contents[earlier]
        if parts is None:
            changes += changes_on_shown(was.record, now.record, was.hides | now.hides)
        else:
            changes += changes_on(was.record, now.record, parts)
    changes.sort(key=lambda change: CATEGORIES.index(change.category))
    return tuple(changes)
