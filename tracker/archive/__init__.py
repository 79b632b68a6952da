"""What is known of trials: the reading half of the public Python API.

Comes in: ids, dates and words, as people write them.
Goes out: typed, frozen values.
Does not: ask a registry, or write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from tracker import config as configuration
from tracker.archive.choice import chosen
from tracker.archive.comparing import Comparison, compare
from tracker.archive.finding import Finder
from tracker.archive.pick import moment_of
from tracker.changes import CATEGORIES, StoredChange
from tracker.dates import parse_since, utc
from tracker.errors import UnknownTrial, UsageError
from tracker.ids import parse_id
from tracker.record import Record
from tracker.store import (
    Clock,
    Notice,
    Stood,
    Store,
    Stored,
    Trial,
    Version,
    Watched,
    WatchedSearch,
)

if TYPE_CHECKING:
    from tracker.events import Event
    from tracker.export import Format, Wanted, Written


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

    def tags(self) -> list[str]:
        """The words under which trials and searches are grouped."""
        return self.store.tags()

    def group(self, tag: str) -> list[str]:
        """The trials of a group. ``UsageError`` names the groups if there is none of this name."""
        self.must_have(tag)
        return [one.trial for one in self.watched(tag=tag)]

    def must_have(self, tag: str) -> None:
        """``UsageError`` where no group has this name; it names those that there are."""
        tags = self.tags()
        if not tags:
            raise UsageError(f"nothing is tagged yet; `tracker watch ID --tag {tag}` would begin")
        chosen(tag, tags, "tag")

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

    def version(
        self,
        trial: str,
        which: str = "last",
        *,
        clock: Clock = "registry",
        known_by: str | None = None,
    ) -> Stored:
        """One version: by number ("2"), by date ("2025-06-30"), or "first", "last", "today".

        A date is one of the registry's clock, or of ours with ``clock="observed"``. ``known_by``
        is a second date: "last" and a date find only what had been seen by the end of it.
        """
        known = self.trial(trial).id
        finder = Finder(self.store, self.config.now())
        return finder.find(known, which, clock=clock, known_by=known_by)

    def record(self, trial: str, which: str = "last") -> Record:
        """The record of one version, as :meth:`version` picks it."""
        return self.version(trial, which).record

    def diff(
        self,
        trial: str,
        before: str | None = None,
        after: str | None = None,
        *,
        known_by: str | None = None,
    ) -> Comparison:
        """Compare two versions; without words the last two, with one word that one and the last.

        ``known_by`` narrows dates, and the last version, to what had been seen by then.
        """
        known = self.trial(trial)
        new = self.version(known.id, after or "last", known_by=known_by)
        if before is None:
            before = str(max(1, new.version.number - 1)) if after is None else "first"
        old = self.version(known.id, before, known_by=known_by)
        return compare(known, old, new)

    # -- over all trials -----------------------------------------------------------------------

    def table(
        self,
        as_of: str = "today",
        *,
        clock: Clock = "registry",
        known_by: str | None = None,
        tag: str | None = None,
    ) -> list[Stood]:
        """All watched trials with their headline fields as they stood at the end of a date.

        Where nothing is watched, as after imports alone, they are all that are stored.
        The clocks are those of :meth:`version`. A trial that was not known then is in the list as
        well; its ``known`` is False.
        """
        now = self.config.now()
        seen = moment_of(known_by, now) if known_by else None
        return self.store.standing(moment_of(as_of, now), clock=clock, known_by=seen, tag=tag)

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
            categories=chosen(category, CATEGORIES, "category"),
            classes=[class_] if class_ else None,
            tag=tag,
            version=version,
        )

    def events(
        self,
        *,
        since: str | None = None,
        trial: str | None = None,
        family: str | Iterable[str] | None = None,
        rule: str | None = None,
        tag: str | None = None,
    ) -> Iterator[Event]:
        """What the changes mean, by written rules (``docs/events.md``), trial by trial.

        Without ``trial`` or ``tag`` they are of all that is stored, watched or not.
        ``since`` leaves out what a reader of the registry could have known before that day.
        """
        # All rules take a while to load, which no other command should wait for.
        from tracker.events import FAMILIES, RULES
        from tracker.lives import events_of

        now = self.config.now()
        families = chosen(family, FAMILIES, "family")
        if rule is not None:
            chosen(rule, [one.id for one in RULES], "rule")
        trials = [self.trial(trial).id] if trial else self.store.trials_held(tag=tag)
        day = parse_since(since, now).date() if since else None
        return events_of(self.store, trials, now.date(), families=families, rule=rule, since=day)

    def notices(self, *, trial: str | None = None, since: str | None = None) -> list[Notice]:
        """What was told once beside changes, oldest first: gone, back, moved, entered a search."""
        moment = utc(parse_since(since, self.config.now())) if since else None
        return self.store.notices(since=moment, trial=self.trial(trial).id if trial else None)

    def export(
        self,
        to: Path | BinaryIO,
        form: Format | None = None,
        *,
        tables: Sequence[str] = (),
        wanted: Wanted | None = None,
        raw: bool = False,
        replace: bool = False,
    ) -> Iterator[Written]:
        """Write tables, or a copy of the database, for other programs; see ``tracker.export``."""
        from tracker.export import export

        at = utc(self.config.now())
        return export(self.store, to, form, tables, wanted, at=at, raw=raw, replace=replace)

    def search(self, words: str, *, tag: str | None = None, limit: int = 100) -> list[Trial]:
        """Trials whose titles, conditions, sponsors, interventions or ids match these words.

        The best ``limit`` of them.
        """
        return self.store.search_text(words, tag=tag, limit=limit)
