"""The tables of events and sites: what is up to date in them, and putting in what was found.

Comes in: the events of a trial, and the day and the rules by which they were found.
Goes out: which trials are to be looked at, and rows.
Does not: find events; ``tracker.run.meaning`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from tracker.record import Site
from tracker.store.database import Base

if TYPE_CHECKING:  # The rules, all of which the package loads, take a while.
    from tracker.events.base import Event

_UNTOLD = """
SELECT t.id AS trial, f.rules IS NOT :rules AS anew, w.trial IS NOT NULL AS watched
FROM trials t LEFT JOIN events_found f ON f.trial = t.id LEFT JOIN watches w ON w.trial = t.id
WHERE (f.rules IS NOT :rules AND (:unwatched OR w.trial IS NOT NULL))
    OR (w.trial IS NOT NULL AND (f.until <= :day OR f.as_of > :day))
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
INSERT INTO events_found (trial, as_of, until, rules) VALUES (?, ?, ?, ?)
ON CONFLICT (trial) DO UPDATE
SET as_of = excluded.as_of, until = excluded.until, rules = excluded.rules
"""
_COLUMNS = (
    "id, trial, family, rule, rule_version, kind, date, known_by, version_before, version_after, "
    "headline, facts"
)


_SITE = ("facility", "status", "city", "state", "zip", "country", "latitude", "longitude")
_LISTED = f"SELECT trial, {', '.join(_SITE)} FROM sites WHERE trial = ? ORDER BY id"  # noqa: S608 - our own names
#: Lists one site: the trial, then what :func:`sites_in` gives.
LIST_SITE = f"""INSERT INTO sites (trial, {", ".join(_SITE)})
VALUES (?, {", ".join("?" for _ in _SITE)})"""  # noqa: S608 - our own names


class _Sited(Struct):
    """Of a record, the sites alone."""

    sites: tuple[Site, ...] = ()


_sited = msgspec.json.Decoder(_Sited).decode


class Untold(Struct, frozen=True):
    """A trial whose events are not up to date."""

    trial: str
    #: All of them; else only those that depend on the day from which one looks.
    anew: bool
    #: It is on the watch list, so that it is looked at again when time alone brings others.
    watched: bool


class Told(Struct, frozen=True):
    """How far the table of events is up to date."""

    #: Trials that are still to be looked at.
    untold: int
    #: The day from which states and countdowns of watched trials are told; None: no events yet.
    as_of: str | None


class Meanings(Base):
    """The table of events; a part of ``Store``."""

    def untold(self, day: str, rules: str, *, unwatched: bool) -> list[Untold]:
        """Watched trials whose events, by these rules, something new or time alone may change.

        ``unwatched``: other trials as well of which something is new.
        """
        params = {"rules": rules, "day": day, "unwatched": unwatched}
        rows = self._rows(_UNTOLD, params)
        return [Untold(one["trial"], bool(one["anew"]), bool(one["watched"])) for one in rows]

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
        until: str,
        kinds: Sequence[str],
    ) -> None:
        """Put the events of some kinds in the place of those that were there.

        ``events`` come with their kinds; all of a trial are written together or not at all, and
        not at all where they stand there already. ``until`` is the day on which time alone may
        have made others of them.
        """
        rows = [_row(event, kind) for event, kind in events]
        places = ", ".join("?" for _ in kinds)
        mine = f"FROM events WHERE trial = ? AND kind IN ({places})"
        with self.transaction() as conn:
            there = f"SELECT {_COLUMNS} {mine} ORDER BY rowid"
            if [*map(tuple, conn.execute(there, (trial, *kinds)))] != rows:
                conn.execute(f"DELETE {mine}", (trial, *kinds))
                conn.executemany(_PUT, rows)
            conn.execute(_FOUND, (trial, day, until, rules))

    def list_sites(self, trial: str) -> None:
        """Put the sites of a trial's newest record in the place of those that were there."""
        with self.transaction() as conn:
            shown = conn.execute("SELECT record FROM records WHERE trial = ?", (trial,)).fetchone()
            rows = [(trial, *site) for site in sites_in(shown[0])] if shown else []
            if conn.execute(_LISTED, (trial,)).fetchall() != rows:
                conn.execute("DELETE FROM sites WHERE trial = ?", (trial,))
                conn.executemany(LIST_SITE, rows)


def sites_in(record_json: str | bytes) -> Iterator[tuple[object, ...]]:
    """The sites of a record as the columns of their rows, after the trial's id."""
    for site in _sited(record_json).sites:
        yield tuple(getattr(site, name) for name in _SITE)


def _row(event: Event, kind: str) -> tuple[object, ...]:
    """An event as the columns of its row."""
    return (
        *(event.id, event.trial, event.family, event.rule, event.rule_version, kind),
        *(event.date, event.known_by, *event.versions, event.headline),
        msgspec.json.encode(event.facts, order="deterministic").decode(),
    )
