"""Reading stored changes.

Comes in: which changes are meant: of which trials, since when, of what kind.
Goes out: :class:`tracker.changes.StoredChange`, one by one.
Does not: find changes or write them (``adding`` does).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tracker.changes import StoredChange
from tracker.store.database import Base, as_json
from tracker.store.moments import end_of, start_of

_FIELDS = StoredChange.__struct_fields__
_COLUMNS = ", ".join("class" if name == "class_" else name for name in _FIELDS)

#: What narrows a question: a condition for each argument that is given.
_CONDITIONS = {
    "trials": "trial IN (SELECT value FROM json_each(:trials))",
    "since": "observed_at >= :since",
    "until": "observed_at <= :until",
    "categories": "category IN (SELECT value FROM json_each(:categories))",
    "classes": "class IN (SELECT value FROM json_each(:classes))",
    "tag": "trial IN (SELECT trial FROM tags WHERE tag = :tag)",
    "version": "version = :version",
}


class Changes(Base):
    """Reading changes; a part of ``Store``."""

    def changes(
        self,
        *,
        trials: Iterable[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        categories: Iterable[str] | None = None,
        classes: Iterable[str] | None = None,
        tag: str | None = None,
        version: int | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[StoredChange]:
        """Changes by the time when they were seen, oldest first; those of a version in order.

        ``since`` and ``until``: dates or moments, both included, by our clock. ``tag``: of trials
        that are watched under it. ``version``: number of the version, useful with one trial.
        All that is given must hold. ``UsageError`` if a date is none.
        """
        given = {
            "trials": as_json(trials),
            "since": start_of(since) if since else None,
            "until": end_of(until) if until else None,
            "categories": as_json(categories),
            "classes": as_json(classes),
            "tag": tag,
            "version": version,
        }
        return self._changes(
            {name: value for name, value in given.items() if value is not None},
            order="observed_at DESC, trial, id" if newest_first else "observed_at, trial, id",
            limit=limit,
        )

    def _changes(
        self, given: dict[str, Any], *, order: str, limit: int | None
    ) -> Iterator[StoredChange]:
        where = " AND ".join(_CONDITIONS[name] for name in given)
        rows = self._rows_where(
            "stored_changes", where, given, columns=_COLUMNS, order_by=order, limit=limit
        )
        for row in rows:
            yield _stored_change(row)


def _stored_change(row: dict[str, Any]) -> StoredChange:
    row["class_"] = row.pop("class")
    row["silent"] = bool(row["silent"])
    for side in ("before", "after"):
        if row[side] is not None:
            row[side] = msgspec.json.decode(row[side])
    return StoredChange(**row)
