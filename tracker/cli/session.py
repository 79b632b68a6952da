"""What all commands of one call share: where the database is, the configuration, the screen.

Comes in: the global options. Goes out: an open :class:`tracker.api.Tracker` and a screen.
Does not: load or open anything before a command asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.errors import OlderDatabase, StoreError

if TYPE_CHECKING:
    from tracker.api import Tracker
    from tracker.cli.screen import Screen
    from tracker.config import Config


class Session:
    """One call of the command line."""

    def __init__(self) -> None:
        #: What flags say, by the dotted names of the configuration.
        self.flags: dict[str, object] = {}
        self.file: Path | None = None
        #: The group that a command is narrowed to.
        self.tag: str | None = None

    @cached_property
    def config(self) -> Config:
        """The configuration; loaded when it is first asked for, when all flags are known."""
        from tracker.config import load

        return load(self.file, overrides=self.flags)

    @cached_property
    def screen(self) -> Screen:
        """Where texts go."""
        from tracker.cli.screen import Screen

        return Screen(color=self.config.color)

    @contextmanager
    def tracker(self, *, begin: bool = False, read_only: bool = False) -> Iterator[Tracker]:
        """The open database. ``begin``: make one where there is none, instead of an error."""
        if not begin and not self.config.db.exists():
            raise StoreError(
                f"there is no database at {self.config.db}. `tracker watch` begins one there; "
                "name another with --db or TRACKER_DB, or see `tracker demo`."
            )
        with self._opened(read_only=read_only) as tracker:
            if self.tag is not None:
                tracker.must_have(self.tag)  # An empty answer would hide a slip of the finger.
            yield tracker

    def _opened(self, *, read_only: bool) -> Tracker:
        """Open for reading where that will do; a database of an older Tracker is migrated."""
        from tracker import api

        if read_only:
            with suppress(OlderDatabase):
                return api.open(config=self.config, read_only=True)
        return api.open(config=self.config, on_wait=self.screen.waits)


def session_of(ctx: click.Context) -> Session:
    """The session of a call, begun with its outermost context."""
    return ctx.ensure_object(Session)


#: Gives a command the session as its first argument.
pass_session = click.make_pass_decorator(Session, ensure=True)
