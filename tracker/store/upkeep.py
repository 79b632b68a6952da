"""Care for the file: how much there is, whether it is sound, room and copies.

Comes in: an open database.
Goes out: counts, problems, a smaller file, a copy.
Does not: repair.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tracker.errors import StoreError, UsageError
from tracker.store import schema
from tracker.store.database import Base, copy
from tracker.store.explain import explained
from tracker.store.listed import Stats

_COUNTS = """
SELECT
    (SELECT count(*) FROM trials) AS trials,
    (SELECT count(*) FROM watches) AS watched,
    (SELECT count(*) FROM searches) AS searches,
    (SELECT count(*) FROM versions) AS versions,
    (SELECT count(*) FROM changes) AS changes,
    (SELECT count(*) FROM runs) AS runs,
    (SELECT count(*) FROM looks WHERE failing_kind IS NOT NULL) AS failing,
    (SELECT count(*) FROM looks WHERE gone_since IS NOT NULL) AS gone,
    (SELECT coalesce(sum(length(body)), 0) FROM bodies) AS body_bytes
"""


class Upkeep(Base):
    """Care for the file; a part of ``Store``."""

    def stats(self) -> Stats:
        """How much of everything there is."""
        applied = tuple(one.name for one in schema.migrations().applied(self.db))
        row = self._row(_COUNTS) or {}
        return Stats(file_bytes=self.path.stat().st_size, migrations=applied, **row)

    def check_writable(self) -> None:
        """``StoreError`` says why nothing could be written."""
        with self.transaction() as conn:
            # Of a file that may only be read SQLite begins a transaction, and refuses to write.
            conn.execute("UPDATE runs SET note = note WHERE 0")

    def check_integrity(self) -> list[str]:
        """What is wrong with the file, one sentence a problem; empty if it is sound.

        Pages, rows and references are checked. Bodies have checksums of their own, which are
        checked whenever one is read; ``vacuum`` makes the search index anew.
        """
        found = [text for (text,) in self._all("PRAGMA quick_check(20)") if text != "ok"]
        found += [
            f"row {rowid} of {table} points to a row of {parent} that is not there"
            for table, rowid, parent, _ in self._all("PRAGMA foreign_key_check")
        ]
        return found

    def vacuum(self) -> None:
        """Write the file anew without its gaps. Needs as much free space as the file has."""
        with explained(self.path):
            self.db.conn.execute("VACUUM")
            # SQLite promises to keep the numbers of rows only for tables with an integer key, and
            # the search index names trials by such numbers.
            self.db.conn.execute("INSERT INTO trials_fts (trials_fts) VALUES ('rebuild')")

    def backup(self, to: str | os.PathLike[str]) -> None:
        """A whole copy of the file at one moment, beside whoever writes; replaces ``to``."""
        target = Path(to)
        if target.is_dir():
            raise StoreError(f"{target} is a folder; name a file in it")
        if target.exists() and target.samefile(self.path):
            raise UsageError(f"{target} is the database itself; name another file")
        copy(self.path, target)

    def _all(self, pragma: str) -> list[tuple[Any, ...]]:
        with explained(self.path):
            return self.db.conn.execute(pragma).fetchall()
