"""The migrations: how a database becomes what this version of Tracker needs.

Comes in: an open database.
Goes out: the same database with all tables of this version of Tracker.
Does not: open files, make backups or read data.

A migration that was released is never edited, nor are the texts in ``tables.py`` and ``views.py``
that it runs; what has to change is a new function at the end of ``STEPS``.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database, Migrations
from sqlite_utils.db import Table

from tracker.store.browse_tables import TABLES_BROWSE
from tracker.store.later_tables import AS_OF, FAILING_SEARCHES, SIGHTINGS
from tracker.store.outbox_tables import TABLES_NEWS, TABLES_OUTBOX
from tracker.store.tables import SEARCHED, TABLES
from tracker.store.tables_history import TABLES_HISTORY, TRIAL_HISTORY_WITH_REGISTRY
from tracker.store.views import VIEWS

#: Marks the file as ours in its header ("TRKR"), for file(1) and against mix-ups.
APPLICATION_ID = 0x54524B52

#: The name under which our migrations are recorded in the file.
MIGRATION_SET = "tracker"


def m001_tables(db: Database) -> None:
    """All tables and their indexes."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in TABLES:
        db.execute(statement)


def m002_search(db: Database) -> None:
    """Full-text search over the trials, kept by triggers.

    The triggers are our own, as sqlite-utils' fire on every UPDATE of the table: ours do so only
    when a searched column is written.
    """
    trials = db["trials"]
    assert isinstance(trials, Table)  # noqa: S101 - a view has no full-text search; for mypy
    trials.enable_fts(SEARCHED, tokenize="porter unicode61")
    names = ", ".join(SEARCHED)
    old, new = (", ".join(f"{row}.{name}" for name in SEARCHED) for row in ("old", "new"))
    forget = (
        f"INSERT INTO trials_fts (trials_fts, rowid, {names}) VALUES ('delete', old.rowid, {old});"  # noqa: S608 - our own names
    )
    learn = f"INSERT INTO trials_fts (rowid, {names}) VALUES (new.rowid, {new});"  # noqa: S608 - our own names
    db.execute(f"CREATE TRIGGER trials_ai AFTER INSERT ON trials BEGIN {learn} END")
    db.execute(f"CREATE TRIGGER trials_ad AFTER DELETE ON trials BEGIN {forget} END")
    db.execute(
        f"CREATE TRIGGER trials_au AFTER UPDATE OF {names} ON trials BEGIN {forget} {learn} END"
    )


def m003_views(db: Database) -> None:
    """The views that people and scripts read."""
    for name, query in VIEWS.items():
        db.create_view(name, query)


def m004_sightings(db: Database) -> None:
    """Looks that come in any order, one by one, for imports and back-fills."""
    db.execute(SIGHTINGS)


def m005_record_history(db: Database) -> None:
    """The registry's own numbers of versions, its list of them, and what it shows otherwise now."""
    for statement in TABLES_HISTORY:
        db.execute(statement)
    db.create_view("trial_history", TRIAL_HISTORY_WITH_REGISTRY, replace=True)


def m006_as_of(db: Database) -> None:
    """What stood at a moment is found without reading the versions: tables of many trials."""
    db.execute(AS_OF)


def m007_outbox(db: Database) -> None:
    """What is told to people: the outbox, and how each channel does."""
    for statement in TABLES_OUTBOX:
        db.execute(statement)


def m008_searches_that_fail(db: Database) -> None:
    """Which searches cannot be walked just now, and why."""
    db.execute(FAILING_SEARCHES)


def m009_browse(db: Database) -> None:
    """Places and events as tables, and what came lately found fast."""
    for statement in TABLES_BROWSE:
        db.execute(statement)


def m010_news(db: Database) -> None:
    """Since when each rule of alerts is used, and in which trials news was looked for."""
    for statement in TABLES_NEWS:
        db.execute(statement)


#: The history of the schema, oldest first.
STEPS: tuple[Callable[[Database], None], ...] = (
    m001_tables,
    m002_search,
    m003_views,
    m004_sightings,
    m005_record_history,
    m006_as_of,
    m007_outbox,
    m008_searches_that_fail,
    m009_browse,
    m010_news,
)


def migrations() -> Migrations:
    """The named migrations, to be applied in order; each runs once and is recorded."""
    known = Migrations(MIGRATION_SET)
    for step in STEPS:
        known(name=step.__name__)(step)
    return known
