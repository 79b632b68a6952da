"""The documentation cannot lie: what the code knows is generated, what people wrote is checked."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import configuration_tables
import database_tables
import generate
import jsonschema
import msgspec
import pytest
import record_tables

import tracker
from tests.conftest import Lines
from tracker import errors
from tracker.cli import main
from tracker.config.tables import Tables
from tracker.sources.ctgov import CtgovSource

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "snapshots/README.md"])
COMMANDS = dict(generate.commands(main, "tracker"))


@pytest.fixture(scope="session")
def written() -> dict[Path, str]:
    """Each file with generated parts, as ``make docs`` would write it now."""
    return generate.generated()


def said() -> str:
    """All pages as one text."""
    return "\n".join(page.read_text(encoding="utf8") for page in PAGES)


@pytest.mark.parametrize(
    "path", [generate.SCHEMA, *generate.pages_with_marks()], ids=lambda path: path.name
)
def test_what_is_generated_is_what_the_code_says(path: Path, written: dict[Path, str]) -> None:
    """Where this fails, `make docs` writes it anew; look at the difference before committing."""
    assert path.read_text(encoding="utf8") == written[path]


# --- the record and the database --------------------------------------------------------------


@pytest.fixture(scope="session")
def schema() -> jsonschema.Draft202012Validator:
    """The published schema, which must itself be one."""
    text = json.loads(generate.SCHEMA.read_text(encoding="utf8"))
    jsonschema.Draft202012Validator.check_schema(text)
    return jsonschema.Draft202012Validator(text)


def test_real_records_fit_the_published_schema(
    schema: jsonschema.Draft202012Validator, records: Lines[bytes]
) -> None:
    """What a reader of our JSON is promised holds for real records, one in twenty of them."""
    source = CtgovSource()
    for number, payload in enumerate(records):
        if number % 20 == 0:
            schema.validate(json.loads(msgspec.json.encode(source.read(payload).record)))


def test_the_schema_refuses_what_a_record_never_holds(
    schema: jsonschema.Draft202012Validator,
) -> None:
    """Null is not a way to be absent, and a record without an id is none."""
    assert schema.is_valid({"identification": {"id": "NCT06931145"}})
    assert not schema.is_valid({"identification": {"id": "NCT06931145", "acronym": None}})
    assert not schema.is_valid({"identification": {}})


def test_every_field_of_a_record_is_described() -> None:
    """A field without a sentence is a riddle."""
    riddles = [
        f"{part.cls.__name__}.{field.encode_name}"
        for part in record_tables.record_parts()
        for field in part.fields
        if not record_tables.says(field.type)
    ]
    assert riddles == []


def test_every_table_and_column_is_described() -> None:
    """The comments stand in the database itself, in its CREATE texts."""
    riddles = [one.name for one in database_tables.database() if not one.about]
    for one in database_tables.database():
        riddles += [f"{one.name}.{column.name}" for column in one.columns if not column.meaning]
    assert riddles == []


def test_every_key_of_the_configuration_is_described() -> None:
    """A file that people write by hand is explained key by key."""
    assert [key.name for key in configuration_tables.keys(Tables) if not key.meaning] == []


# --- the command line -------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_says_what_it_does(name: str) -> None:
    """``--help`` leaves no blank."""
    command = COMMANDS[name]
    silent = [
        option.name
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden and not option.help
    ]
    assert command.help
    assert silent == []


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "tracker"])
def test_every_command_shows_an_example(name: str) -> None:
    """One line to copy is worth a paragraph."""
    if isinstance(COMMANDS[name], click.Group):
        return
    assert re.search(rf"^\s*\$? ?{name}\b", COMMANDS[name].help or "", re.MULTILINE)


def _strings(pattern: str) -> Iterator[str]:
    """All words in the texts of the package that match."""
    for path in (ROOT / "tracker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from re.findall(pattern, node.value)


def test_every_environment_variable_is_documented() -> None:
    """A switch that nobody knows of helps nobody."""
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf8")
    used = set(_strings(r"\bTRACKER_[A-Z_]+\b|\bNO_COLOR\b"))
    assert {name for name in used if f"| `{name}` |" not in page} == set()


def _families(root: type[errors.TrackerError]) -> Iterator[type[errors.TrackerError]]:
    yield root
    for kind in root.__subclasses__():
        yield from _families(kind)


def test_every_exit_code_is_documented() -> None:
    """Scripts rely on them."""
    page = (ROOT / "docs/cli.md").read_text(encoding="utf8")
    codes = {kind.exit_code for kind in _families(errors.TrackerError)} | {0, 1, 2, 3, 75}
    assert {code for code in codes if f"| `{code}` |" not in page} == set()


# --- the rest ---------------------------------------------------------------------------------


def test_every_public_name_is_documented() -> None:
    """What ``tracker`` exports, a page explains."""
    page = (ROOT / "docs/python.md").read_text(encoding="utf8")
    assert [
        name for name in tracker.__all__ if not re.search(rf"`(tracker\.)?{name}\b", page)
    ] == []


def _anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_inside_the_documentation_leads_somewhere(page: Path) -> None:
    """Pages and headings that are linked to are there."""
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf8")):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        other = page.parent / name if name else page
        if not other.exists() or (anchor and anchor not in _anchors(other)):
            dead.append(target)
    assert dead == []


def test_every_make_target_that_a_page_names_exists() -> None:
    """A command that is told of can be run."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", said())) <= targets


def test_every_tracker_command_that_a_page_names_exists() -> None:
    """The same for our own."""
    named = set(re.findall(r"`tracker ([a-z][a-z-]*)", said()))
    assert {f"tracker {name}" for name in named} <= set(COMMANDS)


def test_every_module_that_the_tour_of_the_code_names_exists() -> None:
    """How it works is told with the names that the code has."""
    text = (ROOT / "docs/how-it-works.md").read_text("utf8")
    named = set(re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py|(?:[a-z_]+/)+)`", text))
    assert [
        name
        for name in named
        if not any((ROOT / top / name).exists() for top in ("", "tracker", "tracker/run"))
    ] == []
