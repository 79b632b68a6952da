"""The public Python API: what the command line does, as calls on one object.

    >>> import tracker
    >>> with tracker.open(":memory:") as trials:  # doctest: +SKIP
    ...     trials.watch(["NCT06931145"])
    ...     for change in trials.changes(since="2026-01-01"):
    ...         print(change.trial, change.summary)

Everything that comes back is a typed, frozen value; ``change.as_json()`` and
``msgspec.to_builtins(record)`` give plain dictionaries, which is what pandas wants.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from tracker import config as configuration
from tracker.changes import Change, StoredChange
from tracker.check import check
from tracker.dates import parse_since, utc
from tracker.diff import diff
from tracker.errors import UnknownTrial, UsageError
from tracker.fetch import Fetcher
from tracker.ids import parse_id
from tracker.lock import run_lock
from tracker.outcome import Outcome
from tracker.pick import pick
from tracker.record import Record
from tracker.run.visit import Progress
from tracker.sources import Source, sources_for
from tracker.sources.base import Search
from tracker.store import Clock, Store, Stored, Trial, Version, Watched, WatchedSearch


class Comparison(Struct, frozen=True):
    """Two versions of a trial and all that differs between them."""

    trial: str
    before: Version
    after: Version
    changes: tuple[Change, ...]
    records: tuple[Record, Record]


class Tracker:
    """A database of trials and the registries that it watches."""

    def __init__(
        self,
        store: Store,
        config: configuration.Config,
        *,
        on_wait: Callable[[float, str], None] | None = None,
    ) -> None:
        self.store = store
        self.config = config
        self._on_wait = on_wait

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

    def watch(
        self,
        trials: Iterable[str],
        *,
        tags: Sequence[str] = (),
        source: str = "ctgov",
        progress: Progress | None = None,
    ) -> Outcome:
        """Put trials on the watch list and look at them at once."""
        ids = list(dict.fromkeys(parse_id(trial) for trial in trials))
        self._source(source)
        with run_lock(self.store.path):
            self.store.watch(ids, registry="ctgov", at=self.now(), tags=tags, source=source)
            return self._look("watch", trials=ids, progress=progress)

    def watch_search(
        self, search: Search, *, tags: Sequence[str] = (), progress: Progress | None = None
    ) -> tuple[WatchedSearch, Outcome]:
        """Watch a search: walk it at once, and let new matches enter by themselves from here on."""
        if not str(search):
            raise UsageError("an empty search would watch the whole registry; say what to look for")
        with run_lock(self.store.path):
            number = self.store.add_search(search, source="ctgov", at=self.now(), tags=tags)
            outcome = self._look("watch", search=number, progress=progress)
        watched = next(one for one in self.store.searches() if one.id == number)
        return watched, outcome

    def unwatch(self, trials: Iterable[str]) -> list[str]:
        """Take trials off the watch list; their history stays. Returns those that were on it."""
        return self.store.unwatch([parse_id(trial) for trial in trials])

    def unwatch_search(self, number: int) -> None:
        """Stop watching a search; the trials that it brought stay watched."""
        self.store.remove_search(number)

    def watched(self, *, tag: str | None = None) -> list[Watched]:
        """The watch list."""
        return self.store.watched(tag=tag)

    def searches(self, *, tag: str | None = None) -> list[WatchedSearch]:
        """The searches that are watched."""
        return self.store.searches(tag=tag)

    # -- the main job --------------------------------------------------------------------------

    def check(
        self,
        trials: Iterable[str] | None = None,
        *,
        tag: str | None = None,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Outcome:
        """Look at everything watched (or at these trials) and keep what is new."""
        ids = None if trials is None else [self._known_id(trial) for trial in trials]
        with run_lock(self.store.path):
            return self._look("check", trials=ids, tag=tag, force=force, progress=progress)

    def _look(
        self,
        command: str,
        *,
        trials: Sequence[str] | None = None,
        search: int | None = None,
        tag: str | None = None,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Outcome:
        with Fetcher(self.config.fetch_settings(), on_wait=self._on_wait) as fetcher:
            return check(
                self.store,
                fetcher,
                self.sources(),
                now=self.now(),
                trials=trials,
                search=search,
                tag=tag,
                force=force,
                command=command,
                mirror=self.store.path.parent if self.config.mirror else None,
                progress=progress,
            )

    # -- what is known -------------------------------------------------------------------------

    def trial(self, trial: str) -> Trial:
        """A trial as its newest version shows it. ``UnknownTrial`` if it is not in the database."""
        found = self.store.trial(parse_id(trial))
        if found is None:
            raise UnknownTrial(
                f"{parse_id(trial)} is not in {self.store.path}; `tracker watch {parse_id(trial)}` "
                "looks at it and keeps it"
            )
        return found

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
                raise UnknownTrial(f"no version of {known} is known for {which}")
            return stored
        count = len(self.store.versions(known))
        number = count if wanted.number == -1 else (wanted.number or 0)
        if not 1 <= number <= count:
            raise UnknownTrial(f"{known} has no version {number}; it has versions 1 to {count}")
        return self.store.version(known, number)

    def record(self, trial: str, which: str = "last") -> Record:
        """The record of one version, as :meth:`version` picks it."""
        return self.version(trial, which).record

    def diff(self, trial: str, before: str | None = None, after: str | None = None) -> Comparison:
        """Compare two versions; without words the last two, with one word that one and the last."""
        if before is None and after is None:
            before = str(max(1, len(self.versions(trial)) - 1))
        old = self.version(trial, before or "first")
        new = self.version(trial, after or "last")
        changes = diff(old.record, new.record)
        return Comparison(
            old.version.trial, old.version, new.version, changes, (old.record, new.record)
        )

    def changes(
        self,
        *,
        since: str | None = None,
        trial: str | None = None,
        category: str | None = None,
        tag: str | None = None,
        version: int | None = None,
    ) -> Iterator[StoredChange]:
        """Stored changes, oldest first. ``since`` is a date or a length of time ("7d")."""
        moment = utc(parse_since(since, self.config.now())) if since else None
        return self.store.changes(
            trials=[self.trial(trial).id] if trial else None,
            since=moment,
            categories=[category] if category else None,
            tag=tag,
            version=version,
        )

    def search(self, words: str) -> list[Trial]:
        """Trials whose titles, conditions, sponsors, interventions or ids match these words."""
        return self.store.search_text(words)

    # -- parts ---------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """The sources that the configuration names."""
        ctgov, page = self.config.sources.ctgov, self.config.sources.page
        return sources_for(
            {
                "ctgov": {
                    "url": self.config.ctgov_root,
                    "pause": ctgov.pause,
                    "batch": ctgov.batch,
                },
                "page": {"url": page.url, "pause": page.pause},
            }
        )

    def now(self) -> str:
        """The moment of a run, UTC, as it is stored."""
        return utc(self.config.now())

    def _source(self, name: str) -> Source:
        for source in self.sources():
            if source.name == name:
                return source
        raise UsageError(
            f"there is no source {name!r}; a page source wants [sources.page] url = "
            '"https://.../{id}" in tracker.toml'
        )

    def _known_id(self, trial: str) -> str:
        """The id of a trial that is watched, followed from an obsolete one."""
        asked = parse_id(trial)
        known = self.store.trial(asked)
        real = known.id if known else asked
        if real not in {one.trial for one in self.store.watched()}:
            raise UnknownTrial(f"{asked} is not watched; `tracker watch {asked}` adds it")
        return real


def open(  # noqa: A001 (tracker.open reads like open; inside this module nothing opens files)
    path: str | Path | None = None,
    *,
    config: configuration.Config | None = None,
    read_only: bool = False,
    on_wait: Callable[[float, str], None] | None = None,
) -> Tracker:
    """Open a database, made where there is none; without a path the configured one."""
    config = config or configuration.load(overrides={"db": str(path)} if path else {})
    return Tracker(Store.open(config.db, read_only=read_only), config, on_wait=on_wait)


__all__ = ["Comparison", "Tracker", "dt", "open"]
