"""``tracker search``: find trials among those that are stored."""

from __future__ import annotations

import click

from tracker.cli.options import Command, json_option, tag_option
from tracker.cli.session import Session, pass_session
from tracker.cli.watch import trial_json
from tracker.report.listing import found


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@tag_option("Only watched trials of this group.")
@json_option
@pass_session
def search(session: Session, words: tuple[str, ...], tag: str | None, as_json: bool) -> None:
    """Find trials among those that are stored.

    Looks in ids, titles, conditions, keywords, interventions and sponsors; all words must be
    there, the last one may be its beginning. Best hits first.

    Examples:
      tracker search lung cancer
      tracker search benmelstobart --tag lung --json

    """
    screen = session.screen
    with session.tracker(read_only=True) as tracker:
        trials = tracker.search(" ".join(words), tag=tag)
    if as_json:
        screen.json(map(trial_json, trials))
    elif trials:
        screen.write(found(trials, screen.width))
    else:
        where = f"trial under the tag {tag!r}" if tag else "stored trial"
        screen.say(f"no {where} has all of these words")
