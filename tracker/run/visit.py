"""A run's visit to one source: what it carries along, and what it may say.

Comes in: the stages, given by ``check``. Goes out: answers taken apart; sentences and misses on the
Outcome and in the store. Does not: decide what to ask.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from tracker.errors import FetchError, ReadError
from tracker.fetch import Fetcher
from tracker.outcome import Outcome
from tracker.sources.base import Miss, Page, Request, Source
from tracker.store import Store, WatchedSearch

#: Told how far a run has come: (trials done, trials due).
Progress = Callable[[int, int], None]

#: After one of these the source is not asked any more in this run.
_HOPELESS = frozenset(("blocked", "unreachable", "limited", "redirect_refused"))


class Visit(Struct):
    """One run at one source."""

    store: Store
    fetcher: Fetcher
    source: Source
    #: The moment of observation, UTC.
    now: str
    run: int
    outcome: Outcome
    #: Trials that the registry did not show any more when the run began.
    gone: frozenset[str] = frozenset()
    #: Folder of the mirror (one JSON file a trial), if one is kept.
    mirror: Path | None = None
    progress: Progress | None = None
    #: Why the source is not asked any more, once it refused.
    hopeless: FetchError | None = None

    def version(self) -> str | None:
        """The registry's name of its data set; None where it could not be had."""
        request = self.source.version_request()
        if request is None or self.hopeless:
            return None
        try:
            version = self.source.read_version(self.fetcher.get(request).body)
        except FetchError as error:
            self._heed(error)
            return None
        except ReadError:
            return None
        self.outcome.data_versions[self.source.name] = version
        return version

    def page(self, request: Request) -> Page:
        """Ask, and take the answer apart. ``ReadError`` says why it could not be had."""
        if self.hopeless:
            raise self.hopeless
        try:
            return self.source.split(self.fetcher.get(request).body)
        except FetchError as error:
            self._heed(error)
            raise

    def tell(self, kind: str, text: str, trial: str | None, search: int | None = None) -> None:
        """Say something once: in the outcome and as a notice in the store."""
        self.outcome.notices.append((kind, text))
        self.store.notice(kind, text, at=self.now, trial=trial, search=search, run=self.run)

    def looked(self, trials: list[str]) -> None:
        """Count trials as looked at, and say which of them had been failing or gone."""
        self.outcome.looked += len(trials)
        for trial in self.store.looked(trials, self.now):
            if trial in self.gone:
                self.tell("back", f"{trial} is shown by the registry again", trial)
            else:
                self.tell("recovered", f"{trial} can be looked at again", trial)

    def missed(self, misses: list[Miss]) -> None:
        """Failure is state: told when it starts and when its kind changes, not on every run."""
        for miss in misses:
            self.outcome.looked += 1
            self.outcome.misses.append(miss)
            if self.store.miss(miss, self.now) == "same":
                self.outcome.known_misses.append(miss)
            else:
                text = f"{miss.trial} could not be looked at: {miss.reason}"
                self.store.notice("failing", text, at=self.now, trial=miss.trial, run=self.run)

    def search_missed(self, search: WatchedSearch, error: ReadError) -> None:
        """The same for a search that could not be walked."""
        said = f"{search.search}: {error.reason}"
        self.outcome.failed_searches.append(said)
        if self.store.search_missed(search.id, error.kind, error.reason, self.now) == "same":
            self.outcome.known_failed_searches.append(said)
        else:
            text = f"the search “{search.search}” could not be walked: {error.reason}"
            self.store.notice("search_failing", text, at=self.now, search=search.id, run=self.run)

    def say_how_far(self) -> None:
        """Tell the progress callback."""
        if self.progress:
            self.progress(self.outcome.looked, self.outcome.due)

    def _heed(self, error: FetchError) -> None:
        if error.kind in _HOPELESS:
            self.hopeless = error
