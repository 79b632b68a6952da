"""Adding many versions of one trial in a row, each after all else, with the looks that showed them.

Comes in: observations in order, with their changes and their further looks.
Goes out: rows as ``add`` and ``sight`` would write them, but the trial's face only once.
Does not: put anything in between; that is for ``add`` and ``reseat``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct, field

from tracker.changes import Change
from tracker.store import statements as sql
from tracker.store import timeline
from tracker.store.adding import add_changes, leads, version_row
from tracker.store.headline import face
from tracker.store.rows import Observation
from tracker.store.seating import Reseating
from tracker.store.sightings import Sighting


class Appended(Struct):
    """A version to be added, and the looks that found it again."""

    seen: Observation
    changes: tuple[Change, ...]
    #: Further looks at it, in order.
    sightings: list[Sighting] = field(default_factory=list)
    #: Digest of the payload that it was last seen with, if another than the first.
    mark: bytes | None = None


class Appending(Reseating):
    """Adding versions in a row; a part of ``Store``."""

    def append(self, versions: Sequence[Appended]) -> list[int]:
        """Add versions of one trial and one lineage, all of them after what is stored.

        Gives back their ids. Everything about them lands together or not at all.
        """
        first, last = versions[0].seen, versions[-1].seen
        with self.transaction() as conn:
            if not timeline.comes_last(conn, first):  # a version of another lineage is later
                return [self._one(one) for one in versions]
            place = timeline.make_room(conn, first)
            shown = leads(conn, last, place.number + len(versions) - 1)
            if shown:
                row = version_row(last, place, ())
                named = {"id": last.trial, "registry": last.registry}
                conn.execute(sql.SHOW, named | row | face(last.record))
            ids, record = self._rows_of(conn, versions, place)
            counted = {"trial": last.trial, "more": len(ids), "shown": ids[-1] if shown else None}
            seen = min(one.seen.observed_at for one in versions)
            conn.execute(sql.POINT, counted | {"seen": seen})
            if shown:
                conn.execute(sql.KEEP_RECORD, (last.trial, ids[-1], record))
        return ids

    def _rows_of(
        self, conn: sqlite3.Connection, versions: Sequence[Appended], place: timeline.Place
    ) -> tuple[list[int], bytes]:
        """The rows of all versions; their ids, and the record of the last."""
        ids, record = [], b""
        for number, one in enumerate(versions):
            if number:
                place = timeline.next_place(place, versions[number - 1].seen, one.seen)
            row = version_row(one.seen, place, one.changes)
            row["id"] = int(conn.execute(sql.ADD_VERSION, row).lastrowid or 0)
            record = self.add_body(conn, one.seen, place.seq, row["id"])
            add_changes(conn, row, one.changes)
            self.sight(row["id"], one.sightings, one.mark)
            ids.append(row["id"])
        return ids, record

    def _one(self, one: Appended) -> int:
        version_id = self.add(one.seen, one.changes).id
        self.sight(version_id, one.sightings, one.mark)
        return version_id
