"""Watched searches: what is asked for, and which trials matched when.

Comes in: searches, and the trials that a walk over all their pages found.
Goes out: which trials entered and which left.
Does not: ask a registry. A walk that was cut short must not be noted: what it missed would seem
to have left.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.errors import UsageError
from tracker.sources.base import Search
from tracker.store.database import Base, as_json
from tracker.store.listed import Hits, WatchedSearch
from tracker.store.looks import Failure, failure_of
from tracker.store.moments import utc
from tracker.store.watchlist import put_on_list

_ADD = """
INSERT INTO searches (source, search, registry, added_at) VALUES (?, ?, ?, ?)
ON CONFLICT (source, search) DO UPDATE SET registry = excluded.registry RETURNING id
"""
_LIST = """
SELECT s.id, s.search, s.source, s.added_at, s.last_walk,
    f.since AS failing_since, f.reason AS failing_reason,
    (SELECT json_group_array(tag) FROM
        (SELECT tag FROM search_tags WHERE search = s.id ORDER BY tag)) AS tags,
    (SELECT count(*) FROM search_hits WHERE search = s.id AND left_at IS NULL) AS matches
FROM searches s LEFT JOIN failing_searches f ON f.search = s.id
WHERE :tag IS NULL OR s.id IN (SELECT search FROM search_tags WHERE tag = :tag)
ORDER BY s.id
"""
_ENTERED = """
SELECT value FROM json_each(:trials) WHERE value NOT IN
    (SELECT trial FROM search_hits WHERE search = :search AND left_at IS NULL)
"""
_LEFT = """
SELECT trial FROM search_hits WHERE search = :search AND left_at IS NULL
    AND trial NOT IN (SELECT value FROM json_each(:trials)) ORDER BY trial
"""
_ENTER = """
INSERT INTO search_hits (search, trial, entered_at) VALUES (?, ?, ?)
ON CONFLICT (search, trial) DO UPDATE SET entered_at = excluded.entered_at, left_at = NULL
"""
_MISSED = """
INSERT INTO failing_searches (search, kind, reason, since) VALUES (:search, :kind, :reason, :at)
ON CONFLICT (search) DO UPDATE SET kind = excluded.kind, reason = excluded.reason
"""
_LEAVE = "UPDATE search_hits SET left_at = ? WHERE search = ? AND trial = ?"


class Searches(Base):
    """Watched searches; a part of ``Store``."""

    def add_search(
        self,
        search: Search,
        *,
        source: str,
        at: str,
        tags: Iterable[str] = (),
        registry: str | None = None,
    ) -> int:
        """Watch a search; gives back its id. The same search again only gets more tags.

        ``tags``: given to each trial that enters. ``registry``: whose trials it finds; the source
        bears its name if it is not given.
        """
        row = (source, _text(search), registry or source, utc(at))
        with self.transaction() as conn:
            search_id = int(conn.execute(_ADD, row).fetchall()[0][0])
            conn.executemany(
                "INSERT OR IGNORE INTO search_tags (search, tag) VALUES (?, ?)",
                [(search_id, tag) for tag in tags],
            )
        return search_id

    def remove_search(self, search_id: int) -> None:
        """Watch a search no more. The trials that it brought stay watched."""
        with self.transaction() as conn:
            found = conn.execute("DELETE FROM searches WHERE id = ?", (search_id,)).rowcount
        if not found:
            raise UsageError(f"there is no watched search {search_id}; `tracker list` shows them")

    def searches(self, *, tag: str | None = None) -> list[WatchedSearch]:
        """The watched searches; ``tag`` narrows them."""
        return [_watched_search(row) for row in self._rows(_LIST, {"tag": tag})]

    def note_hits(self, search_id: int, trials: Iterable[str], at: str) -> Hits:
        """Keep what a whole walk of a search found.

        Trials that did not match before enter the watch list with the search's tags; those that
        match no more stay watched. A trial that was taken off the list comes back only if it
        leaves the search and enters it again.
        """
        found, moment = as_json(dict.fromkeys(trials)), utc(at)
        asked = {"search": search_id, "trials": found}
        with self.transaction() as conn:
            entered = [row[0] for row in conn.execute(_ENTERED, asked).fetchall()]
            left = [row[0] for row in conn.execute(_LEFT, asked).fetchall()]
            self._enter(conn, search_id, entered, moment)
            conn.executemany(_LEAVE, [(moment, search_id, trial) for trial in left])
            conn.execute("UPDATE searches SET last_walk = ? WHERE id = ?", (moment, search_id))
            conn.execute("DELETE FROM failing_searches WHERE search = ?", (search_id,))
        return Hits(tuple(entered), tuple(left))

    def search_missed(self, search_id: int, kind: str, reason: str, at: str) -> Failure:
        """Note a walk that did not reach its end; what it found does not count."""
        row = {"search": search_id, "kind": kind, "reason": reason, "at": utc(at)}
        with self.transaction() as conn:
            sql = "SELECT kind FROM failing_searches WHERE search = ?"
            before = conn.execute(sql, (search_id,)).fetchone()
            conn.execute(_MISSED, row)
        return failure_of(before, kind)

    def _enter(
        self, conn: sqlite3.Connection, search_id: int, entered: list[str], moment: str
    ) -> None:
        asked = conn.execute("SELECT source, registry FROM searches WHERE id = ?", (search_id,))
        found = asked.fetchone()
        if found is None:
            raise UsageError(f"there is no watched search {search_id}")
        tags = conn.execute("SELECT tag FROM search_tags WHERE search = ?", (search_id,)).fetchall()
        put_on_list(
            conn,
            entered,
            registry=found[1],
            at=moment,
            tags=[row[0] for row in tags],
            source=found[0],
        )
        conn.executemany(_ENTER, [(search_id, trial, moment) for trial in entered])


def _text(search: Search) -> str:
    return msgspec.json.encode(search, order="deterministic").decode()


def _watched_search(row: dict[str, Any]) -> WatchedSearch:
    row["search"] = msgspec.json.decode(row["search"], type=Search)
    row["tags"] = tuple(msgspec.json.decode(row["tags"]))
    return WatchedSearch(**row)
