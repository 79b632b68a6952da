"""The record, as a JSON Schema and as tables.

Comes in: the types of ``tracker.record``.
Goes out: the text of the schema; Markdown, one table for each part of a record.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import inspect as types

from tracker.record import (
    Record,
)


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
