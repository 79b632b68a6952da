"""The steps of a back-fill: read a trial's list, fetch a version, put it into the timeline.

Comes in: the stages, given by ``backfill``. Goes out: the registry's list and its versions in the
store, one transaction a version; problems and sentences on the outcome.
Does not: decide which trials, or how many versions.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from tracker.errors import FetchError, ReadError
from tracker.fetch import Fetcher
from tracker.past.backfilled import BackfillOutcome, Filled, Problem
from tracker.past.seat import seat
from tracker.sources.base import Request
from tracker.sources.history import History, HistorySource
from tracker.store import Listed, Store

#: After one of these the source is not asked any more in this run.
_HOPELESS = frozenset(("unreachable", "limited", "redirect_refused"))


class Stop(Exception):
    """The source is not to be asked any more in this run."""


class Past(Struct):
    """One run at one record history."""

    store: Store
    fetcher: Fetcher
    source: HistorySource
    #: The moment of observation, UTC.
    now: str
    run: int
    outcome: BackfillOutcome
    #: Told at once what a person should know before it happens.
    say: Callable[[str], None] | None = None

    def tell(self, kind: str, text: str, trial: str) -> None:
        """Say something once: in the outcome and as a notice in the store."""
        self.outcome.notices.append((kind, text))
        self.store.notice(kind, text, at=self.now, trial=trial, run=self.run)

    def problem(self, trial: str, number: int | None, error: ReadError) -> None:
        """Something could not be had. ``Stop`` if nothing else will be either."""
        self.outcome.problems.append(Problem(trial, number, error.kind, error.reason))
        # The list was given out a moment ago: a version that is refused after that is one that the
        # registry does not give out. A list that is refused means that we are shut out.
        if error.kind in _HOPELESS or (error.kind == "blocked" and number is None):
            raise Stop from error
        if number is not None:
            self.store.history_problem(trial, number, error.reason)

    def ask(self, request: Request) -> bytes:
        """Ask politely. ``FetchError`` says why there is no answer."""
        return self.fetcher.get(request).body


def read_list(past: Past, trial: str) -> History | None:
    """The list of a trial's versions; None if it could not be had."""
    try:
        return past.source.read_list(past.ask(past.source.list_request(trial)))
    except ReadError as error:
        if error.kind == "not_found":
            reason = f"the registry keeps no record history of {trial}, or does not know the trial"
            error = ReadError("not_found", reason)
        past.problem(trial, None, error)
        return None


def fetch_version(past: Past, listed: Listed, filled: Filled) -> bool:
    """Fetch one version and put it into its place; False if it could not be had."""
    trial, number = listed.trial, listed.number
    try:
        body = past.ask(past.source.version_request(trial, number))
        past.source.read_version(body, trial, number)
        with past.store.transaction():
            placed = seat(past.store, past.source, listed, body, past.now)
    except ReadError as error:
        past.problem(trial, number, of_a_version(number, error))
        return False
    if placed.kind == "new":
        filled.added += 1
    else:
        filled.joined += 1
    return True


def of_a_version(number: int, error: ReadError) -> ReadError:
    """403 and 404 for a version that is on the list."""
    if isinstance(error, FetchError) and error.kind in ("blocked", "not_found"):
        reason = (
            f"version {number} is on the registry's list, but is not given out "
            f"(status {error.status}); the next back-fill asks for it again"
        )
        return ReadError(error.kind, reason)
    return error
