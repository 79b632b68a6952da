"""The watch list: single trials and their tags.

Comes in: ids of trials, tags.
Goes out: what is watched, with how the last look at it went.
Does not: look at a registry, or know whether an id exists there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.store.database import Base, as_json
from tracker.store.listed import Watched
from tracker.store.looks import failing_of
from tracker.store.moments import utc

_NOT_WATCHED = """
SELECT value FROM json_each(?) WHERE value NOT IN (SELECT trial FROM watches)
"""
_ADD_TRIALS = """
INSERT OR IGNORE INTO trials (id, registry) SELECT value, ? FROM json_each(?)
"""
_ADD_WATCHES = """
INSERT OR IGNORE INTO watches (trial, source, added_at) SELECT value, ?, ? FROM json_each(?)
"""
_ADD_TAG = "INSERT OR IGNORE INTO tags (trial, tag) SELECT value, ? FROM json_each(?)"
_REMOVE = "DELETE FROM watches WHERE trial IN (SELECT value FROM json_each(?)) RETURNING trial"


class Watchlist(Base):
    """The watch list; a part of ``Store``."""

    def watch(
        self,
        trials: Iterable[str],
        *,
        registry: str,
        at: str,
        tags: Iterable[str] = (),
        source: str = "ctgov",
    ) -> list[str]:
        """Watch trials from now on; gives back those that were not watched before.

        Those that were keep their source and get the tags as well.
        """
        with self.transaction() as conn:
            return put_on_list(
                conn, trials, registry=registry, at=utc(at), tags=tags, source=source
            )

    def unwatch(self, trials: Iterable[str]) -> list[str]:
        """Watch trials no more; gives back those that were watched. Their history stays."""
        asked = list(dict.fromkeys(trials))
        with self.transaction() as conn:
            removed = {row[0] for row in conn.execute(_REMOVE, (as_json(asked),)).fetchall()}
        return [trial for trial in asked if trial in removed]

    def shown(self) -> dict[str, int]:
        """The version of each watched trial that it is shown by, as its id."""
        sql = """SELECT t.id, t.version_id FROM watches w JOIN trials t ON t.id = w.trial
            WHERE t.version_id IS NOT NULL ORDER BY t.id"""
        return {row["id"]: row["version_id"] for row in self._rows(sql)}

    def tags(self) -> list[str]:
        """The words under which trials and searches are grouped, by the alphabet."""
        sql = "SELECT tag FROM tags UNION SELECT tag FROM search_tags ORDER BY tag"
        return [row["tag"] for row in self._rows(sql)]

    def watched(self, *, tag: str | None = None) -> list[Watched]:
        """The watch list, by id; ``tag`` narrows it."""
        where = "trial IN (SELECT trial FROM tags WHERE tag = :tag)" if tag else ""
        rows = self._rows_where("watch_list", where, {"tag": tag} if tag else {}, order_by="trial")
        return [_watched(row) for row in rows]


def put_on_list(
    conn: sqlite3.Connection,
    trials: Iterable[str],
    *,
    registry: str,
    at: str,
    tags: Iterable[str],
    source: str,
) -> list[str]:
    """Put trials on the watch list, inside a transaction; gives back the new ones."""
    asked = as_json(dict.fromkeys(trials))
    new = [row[0] for row in conn.execute(_NOT_WATCHED, (asked,)).fetchall()]
    conn.execute(_ADD_TRIALS, (registry, asked))
    conn.execute(_ADD_WATCHES, (source, at, asked))
    conn.executemany(_ADD_TAG, [(tag, asked) for tag in tags])
    return new


def _watched(row: dict[str, Any]) -> Watched:
    for name in ("tags", "searches"):
        row[name] = tuple(msgspec.json.decode(row[name]))
    return Watched(failing=failing_of(row), **row)
