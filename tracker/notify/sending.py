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
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from tracker.archive import Archive
from tracker.config.tables import Alert, Channel
from tracker.dates import utc
from tracker.errors import Busy, ConfigError
from tracker.events import Event
from tracker.lock import run_lock
from tracker.notify.chat import send_chat
from tracker.notify.mail import Undelivered, send_mail
from tracker.notify.message import Message, message_of, trial_message
from tracker.notify.news import news_of
from tracker.notify.rules import is_quiet, matches
from tracker.notify.trying import check_names
from tracker.report.edition import Named
from tracker.store import Batch, Letter


class Sent(Struct, frozen=True, kw_only=True):
    """What one run did for one channel."""

    channel: str
    messages: int = 0
    events: int = 0
    #: Why not all of it went out.
    error: str | None = None


def notify(archive: Archive) -> list[Sent]:
    """Find what is new, and send what is due.

    ``UsageError`` for a rule that names what there is not; a channel that fails is no error but
    says so in its Sent. Where another process sends already, that one does it, or the next run.
    """
    asked = archive.config.notify
    check_names(asked.rules)
    for channel in asked.channels:
        _queue(archive, channel)
    db = archive.store.path
    try:
        with run_lock(db.with_name(f"{db.name}.notify"), since=archive.config.now()):
            return [_deliver(archive, channel) for channel in asked.channels]
    except Busy:
        return []


def send_test(archive: Archive, channel: Channel) -> None:
    """Send a message that says only that messages arrive. ``Undelivered`` says why it did not."""
    _send(archive, channel, trial_message(channel.name, utc(archive.config.now())))


# -- into the outbox ----------------------------------------------------------------------------


def _queue(archive: Archive, channel: Channel) -> None:
    """Put what is new for a channel into the outbox."""
    now = archive.config.now()
    rules = [
        rule
        for rule in archive.config.notify.rules
        if not rule.channels or channel.name in rule.channels
    ]
    since = archive.store.begin_channel(channel.name, utc(now))
    if not rules:
        return
    within = max(rule.days_left for rule in rules)
    for watched in archive.watched():
        if not any(_is_about(rule, watched.trial, watched.tags) for rule in rules):
            continue
        events = news_of(archive.store, watched.trial, since, now.date(), within)
        letters = [one for event in events for one in _letters(event, watched.tags, rules)]
        if letters:
            archive.store.put_letters(channel.name, letters, utc(now))


def _is_about(rule: Alert, trial: str, tags: Sequence[str]) -> bool:
    """Whether a rule can let any event of a trial through."""
    mine = not rule.trials or trial in rule.trials
    return mine and (not rule.tags or not set(rule.tags).isdisjoint(tags))


def _letters(event: Event, tags: Sequence[str], rules: Sequence[Alert]) -> Iterator[Letter]:
    """The event, if a rule lets it through; it waits only if all rules that do want it to."""
    through = [rule for rule in rules if matches(rule, event, tags)]
    if through:
        quiet = None if any(rule.quiet is None for rule in through) else through[0].quiet
        body = msgspec.json.encode(event).decode()
        yield Letter(event=event.id, trial=event.trial, body=body, quiet=quiet)


# -- out of it ----------------------------------------------------------------------------------


def _deliver(archive: Archive, channel: Channel) -> Sent:
    """Send what is due on a channel, oldest first, until it is done or the channel fails."""
    store = archive.store

    def waits(hours: str | None) -> bool:
        return is_quiet(hours, archive.config.now(), archive.config.notify.timezone)

    messages = events = 0
    for batch in store.make_batches(channel.name, waits, each=channel.each):
        error = _try(archive, channel, batch)
        if error is not None:
            return Sent(channel=channel.name, messages=messages, events=events, error=error)
        messages += 1
        events += len(batch.bodies)
    return Sent(channel=channel.name, messages=messages, events=events)


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
