"""The table of events: what is up to date in it, and putting in what rules found.

Comes in: the events of a trial, and the day and the rules by which they were found.
Goes out: which trials are to be looked at, and rows.
Does not: find events; ``tracker.run.meaning`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from tracker.events.base import Event
from tracker.store.database import Base

_UNTOLD = """
SELECT t.id AS trial, f.rules IS NOT :rules AS anew
FROM trials t LEFT JOIN events_found f ON f.trial = t.id
WHERE f.rules IS NOT :rules
    OR (:watched AND f.as_of <> :day AND t.id IN (SELECT trial FROM watches))
ORDER BY t.id
"""
_COUNT = """
SELECT (SELECT count(*) FROM trials) - (SELECT count(*) FROM events_found) AS untold,
    (SELECT min(as_of) FROM events_found WHERE trial IN (SELECT trial FROM watches)) AS as_of
"""
_PUT = """
INSERT INTO events (id, trial, family, rule, rule_version, kind, date, known_by, version_before,
    version_after, headline, facts)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_FOUND = """
INSERT INTO events_found (trial, as_of, rules) VALUES (?, ?, ?)
ON CONFLICT (trial) DO UPDATE SET as_of = excluded.as_of, rules = excluded.rules
"""
_COLUMNS = (
    "id, trial, family, rule, rule_version, kind, date, known_by, version_before, version_after, "
    "headline, facts"
)


class Untold(Struct, frozen=True):
    """A trial whose events are not up to date."""

    trial: str
    #: All of them; else only those that depend on the day from which one looks.
    anew: bool


class Told(Struct, frozen=True):
    """How far the table of events is up to date."""

    #: Trials that are still to be looked at.
    untold: int
    #: The day from which states and countdowns of watched trials are told; None: no events yet.
    as_of: str | None


class Meanings(Base):
    """The table of events; a part of ``Store``."""

    def untold(self, day: str, rules: str, *, watched: bool) -> list[Untold]:
        """Trials of which something is new since their events were found, by these rules.

        ``watched``: those on the watch list also where only the day is another one.
        """
        params = {"rules": rules, "day": day, "watched": watched}
        return [Untold(row["trial"], bool(row["anew"])) for row in self._rows(_UNTOLD, params)]

    def told(self) -> Told:
        """How far the table of events is up to date."""
        row = self._row(_COUNT) or {"untold": 0, "as_of": None}
        return Told(**row)

    def keep_events(
        self,
        trial: str,
        events: Iterable[tuple[Event, str]],
        day: str,
        rules: str,
        *,
        kinds: Sequence[str],
    ) -> None:
        """Put the events of some kinds in the place of those that were there.

        ``events`` come with their kinds; all of a trial are written together or not at all, and
        not at all where they stand there already.
        """
        rows = [_row(event, kind) for event, kind in events]
        places = ", ".join("?" for _ in kinds)
        mine = f"FROM events WHERE trial = ? AND kind IN ({places})"
        with self.transaction() as conn:
            there = f"SELECT {_COLUMNS} {mine} ORDER BY rowid"
            if [*map(tuple, conn.execute(there, (trial, *kinds)))] != rows:
                conn.execute(f"DELETE {mine}", (trial, *kinds))
                conn.executemany(_PUT, rows)
            conn.execute(_FOUND, (trial, day, rules))


def _row(event: Event, kind: str) -> tuple[object, ...]:
    """An event as the columns of its row."""
    return (
        *(event.id, event.trial, event.family, event.rule, event.rule_version, kind),
        *(event.date, event.known_by, *event.versions, event.headline),
        msgspec.json.encode(event.facts, order="deterministic").decode(),
    )
