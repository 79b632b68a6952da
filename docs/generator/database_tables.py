"""The database, as tables.

Comes in: a database made anew, whose ``CREATE`` texts SQLite keeps with their comments.
Goes out: Markdown, one table for each table and view.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from record_tables import record_parts, says, table

from tracker.record import (
    Conditions,
    Dates,
    Design,
    Enrollment,
    Identification,
    Sponsors,
    Status,
)
from tracker.store import Store

#: The text that makes a column: its name, its type, its comment.
_COLUMN = re.compile(r",? ?(\w+) (TEXT|INTEGER|REAL|BLOB)\b([^-/]*)(?:-- (.*)|/\* (.*) \*/,?)?")
#: Columns that were added later stand together on one line.
_ADDED = re.compile(r", (?=\w+ (?:TEXT|INTEGER|REAL|BLOB) )")
_KEY = re.compile(r"REFERENCES (\w+)\((\w+)\)")
_COMMENT = re.compile(r"-- (.*)")
#: The parts of a record that are one section; their fields are columns under the same name.
_SECTIONS = (Identification, Status, Dates, Enrollment, Design, Sponsors, Conditions)


class Column(NamedTuple):
    """One column of a table or a view."""

    name: str
    type: str
    #: What it means, in a line.
    meaning: str


class Table(NamedTuple):
    """One table or view."""

    name: str
    #: "table" or "view".
    kind: str
    about: str
    columns: list[Column]


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
            return _described(db)


def _described(db: sqlite3.Connection) -> list[Table]:
    rows = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE '%_fts%' AND name NOT GLOB '_*' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY type, rowid"
    ).fetchall()
    tables = {name: _table_columns(sql) for kind, name, sql in rows if kind == "table"}
    return [
        Table(
            name,
            kind,
            " ".join(_comments_above(sql)),
            tables.get(name) or _view_columns(db, name, sql, tables),
        )
        for kind, name, sql in rows
    ]


def _comments_above(sql: str) -> Iterator[str]:
    """The comments that stand before the first column."""
    for line in sql.split("\n")[1:]:
        comment = _COMMENT.fullmatch(line.strip())
        if comment is None:
            return
        yield comment[1]


def _table_columns(sql: str) -> list[Column]:
    """Each column with its comment; one that bears the name of a record's field is that field."""
    fields = {
        field.encode_name: says(field.type)
        for part in record_parts()
        if part.cls in _SECTIONS
        for field in part.fields
        if field.encode_name != "id"
    }
    lines = [line.strip() for line in sql.split("\n")]
    texts = [text for line in lines for text in (_ADDED.split(line) if "/*" in line else [line])]
    return [_column(match, fields) for match in map(_COLUMN.fullmatch, texts) if match]


def _column(match: re.Match[str], fields: dict[str, str]) -> Column:
    """One column: where it points to, and what it means."""
    name, kind, rest, comment, later = match.groups(default="")
    points = _KEY.search(rest)
    meant = [f"a `{points[1]}.{points[2]}`"] if points else []
    if said := comment or later or fields.get(name):
        meant.append(said)
    if not meant and rest.strip(" ,") == "PRIMARY KEY":
        meant.append("the key")
    if not meant and name == "trial":
        meant.append("the id of a trial")
    return Column(name, kind, "; ".join(meant))


def _view_columns(
    db: sqlite3.Connection, view: str, sql: str, tables: dict[str, list[Column]]
) -> list[Column]:
    """Each column with its own comment, else what is said of the column that it shows."""
    homes = dict(re.findall(r"(?:FROM|JOIN) (\w+) (\w)\b", sql))
    short = {alias: tables[table] for table, alias in homes.items() if table in tables}
    columns = []
    for name, kind in db.execute("SELECT name, type FROM pragma_table_info(?)", (view,)):
        comment = re.search(rf"\b{name},? +-- (.*)", sql)
        shown = re.search(rf"\b(\w)\.(\w+)[^.)\n]*\)? AS {name}\b|\b(\w)\.({name})\b", sql)
        alias, column = [part for part in shown.groups() if part] if shown else ("", "")
        meant = {one.name: one.meaning for one in short.get(alias, ())}
        columns.append(Column(name, kind, comment[1] if comment else meant.get(column, "")))
    return columns
