"""The database, as tables.

Comes in: a database made anew, whose ``CREATE`` texts SQLite keeps with their comments.
Goes out: Markdown, one table for each table and view; the files that Datasette reads.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from record_tables import table

from tracker.browse.described import Table, described
from tracker.browse.metadata import files
from tracker.store import Store


def database_tables() -> str:
    """One table for each table and view of a fresh database: column, type, what it means."""
    return "\n\n".join(
        f"### `{one.name}` ({one.kind})\n\n{one.about}\n\n"
        + table(
            ("Column", "Type", "What it is"),
            [(f"`{column.name}`", column.type, column.meaning) for column in one.columns],
        )
        for one in database()
    )


def database() -> list[Table]:
    """The tables and views that people read, in the order in which they are made."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        Store.open(path).close()
        with closing(sqlite3.connect(path)) as db:
            return described(db)


def datasette_files() -> dict[str, str]:
    """What Datasette reads where our plugin is not installed, by file name."""
    return files("tracker", database())
