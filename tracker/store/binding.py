"""Which version of a timeline each number of the registry's own list stands for.

Comes in: a version with its looks, inside a transaction. Goes out: its number, and the list's rows
that point to it.
Does not: decide which look belongs to which version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tracker.store.rows import Version
from tracker.store.sightings import Sighting

_BIND = """
UPDATE versions SET registry_version = :number, version_date = (
    SELECT date FROM histories WHERE trial = :trial AND number = :number
) WHERE id = :id AND registry_version IS NOT :number
"""
_HOLDS = """
UPDATE histories SET version_id = ?
WHERE trial = ? AND number = ? AND version_id IS NOT NULL AND version_id <> ?
"""


def number_of(sightings: Iterable[Sighting]) -> int | None:
    """The registry's own number of a version: the first of those under which it was shown."""
    numbers = (one.registry_version for one in sightings if one.registry_version is not None)
    return min(numbers, default=None)


def bind(conn: sqlite3.Connection, version: Version, sightings: Iterable[Sighting]) -> None:
    """Say which version each number of the registry's own list stands for."""
    number = number_of(sightings)
    conn.execute(_BIND, {"trial": version.trial, "number": number, "id": version.id})
    for one in sightings:
        if one.registry_version is not None:
            conn.execute(_HOLDS, (version.id, version.trial, one.registry_version, version.id))
