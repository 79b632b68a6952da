"""How the looks went: misses, what is gone, and the trials that fail just now.

Comes in: looks that failed or succeeded.
Goes out: whether that is news.
Does not: look, or decide what is told.

Failure is a state, not an event: it is news when it begins, when its kind changes and when it
ends, and only then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from tracker.sources.base import Miss
from tracker.store.database import Base, as_json
from tracker.store.listed import Failing
from tracker.store.moments import utc

_MISS = """
INSERT INTO looks (trial, failing_kind, failing_reason, failing_since, failing_count)
VALUES (:trial, :kind, :reason, :at, 1)
ON CONFLICT (trial) DO UPDATE SET failing_kind = :kind, failing_reason = :reason,
    failing_since = coalesce(failing_since, :at), failing_count = failing_count + 1
"""
_RECOVERED = """
SELECT trial FROM looks WHERE trial IN (SELECT value FROM json_each(?))
    AND (failing_kind IS NOT NULL OR gone_since IS NOT NULL) ORDER BY trial
"""
_LOOKED = """
INSERT INTO looks (trial, last_look) SELECT value, :at FROM json_each(:trials) WHERE true
ON CONFLICT (trial) DO UPDATE SET last_look = max(coalesce(last_look, :at), :at),
    failing_kind = NULL, failing_reason = NULL, failing_since = NULL, failing_count = 0,
    gone_since = NULL, gone_reason = NULL
"""
_GONE = """
INSERT INTO looks (trial, gone_since, gone_reason) VALUES (:trial, :at, :reason)
ON CONFLICT (trial) DO UPDATE SET gone_since = coalesce(gone_since, :at), gone_reason = :reason,
    failing_kind = NULL, failing_reason = NULL, failing_since = NULL, failing_count = 0
"""
_FAILING = """
SELECT trial, failing_kind, failing_reason, failing_since, failing_count
FROM looks WHERE failing_kind IS NOT NULL ORDER BY failing_since, trial
"""


#: Whether a failure is news: the look before succeeded, failed otherwise, failed in the same way.
Failure = Literal["new", "changed", "same"]


class Looks(Base):
    """How the looks went; a part of ``Store``."""

    def miss(self, miss: Miss, at: str) -> Failure:
        """Note a failed look: ``new`` if the one before succeeded, ``changed`` if its kind did."""
        row = {"trial": miss.trial, "kind": miss.kind, "reason": miss.reason, "at": utc(at)}
        with self.transaction() as conn:
            asked = conn.execute("SELECT failing_kind FROM looks WHERE trial = ?", (miss.trial,))
            before = asked.fetchone()
            conn.execute(_MISS, row)
        return failure_of(before, miss.kind)

    def looked(self, trials: Iterable[str], at: str) -> list[str]:
        """Note looks that succeeded; gives back the trials that had been failing or gone."""
        asked = as_json(trials)
        with self.transaction() as conn:
            recovered = [row[0] for row in conn.execute(_RECOVERED, (asked,)).fetchall()]
            conn.execute(_LOOKED, {"trials": asked, "at": utc(at)})
        return recovered

    def mark_gone(self, trial: str, at: str, reason: str) -> None:
        """The registry does not show a trial any more. It is gone, not failing."""
        with self.transaction() as conn:
            conn.execute(_GONE, {"trial": trial, "at": utc(at), "reason": reason})

    def failing(self) -> list[Failing]:
        """The trials whose last look failed, those that fail longest first."""
        return [one for row in self._rows(_FAILING) if (one := failing_of(row))]


def failure_of(before: tuple[str | None] | None, kind: str) -> Failure:
    """What a failure of this kind is after the one that is on record, if there is one."""
    if before is None or before[0] is None:
        return "new"
    return "same" if before[0] == kind else "changed"


def failing_of(row: dict[str, Any]) -> Failing | None:
    """Take the columns about failing out of a row; None if the last look succeeded."""
    taken = {name: row.pop(f"failing_{name}") for name in ("kind", "reason", "since", "count")}
    return Failing(trial=row.get("trial") or row["id"], **taken) if taken["kind"] else None
