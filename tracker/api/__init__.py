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

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import config as configuration
from tracker.api.alerts import Alerts
from tracker.archive.comparing import Comparison
from tracker.changes import StoredChange
from tracker.dates import utc
from tracker.errors import UnknownTrial, UsageError
from tracker.ids import parse_id
from tracker.lock import run_lock
from tracker.outcome import Outcome
from tracker.sources import Source, sources_for
from tracker.sources.base import Search
from tracker.store import Store, WatchedSearch

if TYPE_CHECKING:
    from tracker.importing import ImportReport
    from tracker.importing import Progress as ImportProgress
    from tracker.past.replayed import ReplayReport
    from tracker.run.visit import Progress


class Tracker(Alerts):
    """A database of trials and the registries that it watches."""

    def __init__(
        self,
        store: Store,
        config: configuration.Config,
        *,
        on_wait: Callable[[float, str], None] | None = None,
    ) -> None:
        super().__init__(store, config)
        self._on_wait = on_wait

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
        ids = None if trials is None else self._watched_ids(trials)
        with run_lock(self.store.path):
            return self._look("check", trials=ids, tag=tag, force=force, progress=progress)

    def import_paths(
        self,
        paths: Iterable[str | Path],
        *,
        observed_at: str | None = None,
        progress: ImportProgress | None = None,
    ) -> ImportReport:
        """Take in records and pages from files, folders, archives and git repositories.

        ``observed_at`` (a day or a moment) says when all of it was seen; without it the wrappers,
        commits, names, records and archives say so, the most trusted of them first, and what was
        seen at a time still to come is left. ``progress`` is told bytes done and bytes in all (None
        while that is not known). What could not be taken is in the report with its reason, never
        an exception; ``report.failed`` says whether there is any.
        """
        # What opens archives takes a while to load, which no other command should wait for.
        from tracker.importing import import_paths

        with run_lock(self.store.path):
            report = import_paths(
                self.store,
                [Path(path) for path in paths],
                now=self.now(),
                observed_at=observed_at,
                mirror=self._mirror(),
                progress=progress,
            )
            self.tell_events()
        return report

    def replay(
        self,
        trials: Iterable[str] | None = None,
        *,
        dry_run: bool = False,
        restart: bool = False,
        progress: Progress | None = None,
    ) -> ReplayReport:
        """Read all that is stored, or these trials, anew as today's readers read it.

        ``dry_run`` only says what would read otherwise. A run over all trials that was cut off is
        gone on with, unless ``restart``.
        """
        from tracker.past.replay import replay
        from tracker.sources.readers import Readers

        ids = None if trials is None else [self.trial(trial).id for trial in trials]
        now, mirror = self.now(), self._mirror()
        how = {"dry_run": dry_run, "restart": restart}
        with nullcontext() if dry_run else run_lock(self.store.path):
            report = replay(
                self.store, Readers(), now=now, trials=ids, mirror=mirror, progress=progress, **how
            )
            if not dry_run:
                self.tell_events()
        return report

    def changes_of(self, outcome: Outcome) -> Iterator[StoredChange]:
        """The changes that a run found, as :meth:`changes` gives them."""
        for kept in outcome.changed:
            yield from self.changes(trial=kept.trial, version=kept.version)

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
        # Late, as above: the HTTP client is for those who ask a registry.
        from tracker.check import check
        from tracker.fetch import Fetcher

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
                mirror=self._mirror(),
                progress=progress,
            )

    def sources(self) -> tuple[Source, ...]:
        """The sources that the configuration names."""
        return sources_of(self.config)

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

    def _watched_ids(self, trials: Iterable[str]) -> list[str]:
        """The ids of trials that are watched, each followed from an obsolete one."""
        watched = {one.trial for one in self.store.watched()}
        found: dict[str, None] = {}
        for trial in trials:
            asked = parse_id(trial)
            real = asked if asked in watched else self.store.resolve(asked)
            if real not in watched:
                raise UnknownTrial(f"{asked} is not watched; `tracker watch {asked}` adds it")
            found[real] = None
        return [*found]


def sources_of(config: configuration.Config) -> tuple[Source, ...]:
    """The sources that a configuration names."""
    ctgov, page = config.sources.ctgov, config.sources.page
    return sources_for(
        {
            "ctgov": {"url": config.ctgov_root, "pause": ctgov.pause, "batch": ctgov.batch},
            "page": {"url": page.url, "pause": page.pause},
        }
    )


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


__all__ = ["Comparison", "Tracker", "open", "sources_of"]
