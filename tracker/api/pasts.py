"""The pasts of trials, in the public Python API: back-fill, verify, the registry as witness.

Comes in: ids, as people write them. Goes out: outcomes and tables.
Does not: take single steps; ``tracker.past.backfill`` and ``tracker.past.verify`` do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.archive.telling import Telling
from tracker.dates import utc
from tracker.errors import UsageError
from tracker.ids import parse_id
from tracker.lock import run_lock
from tracker.store import HistoryList, Listed, Rewriting

if TYPE_CHECKING:
    from tracker.fetch import Fetcher
    from tracker.past.agreement import Agreement
    from tracker.past.backfilled import BackfillOutcome, Progress
    from tracker.sources.history import HistorySource


class Pasts(Telling):
    """A database of trials whose pasts can be fetched."""

    #: Called before each wait that is longer than the usual pause.
    _on_wait: Callable[[float, str], None] | None = None

    def backfill(
        self,
        trials: Iterable[str] | None = None,
        *,
        tag: str | None = None,
        only: Sequence[str] = (),
        max_versions: int | None = None,
        newest_first: bool = False,
        progress: Progress | None = None,
        say: Callable[[str], None] | None = None,
    ) -> BackfillOutcome:
        """Fetch all versions of these trials, or of all watched, from the registry's own history.

        What is stored is not fetched again. ``only``: parts such as "outcomes"; only versions that
        the registry says touched them, and the first. ``max_versions``: at most so many of each
        trial in this run. ``say`` is told beforehand what takes long.
        """
        from tracker.past.backfill import backfill
        from tracker.past.modules import labels_of

        labels_of(only)  # a word that is none is refused before anything is asked
        if max_versions is not None and max_versions < 0:
            raise UsageError(f"at most {max_versions} versions cannot be meant")
        ids = self._pasts_of(trials, tag)
        with run_lock(self.store.path), self._fetcher() as fetcher:
            outcome = backfill(
                self.store,
                fetcher,
                self._history(),
                ids,
                now=utc(self.config.now()),
                only=only,
                max_versions=max_versions,
                newest_first=newest_first,
                mirror=self._mirror(),
                progress=progress,
                say=say,
            )
            self.tell_events()
        return outcome

    def verify(
        self,
        trials: Iterable[str] | None = None,
        *,
        tag: str | None = None,
        sample: int | None = None,
        progress: Progress | None = None,
    ) -> BackfillOutcome:
        """Read back-filled versions again, all or a sample, and say which read otherwise now."""
        from tracker.past.verify import verify

        if sample is not None and sample < 1:
            raise UsageError(f"a sample of {sample} versions cannot be meant")
        ids = self._pasts_of(trials, tag)
        now = utc(self.config.now())
        with run_lock(self.store.path), self._fetcher() as fetcher:
            source = self._history()
            outcome = verify(
                self.store, fetcher, source, ids, now=now, sample=sample, progress=progress
            )
            self.tell_events()
        return outcome

    def tell_events(
        self,
        *,
        unwatched: bool = False,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> int:
        """Bring the tables of events and sites up to date; how many trials that took.

        Of watched trials whatever writes versions does it by itself. ``unwatched``: of all others
        too, as ``tracker serve`` does; ``progress`` is told trials done and due.
        """
        from tracker.run.meaning import tell_events

        now = utc(self.config.now())
        return tell_events(self.store, now, unwatched=unwatched, progress=progress)

    def agreement(self, trials: Iterable[str] | None = None) -> Agreement:
        """How far the registry's own words for its versions agree with the changes found here."""
        from tracker.past.agreement import agreement

        ids = None if trials is None else [self.trial(trial).id for trial in trials]
        return agreement(self.store, ids)

    def listed(self, trial: str) -> list[Listed]:
        """The registry's own list of a trial's versions, and which of them are stored."""
        return self.store.history(self.store.resolve(parse_id(trial)))

    def pasts(self) -> list[HistoryList]:
        """How far the record history of each trial is fetched."""
        return self.store.history_lists()

    def rewritings(self, trial: str | None = None) -> list[Rewriting]:
        """Versions that the registry shows otherwise than it did."""
        known = None if trial is None else self.store.resolve(parse_id(trial))
        return self.store.rewritings(known)

    def _pasts_of(self, trials: Iterable[str] | None, tag: str | None) -> list[str]:
        """The ids that a run is about; trials that are gone only if they are named."""
        if trials is not None:
            ids = (self.store.resolve(parse_id(trial)) for trial in trials)
            return list(dict.fromkeys(ids))
        watched = self.store.watched(tag=tag)
        return [one.trial for one in watched if one.registry == "ctgov" and not one.gone_since]

    def _fetcher(self) -> Fetcher:
        from tracker.fetch import Fetcher

        return Fetcher(self.config.fetch_settings(), on_wait=self._on_wait)

    def _history(self) -> HistorySource:
        from tracker.sources.history import HistorySource

        return HistorySource(root=self.config.ctgov_root, pause=self.config.sources.ctgov.pause)

    def _mirror(self) -> Path | None:
        return self.store.path.parent if self.config.mirror else None
