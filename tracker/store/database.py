"""Opening the database file, and saying in a sentence why it cannot be used.

Comes in: a path.
Goes out: a connection with its settings, migrated; ``StoreError`` for all that a user can mend.
Does not: know what is in the tables.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
import sqlite_utils

from tracker.errors import OlderDatabase, StoreError
from tracker.store import schema
from tracker.store.connecting import connect, set_up, write_ahead
from tracker.store.explain import explained


class Base:
    """An open database: reading, writing, closing. The parts of ``Store`` build on it."""

    #: Where the file is.
    path: Path

    def __init__(self, db: sqlite_utils.Database, path: Path) -> None:
        self.db = db
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. What was committed is safe with or without it."""
        with explained(self.path):
            self.db.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside lands together or not at all; nests.

        Takes the write lock at once, so that what is read inside cannot be changed by another
        program before it is written.
        """
        conn = self.db.conn
        whole: contextlib.AbstractContextManager[object]
        whole = self._inner() if conn.in_transaction else self._outermost()
        with explained(self.path):
            try:
                with whole:
                    yield conn
            except BaseException:
                self._forget()
                raise

    @contextlib.contextmanager
    def _outermost(self) -> Iterator[None]:
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.conn.execute("COMMIT")
        except BaseException:
            self.db.rollback()
            raise

    @contextlib.contextmanager
    def _inner(self) -> Iterator[None]:
        """A part of a transaction that is taken back by itself.

        Always by one name, which nests, so that SQLite has each statement at hand.
        """
        conn = self.db.conn
        conn.execute("SAVEPOINT inner")
        try:
            yield
        except BaseException:
            if conn.in_transaction:  # after some errors SQLite has taken all of it back
                conn.execute("ROLLBACK TO inner")
                conn.execute("RELEASE inner")
            raise
        conn.execute("RELEASE inner")

    def _forget(self) -> None:
        """Called when a transaction was taken back: drop what was remembered of it."""

    def _rows(
        self, sql: str, params: Sequence[object] | Mapping[str, object] = ()
    ) -> Iterator[dict[str, Any]]:
        """Rows of a SELECT as dictionaries, one by one."""
        with explained(self.path):
            cursor = self.db.conn.execute(sql, params)
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def _rows_where(
        self, view: str, where: str, params: Mapping[str, object], **how: Any
    ) -> Iterator[dict[str, Any]]:
        """Rows of a view that a condition holds for, as dictionaries, one by one."""
        columns = how.pop("columns", "*")
        with explained(self.path):
            yield from self.db.view(view).rows_where(
                where or None, dict(params), select=columns, **how
            )

    def _row(
        self, sql: str, params: Sequence[object] | Mapping[str, object] = ()
    ) -> dict[str, Any] | None:
        """The first row of a SELECT; None if there is none."""
        return next(iter(self._rows(sql, params)), None)


def open_database(path: Path, *, read_only: bool, patience: float) -> sqlite_utils.Database:
    """Open the file, refuse what is not ours or newer, set it up and migrate it."""
    _check_place(path, read_only=read_only)
    with explained(path):
        conn = connect(path, read_only=read_only, patience=patience)
        try:
            db = sqlite_utils.Database(conn, execute_plugins=False)
            pending = _check_kind(db, path)
            set_up(conn)
            if pending and read_only:
                raise OlderDatabase(
                    f"{path} was made by an older Tracker; run `tracker doctor` or any command "
                    "that writes, once, to bring it up to date"
                )
            if not read_only:
                write_ahead(conn, patience)
            if pending:
                _migrate(db, path)
        except BaseException:
            conn.close()
            raise
    return db


def _check_place(path: Path, *, read_only: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it, such as {path / 'tracker.db'}")
    if read_only and not path.exists():
        raise StoreError(f"there is no database at {path} yet; `tracker watch ID` begins one")
    if read_only:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder {path.parent} cannot be made ({error.strerror}); choose another place "
            "with --db or TRACKER_DB"
        ) from error


def _check_kind(db: sqlite_utils.Database, path: Path) -> list[str]:
    """Refuse a database of something else or of a newer Tracker; name what is to migrate."""
    known = schema.migrations()
    applied = {one.name for one in known.applied(db)}
    if not applied and db.table_names():
        raise StoreError(
            f"{path} is a SQLite database, but not one of Tracker; choose another file with --db "
            "or TRACKER_DB"
        )
    unknown = applied - {step.__name__ for step in schema.STEPS}
    if unknown:
        raise StoreError(
            f"{path} was made by a newer Tracker ({', '.join(sorted(unknown))}); update Tracker. "
            "Nothing was touched"
        )
    return [one.name for one in known.pending(db)]


def _migrate(db: sqlite_utils.Database, path: Path) -> None:
    """Apply what is pending in one transaction; two programs that start at once do it once."""
    known = schema.migrations()
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        pending = known.pending(db)
        if pending and known.applied(db):
            # Nothing is written yet, so that a second connection sees the file as it was.
            copy(path, path.with_name(f"{path.name}.before-{pending[0].name}"))
        known.apply(db)
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def copy(path: Path, to: Path) -> None:
    """A whole copy of the database at one moment, beside whoever writes; replaces ``to``."""
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        with (
            explained(part),
            contextlib.closing(connect(path, read_only=True)) as source,
            contextlib.closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def as_json(values: Iterable[str] | None) -> str | None:
    """A list for SQL's ``json_each``: one parameter, however many values."""
    return None if values is None else msgspec.json.encode(list(values)).decode()
