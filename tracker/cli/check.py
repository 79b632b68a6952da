"""``tracker check``: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.notify import tell as send_alerts
from tracker.cli.options import Command, json_option, tag_option
from tracker.cli.progress import progress
from tracker.cli.screen import Screen
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError
from tracker.outcome import Outcome
from tracker.report import run

if TYPE_CHECKING:
    from tracker.api import Tracker

#: Exit code with ``--exit-code``.
CHANGED = 3
#: Notices that mean that something changed, though no record did.
_NEWS = frozenset(("gone", "back", "withheld", "moved", "search_entered", "search_left"))


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--force", is_flag=True, help="Look even if the registry's data have not moved.")
@click.option("--exit-code", is_flag=True, help="Exit 3 when something changed.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless there is news or trouble.")
@click.option("-v", "--verbose", is_flag=True, help="Say failures again that were told before.")
@click.option("--mirror/--no-mirror", default=None, help="Keep a readable JSON file a trial.")
@tag_option("Only trials and searches of this group.")
@json_option
@pass_session
def check(
    session: Session,
    /,
    ids: tuple[str, ...],
    force: bool,
    exit_code: bool,
    mirror: bool | None,
    tag: str | None,
    **how: bool,
) -> int:
    """Look at everything watched and say what changed.

    Give ids or --tag to look at a part. Whatever could not be looked at is said on stderr: once
    when it begins to fail, once when the reason changes, once when it is over. In between it is
    counted; `tracker list` tells the reasons at any time, and so does --verbose.

    With --json the changes of this run go to stdout, as `tracker changes --json` prints them.
    Alerts that are due are sent afterwards; a channel that fails does not change the exit code.

    It exits with
      0   looked at everything;
      1   some trials could not be looked at;
      3   with --exit-code: something changed;
      75  another run is at work on this database; nothing was done.

    Examples:
      tracker check
      tracker check --quiet --exit-code
      tracker check NCT06931145
      tracker check --tag lung --json

    """
    if ids and tag:
        raise UsageError("give ids or --tag, not both")
    session.flags["mirror"] = mirror
    with session.tracker() as tracker:
        with progress("looking", quiet=how["quiet"]) as tell:
            outcome = tracker.check(ids or None, tag=tag, force=force, progress=tell)
        _tell(session.screen, tracker, outcome, **how)
        if not (tracker.watched(tag=tag) or tracker.searches(tag=tag)):
            session.screen.say(_nothing_watched(tag))
        if not outcome.interrupted:
            send_alerts(session, tracker)
    changed = exit_code and _is_news(outcome) and not outcome.interrupted
    return CHANGED if changed else outcome.exit_code()


def _tell(
    screen: Screen,
    tracker: Tracker,
    outcome: Outcome,
    *,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """The news on stdout, what began to fail on stderr, and the closing line."""
    if as_json:
        screen.json(change.as_json() for change in tracker.changes_of(outcome))
    else:
        screen.write(run.news(outcome))
    screen.write(run.misses(outcome, known=verbose), err=True)
    if outcome.interrupted:
        screen.say(run.INTERRUPTED)
    nothing = not (outcome.due or outcome.requests)
    is_news = _is_news(outcome) or outcome.first or outcome.failed_anew
    if not nothing and (is_news or verbose or not quiet):
        screen.write([run.closing(outcome)], err=as_json)


def _is_news(outcome: Outcome) -> bool:
    return bool(outcome.changed) or any(kind in _NEWS for kind, _ in outcome.notices)


def _nothing_watched(tag: str | None) -> str:
    if tag:
        return f"nothing is watched under the tag {tag!r}; `tracker list` shows the tags"
    return "nothing is watched yet; `tracker watch NCT06931145` would begin"
