"""Versions to a Life, as the rules want it.

    records with their dates -> Snapshots, oldest first -> Steps with their changes -> Life

Comes in: the versions of one trial and one lineage, and who compares two records.
Goes out: a Life. ``ValueError`` where versions of two trials or two equal numbers are mixed.
Does not: read a store, compare records itself (``tracker.diff.diff`` is handed in), or take a
missing version for an empty one: a step stands between two versions that were seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from tracker.changes import Change
from tracker.events.base import Life, Snapshot, Step
from tracker.record import Record

#: Compares two records of one lineage; ``tracker.diff.diff`` does.
Compare = Callable[[Record, Record], tuple[Change, ...]]
Notices = tuple[tuple[str, str, str], ...]


def snapshot(
    number: int,
    record: Record,
    observed_at: str,
    *,
    placed_at: str | None = None,
    registry_version: int | None = None,
) -> Snapshot:
    """A version with its dates as its own record tells them.

    ``placed_at`` is its place in the timeline where that is not when we saw it (a version of the
    registry's history, a dump); it counts where the record has no submission date.
    """
    dates = record.dates
    return Snapshot(
        number=number,
        record=record,
        date=dates.last_update_submitted or (placed_at or observed_at)[:10],
        posted=dates.last_update_posted,
        observed_at=observed_at,
        registry_version=registry_version,
    )


def make_life(
    trial: str,
    snapshots: Iterable[Snapshot],
    today: dt.date,
    compare: Compare,
    *,
    changes: Mapping[int, tuple[Change, ...]] | None = None,
    complete: bool = False,
    notices: Notices = (),
    last_seen: dt.date | None = None,
) -> Life:
    """The life of a trial, seen from one day.

    ``changes`` holds what is already known, by the number of the later version; what it does not
    hold is compared. ``complete``: the oldest version is the first registration. ``last_seen``:
    the day of the last look, where it is so long ago that today's state is not known.
    """
    ordered = tuple(sorted(snapshots, key=lambda one: one.number))
    _check(trial, ordered)
    given = changes or {}
    steps = []
    for before, after in pairwise(ordered):
        found = given.get(after.number)
        if found is None:
            found = compare(before.record, after.record)
        steps.append(Step(before, after, found, silent=is_silent(before.record, after.record)))
    return Life(trial, ordered, tuple(steps), today, complete, notices, last_seen)


def is_silent(before: Record, after: Record) -> bool:
    """The registry's own dates of posting and submission did not move; False where it has none."""
    was = (before.dates.last_update_posted, before.dates.last_update_submitted)
    now = (after.dates.last_update_posted, after.dates.last_update_submitted)
    return was == now and now != (None, None)


def _check(trial: str, snapshots: tuple[Snapshot, ...]) -> None:
    if len({one.number for one in snapshots}) < len(snapshots):
        raise ValueError(f"two versions of {trial} bear one number; give each its own")
    strangers = {
        one.record.identification.id
        for one in snapshots
        if trial not in (one.record.identification.id, *one.record.identification.id_aliases)
    }
    if strangers:
        raise ValueError(f"versions of {', '.join(sorted(strangers))} among those of {trial}")
