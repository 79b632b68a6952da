"""What each table and column of a database means, from the comments that it keeps itself.

Comes in: an open database, whose ``CREATE`` texts SQLite keeps with their comments.
Goes out: its tables and views, each column with its meaning.
Does not: format; the pages, Datasette's metadata and the docs do, each in its way.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from msgspec import inspect as types

from tracker.record import (
    Conditions,
    Dates,
    Design,
    Enrollment,
    Identification,
    Sponsors,
    Status,
)

#: The text that makes a column: its name, its type, its comment.
_COLUMN = re.compile(r",? ?(\w+) (TEXT|INTEGER|REAL|BLOB)\b([^-/]*)(?:-- (.*)|/\* (.*) \*/,?)?")
#: Columns that were added later stand together on one line.
_ADDED = re.compile(r", (?=\w+ (?:TEXT|INTEGER|REAL|BLOB) )")
_KEY = re.compile(r"REFERENCES (\w+)\((\w+)\)")
_COMMENT = re.compile(r"-- (.*)")
#: The parts of a record that are one section; their fields are columns under the same name.
_SECTIONS = (Identification, Status, Dates, Enrollment, Design, Sponsors, Conditions)
_OBJECTS = """
SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view')
    AND name NOT LIKE '%_fts%' AND name NOT GLOB '_*' AND name NOT LIKE 'sqlite_%'
ORDER BY type, rowid
"""


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


def described(db: sqlite3.Connection) -> list[Table]:
    """The tables and views that people read, in the order in which they were made."""
    rows = db.execute(_OBJECTS).fetchall()
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
    lines = [line.strip() for line in sql.split("\n")]
    texts = [text for line in lines for text in (_ADDED.split(line) if "/*" in line else [line])]
    return [_column(match) for match in map(_COLUMN.fullmatch, texts) if match]


@cache
def _fields() -> dict[str, str]:
    """What each field of the sections of a record says."""
    return {
        field.encode_name: _said(field.type)
        for section in _SECTIONS
        for field in _fields_of(section)
        if field.encode_name != "id"
    }


def _fields_of(section: type) -> tuple[types.Field, ...]:
    part = types.type_info(section)
    return part.fields if isinstance(part, types.StructType) else ()


def _said(kind: types.Type) -> str:
    extra = kind.extra_json_schema if isinstance(kind, types.Metadata) else None
    return str((extra or {}).get("description", ""))


def _column(match: re.Match[str]) -> Column:
    """One column: where it points to, and what it means."""
    name, kind, rest, comment, later = match.groups(default="")
    points = _KEY.search(rest)
    meant = [f"a `{points[1]}.{points[2]}`"] if points else []
    if said := comment or later or _fields().get(name):
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
