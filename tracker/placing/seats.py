"""From runs to seats: which stored version each run is, its body, its looks, its changes.

Comes in: the stored timeline and the runs that the looks come to. Goes out: what to write.
Does not: write.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace

from tracker.changes import CATEGORIES, Change
from tracker.diff.hidden import changes_on, changes_on_shown
from tracker.placing.fold import Run
from tracker.placing.look import Content, ItemContent, Look
from tracker.placing.stored import Timeline
from tracker.store import Seating, Sighting

#: For each version, those that its changes are taken against, with the parts that each stands for
#: (None: all that both show).
_Bases = list[tuple[int, frozenset[str] | None]]
#: What a source showed of the version with that place; None if it showed it to nobody.
_ShownBy = Callable[[int, str], Content | None]


def seatings(trial: str, timeline: Timeline, runs: Sequence[Run]) -> list[Seating]:
    """What the store shall hold, oldest first."""
    seats = _claims(timeline, runs)
    kept = [_keeps_its_body(timeline, run, seat) for run, seat in zip(runs, seats, strict=True)]
    contents = [run.says.content for run in runs]
    by_source = partial(shown_by, runs)
    before = _bases(timeline.contents, timeline.shown_by)
    after = _bases(contents, by_source)
    made = []
    for number, (run, seat) in enumerate(zip(runs, seats, strict=True)):
        stays = kept[number] and seat is not None
        same = stays and _same_bases(before[seat or 0], after[number], seats, kept)
        made.append(
            Seating(
                sightings(run, timeline.contents[seat or 0] if stays else run.says.content),
                timeline.seats[seat].version.id if seat is not None else None,
                None if stays else run.says.observation(trial),
                None if same else changes_since(contents, number, by_source),
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


def sightings(run: Run, holder: Content) -> tuple[Sighting, ...]:
    """The looks of a version, whose body is ``holder``.

    What was kept of what a look was sent stays with it; of a source that is new to the version the
    first look carries what it was sent. Where the body's own look comes after one of its source
    that carries another payload, the number of the reader marks it.
    """
    contents, sources = {id(holder)}, {holder.source.name}
    told: list[Sighting] = []
    for look in run.looks:
        content = look.content
        kept = not isinstance(content, ItemContent) and id(content) not in contents
        one = look.sighted(with_payload=kept or look.source not in sources)
        if content is holder and look.source in {o.source for o in told if o.payload is not None}:
            one = replace(one, reader=content.source.reader)
        told.append(one)
        contents.add(id(content))
        sources.add(look.source)
    return tuple(told)


def shown_by(runs: Sequence[Run], number: int, source: str) -> Content | None:
    """What a source showed of a version; None if it showed it to nobody."""
    looks = (look for look in runs[number].looks if look.source == source)
    return next((look.content for look in looks), None)


def _bases(contents: Sequence[Content], shown_by: _ShownBy) -> list[_Bases]:
    """What each version is compared with."""
    return [_bases_of(contents, number, shown_by) for number in range(len(contents))]


def _bases_of(contents: Sequence[Content], number: int, shown_by: _ShownBy) -> _Bases:
    """What one version is compared with: the one before it.

    For parts that this one does not show, it is the last before it that does. Where none does, it
    is the one before after all if its source shows them of this version: it would have shown them
    of the other.
    """
    if not number:
        return []
    now, last = contents[number], contents[number - 1]
    bases: _Bases = [(number - 1, None)]
    missing = last.hides - now.hides
    for earlier in range(number - 2, -1, -1):
        if not missing:
            break
        shown = missing - contents[earlier].hides
        if shown:
            bases.append((earlier, shown))
            missing -= shown
    seen = shown_by(number, last.source.name) if missing else None
    there = missing - seen.hides if seen is not None else frozenset()
    if there:
        bases.append((number - 1, there))
    return bases


def _same_bases(
    before: _Bases, after: _Bases, seats: Sequence[int | None], kept: Sequence[bool]
) -> bool:
    """Whether a version is compared with what it was compared with before."""
    now = [(seats[number] if kept[number] else None, parts) for number, parts in after]
    return now == before


def changes_since(
    contents: Sequence[Content], number: int, shown_by: _ShownBy
) -> tuple[Change, ...]:
    """The changes that a version brings against those before it."""
    now = contents[number]
    changes: list[Change] = []
    for earlier, parts in _bases_of(contents, number, shown_by):
        was = contents[earlier]
        if parts is None:
            across = was.source.name != now.source.name
            hides = was.hides | now.hides
            changes += changes_on_shown(was.record, now.record, hides, across=across)
        else:
            changes += changes_on(was.record, now.record, parts)
    changes.sort(key=lambda change: CATEGORIES.index(change.category))
    return tuple(changes)
