"""Alerts, in the public Python API: what is due is sent, rules are tried, channels are looked at.

Comes in: names of channels and rules of the configuration. Goes out: what became of them.
Does not: know how a message is made or sent; ``tracker.notify`` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.api.pasts import Pasts
from tracker.store import ChannelState

if TYPE_CHECKING:
    from tracker.notify.sending import Sent
    from tracker.notify.trying import Tried


class Alerts(Pasts):
    """A database of trials of which people are told."""

    # The rules of events take a while to load, which no other command should wait for: hence late.

    def notify(self) -> list[Sent]:
        """Find what is new by ``[[notify.rules]]``, and send what is due; one ``Sent`` a channel.

        A channel that fails is no error: its ``error`` says why, and the next run tries again.
        Where another process sends already the list is empty. ``UsageError`` for a rule that names
        what there is not.
        """
        from tracker.notify.sending import notify

        return notify(self)

    def try_rules(self, *, since: str | None = None, rule: str | None = None) -> list[Tried]:
        """What each rule, or one by its name, would have sent of what is stored; sends nothing."""
        from tracker.notify.trying import try_rules

        return try_rules(self, since, rule)

    def test_channel(self, channel: str) -> None:
        """Send one message that says it is a test. ``TrackerError`` says why it did not go."""
        from tracker.notify.sending import send_test

        send_test(self, channel)

    def release(self, channel: str) -> Sent:
        """Send what is held back on a channel because it was too much at once."""
        from tracker.notify.sending import release

        return release(self, channel)

    def discard(self, channel: str) -> int:
        """Give up what is held back on a channel, for good; gives back how many events."""
        from tracker.notify.sending import discard

        return discard(self, channel)

    def channels(self) -> list[ChannelState]:
        """How each channel that was ever used does: last sent, waiting, held back, failing."""
        return self.store.channel_states()
