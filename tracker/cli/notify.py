"""``tracker notify``: what is due goes to its channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.options import Command, json_option
from tracker.cli.session import Session, pass_session
from tracker.errors import TrackerError
from tracker.report.entries import counted
from tracker.report.lines import Line, bad, line, title

if TYPE_CHECKING:
    from tracker.api import Tracker
    from tracker.notify.sending import Sent


@click.command(cls=Command)
@click.option("--test", metavar="CHANNEL", help="Send one message that says it is a test.")
@json_option
@pass_session
def notify(session: Session, test: str | None, as_json: bool) -> int:
    """Send the alerts that are due to mail, chats and webhooks.

    `tracker check` does the same when it has looked. What a channel could not take stays and is
    sent by the next run. With --test nothing else is sent. Exits 1 when a channel failed.

    Examples:
      tracker notify

    """
    screen = session.screen
    with session.tracker() as tracker:
        if test is not None:
            _test(tracker, test)
            screen.write([line(f"a test message went to {test}")])
            return 0
        from tracker.notify.sending import notify as send

        sent = send(tracker)
        if as_json:
            screen.json(sent)
        elif not session.config.notify.channels:
            said = "no channel is configured; [[notify.channels]] in tracker.toml makes one"
            screen.write([line(f"{said}, see docs/operating.md")])
        else:
            screen.write(map(_line, sent))
    return int(any(one.error for one in sent))


def tell(session: Session, tracker: Tracker) -> None:
    """Send what is due after a check, which never fails by it: trouble is said on stderr."""
    if not session.config.notify.channels:
        return
    # Late: the rules of events take a while to load.
    from tracker.notify.sending import notify as send

    try:
        failed = [one for one in send(tracker) if one.error]
    except TrackerError as error:
        session.screen.say(f"alerts were not sent: {error}")
        return
    session.screen.write(map(_line, failed), err=True)


def _test(tracker: Tracker, name: str) -> None:
    from tracker.archive import chosen
    from tracker.notify.sending import send_test

    channels = {one.name: one for one in tracker.config.notify.channels}
    chosen(name, [*channels] or ["none: [[notify.channels]] is empty"], "channel")
    send_test(tracker, channels[name])


def _line(sent: Sent) -> Line:
    said = "nothing is due"
    if sent.messages:
        said = f"{counted('event', sent.events)} in {counted('message', sent.messages)}"
    if sent.error:
        return line(title(sent.channel), ": ", bad("failed: "), f"{sent.error}; kept for later")
    return line(title(sent.channel), f": {said}")
