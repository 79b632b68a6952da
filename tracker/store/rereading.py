"""What stored versions say once their payloads were read anew, and versions that became one by it.

Comes in: versions with what a reader of today makes of their payloads.
Goes out: the same rows with other records, hashes and headlines; bodies packed anew where needed.
Does not: read payloads, compare records or decide what is one version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from tracker.record import Record
from tracker.store import codec
from tracker.store import statements as sql
from tracker.store.codec import Body
from tracker.store.headline import as_list, headline_row
from tracker.store.holding import Holding, Shelf
from tracker.store.rows import Headline, Stored, Version
from tracker.store.seating import Reseating

_READERS = "SELECT source, reader, count(*) AS versions FROM versions GROUP BY source, reader"
_REPACK = "UPDATE bodies SET base = ?, codec = ?, body = ? WHERE version = ?"
_LEANING = "SELECT version FROM bodies WHERE base = ?"
_BASE = "SELECT base FROM bodies WHERE version = ?"
#: Every column that refers to a version, in whatever table.
_REFERENCES = """
SELECT m.name, f."from" FROM sqlite_master m, pragma_foreign_key_list(m.name) f
WHERE m.type = 'table' AND f."table" = 'versions'
"""
#: What a version has of its own, and what of it goes with it.
_ITS_OWN = ("bodies", "changes", "sightings")
_INHERIT = """
UPDATE versions SET mark = (SELECT mark FROM versions WHERE id = :newest),
    registry_version = coalesce(registry_version,
        (SELECT registry_version FROM versions WHERE id = :gone)),
    version_date = coalesce(version_date, (SELECT version_date FROM versions WHERE id = :gone))
WHERE id = :keep
"""


class Reread(Struct, frozen=True):
    """A version as a reader of today reads it."""

    version: Version
    #: The columns of ``versions`` that a reader fills.
    says: dict[str, Any]
    #: The record as JSON; None: to the byte as it is stored.
    record_json: bytes | None

    @property
    def differs(self) -> bool:
        """Whether a row or a body is to be written."""
        return self.record_json is not None or self.says != said_by(self.version)

    @property
    def says_otherwise(self) -> bool:
        """Whether it says anything else than before, but for who read it."""
        as_before = self.says | {"reader": self.version.reader}
        return self.record_json is not None or as_before != said_by(self.version)


def says(
    record: Record, *, reader: int, content_hash: str, hides: tuple[str, ...]
) -> dict[str, Any]:
    """The columns of ``versions`` that a reader fills."""
    return {
        "reader": reader,
        "hides": as_list(hides),
        "content_hash": content_hash,
        "registry_date": record.dates.last_update_posted,
        "last_update_submitted": record.dates.last_update_submitted,
        **headline_row(record),
    }


def said_by(version: Version) -> dict[str, Any]:
    """The same columns as they are stored."""
    own = ("reader", "content_hash", "registry_date", "last_update_submitted")
    lists = {"hides": as_list(version.hides), "phases": as_list(version.phases)}
    plain = {name: getattr(version, name) for name in (*own, *Headline.__struct_fields__)}
    return plain | lists


class Rereading(Reseating, Holding):
    """Writing what was read anew; a part of ``Store``."""

    def readers_used(self) -> dict[tuple[str, int], int]:
        """How many versions each reader of each source has read: (source, reader) -> versions."""
        return {(row["source"], row["reader"]): row["versions"] for row in self._rows(_READERS)}

    def rewrite(self, shelf: Shelf, reread: Sequence[Reread]) -> None:
        """Give versions other records and headlines; ``shelf`` has all bodies of their trial."""
        rows = [one.says | {"id": one.version.id} for one in reread if one.differs]
        records = {one.version.id: one.record_json for one in reread if one.record_json is not None}
        with self.transaction() as conn:
            conn.executemany(sql.REREAD, rows)
            self._rewrite_bodies(conn, shelf, records)

    def _rewrite_bodies(
        self, conn: sqlite3.Connection, shelf: Shelf, records: Mapping[int, bytes]
    ) -> None:
        """Pack bodies with other records, and those that lean on them, in order."""

        def now(version_id: int) -> Body:
            body = shelf.body(version_id)
            return Body(body.payload, records.get(version_id, body.record))

        for version_id, packed in sorted(shelf.packed.items()):
            base = packed.base
            if version_id in records or base in records:
                body = codec.compress(now(version_id), now(base) if base else None)
                conn.execute(_REPACK, (base, codec.CODEC, body, version_id))
        self._forget()

    def merge(self, keep: int, gone: int, *, newest: int) -> None:
        """Take one of two versions back that are one; all that refers to it refers to the other.

        Its looks are for ``reseat`` to write, its changes and its body go. ``newest`` is the one of
        both that was seen last: its mark tells the next look that nothing moved.
        """
        with self.transaction() as conn:
            self._lean_elsewhere(conn, gone)
            conn.execute(_INHERIT, {"keep": keep, "gone": gone, "newest": newest})
            for table, column in conn.execute(_REFERENCES).fetchall():
                if table in _ITS_OWN:
                    what = f"DELETE FROM {table} WHERE {column} = :gone"  # noqa: S608 - our own names
                else:
                    what = f"UPDATE {table} SET {column} = :keep WHERE {column} = :gone"  # noqa: S608
                conn.execute(what, {"keep": keep, "gone": gone})
            conn.execute("DELETE FROM versions WHERE id = ?", (gone,))
            self._forget()

    def _lean_elsewhere(self, conn: sqlite3.Connection, gone: int) -> None:
        """Bodies that lean on one that goes lean on what that leans on."""
        ids = [one for (one,) in conn.execute(_LEANING, (gone,)).fetchall()]
        base = conn.execute(_BASE, (gone,)).fetchone()[0]
        under = self._body(self._version(base)) if base else None
        for version_id in ids:
            body = self._body(self._version(version_id))
            conn.execute(_REPACK, (base, codec.CODEC, codec.compress(body, under), version_id))

    def shown_version(self, trial: str) -> int | None:
        """Id of the version that a trial's own row shows."""
        row = self._row("SELECT version_id FROM trials WHERE id = ?", (trial,))
        return row["version_id"] if row else None

    def show_anew(self, version: Version, record: Record) -> None:
        """Write a trial's own row and its record anew, from the version that they show."""
        with self.transaction() as conn:
            self._show(conn, Stored(version, b"", msgspec.json.encode(record)))
