"""Writes the parts of the documentation that the code knows best, so that they cannot drift.

Comes in: the types of the record, a freshly made database, the public names, the help of every
command, and the demo's database, on which the commands shown in the docs are run.
Goes out: ``docs/record.schema.json``, what Datasette reads in ``docs/examples``, and the marked
blocks of the Markdown files:

    <!-- generated: record -->      all up to <!-- end --> is written anew
    <!-- output: tracker list -->   the fenced block that follows is the command and what it printed

Does not: write anything that stands outside the marks. ``make docs`` runs it; a test fails while
what it would write differs from what is there.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from api_reference import api_reference
from configuration_tables import configuration_table
from database_tables import database_tables, datasette_files
from event_tables import events_markdown, transitions_markdown
from history_tables import hidden_parts, witness_rules
from record_tables import record_schema, record_tables

from tracker.cli import main as tracker_command

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "record.schema.json"
EXAMPLES = ROOT / "docs" / "examples"
#: Wide enough for tables, narrow enough for a page; the demo's days are frozen, so is this clock.
SETTINGS = {
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "TRACKER_DB": "demo/tracker.db",  # where `tracker demo` puts it
    "TRACKER_NOW": "2026-03-14T08:00:00Z",
}

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_OUTPUT = re.compile(r"(<!-- output: ([^\n]+?) -->\n)```console\n.*?\n```", re.DOTALL)


def main() -> None:
    """Write all that differs, and name it."""
    for path, text in generated().items():
        if not path.exists() or path.read_text(encoding="utf8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf8")
            print(f"written: {path.relative_to(ROOT)}")


def generated() -> dict[Path, str]:
    """Each file with generated parts, as it should read."""
    texts = {SCHEMA: record_schema()}
    texts |= {EXAMPLES / name: text for name, text in datasette_files().items()}
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


# --- the commands -----------------------------------------------------------------------------


def command_help() -> str:
    """The help of every command, as the terminal shows it."""
    return "\n\n".join(
        _help(command, name) for name, command in commands(tracker_command, "tracker")
    )


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it that are shown, with the words that call it."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for below in command.list_commands(context):
            inner = command.get_command(context, below)
            if inner is not None and not inner.hidden:
                yield from commands(inner, f"{name} {below}")


def _help(command: click.Command, name: str) -> str:
    # Settings such as -h beside --help are those of the outermost command, as when it is called.
    outermost = click.Context(tracker_command, **tracker_command.context_settings)
    context = click.Context(command, parent=outermost, info_name=name, terminal_width=80)
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
        env=os.environ | SETTINGS,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"`{command}` exits {done.returncode}:\n{done.stderr}")
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n")


BLOCKS = {
    "api": api_reference,
    "commands": command_help,
    "configuration": configuration_table,
    "database": database_tables,
    "events": events_markdown,
    "hidden_parts": hidden_parts,
    "record": record_tables,
    "transitions": transitions_markdown,
    "witness_rules": witness_rules,
}

if __name__ == "__main__":
    main()
