"""``tracker report``: events and changes in the form that people, mails and programs want."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.options import Command, tag_option
from tracker.cli.output import deliver
from tracker.cli.session import Session, pass_session
from tracker.errors import StoreError

if TYPE_CHECKING:
    from tracker.archive.reporting import Question


@click.command(cls=Command)
@click.option(
    "--since",
    metavar="DATE",
    help="New since: 7d, yesterday, 2026-03-01; last is since the last report of this kind.",
)
@click.option("--trial", metavar="ID", help="Only of this trial.")
@click.option("--rule", metavar="ID", help="Only events by this rule, as docs/events.md lists.")
@click.option(
    "--family", "families", multiple=True, metavar="WORD", help="Only events of this family."
)
@tag_option("Only of trials of this group.")
@click.option(
    "--format",
    "form",
    metavar="WORD",
    help="text, markdown, html, jsonl, csv, atom, json-feed or ics (default: by the file's name).",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where it goes (default: stdout).",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@pass_session
def report(
    session: Session,
    since: str | None,
    trial: str | None,
    rule: str | None,
    families: tuple[str, ...],
    tag: str | None,
    form: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Report events and changes: terminal, page, feed, calendar.

    Of all watched trials, or where nothing is watched of all that are stored. By trial, what
    matters first: events, then the changes that no event says. Calendars (ics) hold the dates to
    come.

    Examples:
      tracker report --since 7d
      tracker report --since last --output week.html
      tracker report --tag lung --family outcomes --format markdown
      tracker report --output dates.ics

    """
    from tracker.archive.reporting import Question

    asked = Question(
        since=since,
        trial=trial,
        rule=rule,
        families=families,
        tag=tag,
        form="jsonl" if as_json else _form(form, output),
    )
    _make(session, asked, output)


def _form(said: str | None, output: Path | None) -> str:
    """The form that was named, else the one that the file's name means."""
    from tracker.archive.choice import chosen
    from tracker.report.formats import FORMATS, format_of

    chosen(said, [*FORMATS], "format")
    return said or (format_of(output.name) if output else None) or "text"


def _make(session: Session, asked: Question, output: Path | None) -> None:
    """Make the report, deliver it, and note that it was delivered."""
    from msgspec.structs import replace

    from tracker.archive.reporting import LAST, note_report, report_of
    from tracker.report.formats import FORMATS
    from tracker.report.formats.text import lines

    form = FORMATS[asked.form]
    with session.tracker(read_only=True) as tracker:
        at = tracker.now()
        made = report_of(tracker, replace(asked, dates=form.dates))
    if (asked.since or "").strip().lower() == LAST and made.since is None:
        session.screen.say("this is the first report of its kind: it tells all that is known")
    if asked.form == "text" and output is None:
        session.screen.write(lines(made))
    else:
        deliver(session.screen, form.render(made), output)
    try:
        with session.tracker() as tracker:
            note_report(tracker.store, asked, at)
    except StoreError as error:
        session.screen.say(f"--since last will not know of this report: {error}")
