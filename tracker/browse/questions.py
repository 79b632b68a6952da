"""What the home page asks of the database.

Comes in: a database that Datasette has opened for reading, and filters. Goes out: rows.
Does not: make pages. All values are bound, none is written into the SQL.

A page is so many versions in which sponsors said something, newest first. Each question follows an
index: of versions by time, of changes by kind and time, or of the few trials that fit a filter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

#: Versions on a page, and sentences of each; the rest is on the trial's own page.
MOST, SENTENCES = 40, 8
#: So few trials are gone through one by one; more are met often enough in the order of time.
_FEW = 500
_TABLES = {"trials", "versions", "changes", "looks", "watches"}
#: By what the page can be narrowed; ``kind`` is of changes, the others are of trials.
FILTERS = ("kind", "status", "sponsor", "condition")
_OF_TRIALS = {
    "status": "t.overall_status = :status",
    "sponsor": "t.lead_sponsor = :sponsor",
    "condition": "EXISTS (SELECT 1 FROM json_each(t.conditions) j WHERE j.value = :condition)",
}
_SEARCHED = "t.rowid IN (SELECT rowid FROM trials_fts WHERE trials_fts MATCH :match)"

_VERSIONS = """
SELECT v.id, v.observed_at, v.trial FROM {source}
WHERE v.sponsor_changes > 0 {narrowed} {older}
ORDER BY v.observed_at DESC, v.trial DESC, v.id DESC LIMIT :most
"""
_OLDER = "AND (v.observed_at, v.trial, v.id) < (:at, :after, :id)"
_KIND = """
SELECT v.version AS id, v.observed_at, v.trial FROM {source}
WHERE v.class = 'sponsor' AND v.category = :kind {narrowed} {older}
GROUP BY v.observed_at, v.trial, v.version
ORDER BY v.observed_at DESC, v.trial DESC, v.version DESC LIMIT :most
"""
_FACES = """
SELECT v.id, substr(v.observed_at, 1, 10) AS day, v.trial, v.number, v.silent, v.registry_date,
    t.brief_title AS title, t.overall_status AS status, t.lead_sponsor AS sponsor, t.conditions
FROM versions v JOIN trials t ON t.id = v.trial WHERE v.id IN (SELECT value FROM json_each(:ids))
ORDER BY v.observed_at DESC, v.trial DESC, v.id DESC
"""
_SAID = """
SELECT version, summary, said FROM (
    SELECT c.id, c.version, c.summary, count(*) OVER (PARTITION BY c.version) AS said,
        row_number() OVER (PARTITION BY c.version ORDER BY c.id) AS place
    FROM changes c
    WHERE c.version IN (SELECT value FROM json_each(:ids)) AND c.class = 'sponsor' {kind}
) WHERE place <= :sentences ORDER BY version, id
"""
_CURSOR = "SELECT observed_at AS at, trial AS after, id FROM versions WHERE id = :id"
_FRESH = """
SELECT (SELECT count(*) FROM trials) AS trials, (SELECT count(*) FROM watches) AS watched,
    (SELECT max(last_look) FROM looks) AS last_look,
    (SELECT count(*) FROM looks WHERE failing_kind IS NOT NULL) AS failing,
    (SELECT count(*) FROM trials) - (SELECT count(*) FROM events_found) AS untold
"""
_FAILING = """
SELECT trial, failing_kind, failing_reason, failing_since
FROM looks WHERE failing_kind IS NOT NULL ORDER BY failing_since, trial LIMIT 10
"""
_RUN = """
SELECT command, started_at, exit_code, note FROM runs
WHERE command IN ('check', 'watch') AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1
"""
_TRIALS = """
SELECT id, brief_title AS title, overall_status FROM trials ORDER BY first_seen DESC, id DESC
LIMIT 12
"""
_STATUSES = """
SELECT overall_status AS word, count(*) AS trials FROM trials
WHERE overall_status IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1
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


async def lately(
    database: Database, filters: Mapping[str, str], before: str | None = None
) -> tuple[list[Row], bool]:
    """Versions in which sponsors said something, newest first, each with its ``sentences``.

    ``before``: only what comes after this version in that order. Says also whether there is more.
    """
    values: Row = {**filters, "most": MOST + 1, "sentences": SENTENCES}
    cursor = await _rows(database, _CURSOR, {"id": before}) if before else []
    for place in cursor:
        values |= place
    found = await _rows(database, await _question(database, filters, values, bool(cursor)), values)
    values["ids"] = json.dumps([row["id"] for row in found[:MOST]])
    kind = "AND c.category = :kind" if "kind" in filters else ""
    told: dict[int, list[Row]] = {}
    for row in await _rows(database, _SAID.format(kind=kind), values):
        told.setdefault(row["version"], []).append(row)
    faces = await _rows(database, _FACES, values)
    return [{**row, "sentences": told.get(row["id"], [])} for row in faces], len(found) > MOST


async def _question(
    database: Database, filters: Mapping[str, str], values: Row, older: bool
) -> str:
    """The SQL by which the versions are found soonest."""
    conditions = [_OF_TRIALS[name] for name in filters if name in _OF_TRIALS]
    words = re.findall(r"\w+", filters.get("condition", ""))
    if words:
        values["match"] = f'conditions : "{" ".join(words)}"'
        conditions.insert(0, _SEARCHED)
    wanted = " AND ".join(conditions)
    table, source, narrowed = ("changes" if "kind" in filters else "versions"), "", ""
    source = f"{table} v"
    if wanted and await _are_few(database, wanted, values):
        source = (
            f"(SELECT id FROM trials t WHERE {wanted}) m "  # noqa: S608 - our own names
            f"CROSS JOIN {table} v ON v.trial = m.id"
        )
    elif wanted:
        narrowed = f"AND EXISTS (SELECT 1 FROM trials t WHERE t.id = v.trial AND {wanted})"  # noqa: S608
    sql, key = (_KIND, "v.version") if "kind" in filters else (_VERSIONS, "v.id")
    after = _OLDER.replace("v.id", key) if older else ""
    return sql.format(source=source, narrowed=narrowed, older=after)


async def _are_few(database: Database, wanted: str, values: Row) -> bool:
    sql = f"SELECT 1 FROM trials t WHERE {wanted} LIMIT {_FEW + 1}"  # noqa: S608 - our own names
    return len(await _rows(database, sql, values)) <= _FEW


async def freshness(database: Database) -> Row:
    """How many trials there are and are watched, when the last look was, and the last run."""
    found = (await _rows(database, _FRESH))[0]
    runs = await _rows(database, _RUN)
    return {**found, "run": runs[0] if runs else None}


async def failing(database: Database) -> list[Row]:
    """Trials whose last look failed, the longest first."""
    return await _rows(database, _FAILING)


async def newest_trials(database: Database) -> list[Row]:
    """The trials that came last."""
    return await _rows(database, _TRIALS)


async def statuses(database: Database) -> list[Row]:
    """The statuses that trials have, the most frequent first."""
    return await _rows(database, _STATUSES)


async def near(database: Database, word: str) -> list[str]:
    """Known ids that look like a word, the likest first."""
    word = word.strip().upper()[:40]
    for length in (8, 6, 4, 3):
        values = {"low": word[:length], "high": word[:length] + "\uffff"}
        ids = [row["id"] for row in await _rows(database, _NEIGHBOURS, values)]
        if found := get_close_matches(word, ids, n=5, cutoff=0.6):
            return found
    return []


def shared(rows: Sequence[Row], most: int = 8) -> dict[str, list[str]]:
    """Sponsors and conditions of the trials on a page, the most frequent first."""
    trials = {row["trial"]: row for row in rows}.values()
    words: dict[str, dict[str, int]] = {"sponsor": {}, "condition": {}}
    for row in trials:
        for word in [row["sponsor"]] if row["sponsor"] else []:
            words["sponsor"][word] = words["sponsor"].get(word, 0) + 1
        for word in json.loads(row["conditions"] or "[]"):
            words["condition"][word] = words["condition"].get(word, 0) + 1
    return {
        name: sorted(counts, key=lambda word: (-counts[word], word))[:most]
        for name, counts in words.items()
    }
