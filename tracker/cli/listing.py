"""``tracker list``: what is watched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from tracker.cli.options import Command, json_option, tag_option
from tracker.cli.session import Session, pass_session
from tracker.report.listing import watch_list

if TYPE_CHECKING:
    from tracker.api import Tracker


@click.command("list", cls=Command)
@tag_option("Only what is watched under this word.")
@json_option
@pass_session
def listing(session: Session, tag: str | None, as_json: bool) -> None:
    """Show what is watched, and how the last looks went.

    Examples:
      tracker list
      tracker list --tag lung
      tracker list --json

    """
    screen = session.screen
    with session.tracker(read_only=True) as tracker:
        if as_json:
            screen.json(_json(tracker, tag))
            return
        watched, searches = tracker.watched(tag=tag), tracker.searches(tag=tag)
    screen.write(watch_list(watched, searches, screen.width))
    if not watched and not searches:
        under = f" under the tag {tag!r}" if tag else ""
        screen.say(f"nothing is watched{under}; `tracker watch NCT06931145` would begin")


def _json(tracker: Tracker, tag: str | None) -> Iterator[dict[str, object]]:
    """Trials have a key "trial", searches have a key "search" and what they ask for."""
    for one in tracker.watched(tag=tag):
        yield msgspec.to_builtins(one)
    for search in tracker.searches(tag=tag):
        plain = msgspec.to_builtins(search)
        asked = plain.pop("search")
        yield {"search": plain.pop("id"), "asks": asked, **plain}
