"""Writes the parts of the documentation that the code knows best, so that they cannot drift.

Comes in: the types of the record, a freshly made database, the help of every command, and the
demo's database, on which the commands shown in the docs are run.
Goes out: ``docs/record.schema.json`` and the marked blocks of the Markdown files:

    <!-- generated: record -->      all up to <!-- end --> is written anew
    <!-- output: tracker list -->   the fenced block that follows is the command and what it printed

Does not: write anything that stands outside the marks. ``make docs`` runs it; a test fails while
what it would write differs from what is there.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import inspect as types

from tracker.record import Record

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "docs" / "record.schema.json"
#: Wide enough for tables, narrow enough for a page; the demo's days are frozen, so is this clock.
COLUMNS = 100
NOW = "2026-03-14T08:00:00Z"

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_OUTPUT = re.compile(r"(<!-- output: ([^\n]+?) -->\n)```console\n.*?\n```", re.DOTALL)


def main() -> None:
    """Write all that differs, and name it."""
    for path, text in generated().items():
        if not path.exists() or path.read_text(encoding="utf8") != text:
            path.write_text(text, encoding="utf8")
            print(f"written: {path.relative_to(ROOT)}")


def generated() -> dict[Path, str]:
    """Each file with generated parts, as it should read."""
    texts = {SCHEMA: record_schema()}
    pages = {path: path.read_text(encoding="utf8") for path in pages_with_marks()}
    shown = outputs(command for text in pages.values() for _, command in _OUTPUT.findall(text))
    for path, text in pages.items():
        text = _BLOCK.sub(lambda mark: f"{mark[1]}\n{BLOCKS[mark[2]]()}\n\n{mark[3]}", text)
        texts[path] = _OUTPUT.sub(lambda mark: mark[1] + shown[mark[2]], text)
    return texts


def pages_with_marks() -> list[Path]:
    """The Markdown files that hold at least one mark."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        page
        for page in pages
        if re.search(r"<!-- (generated|output): ", page.read_text(encoding="utf8"))
    ]


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
    return "\n\n".join(_part_table(part) for part in _parts(types.type_info(Record), set()))


def _parts(kind: types.Type, seen: set[type]) -> Iterator[types.StructType]:
    """A part and all parts below it, in the order in which a reader meets them."""
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
        (f"`{field.encode_name}`", _holds(field.type), _says(field.type))
        for field in part.fields
        if field.encode_name != "other"
    ]
    about = (part.cls.__doc__ or "").strip()
    return f"### {part.cls.__name__}\n\n{about}\n\n" + table(("Field", "Holds", "What it is"), rows)


def _says(kind: types.Type) -> str:
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


# --- the commands -----------------------------------------------------------------------------


def command_help() -> str:
    """The help of every command, as the terminal shows it."""
    from tracker.cli import main as tracker

    return "\n\n".join(_help(command, name) for name, command in commands(tracker, "tracker"))


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, with the words that call it."""
    yield name, command
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from commands(command.commands[below], f"{name} {below}")


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=80, max_content_width=80)
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
    return f"### `{name}`\n\n```text\n" + "\n".join(lines).strip() + "\n```"


# --- what commands print ----------------------------------------------------------------------


def outputs(wanted: Iterator[str]) -> dict[str, str]:
    """Each command with its fenced block, run on the demo's database with a frozen clock."""
    names = list(dict.fromkeys(wanted))
    if not names:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        _run("tracker demo", Path(folder))
        return {name: f"```console\n$ {name}\n{_run(name, Path(folder))}\n```" for name in names}


def _run(command: str, folder: Path) -> str:
    """What one call of tracker prints on stdout."""
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *shlex.split(command)[1:]],
        cwd=folder,
        env={**os.environ, "TRACKER_NOW": NOW, "COLUMNS": str(COLUMNS), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n")


BLOCKS = {"record": record_tables, "commands": command_help}

if __name__ == "__main__":
    main()
