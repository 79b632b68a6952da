"""Options that several commands have, said once.

Comes in: a function that is to be a command. Goes out: the same with options.
Does not: decide what an option does beyond the configuration.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tracker.cli.help import WrittenHelp
from tracker.cli.session import session_of

F = TypeVar("F", bound=Callable[..., Any])


def _db(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    del param
    if value is not None:
        session_of(ctx).flags["db"] = value


def _config(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    del param
    if value is not None:
        session_of(ctx).file = value


def _tag(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    del param
    session_of(ctx).tag = value
    return value


def global_options(command: F) -> F:
    """``--db`` and ``--config``, which may stand before or after the command's name."""
    path = click.Path(path_type=Path)
    for name, metavar, callback, says in (
        ("--config", "FILE", _config, "Configuration (default: tracker.toml in this folder)."),
        ("--db", "FILE", _db, "Database (default: snapshots/tracker.db)."),
    ):
        add = click.option(
            name, type=path, metavar=metavar, callback=callback, expose_value=False, help=says
        )
        command = add(command)
    return command


def json_option(command: F) -> F:
    """``--json``: one JSON object a line on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


def tag_option(says: str) -> Callable[[F], F]:
    """``--tag``: narrow a command to the trials of one group."""
    return click.option("--tag", metavar="WORD", callback=_tag, help=says)


def known_by_option(command: F) -> F:
    """``--known-by``: narrow a question of the past to what had been seen by a second day."""
    says = "Only what had been seen here by this day."
    return click.option("--known-by", metavar="DATE", help=says)(command)


class Command(WrittenHelp):
    """A command with the global options, and its help laid out as it is written."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.params += _GLOBAL.params


def _nothing() -> None:
    """Holds the global options."""


_GLOBAL = click.command()(global_options(_nothing))
