"""A message to a chat, a webhook or any other service that Apprise knows.

Comes in: the target's address, a Message. Goes out: nothing; ``Undelivered`` says why it did not
go. Does not: show the address, which holds secrets, in what it says.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.notify.mail import Undelivered
from tracker.notify.message import Message, harmless

_MISSING = "pip install 'tracker[notify]' adds what sends to this kind of channel"


def send_chat(target: str, message: Message) -> None:
    """Send a message; a long one goes in parts, none of it is dropped."""
    try:
        import apprise
    except ImportError as error:
        raise Undelivered(_MISSING) from error
    with _silent():
        plugin = apprise.Apprise.instantiate(target)
        if plugin is None:
            raise Undelivered("the address is none that Apprise knows; see its list of services")
        plugin.overflow_mode = apprise.OverflowMode.SPLIT
        try:
            sent = plugin.notify(
                body=message.chat, title=harmless(message.subject), body_format="text"
            )
        except (OSError, ValueError, TypeError) as error:
            raise Undelivered(f"{type(error).__name__} on the way to the service") from error
    if not sent:
        raise Undelivered("the service did not take the message, or could not be reached")


@contextmanager
def _silent() -> Iterator[None]:
    """Apprise logs addresses with their secrets; what matters comes back as an error."""
    log = logging.getLogger("apprise")
    was = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = was
