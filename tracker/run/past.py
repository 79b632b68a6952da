"""The steps of a back-fill: read a trial's list, fetch a version, put it into the timeline.

Comes in: the stages, given by ``backfill``. Goes out: the registry's list and its versions in the
store, one transaction a version; problems and sentences on the outcome.
Does not: decide which trials, or how many versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from tracker.backfilled import BackfillOutcome, Filled, Problem
from tracker.errors import FetchError, ReadError
from tracker.fetch import Fetcher
from tracker.placing import Item, Placed, place
from tracker.placing.numbered import Numbered, Stands, place_of
from tracker.sources.base import Reading, Request
from tracker.sources.history import History, HistorySource, mark_of
from tracker.sources.readers import Readers
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
        reading = past.source.read_version(body, trial, number)
        with past.store.transaction():
            placed = _placed(past, listed, reading, body)
    except ReadError as error:
        past.problem(trial, number, _of_a_version(number, error))
        return False
    if placed.kind == "new":
        filled.added += 1
    else:
        filled.joined += 1
    return True


def _of_a_version(number: int, error: ReadError) -> ReadError:
    """403 and 404 for a version that is on the list."""
    if isinstance(error, FetchError) and error.kind in ("blocked", "not_found"):
        reason = (
            f"version {number} is on the registry's list, but is not given out "
            f"(status {error.status}); the next back-fill asks for it again"
        )
        return ReadError(error.kind, reason)
    return error


def _placed(past: Past, listed: Listed, reading: Reading, body: bytes) -> Placed:
    """Put a version into the timeline and remember which one it is there."""
    trial, source, dates = listed.trial, past.source, reading.record.dates
    numbered = Numbered(
        listed.number, listed.date, dates.last_update_posted, dates.last_update_submitted
    )
    item = Item(
        trial=trial,
        source=source,
        payload=body,
        mark=mark_of(body),
        placed_at=place_of(numbered, _standing(past.store, trial, source.lineage)),
        observed_at=past.now,
        registry_version=listed.number,
        version_date=listed.date,
    )
    end = past.store.ends(source.lineage, [trial]).get(trial)
    placed = place(past.store, Readers(), [item], end).placed[0]
    if placed.version_id is None:
        raise ReadError("not_a_trial", placed.reason or "it could not be placed")
    version = past.store.stored(placed.version_id).version
    if version.registry_version is None or version.registry_version > listed.number:
        past.store.bind(version.id, listed.number, listed.date)
    past.store.history_stored(trial, listed.number, version.id, item.content_hash)
    return placed


def _standing(store: Store, trial: str, lineage: str) -> Iterator[Stands]:
    """The looks that stand in a timeline, with the numbers of the versions that they showed."""
    numbers: dict[int, int] = {}
    for listed in store.history(trial):
        if listed.version_id is not None:
            numbers.setdefault(listed.version_id, listed.number)
    for seat in store.timeline(trial, lineage):
        version = seat.version
        for sighting in seat.sightings:
            yield Stands(
                sighting.placed_at,
                version.registry_date,
                version.last_update_submitted,
                numbers.get(version.id),
            )
