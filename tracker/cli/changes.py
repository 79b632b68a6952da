"""``tracker changes``: what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import click

from tracker.changes import CATEGORIES, StoredChange
from tracker.cli.options import Command, json_option, tag_option
from tracker.cli.session import Session, pass_session
from tracker.report.lines import EMPTY, Line, Said, bad, faint, ident, label, line, point

_CLASSES = ("sponsor", "registry", "bookkeeping")


@click.command(cls=Command)
@click.option("--since", metavar="DATE", help="Seen since: 2026-03-01, 2026-03, 7d, yesterday.")
@click.option("--trial", metavar="ID", help="Only of this trial.")
@click.option(
    "--category",
    "categories",
    multiple=True,
    type=click.Choice(CATEGORIES),
    metavar="WORD",
    help=f"Only about this: {', '.join(CATEGORIES)}.",
)
@click.option(
    "--class",
    "class_",
    type=click.Choice(_CLASSES),
    metavar="WORD",
    help="Only of this class: sponsor, registry, bookkeeping.",
)
@tag_option("Only of trials of this group.")
@json_option
@pass_session
def changes(
    session: Session,
    since: str | None,
    trial: str | None,
    categories: tuple[str, ...],
    class_: str | None,
    tag: str | None,
    as_json: bool,
) -> None:
    """Show the changes that are stored.

    Oldest first, by the day on which they were seen.

    Examples:
      tracker changes --since 7d
      tracker changes --category dates --category enrollment
      tracker changes --trial NCT06931145 --class sponsor
      tracker changes --json

    """
    screen = session.screen
    with session.tracker(read_only=True) as tracker:
        found = tracker.changes(
            since=since, trial=trial, category=categories or None, class_=class_, tag=tag
        )
        if as_json:
            screen.json(change.as_json() for change in found)
            return
        first = next(found, None)
        if first is None:
            screen.say("no changes are stored that fit")
        else:
            screen.write(_lines(first, found))


def _lines(first: StoredChange, rest: Iterator[StoredChange]) -> Iterator[Line]:
    """A heading a version, a line a change; lines come as the rows are read."""

    def every() -> Iterator[StoredChange]:
        yield first
        yield from rest

    for number, ((seen, trial, version), group) in enumerate(groupby(every(), key=_version)):
        if number:
            yield EMPTY
        same = [*group]
        posted = same[0].registry_date
        clocks = f"version {version}" + (f", posted {posted}" if posted else "")
        said: list[Said] = [label(seen[:10]), "  ", ident(trial), faint(f"  {clocks}")]
        if same[0].silent:
            said.append(bad("  without a new update date"))
        yield line(*said)
        for change in same:
            made = "" if change.class_ == "sponsor" else f"  ({change.class_})"
            yield point(change.summary, faint(made))


def _version(change: StoredChange) -> tuple[str, str, int]:
    return change.observed_at, change.trial, change.version
