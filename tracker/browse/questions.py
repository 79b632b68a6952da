"""What the home page asks of the database.

Comes in: a database that Datasette has opened for reading, and filters. Goes out: rows.
Does not: make pages. All values are bound, none is written into the SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

#: Changes that the home page reads; more are in the table behind it.
MOST = 300
_TABLES = {"trials", "versions", "changes", "looks", "watches"}
#: By what the changes can be narrowed, each with its condition.
FILTERS = {
    "kind": "c.category = :kind",
    "status": "t.overall_status = :status",
    "sponsor": "t.lead_sponsor = :sponsor",
    "condition": "EXISTS (SELECT 1 FROM json_each(t.conditions) j WHERE j.value = :condition)",
}
_LATELY = """
SELECT substr(c.observed_at, 1, 10) AS day, c.trial, t.brief_title AS title, c.category,
    v.number AS version, c.summary
FROM changes c
JOIN versions v ON v.id = c.version
JOIN trials t ON t.id = c.trial
WHERE c.class = 'sponsor' {narrowed}
ORDER BY c.observed_at DESC, c.trial, c.id
LIMIT :most
"""
_FRESH = """
SELECT (SELECT count(*) FROM trials) AS trials,
    (SELECT count(*) FROM watches) AS watched,
    (SELECT max(last_look) FROM looks) AS last_look
"""
_FAILING = """
SELECT trial, failing_kind, failing_reason, failing_since
FROM looks WHERE failing_kind IS NOT NULL ORDER BY failing_since LIMIT 20
"""
_TRIALS = """
SELECT id, brief_title AS title, overall_status FROM trials ORDER BY first_seen DESC, id LIMIT 30
"""
_NEIGHBOURS = "SELECT id FROM trials WHERE id >= :low AND id < :high ORDER BY id LIMIT 2000"

Row = dict[str, Any]


async def tracked(datasette: Datasette) -> Database | None:
    """The first database that is one of Tracker's; None if there is none."""
    for name, database in datasette.databases.items():
        if name != "_internal" and set(await database.table_names()) >= _TABLES:
            return database
    return None


async def _rows(database: Database, sql: str, values: Mapping[str, Any] | None = None) -> list[Row]:
    return [dict(row) for row in await database.execute(sql, dict(values or {}))]


async def lately(database: Database, filters: Mapping[str, str]) -> list[Row]:
    """What sponsors changed, newest first, narrowed by ``FILTERS``."""
    narrowed = " ".join(f"AND {FILTERS[name]}" for name in filters)
    return await _rows(database, _LATELY.format(narrowed=narrowed), {**filters, "most": MOST})


async def freshness(database: Database) -> Row:
    """How many trials there are and are watched, and when the last look succeeded."""
    return (await _rows(database, _FRESH))[0]


async def failing(database: Database) -> list[Row]:
    """Trials whose last look failed, the longest first."""
    return await _rows(database, _FAILING)


async def newest_trials(database: Database) -> list[Row]:
    """The trials that came last."""
    return await _rows(database, _TRIALS)


async def near(database: Database, word: str) -> list[str]:
    """Known ids that look like a word, the likest first."""
    word = word.strip().upper()[:40]
    for length in (8, 6, 4, 3):
        values = {"low": word[:length], "high": word[:length] + "\uffff"}
        ids = [row["id"] for row in await _rows(database, _NEIGHBOURS, values)]
        if found := get_close_matches(word, ids, n=5, cutoff=0.6):
            return found
    return []
