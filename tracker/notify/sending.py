"""What is due goes out: news into the outbox, batches from there to the channels.

Comes in: an open archive. Goes out: a Sent a channel; what became of each event is in the store.
Does not: fail because a channel does.

One process sends at a time, by a lock of the operating system that ends with the process. A try is
noted before it begins and after it ended. A process that dies between the two leaves it open
whether the message arrived: it is sent again under the same key (for mail, the same Message-ID),
because an alert that nobody gets is worse than one that comes twice.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager

import msgspec
from msgspec import Struct

from tracker.archive import Archive
from tracker.archive.choice import chosen
from tracker.config.tables import Channel
from tracker.dates import utc
from tracker.errors import Busy, ConfigError
from tracker.events import Event
from tracker.lock import run_lock
from tracker.notify.chat import send_chat
from tracker.notify.mail import Undelivered, send_mail
from tracker.notify.message import Message, message_of, trial_message
from tracker.notify.queueing import queue
from tracker.notify.rules import is_quiet
from tracker.notify.trying import check_names
from tracker.report.edition import Named
from tracker.store import Batch


class Sent(Struct, frozen=True, kw_only=True):
    """What one run did for one channel."""

    channel: str
    messages: int = 0
    events: int = 0
    #: Events that were too many for one run and are held back by it.
    held: int = 0
    #: How many may go out in one run.
    most: int = 0
    #: Why not all of it went out.
    error: str | None = None


def notify(archive: Archive) -> list[Sent]:
    """Find what is new, and send what is due.

    ``UsageError`` for a rule that names what there is not; a channel that fails is no error but
    says so in its Sent. Where another process sends already, that one does it, or the next run.
    """
    asked = archive.config.notify
    check_names(asked.rules)
    queue(archive)
    try:
        with _alone(archive):
            return [_deliver(archive, channel) for channel in asked.channels]
    except Busy:
        return []


def release(archive: Archive, name: str) -> Sent:
    """Send what is held back on a channel, however much it is. ``Busy`` while another sends."""
    channel = channel_of(archive, name)
    with _alone(archive):
        archive.store.release(channel.name, each=channel.each)
        return _deliver(archive, channel)


def _alone(archive: Archive) -> AbstractContextManager[None]:
    db = archive.store.path
    return run_lock(db.with_name(f"{db.name}.notify"), since=archive.config.now())


def discard(archive: Archive, name: str) -> int:
    """Give up what is held back on a channel, for good; gives back how many events."""
    return archive.store.drop(channel_of(archive, name).name)


def channel_of(archive: Archive, name: str) -> Channel:
    """A channel of the configuration. ``UsageError`` with the nearest where there is none."""
    channels = {one.name: one for one in archive.config.notify.channels}
    chosen(name, [*channels] or ["none: [[notify.channels]] is empty"], "channel")
    return channels[name]


def send_test(archive: Archive, name: str) -> None:
    """Send a message that says only that messages arrive. ``Undelivered`` says why it did not."""
    channel = channel_of(archive, name)
    _send(archive, channel, trial_message(channel.name, utc(archive.config.now())))


# -- out of it ----------------------------------------------------------------------------------


def _deliver(archive: Archive, channel: Channel) -> Sent:
    """Send what is due on a channel, oldest first, until it is done or the channel fails."""
    store = archive.store

    def waits(hours: str | None) -> bool:
        return is_quiet(hours, archive.config.now(), archive.config.notify.timezone)

    held = store.hold(channel.name, waits, channel.bound)
    messages = events = 0
    error = None
    for batch in store.make_batches(channel.name, waits, each=channel.each):
        error = _try(archive, channel, batch)
        if error is not None:
            break
        messages += 1
        events += len(batch.bodies)
    return Sent(
        channel=channel.name,
        messages=messages,
        events=events,
        held=held,
        most=channel.bound,
        error=error,
    )


def _try(archive: Archive, channel: Channel, batch: Batch) -> str | None:
    """One try of one batch; gives back why it failed."""
    store = archive.store
    store.begin_batch(batch, _moment(archive))
    try:
        _send(archive, channel, _message(archive, batch))
    except (Undelivered, ConfigError) as error:
        store.end_batch(batch, _moment(archive), str(error))
        return str(error)
    store.end_batch(batch, _moment(archive))
    return None


def _moment(archive: Archive) -> str:
    return utc(archive.config.now().astimezone(dt.UTC))


def _message(archive: Archive, batch: Batch) -> Message:
    events = [msgspec.json.decode(body, type=Event) for body in batch.bodies]
    names = {}
    for trial in {event.trial for event in events}:
        found = archive.store.trial(trial)
        names[trial] = Named(found.registry, found.title) if found else Named("", None)
    return message_of(events, names, key=batch.key, at=batch.put_at)


def _send(archive: Archive, channel: Channel, message: Message) -> None:
    secret = archive.config.secret
    if channel.url is not None:
        send_chat(secret(channel.url), message)
    else:
        send_mail(channel, secret(channel.password) if channel.password else None, message)
