"""What a rule would have sent: rules tried on stored history before they are switched on.

Comes in: an open archive and since when. Goes out: one Tried a rule. Does not: send or write.
"""

from __future__ import annotations

from msgspec import Struct

from tracker.archive import Archive
from tracker.archive.choice import chosen
from tracker.config.tables import Alert
from tracker.dates import parse_since
from tracker.events import FAMILIES, RULES, Event
from tracker.lives import events_of
from tracker.notify.rules import lets_all_through, matches


class Tried(Struct, frozen=True, kw_only=True):
    """What one rule lets through."""

    rule: str
    channels: tuple[str, ...]
    #: How many events there were in all.
    of: int
    events: tuple[Event, ...]
    #: It asks nothing: every event that is not far ahead passes.
    all: bool

    def days(self) -> dict[str, int]:
        """How many on which day, as a reader of the registry could have known of them."""
        found: dict[str, int] = {}
        for event in sorted(self.events, key=lambda one: one.known_by):
            found[event.known_by] = found.get(event.known_by, 0) + 1
        return found


def check_names(rules: tuple[Alert, ...]) -> None:
    """``UsageError`` with the nearest name for a family or a rule of events that there is not."""
    for rule in rules:
        chosen(rule.families or None, FAMILIES, f"family (rule {rule.name} of [[notify.rules]])")
        known = [one.id for one in RULES]
        chosen(rule.rules or None, known, f"rule of events (rule {rule.name} of [[notify.rules]])")


def try_rules(archive: Archive, since: str | None, name: str | None) -> list[Tried]:
    """Every rule of the configuration, or one, over the events of all watched trials."""
    notify = archive.config.notify
    known = [rule.name for rule in notify.rules]
    chosen(name, known or ["none: [[notify.rules]] is empty"], "rule")
    check_names(notify.rules)
    now = archive.config.now()
    day = parse_since(since, now).date() if since else None
    tags = {one.trial: one.tags for one in archive.watched()}
    events = [*events_of(archive.store, tags, now.date(), since=day)]
    every = tuple(channel.name for channel in notify.channels)
    return [
        Tried(
            rule=rule.name,
            channels=rule.channels or every,
            of=len(events),
            events=tuple(one for one in events if matches(rule, one, tags[one.trial])),
            all=lets_all_through(rule),
        )
        for rule in notify.rules
        if name in (None, rule.name)
    ]
