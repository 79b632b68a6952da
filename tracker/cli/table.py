"""``tracker table``: all watched trials as they stood on a day."""

from __future__ import annotations

import click

from tracker.archive.pick import moment_of
from tracker.cli.options import Command, json_option, known_by_option, tag_option
from tracker.cli.session import Session, pass_session
from tracker.report import standing
from tracker.report.cells import csv_lines

_FORMATS = ("text", "csv", "json", "markdown")


@click.command(cls=Command)
@click.option("--as-of", default="today", metavar="DATE", help="As they stood on this day.")
@known_by_option
@tag_option("Only trials of this group.")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", help="Form of output."
)
@click.option("--raw", is_flag=True, help="CSV: leave text that looks like a formula as it is.")
@json_option
@pass_session
def table(
    session: Session,
    as_of: str,
    known_by: str | None,
    tag: str | None,
    form: str,
    raw: bool,
    as_json: bool,
) -> None:
    """Show all watched trials as they stood on a day.

    A day means the end of it, by the registry's own dates: what had been posted by then. With
    --known-by only what this database had seen by a second day counts, so that the table shows
    what its reader could know then. A trial that was not known is in the table as well.
    Where nothing is watched, all that are stored are in it.

    Examples:
      tracker table
      tracker table --as-of 2024-06-30
      tracker table --as-of 2024 --known-by 2025-03 --tag lung
      tracker table --as-of 2024-06-30 --format csv > trials.csv

    """
    screen, now = session.screen, session.config.now()
    with session.tracker(read_only=True) as tracker:
        rows = tracker.table(as_of, known_by=known_by, tag=tag)
    stood = moment_of(as_of, now)
    seen = moment_of(known_by, now) if known_by else None
    if as_json or form == "json":
        screen.json(standing.row(one, stood) for one in rows)
    elif form == "csv":
        plain = (standing.row(one, stood) for one in rows)
        for text in csv_lines(standing.COLUMNS, ([*one.values()] for one in plain), raw=raw):
            click.echo(text, nl=False)
    elif not rows:
        under = f" under the tag {tag!r}" if tag else ""
        screen.say(f"nothing is watched{under}; `tracker watch NCT06931145` would begin")
    elif form == "markdown":
        for text in standing.markdown(rows, stood, seen):
            click.echo(text)
    else:
        screen.write(standing.text(rows, stood, seen, screen.room))
