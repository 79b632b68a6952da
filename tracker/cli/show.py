"""``tracker show``: a record in full."""

from __future__ import annotations

import click

from tracker.cli.options import Command, json_option, known_by_option
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError
from tracker.report.comparison import version_said
from tracker.report.digest import headed
from tracker.report.lines import EMPTY, faint, line
from tracker.report.sheet import sheet


@click.command(cls=Command)
@click.argument("trial", metavar="ID")
@click.option("--version", metavar="N", help="This version (1, 2, ..., first, last).")
@click.option("--as-of", metavar="DATE", help="The version that stood on this day (or month).")
@known_by_option
@json_option
@pass_session
def show(
    session: Session,
    trial: str,
    version: str | None,
    as_of: str | None,
    known_by: str | None,
    as_json: bool,
) -> None:
    """Show a trial's record, as it is or as it was.

    A day means the end of it, by the registry's own dates: what had been posted by then. With
    --known-by only what had been seen here by a second day counts. With --json the record is one
    object; its fields are told in the data model of the docs.

    Examples:
      tracker show NCT06931145
      tracker show NCT06931145 --version 1
      tracker show NCT06931145 --as-of 2026-03
      tracker show NCT06931145 --as-of 2026-03-02 --known-by 2026-03-10
      tracker show NCT06931145 --json

    """
    if version is not None and as_of is not None:
        raise UsageError("give --version or --as-of, not both")
    if version is not None and known_by is not None:
        raise UsageError("--known-by goes with --as-of, or alone; a version has its own number")
    with session.tracker(read_only=True) as tracker:
        stored = tracker.version(trial, version or as_of or "last", known_by=known_by)
    if as_json:
        session.screen.json([stored.record_json])
        return
    one, record = stored.version, stored.record
    confirmed = f", last confirmed {one.last_confirmed[:10]}"
    head = [
        headed(one.trial, record.identification.brief_title),
        line(faint(version_said(one) + confirmed), indent=13),
        EMPTY,
    ]
    session.screen.write([*head, *sheet(record)])
