"""``tracker serve``: the database in a browser."""

from __future__ import annotations

from contextlib import suppress
from importlib.util import find_spec

import click

from tracker.cli.options import Command
from tracker.cli.progress import progress
from tracker.cli.session import Session, pass_session
from tracker.errors import TrackerError, UsageError
from tracker.lock import run_lock


@click.command(cls=Command)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    metavar="NUMBER",
    help="Port (default: 8001); 0 takes any that is free.",
)
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@pass_session
def serve(session: Session, port: int, opens: bool) -> None:
    """Show the database in a browser, on this machine.

    What changed lately, each trial's life, any two versions compared; behind it Datasette with
    all tables, SQL, CSV and JSON. Read only, and only for this machine; Ctrl-C ends it. It needs
    the extra `browse`.

    Examples:
      tracker serve --open
      tracker serve --db snapshots/tracker.db --port 8080

    """
    if find_spec("datasette") is None:
        raise UsageError('this needs the extra `browse`: pip install "tracker[browse]"')
    from tracker.browse.serving import serve as run

    with session.tracker(read_only=True):
        pass  # a database that is not there, or of another version, is told here and now
    _tell_events(session)

    def ready(address: str) -> None:
        session.screen.say(f"Tracker is at {address} (Ctrl-C ends it)")
        if opens:
            click.launch(address)

    with suppress(KeyboardInterrupt):
        run(session.config.db, port, ready)


def _tell_events(session: Session) -> None:
    """Find the events of trials that nobody watches too; say so where that cannot be."""
    try:
        with (
            session.tracker() as tracker,
            run_lock(tracker.store.path),
            progress("finding events") as tell,
        ):
            tracker.tell_events(unwatched=True, progress=tell)
    except TrackerError as error:
        session.screen.say(f"Events and sites are shown as they were found last: {error}")
