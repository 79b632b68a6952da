"""What was done and told: runs, notices, drift, and how far each source was walked.

Comes in: what ``check`` did and found beside the records.
Goes out: the same, as rows.
Does not: decide what is told.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.sources.base import Drift
from tracker.store.database import Base
from tracker.store.listed import DriftSeen, Notice, Run
from tracker.store.moments import start_of, utc

_DRIFT = """
INSERT INTO drift (path, kind, word, example, trial, first_seen, last_seen, times)
VALUES (:path, :kind, :word, :example, :trial, :at, :at, 1)
ON CONFLICT (path, kind, word) DO UPDATE SET last_seen = max(last_seen, :at), times = times + 1
"""
_STATE = """
INSERT INTO source_state (source, data_version, at) VALUES (?, ?, ?)
ON CONFLICT (source) DO UPDATE SET data_version = excluded.data_version, at = excluded.at
"""
_NOTICES = """
SELECT id, kind, text, at, trial, search, run FROM notices
WHERE (:since IS NULL OR at >= :since) AND (:trial IS NULL OR trial = :trial) ORDER BY at, id
"""


class Journal(Base):
    """What was done and told; a part of ``Store``."""

    def notice(
        self,
        kind: str,
        text: str,
        *,
        at: str,
        trial: str | None = None,
        search: int | None = None,
        run: int | None = None,
    ) -> int:
        """Keep something that is told once; gives back its id.

        Kinds: gone, back, moved, search_entered, search_left, failing, recovered,
        search_failing, search_recovered, withheld.
        """
        sql = "INSERT INTO notices (kind, text, at, trial, search, run) VALUES (?, ?, ?, ?, ?, ?)"
        with self.transaction() as conn:
            made = conn.execute(sql, (kind, text, utc(at), trial, search, run))
        return int(made.lastrowid or 0)

    def notices(self, *, since: str | None = None, trial: str | None = None) -> list[Notice]:
        """What was told since a date or moment, of one trial or all, oldest first."""
        asked = {"since": start_of(since) if since else None, "trial": trial}
        return [Notice(**row) for row in self._rows(_NOTICES, asked)]

    def begin_run(self, command: str, at: str) -> int:
        """A run begins; gives back its id."""
        sql = "INSERT INTO runs (command, started_at) VALUES (?, ?)"
        with self.transaction() as conn:
            made = conn.execute(sql, (command, utc(at)))
        return int(made.lastrowid or 0)

    def end_run(
        self, run: int, at: str, *, exit_code: int, note: str | None = None, **counts: int
    ) -> None:
        """A run ends, with what it counted: looked, changed, failed, requests and so on."""
        said = msgspec.json.encode(counts).decode()
        sql = "UPDATE runs SET ended_at = ?, exit_code = ?, note = ?, counts = ? WHERE id = ?"
        with self.transaction() as conn:
            conn.execute(sql, (utc(at), exit_code, note, said, run))

    def note_run(self, run: int, note: str) -> None:
        """Write down how far a run has come, while it runs."""
        with self.transaction() as conn:
            conn.execute("UPDATE runs SET note = ? WHERE id = ?", (note, run))

    def last_run(self, command: str) -> Run | None:
        """The last run of a command; None if there was none."""
        sql = "SELECT * FROM runs WHERE command = ? ORDER BY id DESC LIMIT 1"
        row = self._row(sql, (command,))
        return Run(**row | {"counts": msgspec.json.decode(row["counts"])}) if row else None

    def runs(self, limit: int = 20) -> list[Run]:
        """The last runs, newest first."""
        sql = "SELECT * FROM runs ORDER BY id DESC LIMIT ?"
        return [
            Run(**row | {"counts": msgspec.json.decode(row["counts"])})
            for row in self._rows(sql, (limit,))
        ]

    def data_version(self, source: str) -> str | None:
        """The data set of a source that was walked to its end last; None if none was."""
        row = self._row("SELECT data_version FROM source_state WHERE source = ?", (source,))
        return row["data_version"] if row else None

    def set_data_version(self, source: str, value: str, at: str) -> None:
        """A data set was walked to its end: everything watched was looked at in it."""
        with self.transaction() as conn:
            conn.execute(_STATE, (source, value, utc(at)))

    def add_drift(self, drifts: Iterable[Drift], trial: str, at: str) -> None:
        """Note what the registry sent in a record and no field or vocabulary knows."""
        rows = [
            {
                "path": one.path,
                "kind": one.kind,
                # Each unknown word is news of its own; of a field only the field is.
                "word": one.example if one.kind == "value" else "",
                "example": one.example,
                "trial": trial,
                "at": utc(at),
            }
            for one in drifts
        ]
        if rows:
            with self.transaction() as conn:
                conn.executemany(_DRIFT, rows)

    def drift(self) -> list[DriftSeen]:
        """All drift ever seen, by path."""
        sql = """SELECT path, kind, example, trial, first_seen, last_seen, times FROM drift
            ORDER BY path, kind, word"""
        return [DriftSeen(**row) for row in self._rows(sql)]
