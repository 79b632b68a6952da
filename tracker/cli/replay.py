"""``tracker replay``: read everything that is stored anew."""

from __future__ import annotations

import click

from tracker.cli.options import Command, json_option
from tracker.cli.progress import progress
from tracker.cli.session import Session, pass_session
from tracker.report.replayed import replayed, troubles


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--dry-run", is_flag=True, help="Only say what would read otherwise.")
@click.option("--restart", is_flag=True, help="Begin anew, where the last run was cut off.")
@json_option
@pass_session
def replay(
    session: Session, ids: tuple[str, ...], dry_run: bool, restart: bool, as_json: bool
) -> int:
    """Read all that is stored anew, as today's readers do.

    What the registry sent is kept to the byte. When Tracker learns to read it better, records,
    changes and headlines are made anew from it, each trial at once or not at all. Nothing of that
    is news of a trial. `tracker check` does it by itself for the trials that it compares. A run
    that was cut off is gone on with.

    Exits 1 when something could not be read anew; that stays as it was.

    Examples:
      tracker replay --dry-run
      tracker replay
      tracker replay NCT06931145 --json

    """
    screen = session.screen
    with session.tracker(read_only=dry_run) as tracker, progress("reading") as tell:
        report = tracker.replay(ids or None, dry_run=dry_run, restart=restart, progress=tell)
    if report.resumed_after:
        screen.say(f"going on after {report.resumed_after}, where the last run was cut off")
    screen.write(troubles(report), err=True)
    if as_json:
        screen.json([report])
    else:
        screen.write(replayed(report))
    return report.exit_code()
