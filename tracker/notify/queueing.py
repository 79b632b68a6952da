"""News into the outbox: each trial in which something may be new is read once, for all channels.

    watched trials -> those in which something may be new -> their news -> rules -> outbox

Comes in: an open archive whose configuration names channels and rules. Goes out: rows of the
outbox, and a mark a trial of what was made of it. Does not: send.

A rule makes news from its first use on, so that a rule that is new, or asks something else than
it did, does not send what is long known; `tracker rules test` shows that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from tracker.archive import Archive
from tracker.config.tables import Alert
from tracker.dates import utc
from tracker.events import RULES, Event
from tracker.notify.news import TrialNews
from tracker.notify.rules import is_about, matches
from tracker.store import Letter, Watched

#: What says whom a rule is for and when it speaks, not which events it lets through.
_HOW = ("name", "channels", "quiet")


class _Asking(Struct, frozen=True):
    """One rule, for one channel, with the moment from which on it makes news."""

    channel: str
    rule: Alert
    since: str


def queue(archive: Archive) -> None:
    """Put what is new into the outbox, trial by trial; what was put there once stays one row."""
    now = archive.config.now()
    asking = [
        one
        for channel in archive.config.notify.channels
        for one in _asking(archive, channel.name, utc(now))
    ]
    if not asking:
        return
    common = [[one.id, one.version] for one in RULES], asking
    marked = archive.store.marked()
    for watched in archive.watched():
        mine = [one for one in asking if is_about(one.rule, watched.trial, watched.tags)]
        mark = marked.get(watched.trial)
        if not mine or mark is None:
            continue
        asked = _hash((common, watched.tags))
        if mark.is_read(asked, now.date().isoformat()):
            continue
        news = TrialNews(archive.store, watched.trial, now.date())
        again_on = news.again_on({one.rule.days_left for one in mine})
        with archive.store.transaction():
            for channel, letters in _letters(news, watched, mine).items():
                archive.store.put_letters(channel, letters, utc(now))
            archive.store.mark(watched.trial, mark.state, asked, again_on)


def _asking(archive: Archive, channel: str, now: str) -> Iterator[_Asking]:
    """The rules of a channel; both are used from now on where they were not before."""
    began = archive.store.begin_channel(channel, now)
    rules = archive.config.notify.rules
    mine = [rule for rule in rules if not rule.channels or channel in rule.channels]
    since = archive.store.begin_rules(channel, map(_asks, mine), now)
    for rule in mine:
        yield _Asking(channel, rule, max(began, since[_asks(rule)]))


def _asks(rule: Alert) -> str:
    """What a rule asks of an event, as text; the same whatever it is called."""
    told = msgspec.to_builtins(rule)
    asked = {name: value for name, value in told.items() if name not in _HOW}
    return msgspec.json.encode(asked, order="deterministic").decode()


def _hash(told: object) -> str:
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16]


def _letters(
    news: TrialNews, watched: Watched, asking: Sequence[_Asking]
) -> dict[str, list[Letter]]:
    """What goes to each channel; an event waits only if all rules that want it say so."""
    through: dict[tuple[str, str], list[Alert]] = {}
    events: dict[str, Event] = {}
    for one in asking:
        for event in news.since(one.since, one.rule.days_left):
            if matches(one.rule, event, watched.tags):
                events[event.id] = event
                through.setdefault((one.channel, event.id), []).append(one.rule)
    found: dict[str, list[Letter]] = {}
    for (channel, id_), rules in through.items():
        found.setdefault(channel, []).append(_letter(events[id_], rules))
    return found


def _letter(event: Event, rules: Sequence[Alert]) -> Letter:
    quiet = None if any(rule.quiet is None for rule in rules) else rules[0].quiet
    body = msgspec.json.encode(event).decode()
    return Letter(event=event.id, trial=event.trial, body=body, quiet=quiet)
