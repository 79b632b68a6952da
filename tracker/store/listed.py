"""Rows of the lists around the versions: what is watched, how looks went, what was told.

Comes in: nothing; these are plain, frozen values.
Goes out: rows with the names of the columns that they stand for.
Does not: touch the database. All moments are UTC text, "2026-03-02T14:30:00Z".
"""

from __future__ import annotations

from msgspec import Struct

from tracker.sources.base import Search


class Failing(Struct, frozen=True, kw_only=True):
    """A trial that cannot be looked at just now."""

    trial: str
    #: One of the kinds of ``tracker.sources.base.Miss``.
    kind: str
    reason: str
    #: When the first of the failed looks in a row was.
    since: str
    #: How many failed looks in a row.
    count: int


class Watched(Struct, frozen=True, kw_only=True):
    """One line of the watch list."""

    trial: str
    registry: str
    #: The source that is asked for it.
    source: str
    added_at: str
    tags: tuple[str, ...]
    #: Ids of the watched searches that match it now or matched it once.
    searches: tuple[int, ...]
    title: str | None
    overall_status: str | None
    #: How many versions are stored; 0 until the first look succeeded.
    versions: int
    last_look: str | None
    last_confirmed: str | None
    failing: Failing | None
    gone_since: str | None


class WatchedSearch(Struct, frozen=True, kw_only=True):
    """A search that is watched."""

    id: int
    search: Search
    source: str
    added_at: str
    tags: tuple[str, ...]
    #: When all its pages were last walked; None if never.
    last_walk: str | None
    #: How many trials matched then.
    matches: int
    #: Since when it cannot be walked, and why; None if the last walk reached its end.
    failing_since: str | None = None
    failing_reason: str | None = None

    @property
    def failing(self) -> bool:
        """The last walk did not reach its end."""
        return self.failing_since is not None


class Hits(Struct, frozen=True):
    """What a walk of a search brought: trials that match now and did not, and the other way."""

    entered: tuple[str, ...]
    left: tuple[str, ...]


class Notice(Struct, frozen=True, kw_only=True):
    """Something to tell once that is not a change of a record: gone, back, failing, recovered."""

    id: int
    kind: str
    text: str
    at: str
    trial: str | None
    search: int | None
    run: int | None


class Run(Struct, frozen=True, kw_only=True):
    """One run of a command that looked at the registry."""

    id: int
    command: str
    started_at: str
    #: None while it runs, or if it was cut off.
    ended_at: str | None
    exit_code: int | None
    note: str | None
    #: What it counted: looked, changed, failed, requests and so on.
    counts: dict[str, int]


class DriftSeen(Struct, frozen=True, kw_only=True):
    """Something of the registry that no field or vocabulary knows, and how often it was seen."""

    path: str
    kind: str
    example: str
    #: The trial where it was seen first.
    trial: str
    first_seen: str
    last_seen: str
    times: int


class Stats(Struct, frozen=True, kw_only=True):
    """How much there is, for ``tracker doctor``."""

    trials: int
    watched: int
    searches: int
    versions: int
    changes: int
    runs: int
    failing: int
    gone: int
    #: Size of the database file, bytes.
    file_bytes: int
    #: What the compressed bodies take, bytes.
    body_bytes: int
    #: Names of the migrations that the file has been through.
    migrations: tuple[str, ...]
