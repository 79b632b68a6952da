"""Where a new version goes in its trial's timeline, and what that moves.

Comes in: an observation, inside a transaction.
Goes out: its place, with room made for it.
Does not: write the version itself.

All versions of a trial, over all lineages, stand in one timeline by ``placed_at`` and, where that
is equal, by order of arrival; ``number`` counts them from 1.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from tracker.dates import interval
from tracker.store.moments import utc
from tracker.store.rows import Observation

_NEWEST = "SELECT number, placed_at FROM versions WHERE trial = ? ORDER BY number DESC LIMIT 1"

_BEFORE = """
SELECT number FROM versions WHERE trial = ? AND placed_at <= ? ORDER BY number DESC LIMIT 1
"""

#: In two steps, through negative numbers: two rows may not bear one number even in between.
_MOVE_UP = (
    "UPDATE versions SET number = -number - 1 WHERE trial = ? AND number > ?",
    "UPDATE versions SET number = -number WHERE trial = ? AND number < ?",
)

_SEQ = "SELECT coalesce(max(seq) + 1, 0) FROM versions WHERE trial = ? AND lineage = ?"

_PREVIOUS = """
SELECT registry_date, last_update_submitted FROM versions
WHERE trial = ? AND lineage = ? AND number < ? ORDER BY number DESC LIMIT 1
"""

_NUMBERED = "SELECT id, lineage, placed_at, number FROM versions WHERE trial = ? ORDER BY number"

#: The registry's own dates of a version: last update posted, last update submitted.
RegistryDates = tuple[str | None, str | None]


class Place(NamedTuple):
    """Where a version goes."""

    number: int
    seq: int
    #: Other versions come after it in the timeline.
    inserted: bool
    #: The registry's own dates did not move against the version before it in its lineage.
    silent: bool
    #: Since when it stood by the registry's clock.
    stood_from: str


def make_room(conn: sqlite3.Connection, seen: Observation) -> Place:
    """Find the place of a version and move up what comes after it."""
    placed_at = place_of(seen)
    newest = conn.execute(_NEWEST, (seen.trial,)).fetchone()
    if newest is None:
        return Place(1, 0, False, *_stands(None, seen))
    number, inserted = newest[0] + 1, placed_at < newest[1]
    if inserted:
        number = _insert_at(conn, seen.trial, placed_at)
    seq = next_seq(conn, seen)
    previous = conn.execute(_PREVIOUS, (seen.trial, seen.lineage, number)).fetchone()
    return Place(number, seq, inserted, *_stands(previous, seen))


def next_place(place: Place, before: Observation, seen: Observation) -> Place:
    """The place right after another one, in the same lineage, with nothing after it."""
    stood = _stands(registry_dates(before), seen)
    return Place(place.number + 1, place.seq + 1, False, *stood)


def comes_last(conn: sqlite3.Connection, seen: Observation) -> bool:
    """Whether no version of its trial, in any lineage, stands after an observation."""
    newest = conn.execute(_NEWEST, (seen.trial,)).fetchone()
    return newest is None or place_of(seen) >= newest[1]


def next_seq(conn: sqlite3.Connection, seen: Observation) -> int:
    """The order of arrival of an observation within its trial and lineage."""
    return int(conn.execute(_SEQ, (seen.trial, seen.lineage)).fetchone()[0])


def _insert_at(conn: sqlite3.Connection, trial: str, placed_at: str) -> int:
    found = conn.execute(_BEFORE, (trial, placed_at)).fetchone()
    before = found[0] if found else 0
    for step, bound in zip(_MOVE_UP, (before, 0), strict=True):
        conn.execute(step, (trial, bound))
    return int(before) + 1


def _stands(previous: RegistryDates | None, seen: Observation) -> tuple[bool, str]:
    submitted = seen.registry_version is not None
    return stands(previous, registry_dates(seen), place_of(seen), submitted=submitted)


def stands(
    previous: RegistryDates | None, now: RegistryDates, placed_at: str, *, submitted: bool = False
) -> tuple[bool, str]:
    """Whether the registry's own dates stayed, and since when a version stands by its clock.

    What came silently stands only since it was seen: the day it bears is of an older state. Where
    the registry gives no dates at all, nothing can be said to be silent. What was ``submitted``, so
    that the registry numbers it as a version, never came silently: several may bear one day.
    Before 2018 records did not say when they were posted; the day of submission stands for it.
    """
    silent = not submitted and previous is not None and _stayed(previous, now)
    return silent, placed_at if silent else now[0] or _first_day(now[1]) or placed_at


def _stayed(before: RegistryDates, now: RegistryDates) -> bool:
    """Whether the dates that both versions bear are the same, and there are any."""
    pairs = [(was, date) for was, date in zip(before, now, strict=True) if was and date]
    return bool(pairs) and all(was == date for was, date in pairs)


def _first_day(date: str | None) -> str | None:
    """A partial date as its first day; None for what is no date."""
    days = interval(date)
    return days.low.isoformat() if days is not None else None


def registry_dates(seen: Observation) -> RegistryDates:
    """The registry's own dates of an observation."""
    return seen.record.dates.last_update_posted, seen.record.dates.last_update_submitted


def place_of(seen: Observation) -> str:
    """The moment at which an observation stands in the timeline, UTC."""
    return utc(seen.placed_at or seen.observed_at)


def number_anew(conn: sqlite3.Connection, trial: str, lineage: str, ids: list[int]) -> None:
    """Number all versions of a trial anew; those of one lineage keep the order given."""
    place = {version_id: n for n, version_id in enumerate(ids)}
    rows = conn.execute(_NUMBERED, (trial,)).fetchall()
    rows.sort(key=lambda row: (row[2], row[1] != lineage, row[1], place.get(row[0], row[3])))
    numbers = {row[0]: n for n, row in enumerate(rows, 1)}
    if all(numbers[row[0]] == row[3] for row in rows):
        return
    # In two steps, through negative numbers: two rows may not bear one number even in between.
    least = min(row[3] for row in rows)
    below = min(least, 0) - len(rows) - 1
    conn.executemany(
        "UPDATE versions SET number = ? WHERE id = ?", [(below - n, i) for i, n in numbers.items()]
    )
    conn.executemany(
        "UPDATE versions SET number = ? WHERE id = ?", [(n, i) for i, n in numbers.items()]
    )
