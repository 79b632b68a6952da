"""The store: every version of every trial in one SQLite file.

Comes in: observations, changes, misses, the watch list.
Goes out: rows, as typed in ``rows`` and ``listed``.
Does not: fetch, read payloads, compare.

:class:`Store` is put together from parts, one a subject: each is a small class over one open
database (``database.Base``) and can be read on its own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from tracker.store.appending import Appended, Appending
from tracker.store.changes import Changes
from tracker.store.connecting import PATIENCE, readable_as_it_is
from tracker.store.database import open_database
from tracker.store.histories import Histories, HistoryList, Listed, Rewriting, Touched
from tracker.store.holding import Shelf
from tracker.store.journal import Journal
from tracker.store.listed import (
    DriftSeen,
    Failing,
    Hits,
    Notice,
    Run,
    Stats,
    Watched,
    WatchedSearch,
)
from tracker.store.looks import Looks
from tracker.store.meanings import Meanings, Told, Untold
from tracker.store.mirror import mirror_path, write_mirror
from tracker.store.news import Marked, News
from tracker.store.outbox import Batch, ChannelState, Letter, Outbox
from tracker.store.publishing import Censor, Publishing
from tracker.store.rereading import Reread, Rereading
from tracker.store.rows import Clock, Headline, Known, Observation, Stood, Stored, Trial, Version
from tracker.store.searches import Searches
from tracker.store.seating import Seating
from tracker.store.sightings import End, Seat, Sighting
from tracker.store.standing import Standing
from tracker.store.trials import Trials
from tracker.store.upkeep import Upkeep
from tracker.store.watchlist import Watchlist


class Store(
    Watchlist,
    Searches,
    Appending,
    Rereading,
    Changes,
    Trials,
    Looks,
    Journal,
    Histories,
    Standing,
    Publishing,
    Outbox,
    Meanings,
    News,
    Upkeep,
):
    """An open database of trials."""

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        read_only: bool = False,
        patience: float = PATIENCE,
    ) -> Self:
        """Open a database, or begin one; an older one is migrated, with a backup beside it.

        ``read_only``: never writes, works beside a writer; the file must be there.
        ``patience``: seconds to wait for another program that holds the write lock.
        ``StoreError`` says what is wrong with a file that cannot be used.
        """
        place = Path(path)
        return cls(open_database(place, read_only=read_only, patience=patience), place)


__all__ = [
    "Appended",
    "Batch",
    "Censor",
    "ChannelState",
    "Clock",
    "DriftSeen",
    "End",
    "Failing",
    "Headline",
    "HistoryList",
    "Hits",
    "Known",
    "Letter",
    "Listed",
    "Marked",
    "Notice",
    "Observation",
    "Reread",
    "Rewriting",
    "Run",
    "Seat",
    "Seating",
    "Shelf",
    "Sighting",
    "Stats",
    "Stood",
    "Store",
    "Stored",
    "Told",
    "Touched",
    "Trial",
    "Untold",
    "Version",
    "Watched",
    "WatchedSearch",
    "mirror_path",
    "readable_as_it_is",
    "write_mirror",
]
