"""``tracker diff``: two versions of a trial."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
import msgspec

from tracker.cli.options import Command, json_option, known_by_option
from tracker.cli.session import Session, pass_session
from tracker.record import Record
from tracker.report import comparison, markdown
from tracker.report.patch import patch

if TYPE_CHECKING:
    from tracker.archive.comparing import Comparison

_FORMATS = ("text", "json", "json-patch", "markdown")


def _plain(record: Record) -> Any:
    """A record as JSON has it: lists, not tuples."""
    return msgspec.json.decode(msgspec.json.encode(record))


@click.command(cls=Command)
@click.argument("trial", metavar="ID")
@click.argument("before", metavar="[A]", required=False)
@click.argument("after", metavar="[B]", required=False)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", help="Form of output."
)
@known_by_option
@json_option
@pass_session
def diff(
    session: Session,
    /,
    trial: str,
    before: str | None,
    after: str | None,
    form: str,
    known_by: str | None,
    as_json: bool,
) -> None:
    """Compare two versions of a trial.

    A and B are numbers of versions, dates (2026-03-01, 2026-03), or first, last, today. Without
    them the last two versions are compared; with A alone, that one and the last. A date means what
    had been posted by the end of it; with --known-by, as far as it had been seen here by then. Long
    texts are shown by the words that differ: [-gone-] and {+new+}.

    Examples:
      tracker diff NCT06931145
      tracker diff NCT06931145 1 3
      tracker diff NCT06931145 first 2026-03-04
      tracker diff NCT06931145 2026-03-01 today
      tracker diff NCT06931145 1 --format markdown
      tracker diff NCT06931145 --json

    """
    screen = session.screen
    with session.tracker(read_only=True) as tracker:
        found = tracker.diff(trial, before, after, known_by=known_by)
    sides = (found.title, found.before, found.after, found.changes)
    if as_json or form == "json":
        screen.json(change.as_json() for change in found.stored_changes())
    elif form == "json-patch":
        before_json, after_json = map(_plain, found.records)
        screen.json([patch(before_json, after_json)])
    elif form == "markdown":
        for text in markdown.comparison(*sides):
            click.echo(text)
    else:
        screen.write(comparison.comparison(*sides))
        for note in _notes(found, last_two=before is None):
            screen.say(note)


def _notes(found: Comparison, *, last_two: bool) -> Iterator[str]:
    """What a reader of a comparison should know of its two sides."""
    if last_two and found.before.number == found.after.number:
        yield "there is one version so far; the next one can be compared with it"
    if found.before.lineage != found.after.lineage:
        yield "the two versions are from different sources, and one may show less than the other"
