"""The shapes that others may rely on, as text: the record's types and the database's tables.

Comes in: the types of ``tracker.record``; a database made anew, whose ``CREATE TABLE`` texts SQLite
keeps with their comments.
Goes out: a JSON Schema, and Markdown tables.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect as types

from tracker.record import (
    Conditions,
    Dates,
    Design,
    Enrollment,
    Identification,
    Record,
    Sponsors,
    Status,
)
from tracker.store import Store

# --- the record -------------------------------------------------------------------------------


def record_schema() -> str:
    """The JSON Schema of a record as it is written: what is absent has no key, nothing is null."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Trial record",
        "description": "One clinical-trial record, normalised, the same for every registry.",
        **_without_null(msgspec.json.schema(Record)),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _without_null(node: Any) -> Any:
    """A schema in which no value may be null and no default is named."""
    if isinstance(node, list):
        return [_without_null(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    left = {key: _without_null(value) for key, value in node.items() if key != "default"}
    choices = [choice for choice in left.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        del left["anyOf"]
        left.update(choices[0])
    return left


def record_tables() -> str:
    """One table for each part of a record: field, what it holds, what it says."""
    return "\n\n".join(_part_table(part) for part in record_parts())


def record_parts() -> list[types.StructType]:
    """The record and all parts below it, each once, in the order in which a reader meets them."""
    return list(_parts(types.type_info(Record), set()))


def _parts(kind: types.Type, seen: set[type]) -> Iterator[types.StructType]:
    if isinstance(kind, types.StructType) and kind.cls not in seen:
        seen.add(kind.cls)
        yield kind
        for field in kind.fields:
            yield from _parts(field.type, seen)
    for inner in _inner(kind):
        yield from _parts(inner, seen)


def _inner(kind: types.Type) -> tuple[types.Type, ...]:
    """The types that a type is made of."""
    if isinstance(kind, types.Metadata):
        return (kind.type,)
    if isinstance(kind, types.UnionType):
        return kind.types
    if isinstance(kind, types.VarTupleType):
        return (kind.item_type,)
    return ()


def _part_table(part: types.StructType) -> str:
    rows = [
        (f"`{field.encode_name}`", _holds(field.type), says(field.type))
        for field in part.fields
        if field.encode_name != "other"
    ]
    about = (part.cls.__doc__ or "").strip()
    return f"### {part.cls.__name__}\n\n{about}\n\n" + table(("Field", "Holds", "What it is"), rows)


def says(kind: types.Type) -> str:
    """The one-line description of a field."""
    extra = kind.extra_json_schema if isinstance(kind, types.Metadata) else None
    return str((extra or {}).get("description", ""))


_KINDS = {"markup": "running text", "text": "line of text", "token": "token", "day": "date"}
_PLAIN = {types.BoolType: "true or false", types.IntType: "number", types.FloatType: "number"}


def _holds(kind: types.Type) -> str:
    """What a field holds, in words; a part is a link to its own table."""
    if isinstance(kind, types.Metadata) and kind.extra:
        return _KINDS[kind.extra["kind"]]
    if isinstance(kind, types.StructType):
        name = kind.cls.__name__
        return f"[{name}](#{name.lower()})"
    if isinstance(kind, types.VarTupleType):
        return f"list of {_holds(kind.item_type)}"
    inner = [one for one in _inner(kind) if not isinstance(one, types.NoneType)]
    return _holds(inner[0]) if inner else _PLAIN[type(kind)]


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines
    )


# --- the database -----------------------------------------------------------------------------

#: A line of CREATE TABLE that makes a column: its name, its type, its comment.
_COLUMN = re.compile(r",? ?(\w+) (TEXT|INTEGER|REAL|BLOB)\b([^-]*)(?:-- (.*))?")
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
    columns = []
    for line in sql.split("\n"):
        if match := _COLUMN.fullmatch(line.strip()):
            name, kind, rest, comment = match.groups()
            points = _KEY.search(rest)
            meant = [f"a `{points[1]}.{points[2]}`"] if points else []
            if said := comment or fields.get(name):
                meant.append(said)
            columns.append(Column(name, kind, "; ".join(meant)))
    return columns


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
