"""What both kinds of feed are made of: one entry an event, one a version's other changes.

Comes in: an edition. Goes out: entries with ids that never change, newest first.
Does not: know the form of a feed.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tracker.changes import StoredChange
from tracker.report.digest import digest
from tracker.report.edition import Edition, News
from tracker.report.facts import link
from tracker.report.phrases import clocks, headline, name_of, page_of, points_of, urn
from tracker.report.plain import day_of, plain

#: The id of the feed itself, without what narrows it.
_FEED = "feed"


class Entry(Struct, frozen=True):
    """One thing to read."""

    id: str
    title: str
    #: A moment, UTC, never after the feed was made.
    at: str
    text: str
    page: str | None
    tags: tuple[str, ...]


def feed_id(edition: Edition) -> str:
    """The id of a feed: the same for the same question, whenever it is asked."""
    return urn(_FEED, edition.scope or "")


def entries(edition: Edition) -> list[Entry]:
    """All entries, newest first."""
    found = [entry for one in edition.news for entry in _of_trial(one, edition.made_at)]
    return sorted(found, key=lambda entry: (entry.at, entry.id), reverse=True)


def _of_trial(one: News, made_at: str) -> Iterator[Entry]:
    named = f"{plain(one.trial)}, {name_of(one)}"
    for event in one.events:
        day = day_of(event.known_by, made_at[:10])
        yield Entry(
            id=urn("event", event.id),
            title=f"{plain(one.trial)}: {headline(event)}",
            at=min(f"{day}T00:00:00Z", made_at),
            text=f"{named}. {clocks(event)}: {headline(event)}",
            page=page_of(event, one.registry),
            tags=(event.family, event.rule),
        )
    versions: dict[str, list[StoredChange]] = {}
    for change in one.changes:
        versions.setdefault(change.observed_at, []).append(change)
    for seen, changes in versions.items():
        yield _of_changes(one, seen, changes, min(seen, made_at))


def _of_changes(one: News, seen: str, changes: list[StoredChange], at: str) -> Entry:
    news = digest(one.trial, one.title, changes[0].version, changes)
    said = points_of(news)
    also = " (and more)" if len(said) > 1 else ""
    return Entry(
        id=urn("changes", one.trial, seen),
        title=f"{plain(one.trial)}: {said[0] if said else 'changed'}{also}",
        at=at,
        text=f"{plain(one.trial)}, {name_of(one)}. " + ". ".join(said),
        page=link(one.trial, one.registry),
        tags=tuple(dict.fromkeys(change.category for change in changes)),
    )
