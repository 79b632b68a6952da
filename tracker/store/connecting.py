"""Connections to the database file, for reading and for writing.

Comes in: a path.
Goes out: a connection with its settings.
Does not: look at what is in the file, or say why it cannot be used (``explain`` does).
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from tracker.errors import StoreError

#: Seconds to wait for another program that is writing. A check holds the write lock for a few
#: milliseconds a trial, an import for longer.
PATIENCE = 15.0

#: Settings of a connection. They hold for the connection only, apart from ``journal_mode``.
SETTINGS = (
    # A row that points to nothing is a defect of ours: let it fail at once.
    "PRAGMA foreign_keys = ON",
    # With WAL this survives any kill of the program; only a power cut can take back the last
    # commits, and never half of one. FULL would wait for the disk once a trial.
    "PRAGMA synchronous = NORMAL",
    # Sorting and grouping stay off the disk.
    "PRAGMA temp_store = MEMORY",
    # A long import must not leave a write-ahead log of its own size behind.
    "PRAGMA journal_size_limit = 67108864",
)

#: Readers go on while one writes, and one commit costs one write to the log.
WRITE_AHEAD = "PRAGMA journal_mode = WAL"

#: What SQLite says where it cannot make the files that go with a write-ahead log: a folder that
#: may not be written, a disk that is full.
_NO_ROOM = frozenset(
    (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
)


def connect(path: Path, *, read_only: bool, patience: float = PATIENCE) -> sqlite3.Connection:
    """Open the file; one that is for writing is made where there is none."""
    return _for_reading(path, patience) if read_only else _connect(path, "mode=rwc", patience)


def set_up(conn: sqlite3.Connection) -> None:
    """Give a connection its settings."""
    for setting in SETTINGS:
        conn.execute(setting)


def write_ahead(conn: sqlite3.Connection, patience: float) -> None:
    """Switch the log on. SQLite does not wait by itself if another program just does the same."""
    deadline = time.monotonic() + patience
    while True:
        try:
            conn.execute(WRITE_AHEAD)
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def readable_as_it_is(path: Path) -> bool:
    """Whether the file can be read only as one that nobody changes (``immutable=1``).

    To read beside a writer SQLite needs two files beside the database. Where it cannot make them,
    in a read-only folder or on a full disk, nobody writes either. ``StoreError`` where the log of
    a run that was cut off holds what the file does not.
    """
    conn = _connect(path, "mode=ro", PATIENCE)
    try:
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _NO_ROOM or not os.access(path, os.R_OK):
            raise
        _refuse_unfinished(path)
        return True
    finally:
        conn.close()
    return False


def _for_reading(path: Path, patience: float) -> sqlite3.Connection:
    how = "mode=ro&immutable=1" if readable_as_it_is(path) else "mode=ro"
    return _connect(path, how, patience)


def _refuse_unfinished(path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(
            f"the last changes to {path} stand in {log.name} beside it, and cannot be read where "
            "nothing can be written; copy both files into a folder that can be written and name "
            "the copy with --db, or free some space"
        )


def _connect(path: Path, how: str, patience: float) -> sqlite3.Connection:
    uri = f"file:{quote(os.fspath(path.absolute()))}?{how}"
    # No isolation level: transactions begin where we say so, never by themselves.
    return sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
