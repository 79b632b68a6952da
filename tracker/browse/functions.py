"""SQL functions for everyone who asks the database in Datasette.

Comes in: a connection, and where its database is. Goes out: the connection with the functions.
Does not: write; each call reads through a connection of its own.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tracker import api
from tracker.errors import TrackerError
from tracker.report.words import marked


def register(connection: sqlite3.Connection, path: Path) -> None:
    """Give a connection ``record_json(trial, version)`` and ``text_diff(before, after)``."""

    def record_json(trial: str, version: int | str) -> str | None:
        """The record of a version, by number or date, as JSON; NULL if there is none."""
        try:
            with api.open(path, read_only=True) as archive:
                return archive.version(str(trial), str(version)).record_json.decode()
        except TrackerError:
            return None

    connection.create_function("record_json", 2, record_json)
    connection.create_function("text_diff", 2, text_diff, deterministic=True)


def text_diff(before: str | None, after: str | None) -> str:
    """The lines in which two texts differ, with [-what went-] and {+what came+}.

    >>> text_diff("18 years", "21 years"), text_diff(None, "new")
    ('[-18-]{+21+} years', '{+new+}')
    """
    old, new = ("" if one is None else str(one) for one in (before, after))
    return "\n".join(marked(old, new))
