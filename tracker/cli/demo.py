"""``tracker demo``: the main job, offline."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import click

from tracker.cli.options import Command
from tracker.cli.screen import Screen
from tracker.cli.session import Session, pass_session
from tracker.demo import BACKFILLED, Day, run_demo
from tracker.errors import UsageError
from tracker.report import past, run
from tracker.report.lines import EMPTY, faint, line, title

#: Says that a folder was made here, so that no other database is ever taken away.
_MARK = "MADE-BY-TRACKER-DEMO"
#: What to try on the demo's database.
_COMMANDS = (
    "history NCT99000002",
    "diff NCT06931145 first last",
    "changes --since 2026-03-03 --category outcomes",
)


@click.command(cls=Command)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    metavar="FOLDER",
    help="Where the demo's database goes (default: demo).",
)
@pass_session
def demo(session: Session, folder: Path) -> None:
    """Play the main job offline, on a few made-up trials.

    A small registry on this machine serves several days of a few trials; they are watched,
    looked at, stored and compared the way real ones are. Nothing else is asked, and your own
    database is not touched.

    Examples:
      tracker demo
      tracker demo --folder try-out

    """
    _claim(folder)
    for day in run_demo(folder):
        _show(session.screen, day)
    _farewell(session.screen, folder / "tracker.db")


def _claim(folder: Path) -> None:
    """Make the folder ours; one with a database that the demo did not make is left alone."""
    mark = folder / _MARK
    if (folder / "tracker.db").exists() and not mark.exists():
        raise UsageError(
            f"{folder} holds a database that the demo did not make; name another folder with "
            "--folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("This folder was made by `tracker demo` and can be deleted.\n", "utf8")


def _show(screen: Screen, day: Day) -> None:
    command = "tracker watch ..." if day.number == 1 else "tracker check"
    screen.write([line(title(f"Day {day.number}, {day.date}"), faint(f"   $ {command}")), EMPTY])
    screen.write(run.news(day.outcome))
    screen.write(run.misses(day.outcome), err=True)
    screen.write([run.closing(day.outcome), EMPTY])
    if day.filled is not None:
        screen.write(
            [line(title("And what came before"), faint(f"   $ tracker backfill {BACKFILLED}"))]
        )
        screen.write([*past.filled(day.filled), past.closing(day.filled), EMPTY])


def _farewell(screen: Screen, db: Path) -> None:
    """Where the database is, and three commands that work on it as they stand."""
    tracker = f"{_program()} --db {shlex.quote(str(db))}"
    screen.write([line(title("The database is "), str(db), title(". Try:")), EMPTY])
    for command in _COMMANDS:
        screen.write([line(f"{tracker} {command}", indent=4, hang=4, fixed=True)])


def _program() -> str:
    """How this program was called, so that its name works in the same shell."""
    called = Path(sys.argv[0])
    if shutil.which("tracker") and called.name != "__main__.py":
        return "tracker" if shutil.which("tracker") == str(called) else shlex.quote(str(called))
    if called.name == "__main__.py":
        return f"{shlex.quote(Path(sys.executable).name)} -m tracker"
    return shlex.quote(str(called))
