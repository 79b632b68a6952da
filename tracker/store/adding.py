"""Writing versions: a new one with its changes, and the news that one was found unchanged.

Comes in: an :class:`Observation` and the changes against the version before it.
Goes out: rows of versions, bodies, changes, trials and records, all in one transaction.
Does not: decide whether something is new, or find the changes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from tracker.changes import Change
from tracker.store import codec, timeline
from tracker.store import statements as sql
from tracker.store.codec import Body
from tracker.store.headline import face, headline_row
from tracker.store.moments import utc
from tracker.store.rows import Observation, Version
from tracker.store.versions import Versions, as_version


class Adding(Versions):
    """Writing versions; a part of ``Store``."""

    def add(
        self,
        seen: Observation,
        changes: Iterable[Change],
        *,
        next_changes: Iterable[Change] | None = None,
    ) -> Version:
        """Keep an observation as a version; everything about it lands together or not at all.

        ``changes`` are those against the version before it in its lineage, none for a first one.
        The version goes where ``placed_at`` says. If others of its lineage follow there, their
        numbers move up, and ``next_changes`` replaces the changes of the one that follows.
        """
        changes = tuple(changes)
        with self.transaction() as conn:
            place = timeline.make_room(conn, seen)
            row = version_row(seen, place, changes)
            shows = leads(conn, seen, place.number)
            if shows:
                conn.execute(sql.ENTER, (seen.trial, seen.registry))
            version_id = row["id"] = int(conn.execute(sql.ADD_VERSION, row).lastrowid or 0)
            record = self.add_body(conn, seen, place.seq, version_id)
            add_changes(conn, row, changes)
            if place.inserted:
                _mend_following(conn, seen, place.number, next_changes)
            if shows:
                conn.execute(sql.SHOW_ADDED, row | face(seen.record))
                conn.execute(sql.KEEP_RECORD, (seen.trial, version_id, record))
            else:
                counted = {"trial": seen.trial, "more": 1, "shown": None}
                conn.execute(sql.POINT, counted | {"seen": row["observed_at"]})
        return as_version({"confirmed_in": None} | row)

    def confirm(
        self,
        pairs: Iterable[tuple[int, bytes | None]],
        *,
        at: str,
        data_version: str | None,
    ) -> None:
        """Versions were found unchanged: move their third clock, all in one transaction.

        ``pairs``: id of the version, and the payload's mark if it is another one than before.
        ``data_version``: the data set of the registry in which they were found.
        """
        moment = utc(at)
        rows = [(moment, mark, data_version, version_id) for version_id, mark in pairs]
        with self.transaction() as conn:
            conn.executemany(sql.CONFIRM, rows)

    def add_body(
        self, conn: sqlite3.Connection, seen: Observation, seq: int, version_id: int
    ) -> bytes:
        """Compress and write the body; gives back the record's JSON."""
        body = Body(seen.payload, msgspec.json.encode(seen.record))
        base = self._base(conn, seen, seq)
        packed = codec.compress(body, self._body_of(base) if base else None)
        conn.execute(sql.ADD_BODY, (version_id, codec.CODEC, base, len(body.payload), packed))
        self._last_body = (version_id, body)
        return body.record

    def _base(self, conn: sqlite3.Connection, seen: Observation, seq: int) -> int | None:
        """Id of the version that a new one leans on."""
        base = codec.leans_on(seq)
        if base is None:
            return None
        # One that went into another left a gap; then it leans on the last before that.
        found = conn.execute(sql.LAST_BEFORE, (seen.trial, seen.lineage, base)).fetchone()
        return int(found[0]) if found else None

    def _body_of(self, version_id: int) -> Body:
        """The body of a version, which nearly always was the last one written."""
        if self._last_body is not None and self._last_body[0] == version_id:
            return self._last_body[1]
        row = self._row("SELECT * FROM versions WHERE id = ?", (version_id,))
        assert row is not None  # noqa: S101 - it was just found
        return self._body(as_version(row))


def version_row(
    seen: Observation, place: timeline.Place, changes: Sequence[Change]
) -> dict[str, Any]:
    """The row of a new version."""
    posted, submitted = timeline.registry_dates(seen)
    observed_at = utc(seen.observed_at)
    return {
        "trial": seen.trial,
        "number": place.number,
        "source": seen.source,
        "lineage": seen.lineage,
        "seq": place.seq,
        "reader": seen.reader,
        "partial": seen.partial,
        "content_hash": seen.content_hash,
        "mark": seen.mark,
        "registry_date": posted,
        "last_update_submitted": submitted,
        "observed_at": observed_at,
        "last_confirmed": observed_at,
        "placed_at": timeline.place_of(seen),
        "stood_from": place.stood_from,
        "data_version": seen.data_version,
        "silent": place.silent,
        "hides": hidden_parts(seen),
        "registry_version": seen.registry_version,
        "version_date": seen.version_date,
        **by_class(changes),
        **headline_row(seen.record),
    }


def hidden_parts(seen: Observation) -> str | None:
    """What an observation does not show: a column of ``versions``."""
    return _json(seen.hides or None)


def by_class(changes: Sequence[Change]) -> dict[str, int]:
    """How many changes of each class: columns of ``versions``."""
    counts = Counter(change.class_ for change in changes)
    return {f"{name}_changes": counts[name] for name in ("sponsor", "registry", "bookkeeping")}


def add_changes(
    conn: sqlite3.Connection, version: dict[str, Any], changes: Sequence[Change]
) -> None:
    """Write the changes of a version, whose row is given."""
    origin = {name: version[name] for name in ("trial", "source", "observed_at", "registry_date")}
    rows = [origin | {"version": version["id"]} | change_row(one) for one in changes]
    conn.executemany(sql.ADD_CHANGE, rows)


def change_row(change: Change) -> dict[str, Any]:
    """A change as the columns of its row that are its own; values are JSON."""
    return {
        "category": change.category,
        "class": change.class_,
        "field": change.field,
        "item": change.item,
        "kind": change.kind,
        "before": _json(change.before),
        "after": _json(change.after),
        "path": _json(change.path),
        "summary": change.summary,
    }


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _mend_following(
    conn: sqlite3.Connection,
    seen: Observation,
    number: int,
    next_changes: Iterable[Change] | None,
) -> None:
    """The version after an inserted one has another predecessor now."""
    found = conn.execute(sql.FOLLOWING, (seen.trial, seen.lineage, number)).fetchone()
    if found is None:
        return
    names = ("id", "trial", "source", "observed_at", "placed_at", "registry_date", "submitted")
    version = dict(zip(names, found, strict=True))
    now = (version["registry_date"], version["submitted"])
    stands = timeline.stands(timeline.registry_dates(seen), now, version["placed_at"])
    conn.execute(sql.STANDS, (*stands, version["id"]))
    if next_changes is not None:
        changes = tuple(next_changes)
        conn.execute("DELETE FROM changes WHERE version = ?", (version["id"],))
        add_changes(conn, version, changes)
        conn.execute(sql.RECOUNT, {"id": version["id"], **by_class(changes)})


def leads(conn: sqlite3.Connection, seen: Observation, number: int) -> bool:
    """Whether a new version is the trial's face: the newest whole one, else the newest one."""
    shown = conn.execute(sql.SHOWN, (seen.trial,)).fetchone()
    return shown is None or (not seen.partial, number) > (not shown[0], shown[1])
