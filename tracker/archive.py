"""What is known of trials: the reading half of the public Python API.

Comes in: ids, dates and words, as people write them.
Goes out: typed, frozen values.
Does not: ask a registry, or write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

from msgspec import Struct

from tracker import config as configuration
from tracker.changes import CATEGORIES, Change, StoredChange
from tracker.dates import parse_since, utc
from tracker.diff import diff
from tracker.errors import UnknownTrial, UsageError
from tracker.ids import parse_id
from tracker.pick import pick
from tracker.record import Record
from tracker.store import Clock, Notice, Store, Stored, Trial, Version, Watched, WatchedSearch


class Comparison(Struct, frozen=True):
    """Two versions of a trial and all that differs between them."""

    trial: str
    registry: str
    title: str | None
    before: Version
    after: Version
    changes: tuple[Change, ...]
    records: tuple[Record, Record]

    def stored_changes(self) -> Iterator[StoredChange]:
        """The changes with the trial and the clocks of the later version, as scripts want them."""
        after = self.after
        for change in self.changes:
            yield StoredChange(
                trial=self.trial,
                registry=self.registry,
                source=after.source,
                version=after.number,
                category=change.category,
                field=change.field,
                item=change.item,
                kind=change.kind,
                before=change.before,
                after=change.after,
                class_=change.class_,
                registry_date=after.registry_date,
                observed_at=after.observed_at,
                silent=after.registry_date == self.before.registry_date,
                summary=change.summary,
            )


class Archive:
    """A database of trials, to read from."""

    def __init__(self, store: Store, config: configuration.Config) -> None:
        self.store = store
        self.config = config

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- the watch list ------------------------------------------------------------------------

    def watched(self, *, tag: str | None = None) -> list[Watched]:
        """The watch list."""
        return self.store.watched(tag=tag)

    def searches(self, *, tag: str | None = None) -> list[WatchedSearch]:
        """The searches that are watched."""
        return self.store.searches(tag=tag)

    # -- one trial -----------------------------------------------------------------------------

    def trial(self, trial: str) -> Trial:
        """A trial as its newest version shows it. ``UnknownTrial`` if it is not in the database."""
        found = self.store.trial(parse_id(trial))
        if found is None:
            raise UnknownTrial(
                f"{parse_id(trial)} is not in {self.store.path}; `tracker watch {parse_id(trial)}` "
                "looks at it and keeps it"
            )
        return found

    def successor(self, trial: str) -> str | None:
        """The id under which an obsolete id's trial goes on; None where it is not obsolete."""
        return self.store.aliases().get(parse_id(trial))

    def versions(self, trial: str) -> list[Version]:
        """All versions of a trial, oldest first."""
        return self.store.versions(self.trial(trial).id)

    def version(self, trial: str, which: str = "last", *, clock: Clock = "registry") -> Stored:
        """One version: by number ("2"), by date ("2025-06-30"), or "first", "last", "today"."""
        known = self.trial(trial).id
        wanted = pick(which, self.config.now())
        if wanted.moment is not None:
            stored = self.store.as_of(known, wanted.moment, clock=clock)
            if stored is None:
                raise UnknownTrial(self._not_yet(known, which))
            return stored
        count = len(self.store.versions(known))
        number = count if wanted.number == -1 else (wanted.number or 0)
        if not 1 <= number <= count:
            raise UnknownTrial(_no_version(known, number, count))
        return self.store.version(known, number)

    def record(self, trial: str, which: str = "last") -> Record:
        """The record of one version, as :meth:`version` picks it."""
        return self.version(trial, which).record

    def diff(self, trial: str, before: str | None = None, after: str | None = None) -> Comparison:
        """Compare two versions; without words the last two, with one word that one and the last."""
        if before is None and after is None:
            before = str(max(1, len(self.versions(trial)) - 1))
        known = self.trial(trial)
        old, new = (
            self.version(known.id, before or "first"),
            self.version(known.id, after or "last"),
        )
        return Comparison(
            trial=known.id,
            registry=known.registry,
            title=known.title,
            before=old.version,
            after=new.version,
            changes=diff(old.record, new.record),
            records=(old.record, new.record),
        )

    # -- over all trials -----------------------------------------------------------------------

    def changes(
        self,
        *,
        since: str | None = None,
        trial: str | None = None,
        category: str | Iterable[str] | None = None,
        class_: str | None = None,
        tag: str | None = None,
        version: int | None = None,
    ) -> Iterator[StoredChange]:
        """Stored changes, oldest first. ``since`` is a date or a length of time ("7d").

        ``category`` is one or several of ``tracker.changes.CATEGORIES``; ``class_`` is sponsor,
        registry or bookkeeping.
        """
        moment = utc(parse_since(since, self.config.now())) if since else None
        return self.store.changes(
            trials=[self.trial(trial).id] if trial else None,
            since=moment,
            categories=_categories(category),
            classes=[class_] if class_ else None,
            tag=tag,
            version=version,
        )

    def notices(self, *, trial: str | None = None, since: str | None = None) -> list[Notice]:
        """What was told once beside changes, oldest first: gone, back, moved, entered a search."""
        moment = utc(parse_since(since, self.config.now())) if since else None
        return self.store.notices(since=moment, trial=self.trial(trial).id if trial else None)

    def search(self, words: str) -> list[Trial]:
        """Trials whose titles, conditions, sponsors, interventions or ids match these words."""
        return self.store.search_text(words)

    def _not_yet(self, trial: str, which: str) -> str:
        versions = self.store.versions(trial)
        if not versions:
            return _no_version(trial, 0, 0)
        return (
            f"no version of {trial} is known for {which}; the first one that is known stood from "
            f"{versions[0].stood_from[:10]}"
        )


def _no_version(trial: str, number: int, count: int) -> str:
    if not count:
        return f"nothing was seen of {trial} yet; `tracker check {trial}` looks at it"
    held = "only version 1" if count == 1 else f"versions 1 to {count}"
    return f"{trial} has no version {number}; it has {held}"


def _categories(given: str | Iterable[str] | None) -> list[str] | None:
    """Categories, each of which must be one. ``UsageError`` names those that there are."""
    if given is None:
        return None
    names = [given] if isinstance(given, str) else [*given]
    for name in names:
        if name not in CATEGORIES:
            raise UsageError(f"there is no category {name!r}; there are {', '.join(CATEGORIES)}")
    return names or None
