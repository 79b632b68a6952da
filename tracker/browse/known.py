"""All that the page of one trial is made of.

Comes in: an open archive and an id. Goes out: a Known: plain values.
Does not: make HTML, or write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from tracker.archive import Archive
from tracker.archive.coming import coming_of
from tracker.changes import StoredChange
from tracker.events import Event, find_events
from tracker.lives import life_of
from tracker.record import Record
from tracker.report.edition import Coming, Named, edition
from tracker.store import Notice, Trial, Version


class Known(Struct, frozen=True, kw_only=True):
    """A trial, its versions, what changed and what that means."""

    trial: Trial
    #: The id under which an obsolete id's trial goes on.
    successor: str | None
    #: Oldest first.
    versions: tuple[Version, ...]
    #: What changed against the version before, by number.
    changes: dict[int, list[StoredChange]]
    #: The same without what an event says already.
    others: dict[int, list[StoredChange]]
    notices: tuple[Notice, ...]
    events: tuple[Event, ...]
    coming: tuple[Coming, ...]
    #: The newest whole record; None where there is none.
    record: Record | None
    #: The oldest version is the first registration, not merely the first that was seen.
    complete: bool
    today: dt.date
    #: The last look, where it is too long ago to speak of today; else None.
    last_seen: dt.date | None

    @property
    def seen(self) -> dt.date:
        """The day until which the record is known: today, or the last look long ago."""
        return self.last_seen or self.today

    @property
    def whole(self) -> tuple[Version, ...]:
        """The versions that show the whole record; all of them where none does."""
        return tuple(one for one in self.versions if not one.partial) or self.versions

    def before(self, number: int) -> int | None:
        """Number of the version that a version was compared with; None for a first one."""
        lineage = self.versions[number - 1].lineage
        earlier = (one.number for one in self.versions[: number - 1] if one.lineage == lineage)
        return max(earlier, default=None)


def known(archive: Archive, trial: str) -> Known:
    """Everything of a trial. ``UnknownTrial`` if there is no such trial."""
    found = archive.trial(trial)
    today = archive.config.now().date()
    changes = [*archive.changes(trial=found.id)]
    life = life_of(archive.store, found.id, today)
    events = tuple(find_events(life)) if life.snapshots else ()
    told = edition(events, changes, {}, made_at="").news
    return Known(
        trial=found,
        successor=archive.successor(found.id),
        versions=tuple(archive.versions(found.id)),
        changes=_by_version(changes),
        others=_by_version(told[0].changes if told else ()),
        notices=tuple(archive.notices(trial=found.id)),
        events=events,
        coming=tuple(coming_of(life, Named(found.registry, found.title))),
        record=life.snapshots[-1].record if life.snapshots else None,
        complete=life.complete,
        today=today,
        last_seen=life.last_seen,
    )


def _by_version(changes: Sequence[StoredChange]) -> dict[int, list[StoredChange]]:
    found: dict[int, list[StoredChange]] = {}
    for change in changes:
        found.setdefault(change.version, []).append(change)
    return found
