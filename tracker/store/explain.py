"""Why a database cannot be used, in a sentence that says how to mend it.

Comes in: an error of SQLite.
Goes out: ``StoreError`` for all that a user can mend; anything else is a defect of ours.
Does not: try again.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tracker.errors import StoreError

#: What SQLite's result codes mean for a user; ``{path}`` is the file.
SENTENCES = {
    sqlite3.SQLITE_BUSY: "{path} is locked by another program; wait for it to end, or end it, "
    "then run this again",
    sqlite3.SQLITE_LOCKED: "{path} is locked by another part of this program",
    sqlite3.SQLITE_READONLY: "{path} cannot be written: the file or its folder is read-only, or it "
    "was opened for reading; change its permissions or choose another with --db or TRACKER_DB",
    sqlite3.SQLITE_FULL: "the disk that holds {path} is full; what was being written was left out "
    "whole; free some space and run this again",
    sqlite3.SQLITE_IOERR: "the disk that holds {path} could not be read or written ({error}); "
    "it may be full: free some space on it or check it, then run this again",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged ({error}); restore a backup, or save what can be "
    "saved with `sqlite3 {path} .recover`",
    sqlite3.SQLITE_NOTADB: "{path} is not a SQLite database; choose another file with --db or "
    "TRACKER_DB",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened; check that the folder exists, that you may "
    "read and write in it, and that it is a file",
    sqlite3.SQLITE_PERM: "you may not use {path}; change its permissions",
    sqlite3.SQLITE_TOOBIG: "a record is too large for {path} ({error})",
}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what a user can mend into ``StoreError``; defects of ours go through as they are."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the primary result code; the rest says where it came from.
        code = getattr(error, "sqlite_errorcode", None)
        sentence = SENTENCES.get(code & 0xFF) if code is not None else None
        if sentence is None:
            raise
        raise StoreError(sentence.format(path=path, error=error)) from error
