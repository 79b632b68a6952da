"""Copies of the database: the whole of it in one piece, or one that is safe to publish.

Comes in: where the copy goes; what says of records and changes what may be told.
Goes out: a SQLite file without a log beside it, for ``datasette -i`` and for Tracker itself.
Does not: decide what may be told (``tracker.export.privacy`` does).

A copy to be published is built from nothing: what stands in ``TOLD`` goes into it and no more, so
that a table which comes later is private until it is said not to be. Records stand in it as plain
JSON, those of all versions; payloads do not, and hashes are of what the copy says.
"""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tracker.errors import StoreError, UsageError
from tracker.store import codec
from tracker.store.connecting import PATIENCE
from tracker.store.database import open_database
from tracker.store.explain import explained
from tracker.store.holding import Holding
from tracker.store.meanings import LIST_SITE, sites_in

#: Tables that a published copy has, with what of them is told of a trial.
TOLD = {
    "trials": "SELECT * FROM trials WHERE id = ?",
    "versions": "SELECT * FROM versions WHERE trial = ? ORDER BY id",
    "looks": "SELECT trial, last_look, gone_since, gone_reason FROM looks WHERE trial = ?",
    "aliases": "SELECT * FROM aliases WHERE trial = ?",
    "sightings": """SELECT s.version, s.placed_at, s.observed_at, s.source, s.data_version
        FROM versions v JOIN sightings s ON s.version = v.id WHERE v.trial = ?""",
    "history_lists": "SELECT * FROM history_lists WHERE trial = ?",
    "histories": """SELECT trial, number, date, status, labels, listed_at, unlisted_since,
        version_id FROM histories WHERE trial = ?""",
    "events": "SELECT * FROM events WHERE trial = ? ORDER BY known_by, rowid",
    "events_found": "SELECT * FROM events_found WHERE trial = ?",
}
#: What is written from its parts.
MADE = ("bodies", "records", "changes", "sites")
#: What is for those who look, not for those who read: the watch list, its searches, runs and
#: notices; what a registry sent and nobody knows; payloads.
PRIVATE = (
    *("watches", "tags", "searches", "search_tags", "search_hits", "runs", "notices", "drift"),
    *("failing_searches", "source_state", "rewritings", "channels", "outbox"),
    *("alert_rules", "news"),
)

_RECORDS = """CREATE VIEW version_records AS
-- The record of every version as JSON, for json_extract() and people.
SELECT v.trial, v.number AS version, v.id AS version_id, CAST(b.body AS TEXT) AS record
FROM versions v JOIN bodies b ON b.version = v.id
"""
_ABOUT = """CREATE TABLE about_this_copy (
    -- What was left out of this copy, and when it was made.
    made_at TEXT NOT NULL,               -- UTC
    made_by TEXT NOT NULL,               -- program and its version
    left_out TEXT NOT NULL               -- in a sentence
) STRICT"""
_LEFT_OUT = (
    "Left out: names, telephone numbers and e-mail addresses of contacts, e-mail addresses in "
    "texts, the changes of these, what the registry sent (payloads), the watch list, runs and "
    "notices. Records of all versions: the view version_records."
)


class Censor(NamedTuple):
    """What may be told."""

    #: A record as JSON: what of it may be told, and the hash of that.
    record: Callable[[bytes], tuple[bytes, str]]
    #: A value of a record, or a text.
    value: Callable[[Any], Any]
    #: Whether a change at this path may be told.
    is_public: Callable[[Sequence[str]], bool]


class Publishing(Holding):
    """Copies of the database; a part of ``Store``."""

    def copy_whole(self, to: Path, *, replace: bool = False) -> None:
        """The whole database in one file without gaps, payloads and watch list included."""
        with _in_place(self.path, to, replace=replace) as part, explained(self.path):
            self.db.conn.execute("VACUUM INTO ?", (str(part),))

    def publish(
        self,
        to: Path,
        censor: Censor,
        *,
        at: str,
        by: str,
        trials: Iterable[str] | None = None,
        tag: str | None = None,
        replace: bool = False,
    ) -> int:
        """A copy that is safe to publish; gives back how many trials are in it.

        ``at`` and ``by`` say in the copy when it was made and by what.
        """
        count = 0
        with _in_place(self.path, to, replace=replace) as part, _building(part) as conn:
            with self.snapshot():
                for trial in self.trials_held(trials, tag=tag):
                    self._tell(conn, trial, censor)
                    count += 1
            conn.execute(_RECORDS)
            conn.execute(_ABOUT)
            conn.execute("INSERT INTO about_this_copy VALUES (?, ?, ?)", (at, by, _LEFT_OUT))
        return count

    def _tell(self, conn: sqlite3.Connection, trial: str, censor: Censor) -> None:
        """All that may be told of one trial."""
        told = {name: list(self._rows(sql, (trial,))) for name, sql in TOLD.items()}
        changes = self._changes_told(trial, censor)
        counts = Counter((change["version"], change["class"]) for change in changes)
        hashes = self._tell_bodies(conn, trial, censor, told["trials"][0]["version_id"])
        for row in told["versions"]:
            row |= {"mark": b"", "content_hash": hashes[row["id"]]}
            for name in ("sponsor", "registry", "bookkeeping"):
                row[f"{name}_changes"] = counts[row["id"], name]
        for table, rows in told.items():
            _insert(conn, table, [_cleaned(row, censor) for row in rows])
        _insert(conn, "changes", changes)

    def _tell_bodies(
        self, conn: sqlite3.Connection, trial: str, censor: Censor, face: int
    ) -> dict[int, str]:
        """The records of all versions, and of the newest once more; gives back their hashes."""
        hashes = {}
        for stored in self.held(trial):
            record, hashes[stored.version.id] = censor.record(stored.record_json)
            body = (stored.version.id, codec.PLAIN, None, 0, record)
            conn.execute("INSERT INTO bodies VALUES (?, ?, ?, ?, ?)", body)
            if stored.version.id == face:
                shown = (trial, face, record.decode())
                conn.execute("INSERT INTO records VALUES (?, ?, ?)", shown)
                conn.executemany(LIST_SITE, [(trial, *site) for site in sites_in(record)])
        return hashes

    def _changes_told(self, trial: str, censor: Censor) -> list[dict[str, Any]]:
        found = []
        for row in self.changes_held(trial):
            if not censor.is_public(row["path"]):
                continue
            for name in ("number", "silent", "registry"):
                del row[name]
            for name in ("before", "after", "path"):
                if row[name] is not None:
                    row[name] = msgspec.json.encode(censor.value(row[name])).decode()
            row |= {name: censor.value(row[name]) for name in ("item", "summary")}
            found.append(row)
        return found


def _cleaned(row: dict[str, Any], censor: Censor) -> dict[str, Any]:
    """A row whose texts may be told."""
    return {name: _told(value, censor) for name, value in row.items()}


def _told(value: Any, censor: Censor) -> Any:
    """A value of a column; lists are JSON there, in which text is written with escapes."""
    if isinstance(value, str) and "@" in value and value[:1] in ("[", "{"):
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.json.encode(censor.value(msgspec.json.decode(value))).decode()
    return censor.value(value)


def _insert(conn: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        places = ", ".join(f":{name}" for name in rows[0])
        sql = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({places})"  # noqa: S608 - our own names
        conn.executemany(sql, rows)


@contextlib.contextmanager
def _in_place(source: Path, to: Path, *, replace: bool) -> Iterator[Path]:
    """A name for the copy while it is made; the right name when it is whole."""
    if to.is_dir():
        raise StoreError(f"{to} is a folder; name a file in it")
    if to.exists() and to.samefile(source):
        raise UsageError(f"{to} is the database itself; name another file")
    if to.exists() and not replace:
        raise UsageError(f"{to} is there already; --replace writes it anew")
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f".{to.name}-{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _building(part: Path) -> Iterator[sqlite3.Connection]:
    """A new database of ours, to be filled; what is left of it is one file without gaps."""
    draft = part.with_suffix(".draft")
    conn = open_database(draft, read_only=False, patience=PATIENCE).conn
    try:
        with explained(draft):
            # Nobody reads the draft, and one that is cut off is thrown away.
            conn.execute("PRAGMA synchronous = OFF")
            conn.execute("PRAGMA foreign_keys = OFF")
            conn.execute("BEGIN")
            yield conn
            conn.execute("COMMIT")
            astray = conn.execute("PRAGMA foreign_key_check").fetchall()
            if astray:
                raise StoreError(f"the copy would point to {len(astray)} rows that it has not")
            conn.execute("ANALYZE")
            conn.execute("VACUUM INTO ?", (str(part),))
    finally:
        conn.close()
        for suffix in ("", "-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
