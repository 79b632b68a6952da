"""``tracker events``: what the changes mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click

from tracker.cli.options import Command, json_option, tag_option
from tracker.cli.session import Session, pass_session
from tracker.report.lines import EMPTY, Line, faint, ident, label, line, point

if TYPE_CHECKING:
    from tracker.events import Event


@click.command(cls=Command)
@click.option("--since", metavar="DATE", help="Known since: 2026-03-01, 2026-03, 7d, yesterday.")
@click.option("--trial", metavar="ID", help="Only of this trial.")
@click.option(
    "--family",
    "families",
    multiple=True,
    metavar="WORD",
    help="Only of this family: status, enrollment, dates, outcomes, registration, results, "
    "sites, eligibility, record.",
)
@click.option("--rule", metavar="ID", help="Only by this rule, as docs/events.md lists them.")
@tag_option("Only of trials of this group.")
@json_option
@pass_session
def events(
    session: Session,
    since: str | None,
    trial: str | None,
    families: tuple[str, ...],
    rule: str | None,
    tag: str | None,
    as_json: bool,
) -> None:
    """Say what the changes mean, by written rules.

    Of all trials that are stored, watched or not. Each event names its rule and what it rests on;
    nothing is called important by a score. The day before it is that of the record; --since asks
    for the day on which a reader of the registry could first know of it.

    Examples:
      tracker events --trial NCT06931145
      tracker events --since 30d --family status --family dates
      tracker events --rule status_stopped_early --json

    """
    screen = session.screen
    with session.tracker(read_only=True) as tracker:
        found = tracker.events(
            since=since, trial=trial, family=families or None, rule=rule, tag=tag
        )
        if as_json:
            screen.json(_json(event) for event in found)
            return
        told = list(found)
        if told:
            screen.write(_lines(told))
        else:
            screen.say("no events fit")


def _json(event: Event) -> dict[str, object]:
    """The object that scripts read."""
    import msgspec

    built: dict[str, object] = msgspec.to_builtins(event)
    return built


def _lines(events: Iterable[Event]) -> Iterator[Line]:
    """A heading a trial, a line an event, by date."""
    for number, (trial, group) in enumerate(groupby(events, key=lambda event: event.trial)):
        if number:
            yield EMPTY
        yield line(ident(trial))
        for event in group:
            yield point(label(event.date), "  ", event.headline, faint(f"  ({event.rule})"))
