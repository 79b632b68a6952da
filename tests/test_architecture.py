"""The shape of the code, held by reading it: who imports whom, who does I/O, how long things are.

The rules are those of ``docs/how-it-works.md``. A rule that must be broken is broken in the open:
by a line in the tables below, with its reason.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pickle
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tracker"

#: Libraries that only some rooms may import. A room is the first name below ``tracker``.
ONLY_IN = {
    "httpx": {"fetch"},
    "stamina": {"fetch"},
    "sqlite3": {"store", "browse"},
    "sqlite_utils": {"store", "browse"},
    "datasette": {"browse"},
    "click": {"cli"},
    "rich": {"cli", "report"},
    "apprise": {"notify"},
    "smtplib": {"notify"},
}
SQL_ONLY_IN = {"store", "browse"}
PRINTS_ONLY_IN = {"cli"}
ENVIRONMENT_ONLY_IN = {"config"}

#: What takes all it knows as arguments and gives all it makes as values.
PURE = (
    "tracker.canonical",
    "tracker.changes",
    "tracker.dates",
    "tracker.diff",
    "tracker.errors",
    "tracker.events",
    "tracker.ids",
    "tracker.past.modules",
    "tracker.past.witness",
    "tracker.record",
    "tracker.sources",
    "tracker.text",
)
#: Modules by which a pure room would touch the world outside.
IMPURE_IMPORTS = {
    "asyncio",
    "fcntl",
    "ftplib",
    "glob",
    "http",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "signal",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
    "uuid",
}
IMPURE_CALLS = {"input", "print", "exec", "eval", "breakpoint"}
#: Methods and functions by their last name: files, and the clock.
IMPURE_NAMES = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
CLOCK_NAMES = {"now", "today", "utcnow"}

#: The stages of the one direction, and the values that they hand to each other.
STAGES = {
    "diff": ("tracker.diff",),
    "events": ("tracker.events",),
    "fetch": ("tracker.fetch",),
    "report": ("tracker.report",),
    "sources": ("tracker.sources",),
    "store": ("tracker.store",),
}
SHARED_VALUES = (
    "tracker.canonical",
    "tracker.changes",
    "tracker.dates",
    "tracker.diff.countries",
    "tracker.diff.identity",
    "tracker.diff.labels",
    "tracker.errors",
    "tracker.events.base",
    "tracker.ids",
    "tracker.outcome",
    "tracker.past.backfilled",
    "tracker.past.modules",
    "tracker.past.replayed",
    "tracker.past.witness",
    "tracker.record",
    "tracker.sources.base",
    "tracker.store.listed",
    "tracker.store.rows",
    "tracker.text",
)

#: Who may hold the client that asks a registry, and what for.
ASKS = {
    "api": "makes the fetcher of a run and of a back-fill",
    "check": "the main path",
    "config": "fills in the fetcher's settings",
    "doctor": "knocks, to see who answers",
    "past": "reads the registry's own history of a trial, and reads it again",
    "run": "the steps of the main path",
}

MODULE_LINES = 250
FUNCTION_LINES = 45
#: Modules that may be longer, each with its reason.
LONGER: dict[str, str] = {
    "record/results.py": "the results section, one type after the other as the registry has them",
}

_SQL = re.compile(
    r"\s*(select\s.+\sfrom\s|insert\s+(or\s+\w+\s+)?into\s|update\s+\S+\s+set\s|delete\s+from\s"
    r"|with\s+(recursive\s+)?\w+(\s*\([^)]*\))?\s+as\s*\(|pragma\s+\w+|alter\s+table\s"
    r"|(create|drop)\s+(temp\s+|unique\s+|virtual\s+)?(table|view|index|trigger)\s)",
    re.IGNORECASE | re.DOTALL,
)


class Module(NamedTuple):
    """One module of the package, read and parsed."""

    name: str
    path: Path
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        """The first name below ``tracker``; empty for the package itself."""
        return [*self.name.split("."), ""][1]

    @property
    def where(self) -> str:
        """The path as the tables of this file name it."""
        return self.path.relative_to(PACKAGE).as_posix()


@cache
def modules() -> dict[str, Module]:
    """All modules of the package by name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf8")
        found[name] = Module(name, path, ast.parse(text), len(text.splitlines()))
    return found


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Each imported module with its line, wherever in the code the import stands."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.where}:{node.lineno}: imports are absolute here"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield (name if name in modules() else str(node.module)), node.lineno


def within(name: str, *roots: str) -> bool:
    """Whether a dotted name is one of these or below it."""
    return any(name == root or name.startswith(root + ".") for root in roots)


def report(broken: list[str]) -> None:
    """Fail with one line a place."""
    assert not broken, "\n" + "\n".join(broken)


def test_each_library_stays_in_its_room() -> None:
    """The HTTP client in fetch, SQL in the store, click in the command line, and so on."""
    report(
        [
            f"{module.where}:{line}: imports {name}; only {', '.join(sorted(rooms))} may"
            for module in modules().values()
            for name, line in imports(module)
            for library, rooms in ONLY_IN.items()
            if within(name, library) and module.room not in rooms
        ]
    )


def _docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings, which may speak of anything."""
    bodies = [
        node.body
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


def test_only_the_store_knows_sql() -> None:
    """No text that begins as a statement of SQL stands anywhere else."""
    broken = []
    for module in modules().values():
        if module.room in SQL_ONLY_IN:
            continue
        prose = _docstrings(module.tree)
        broken += [
            f"{module.where}:{node.lineno}: holds SQL: {node.value[:40]!r}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in prose
            and _SQL.match(node.value)
        ]
    report(broken)


def _calls(module: Module) -> Iterator[tuple[str, str, int]]:
    """Each call as (last name, whole dotted text, line)."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            text = ast.unparse(node.func)
            yield text.rsplit(".", 1)[-1], text, node.lineno


def test_only_the_command_line_prints() -> None:
    """What the rest has to say it returns, raises or logs."""
    broken = []
    for module in modules().values():
        if module.room in PRINTS_ONLY_IN:
            continue
        broken += [
            f"{module.where}:{line}: prints"
            for _, text, line in _calls(module)
            if text == "print" or text.startswith(("sys.stdout.", "sys.stderr."))
        ]
    report(broken)


def test_only_the_configuration_reads_the_environment() -> None:
    """All settings come through one door."""
    report(
        [
            f"{module.where}:{node.lineno}: reads the environment"
            for module in modules().values()
            if module.room not in ENVIRONMENT_ONLY_IN
            for node in ast.walk(module.tree)
            if (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"})
            or (
                isinstance(node, ast.ImportFrom)
                and node.module == "os"
                and {alias.name for alias in node.names} & {"environ", "getenv"}
            )
        ]
    )


def test_pure_rooms_import_nothing_that_touches_the_world() -> None:
    """Reading, canonical form, diff and events can run anywhere, over anything, in any order."""
    report(
        [
            f"{module.where}:{line}: imports {name}"
            for module in modules().values()
            if within(module.name, *PURE)
            for name, line in imports(module)
            if within(name, *IMPURE_IMPORTS)
        ]
    )


def test_pure_rooms_know_no_clock_and_open_nothing() -> None:
    """The clock is passed in; files are somebody else's matter."""
    report(
        [
            f"{module.where}:{line}: calls {text}"
            for module in modules().values()
            if within(module.name, *PURE)
            for last, text, line in _calls(module)
            if text in IMPURE_CALLS or last in IMPURE_NAMES or (last in CLOCK_NAMES and "." in text)
        ]
    )


def test_pure_rooms_keep_no_state() -> None:
    """No ``global`` statement: the same arguments give the same answer."""
    report(
        [
            f"{module.where}:{node.lineno}: global {', '.join(node.names)}"
            for module in modules().values()
            if within(module.name, *PURE)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Global)
        ]
    )


def test_a_stage_knows_only_itself_and_the_shared_values() -> None:
    """Stages never call each other; ``check`` calls them all."""
    report(
        [
            f"{module.where}:{line}: {stage} imports {name}"
            for stage, own in STAGES.items()
            for module in modules().values()
            if within(module.name, *own)
            for name, line in imports(module)
            if within(name, "tracker") and not within(name, *own, *SHARED_VALUES)
        ]
    )


def test_who_asks_a_registry_is_known() -> None:
    """The client is in few hands, each listed with its reason."""
    report(
        [
            f"{module.where}:{line}: imports {name}"
            for module in modules().values()
            if module.room not in ASKS and module.room != "fetch"
            for name, line in imports(module)
            if within(name, "tracker.fetch")
        ]
    )


def test_a_shared_value_knows_only_shared_values() -> None:
    """What everything rests on rests on nothing else."""
    report(
        [
            f"{module.where}:{line}: a shared value imports {name}"
            for module in modules().values()
            if within(module.name, *SHARED_VALUES)
            for name, line in imports(module)
            if within(name, "tracker") and not within(name, *SHARED_VALUES)
        ]
    )


def test_nothing_but_the_entry_points_imports_the_command_line() -> None:
    """The command line is the outermost room: ``python -m tracker`` alone stands before it."""
    report(
        [
            f"{module.where}:{line}: imports {name}"
            for module in modules().values()
            if module.room not in {"cli", "__main__"}
            for name, line in imports(module)
            if within(name, "tracker.cli")
        ]
    )


def _cycle(graph: dict[str, set[str]]) -> list[str]:
    """One round trip through a graph, or nothing."""
    done: set[str] = set()

    def walk(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph[name]):
            if found := walk(other, [*trail, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(graph) if (found := walk(name, []))), [])


def test_imports_never_go_round_in_a_circle() -> None:
    """Every module can be read after those that it imports; late and type-only imports count."""
    graph = {
        name: {other for other, _ in imports(module) if other in modules() and other != name}
        for name, module in modules().items()
    }
    assert _cycle(graph) == []


def test_no_module_is_longer_than_can_be_kept_in_mind() -> None:
    """A module is one thing; where it is two, it becomes two modules."""
    report(
        [
            f"{module.where}: {module.lines} lines"
            for module in modules().values()
            if module.lines > MODULE_LINES and module.where not in LONGER
        ]
    )


def test_each_allowance_for_length_is_still_needed() -> None:
    """The list of long modules does not outlive them."""
    long = {module.where for module in modules().values() if module.lines > MODULE_LINES}
    assert set(LONGER) <= long


def test_no_function_is_longer_than_a_screen() -> None:
    """A function does one thing on one level."""
    report(
        [
            f"{module.where}:{node.lineno}: {node.name} has {length} lines"
            for module in modules().values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
        ]
    )


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    """A name such as ``utils`` says nothing of what is inside."""
    drawers = {"utils", "util", "helpers", "common", "misc"}
    report([m.where for m in modules().values() if m.path.stem in drawers])


def _is_said_elsewhere(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Setters, overloads and overriding methods are described where the first of them stands."""
    marks = {ast.unparse(mark).rsplit(".", 1)[-1] for mark in node.decorator_list}
    return bool(marks & {"setter", "overload", "override"})


def _undocumented(node: ast.AST, name: str) -> Iterator[str]:
    """The public definitions below a node that have no docstring."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if child.name.startswith("_") or _is_said_elsewhere(child):
            continue
        if ast.get_docstring(child) is None:
            yield f"{name}.{child.name}"
        if isinstance(child, ast.ClassDef):
            yield from _undocumented(child, f"{name}.{child.name}")


def test_everything_public_says_what_it_is() -> None:
    """Each module, public class, function and method has a docstring."""
    broken = [name for name, module in modules().items() if not ast.get_docstring(module.tree)]
    for name, module in modules().items():
        broken += _undocumented(module.tree, name)
    report(broken)


@pytest.mark.parametrize("name", sorted(n for n, m in modules().items() if within(n, *PURE)))
def test_pure_functions_can_be_sent_to_another_process(name: str) -> None:
    """Each public function of a pure room pickles by name, so that a cluster can call it."""
    module = importlib.import_module(name)
    for label, thing in inspect.getmembers(module, inspect.isfunction):
        if thing.__module__ == name and not label.startswith("_"):
            assert pickle.loads(pickle.dumps(thing)) is thing
