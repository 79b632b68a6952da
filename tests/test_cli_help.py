"""Help, start-up and completion: what a person meets first."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

import tracker as package
from tests.calls import Caller, played_demo
from tracker.cli import main
from tracker.cli.commands import COMMANDS
from tracker.standin import DEMO, demo_registry, serve

PAGE = Path(__file__).parents[1] / "fixtures/page/one-arm-headings/input.html"
#: What no command needs in order to say how it is called.
HEAVY = ("deepdiff", "httpx", "rich", "sqlite_utils", "msgspec", "bs4", "datasette", "stamina")

#: What only those need who ask a registry or compare records.
LOOKING = ("deepdiff", "httpx", "rich.console", "bs4", "datasette", "stamina", "tracker.events")


#: Commands that run until they are stopped.
ENDLESS = {"serve"}


def loaded(name: str) -> click.Command:
    """A command of the table."""
    assert isinstance(main, click.Group)
    return main.commands[name]


def examples() -> list[tuple[str, str]]:
    """Each example of each help: (command, line)."""
    return [
        (name, line.strip())
        for name in COMMANDS
        if name not in ENDLESS
        for line in (loaded(name).help or "").partition("Examples:")[2].splitlines()
        if line.strip()
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says_first(name: str) -> None:
    """The one-line descriptions are written twice and cannot drift apart."""
    assert (loaded(name).help or "").splitlines()[0] == COMMANDS[name].says


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_eighty_columns_and_ends_well(name: str, tmp_path: Path) -> None:
    """The help of each command, after its name or before."""
    text = Caller(tmp_path).text(name, "--help")
    assert text.startswith(f"Usage: tracker {name}")
    assert [line for line in text.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_global_options(name: str) -> None:
    """They may stand behind the command's name, where people write them."""
    options = {option for param in loaded(name).params for option in param.opts}
    assert {"--db", "--config"} <= options


@pytest.mark.parametrize(("name", "line"), examples(), ids=lambda part: part)
def test_every_example_runs(
    name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the demo's database and registry, as they stand in the help."""
    del name
    monkeypatch.chdir(tmp_path)
    shutil.copy(played_demo(), "tracker.db")
    Path("ids.txt").write_text("NCT06931145, NCT99000001", "utf8")
    shutil.copy(DEMO / "NCT06931145.json", tmp_path)
    shutil.copy(PAGE, tmp_path / "page.html")
    no_records = shutil.ignore_patterns("*.md", "days.json", "earlier.json")
    shutil.copytree(DEMO, tmp_path / "dumps", ignore=no_records)
    shutil.make_archive("ctg-studies.json", "zip", "dumps")
    registry = demo_registry()
    registry.day = len(registry.days)
    with serve(registry) as server:
        tracker = Caller(tmp_path, server)
        tracker.text("watch", "NCT06931145", "--tag", "lung")
        result = tracker(*shlex.split(line.partition(" > ")[0])[1:])
    assert result.exit_code == 0, result.output
    to_file = line.startswith("tracker export") and not line.startswith("tracker export - ")
    silent = "--quiet" in line or "--output" in line or to_file
    silent = silent or line == "tracker check --tag lung --json"
    assert bool(result.stdout) != silent


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_the_examples_of_a_command_that_runs_on_can_be_typed(name: str) -> None:
    """They are read as the command would read them; its own tests start and end it."""
    lines = (loaded(name).help or "").partition("Examples:")[2].split("\n")
    typed = [shlex.split(line)[2:] for line in lines if line.strip()]
    assert typed
    for words in typed:
        loaded(name).make_context(name, words)


def test_tracker_alone_shows_its_help(tmp_path: Path) -> None:
    """Who types the name only wants to know what there is."""
    tracker = Caller(tmp_path)
    assert tracker.text() == tracker.text("--help")
    for name, row in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(row.says)}$", tracker.text(), re.MULTILINE)


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    """For bug reports."""
    assert Caller(tmp_path).text("--version") == f"tracker {package.__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["completion", "bash"]], ids=str)
def test_start_up_loads_nothing_heavy(words: list[str]) -> None:
    """Help and completion answer at once because nothing is loaded for them."""
    script = f"""
import sys
from tracker.cli import main
main({words!r}, standalone_mode=False)
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("words", [["list"], ["history", "NCT06931145"]], ids=str)
def test_reading_loads_no_client_of_the_network(words: list[str]) -> None:
    """Nor what draws bars, compares deeply, or serves pages."""
    script = f"""
import sys
from tracker.cli import main
main({[*words, "--db", str(played_demo())]!r}, standalone_mode=False)
print([name for name in {LOOKING!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: str, tmp_path: Path) -> None:
    """A script that asks tracker itself what could come next."""
    assert "_TRACKER_COMPLETE" in Caller(tmp_path).text("completion", shell)


def test_a_shell_completes_commands_and_options(tmp_path: Path) -> None:
    """What the script asks for, answered."""
    tracker = Caller(tmp_path)
    asked = {"_TRACKER_COMPLETE": "bash_complete", "COMP_WORDS": "tracker ch", "COMP_CWORD": "1"}
    assert tracker.run(**asked).stdout == "plain,changes\nplain,check\n"
    asked |= {"COMP_WORDS": "tracker check --for", "COMP_CWORD": "2"}
    assert tracker.run(**asked).stdout == "plain,--force\n"


def test_every_command_stands_under_one_heading() -> None:
    """No command is hidden, none is listed twice."""
    assert isinstance(main, click.Group)
    assert sorted(main.commands) == sorted(COMMANDS)
    assert all(loaded(name).name == name for name in COMMANDS)
