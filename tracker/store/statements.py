"""The statements that write a version, with their columns.

Comes in: nothing; these are texts, put together from names of our own only.
Goes out: SQL with named parameters that bear the names of the columns.
Does not: run anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.store.rows import Headline

_HEADLINE = Headline.__struct_fields__
_OWN = (
    *("trial", "number", "source", "lineage", "seq", "reader", "partial", "content_hash", "mark"),
    *("registry_date", "last_update_submitted", "observed_at", "last_confirmed", "placed_at"),
    *("stood_from", "data_version", "silent", "hides", "registry_version", "version_date"),
    *("sponsor_changes", "registry_changes", "bookkeeping_changes"),
)
_CHANGE = (
    *("version", "trial", "source", "observed_at", "registry_date", "category", "class", "field"),
    *("item", "kind", "before", "after", "path", "summary"),
)
_FACE = (
    *("brief_title", "official_title", "acronym", "other_ids", "collaborators", "conditions"),
    *("keywords", "interventions", "countries"),
)


def _insert(table: str, columns: Sequence[str]) -> str:
    places = ", ".join(f":{name}" for name in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names


def _update(table: str, columns: Sequence[str]) -> str:
    return f"UPDATE {table} SET {_values(':', columns)} WHERE id = :id"  # noqa: S608 - our own names


def _values(prefix: str, columns: Sequence[str]) -> str:
    return ", ".join(f"{name} = {prefix}{name}" for name in columns)


ADD_VERSION = _insert("versions", (*_OWN, *_HEADLINE))
ADD_BODY = "INSERT INTO bodies (version, codec, base, payload_bytes, body) VALUES (?, ?, ?, ?, ?)"
ADD_CHANGE = _insert("changes", _CHANGE)
SHOWN = """
SELECT v.partial, v.number FROM trials t JOIN versions v ON v.id = t.version_id WHERE t.id = ?
"""
#: The face is written before the version, which refers to the trial, and points to it after.
SHOW = f"""{_insert("trials", ("id", "registry", *_FACE, *_HEADLINE))}
ON CONFLICT (id) DO UPDATE SET {_values("excluded.", (*_FACE, *_HEADLINE))}
"""
#: The same for a version that was just written, with the trial's count, in one go.
ENTER = "INSERT OR IGNORE INTO trials (id, registry) VALUES (?, ?)"
SHOW_ADDED = f"""
UPDATE trials SET {_values(":", (*_FACE, *_HEADLINE))}, versions = versions + 1, version_id = :id,
    first_seen = min(coalesce(first_seen, :observed_at), :observed_at) WHERE id = :trial
"""  # noqa: S608 - our own names
POINT = """
UPDATE trials SET versions = versions + :more, version_id = coalesce(:shown, version_id),
    first_seen = min(coalesce(first_seen, :seen), :seen) WHERE id = :trial
"""
#: The record comes as bytes, which are its text as SQLite keeps it.
KEEP_RECORD = """
INSERT INTO records (trial, version_id, record) VALUES (?, ?, CAST(? AS TEXT))
ON CONFLICT (trial) DO UPDATE SET version_id = excluded.version_id, record = excluded.record
"""
LAST_BEFORE = """
SELECT id FROM versions WHERE trial = ? AND lineage = ? AND seq <= ? ORDER BY seq DESC LIMIT 1
"""
FOLLOWING = """
SELECT id, trial, source, observed_at, placed_at, registry_date, last_update_submitted
FROM versions WHERE trial = ? AND lineage = ? AND number > ? ORDER BY number LIMIT 1
"""
STANDS = "UPDATE versions SET silent = ?, stood_from = ? WHERE id = ?"
RECOUNT = _update("versions", ("sponsor_changes", "registry_changes", "bookkeeping_changes"))
#: What a version says once it has another body.
NEW_BODY = _update(
    "versions",
    (
        *("source", "reader", "partial", "hides", "content_hash", "mark"),
        *("registry_date", "last_update_submitted"),
        *_HEADLINE,
    ),
)
#: What a version says once its payload was read anew.
REREAD = _update(
    "versions",
    (
        *("reader", "hides", "content_hash", "registry_date", "last_update_submitted"),
        *_HEADLINE,
    ),
)
CONFIRM = """
UPDATE versions SET last_confirmed = max(last_confirmed, ?), mark = coalesce(?, mark),
    confirmed_in = coalesce(?, confirmed_in) WHERE id = ?
"""
