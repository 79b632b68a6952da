"""``tracker unwatch``: take trials and searches off the watch list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli.options import Command
from tracker.cli.session import Session, pass_session
from tracker.errors import TrackerError, UsageError
from tracker.ids import parse_id

if TYPE_CHECKING:
    from tracker.api import Tracker


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--search", "searches", multiple=True, type=int, metavar="N", help="Stop search N.")
@pass_session
def unwatch(session: Session, ids: tuple[str, ...], searches: tuple[int, ...]) -> int:
    """Take trials or a search off the watch list.

    Their history stays in the database. The trials that a search brought stay watched.

    Examples:
      tracker unwatch NCT06931145
      tracker unwatch --search 1

    """
    if not ids and not searches:
        raise UsageError("nothing to unwatch: give an id, or --search N; `tracker list` shows both")
    with session.tracker() as tracker:
        removed = tracker.unwatch(ids)
        for trial in removed:
            click.echo(f"{trial} is not watched any more; its history stays.")
        for number in searches:
            tracker.unwatch_search(number)
            click.echo(f"Search {number} is not watched any more; its trials stay watched.")
        unknown = [trial for trial in map(parse_id, ids) if trial not in removed]
        if unknown:
            raise TrackerError("; ".join(_not_listed(tracker, dict.fromkeys(unknown))))
    return 0


def _not_listed(tracker: Tracker, ids: Iterable[str]) -> Iterator[str]:
    """Why ids are not on the watch list; of an obsolete one, which id is there in its place."""
    watched = {one.trial for one in tracker.watched()}
    for trial in ids:
        now = tracker.successor(trial)
        if now is None:
            yield f"{trial}: not on the watch list"
        elif now in watched:
            yield f"{trial} is an obsolete id of {now}; `tracker unwatch {now}` takes that off"
        else:
            yield f"{trial} is an obsolete id of {now}, which is not on the watch list either"
