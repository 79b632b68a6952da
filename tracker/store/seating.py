"""Writing a timeline anew where looks came in between: versions moved, parted, put in.

Comes in: all versions of a lineage in their final order, each with its looks, and new bodies and
changes for those that need them.
Goes out: rows that say so, in one transaction.
Does not: decide the order, or find changes. Rows that stay as they are are not written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from tracker.changes import Change
from tracker.store import statements as sql
from tracker.store import timeline
from tracker.store.adding import add_changes, by_class, hidden_parts, version_row
from tracker.store.binding import bind, number_of
from tracker.store.bodies import Bodies
from tracker.store.codec import Body
from tracker.store.headline import face, headline_row
from tracker.store.moments import utc
from tracker.store.rows import Observation, Stored, Version
from tracker.store.sightings import Seat, Sighting, Sightings, packed

_ADD_SIGHTING = """
INSERT OR IGNORE INTO sightings
    (version, placed_at, observed_at, source, data_version, reader, payload, registry_version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""

#: Before a later look moves the last confirmation, the one that a check left there is written down.
_KEEP_CONFIRMATION = """
INSERT OR IGNORE INTO sightings (version, placed_at, observed_at, source, data_version)
SELECT id, last_confirmed, last_confirmed, source, confirmed_in FROM versions v
WHERE id = :id AND last_confirmed > observed_at AND last_confirmed < :moment AND last_confirmed >
    coalesce((SELECT max(observed_at) FROM sightings s
        WHERE s.version = v.id AND registry_version IS NULL), '')
"""

#: The first look is told by the version's row only where no other look stands at its place.
_KEEP_FIRST = """
INSERT OR IGNORE INTO sightings (version, placed_at, observed_at, source, data_version)
SELECT id, placed_at, observed_at, source, data_version FROM versions v
WHERE id = :id AND placed_at = :place AND NOT EXISTS
    (SELECT 1 FROM sightings s WHERE s.version = v.id AND s.placed_at = :place)
"""

_SEAT = """
UPDATE versions SET placed_at = :placed_at, observed_at = :observed_at, stood_from = :stood_from,
    last_confirmed = :last_confirmed, data_version = :data_version, confirmed_in = :confirmed_in,
    silent = :silent WHERE id = :id
"""
_MOVE_CHANGES = "UPDATE changes SET observed_at = ? WHERE version = ? AND observed_at <> ?"
_FACE = "SELECT id FROM versions WHERE trial = ? ORDER BY partial, number DESC LIMIT 1"
_COUNT = """
UPDATE trials SET version_id = :face,
    versions = (SELECT count(*) FROM versions WHERE trial = :trial),
    first_seen = (SELECT min(observed_at) FROM versions WHERE trial = :trial)
WHERE id = :trial
"""

_DATES = ("registry_date", "last_update_submitted")


class Seating(Struct, frozen=True):
    """A version as it shall stand."""

    #: Its looks, in order; never empty.
    sightings: tuple[Sighting, ...]
    #: The version that it is already; None for one that is new.
    version_id: int | None = None
    #: A new body; needed where there is no version yet.
    body: Observation | None = None
    #: Changes against the version before; None: as they are.
    changes: tuple[Change, ...] | None = None


class Reseating(Sightings, Bodies):
    """Writing timelines anew; a part of ``Store``."""

    def sight(self, version_id: int, seen: Iterable[Sighting], mark: bytes | None = None) -> None:
        """Looks that came after all else found a version unchanged."""
        looks = list(seen)
        if not looks:
            return
        latest = max(looks, key=lambda one: one.observed_at)
        place = min(one.placed_at for one in looks)
        at = {"id": version_id, "place": place, "moment": latest.observed_at}
        with self.transaction() as conn:
            conn.execute(_KEEP_CONFIRMATION, at)
            conn.execute(_KEEP_FIRST, at)
            conn.executemany(_ADD_SIGHTING, [(version_id, *_columns(one)) for one in looks])
            moved = (latest.observed_at, mark, latest.data_version, version_id)
            conn.execute(sql.CONFIRM, moved)

    def reseat(self, trial: str, lineage: str, seatings: Sequence[Seating]) -> list[int]:
        """Bring a lineage's timeline into this order; gives back the ids of its versions.

        ``seatings`` are all its versions, oldest first. Each version that is stored is among them.
        """
        before = {seat.version.id: seat for seat in self.timeline(trial, lineage)}
        with self.transaction() as conn:
            versions: list[Version] = []
            for seating in seatings:
                old = before.get(seating.version_id) if seating.version_id else None
                version = self._with_body(conn, seating, old)
                self._sit(conn, seating, old, version, versions[-1] if versions else None)
                versions.append(version)
            ids = [version.id for version in versions]
            timeline.number_anew(conn, trial, lineage, ids)
            rewritten = {one.version_id for one in seatings if one.body is not None}
            self._show_newest(conn, trial, rewritten)
        return ids

    def _with_body(self, conn: sqlite3.Connection, seating: Seating, old: Seat | None) -> Version:
        """The version of a seating, with the body that it shall have."""
        seen = seating.body
        if old is None:
            assert seen is not None  # noqa: S101 - what is new has a body
            return self._new_version(conn, seen)
        if seen is None:
            return old.version
        self.replace_body(old.version, Body(seen.payload, msgspec.json.encode(seen.record)))
        values = {
            **{name: getattr(seen, name) for name in ("source", "reader", "partial", "mark")},
            **dict(zip(_DATES, timeline.registry_dates(seen), strict=True)),
            "content_hash": seen.content_hash,
            "hides": hidden_parts(seen),
            **headline_row(seen.record),
        }
        conn.execute(sql.NEW_BODY, {"id": old.version.id, **values})
        return self._version(old.version.id)

    def _new_version(self, conn: sqlite3.Connection, seen: Observation) -> Version:
        """A version with its body, at a number that nobody has, until all are numbered."""
        number = conn.execute(
            "SELECT min(0, min(number)) - 1 FROM versions WHERE trial = ?", (seen.trial,)
        ).fetchone()[0]
        place = timeline.Place(number, timeline.next_seq(conn, seen), False, False, "")
        row = version_row(seen, place, ())
        version_id = int(conn.execute(sql.ADD_VERSION, row).lastrowid or 0)
        self.add_body(conn, seen, place.seq, version_id)
        return self._version(version_id)

    def _sit(
        self,
        conn: sqlite3.Connection,
        seating: Seating,
        old: Seat | None,
        version: Version,
        previous: Version | None,
    ) -> None:
        """The looks of a version, its clocks and its changes."""
        row = _clocks(seating.sightings) | _stands(version, previous, seating.sightings)
        if old is None or any(getattr(version, name) != value for name, value in row.items()):
            conn.execute(_SEAT, row | {"id": version.id})
            moment = row["observed_at"]
            conn.execute(_MOVE_CHANGES, (moment, version.id, moment))
        if old is None or old.sightings != seating.sightings or seating.body is not None:
            bind(conn, version, seating.sightings)
            conn.execute("DELETE FROM sightings WHERE version = ?", (version.id,))
            told = _told_by_the_row(seating.sightings, version, row["observed_at"])
            rows = [(version.id, *_columns(one)) for one in seating.sightings[told:]]
            conn.executemany(_ADD_SIGHTING, rows)
        if seating.changes is not None:
            _change(conn, version, row["observed_at"], seating.changes)

    def _show_newest(
        self, conn: sqlite3.Connection, trial: str, rewritten: set[int | None]
    ) -> None:
        """Count the trial's versions and show the newest whole one, else the newest."""
        shown = conn.execute("SELECT version_id FROM trials WHERE id = ?", (trial,)).fetchone()[0]
        newest = conn.execute(_FACE, (trial,)).fetchone()[0]
        if newest != shown or newest in rewritten:
            self._show(conn, self.stored(newest))
        conn.execute(_COUNT, {"trial": trial, "face": newest})

    def _show(self, conn: sqlite3.Connection, newest: Stored) -> None:
        trial = newest.version.trial
        registry = conn.execute("SELECT registry FROM trials WHERE id = ?", (trial,)).fetchone()[0]
        shown = {"id": trial, "registry": registry}
        conn.execute(sql.SHOW, shown | headline_row(newest.record) | face(newest.record))
        conn.execute(sql.KEEP_RECORD, (trial, newest.version.id, newest.record_json))


def _columns(one: Sighting) -> tuple[Any, ...]:
    """A sighting as the columns of its row."""
    moments = (utc(one.placed_at), utc(one.observed_at))
    told = (one.source, one.data_version, one.reader, packed(one.payload), one.registry_version)
    return (*moments, *told)


def _clocks(sightings: tuple[Sighting, ...]) -> dict[str, Any]:
    """The clocks of a version, from its looks.

    It is confirmed by those who saw it stand, not by who read of it in the record history later.
    """
    earliest = min(sightings, key=lambda one: one.observed_at)
    seen = [one for one in sightings if one.is_of_its_day] or [earliest]
    latest = max(seen, key=lambda one: one.observed_at)
    return {
        "placed_at": sightings[0].placed_at,
        "observed_at": earliest.observed_at,
        "last_confirmed": latest.observed_at,
        "data_version": earliest.data_version,
        "confirmed_in": latest.data_version if latest is not earliest else None,
    }


def _stands(
    version: Version, previous: Version | None, sightings: Sequence[Sighting]
) -> dict[str, Any]:
    """Whether the registry's dates stayed against the version before, and since when it stood."""
    dates = (version.registry_date, version.last_update_submitted)
    before = (previous.registry_date, previous.last_update_submitted) if previous else None
    place, submitted = sightings[0].placed_at, number_of(sightings) is not None
    silent, stood_from = timeline.stands(before, dates, place, submitted=submitted)
    return {"silent": silent, "stood_from": stood_from}


def _change(
    conn: sqlite3.Connection, version: Version, moment: str, changes: tuple[Change, ...]
) -> None:
    """The changes of a version, in place of those that it had."""
    conn.execute("DELETE FROM changes WHERE version = ?", (version.id,))
    origin = {"id": version.id, "trial": version.trial, "source": version.source}
    origin |= {"observed_at": moment, "registry_date": version.registry_date}
    add_changes(conn, origin, changes)
    conn.execute(sql.RECOUNT, {"id": version.id, **by_class(changes)})


def _told_by_the_row(sightings: tuple[Sighting, ...], version: Version, observed_at: str) -> int:
    """How many looks need no row of their own: 1 if the version's row tells the first, else 0."""
    first, *others = sightings
    alone = all(one.placed_at != first.placed_at for one in others)
    same = first.source == version.source and first.observed_at == observed_at
    numbered = first.registry_version is not None
    known = not numbered or (not others and first.registry_version == version.registry_version)
    return int(alone and same and known and first.payload is None)
