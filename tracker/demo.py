"""The main job offline: some days of a few trials, served by the stand-in registry.

Comes in: a folder for the demo's database. Goes out: one :class:`Day` after the other, each looked
at through the real path: real HTTP on loopback, fetcher, reader, store and diff.
Does not: print; the ``demo`` command does. The clock stands at each day's refresh, so that every
run of the demo comes to the same database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tracker import config
from tracker.api import Tracker
from tracker.errors import StoreError
from tracker.outcome import Outcome
from tracker.past.backfilled import BackfillOutcome
from tracker.sources.base import Search
from tracker.standin import demo_registry, serve
from tracker.store import Store

#: The trial that the project began with, and those that the demo invents.
WATCHED = (
    "NCT06931145",
    "NCT99000001",
    "NCT99000002",
    "NCT99000004",
    "NCT99000006",
    "NCT99000007",
)
#: The trial whose registry history is fetched at the end.
BACKFILLED = "NCT99000002"
SEARCH = Search(query="small cell lung cancer")
#: How long after the registry's refresh the demo looks.
_LATER = dt.timedelta(hours=5, minutes=30)


class Day(Struct, frozen=True):
    """One day of the demo."""

    number: int
    #: "2026-03-02".
    date: str
    #: What watching came to, on the first day; later what the check came to.
    outcome: Outcome
    #: The tracker as it stands at the end of the day; open until the next day begins.
    tracker: Tracker
    #: What the back-fill of one trial came to, on the last day.
    filled: BackfillOutcome | None = None


def run_demo(folder: Path) -> Iterator[Day]:
    """Serve the demo's days and look at each; the database is ``folder/tracker.db``, made anew."""
    db = _clean(folder)
    with serve(demo_registry()) as server:
        for number, data_set in enumerate(server.registry.days, start=1):
            server.registry.day = number
            settings = config.load(
                overrides=_settings(db, server.url, data_set.version), environ={}
            )
            with Tracker(Store.open(settings.db), settings) as tracker:
                outcome = _begin(tracker) if number == 1 else tracker.check()
                last = number == len(server.registry.days)
                filled = tracker.backfill([BACKFILLED]) if last else None
                yield Day(number, data_set.date, outcome, tracker, filled)


def _begin(tracker: Tracker) -> Outcome:
    outcome = tracker.watch(WATCHED, tags=["demo"])
    _, found = tracker.watch_search(SEARCH, tags=["demo"])
    outcome.kept += found.kept
    # Matches that were watched by their ids a moment ago are no further trials.
    outcome.looked += found.looked - found.unchanged
    outcome.due += found.due - found.unchanged
    outcome.requests += found.requests
    return outcome


def _settings(db: Path, url: str, version: str) -> dict[str, object]:
    moment = dt.datetime.fromisoformat(version).replace(tzinfo=dt.UTC) + _LATER
    return {
        "db": str(db.resolve()),
        "sources.ctgov.url": url,
        "sources.ctgov.pause": 0.0,
        "now": moment.isoformat(),
    }


def _clean(folder: Path) -> Path:
    """The place of the demo's database, with an earlier demo's taken away."""
    db = folder / "tracker.db"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in (db, *(db.with_name(db.name + end) for end in ("-wal", "-shm"))):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"the demo cannot write in {folder}: {error.strerror or error}; name another folder"
        ) from error
    return db
