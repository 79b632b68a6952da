"""``tracker notify``: what is due goes to its channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli.options import Command, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import TrackerError, UsageError
from tracker.report.entries import counted
from tracker.report.lines import Line, bad, line, title

if TYPE_CHECKING:
    from tracker.api import Tracker
    from tracker.notify.sending import Sent


@click.command(cls=Command)
@click.option("--test", metavar="CHANNEL", help="Send one message that says it is a test.")
@click.option("--release", metavar="CHANNEL", help="Send what is held back there, all of it.")
@click.option("--discard", metavar="CHANNEL", help="Give up what is held back there, for good.")
@json_option
@pass_session
def notify(
    session: Session, test: str | None, release: str | None, discard: str | None, as_json: bool
) -> int:
    """Send the alerts that are due to mail, chats and webhooks.

    `tracker check` does the same when it has looked. What a channel could not take stays and is
    sent by the next run. Where rules let through more events at once than a channel may get
    (`most` in tracker.toml), they are held back until --release or --discard. With an option only
    that is done. Exits 1 when a channel failed or events were held back.

    Examples:
      tracker notify

    """
    if sum(one is not None for one in (test, release, discard)) > 1:
        raise UsageError("give one of --test, --release and --discard")
    with session.tracker() as tracker:
        if test is not None:
            tracker.test_channel(test)
            session.screen.write([line(f"a test message went to {test}")])
            return 0
        if discard is not None:
            said = counted("event", tracker.discard(discard))
            session.screen.write([line(f"{discard}: {said} given up, never to be sent")])
            return 0
        sent = tracker.notify() if release is None else [tracker.release(release)]
    _tell(session, sent, as_json=as_json)
    return int(any(one.error or one.held for one in sent))


def tell(session: Session, tracker: Tracker) -> None:
    """Send what is due after a check, which never fails by it: trouble is said on stderr."""
    if not session.config.notify.channels:
        return
    try:
        sent = tracker.notify()
    except TrackerError as error:
        session.screen.say(f"alerts were not sent: {error}")
        return
    for one in sent:
        session.screen.write(_trouble(one), err=True)


def _tell(session: Session, sent: list[Sent], *, as_json: bool) -> None:
    if as_json:
        session.screen.json(sent)
    elif not session.config.notify.channels:
        said = "no channel is configured; [[notify.channels]] in tracker.toml makes one"
        session.screen.write([line(f"{said}, see docs/operating.md")])
    else:
        for one in sent:
            session.screen.write(_lines(one))


def _lines(sent: Sent) -> Iterator[Line]:
    """What became of a channel: what went out, what did not, what is held back."""
    went = f"{counted('event', sent.events)} in {counted('message', sent.messages)}"
    if sent.messages or not (sent.error or sent.held):
        yield line(title(sent.channel), f": {went if sent.messages else 'nothing is due'}")
    yield from _trouble(sent)


def _trouble(sent: Sent) -> Iterator[Line]:
    if sent.error:
        yield line(title(sent.channel), ": ", bad("failed: "), f"{sent.error}; kept for later")
    if sent.held:
        yield line(
            title(sent.channel),
            ": ",
            bad("held back: "),
            f"{counted('event', sent.held)} at once, more than the {sent.most:,} of one run. "
            f"Nothing is lost: `tracker notify --release {sent.channel}` sends them, "
            f"--discard {sent.channel} gives them up, `tracker rules test` shows what each rule "
            "lets through, most = N in [[notify.channels]] sets the bound",
        )
