"""Sightings: every look that found a version as it stands, and reading them back.

Comes in: a trial and a lineage.
Goes out: its timeline as :class:`Seat`: each version with all looks that are known to have shown
it; the end of many timelines at once.
Does not: write (``seating`` does), or decide which look belongs to which version.

A daily check only moves a version's last confirmation, as it always comes after all else. Looks
that come in any order (imports, back-fills) are kept one by one: when older material turns up in
between, a version may have to be parted into two, and then each needs its own first and last look.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from tracker.errors import StoreError
from tracker.store import codec
from tracker.store.database import as_json
from tracker.store.rows import Version
from tracker.store.versions import Versions, as_version

_TIMELINE = "SELECT * FROM versions WHERE trial = ? AND lineage = ? ORDER BY number"

_SIGHTINGS = """
SELECT s.* FROM versions v JOIN sightings s ON s.version = v.id WHERE v.trial = ? AND v.lineage = ?
"""

_ENDS = """
SELECT v.trial, v.id, v.mark, v.content_hash, v.reader, v.source, v.placed_at, v.observed_at,
    v.last_confirmed,
    (SELECT max(placed_at || observed_at) FROM sightings s WHERE s.version = v.id) AS last_row,
    (SELECT max(observed_at) FROM sightings s
        WHERE s.version = v.id AND registry_version IS NULL) AS last_seen
FROM json_each(?) AS asked JOIN versions v ON v.id = (
    SELECT id FROM versions WHERE trial = asked.value AND lineage = ?
    ORDER BY number DESC LIMIT 1)
"""

#: All moments are of one length: "2026-03-02T14:30:00Z".
_MOMENT = 20


class Sighting(Struct, frozen=True, order=True):
    """One look that showed a version."""

    #: Where it stands in the timeline, UTC.
    placed_at: str
    #: When it was taken, UTC.
    observed_at: str
    #: Short name of the source that was asked.
    source: str
    data_version: str | None = None
    #: Version of the reader and the payload, where the look is of another source than the
    #: version's body.
    reader: int | None = None
    payload: bytes | None = None
    #: The registry's own number of what was shown, for a look at its record history.
    registry_version: int | None = None

    @property
    def is_of_its_day(self) -> bool:
        """Whether it saw what stood then. One at the record history tells of the past."""
        return self.registry_version is None


class Seat(Struct, frozen=True):
    """A version in its place, with the looks that showed it, in order."""

    version: Version
    #: Digest of the payload that it was last seen with.
    mark: bytes
    sightings: tuple[Sighting, ...]


class End(Struct, frozen=True):
    """What must be known of a lineage's newest version to put a later look after it."""

    version_id: int
    mark: bytes
    content_hash: str
    reader: int
    source: str
    #: Place and moment of the last look at it.
    last: tuple[str, str]


class Sightings(Versions):
    """Reading sightings; a part of ``Store``."""

    def timeline(self, trial: str, lineage: str) -> list[Seat]:
        """All versions of a lineage in order, with all looks that are known of each."""
        rows = list(self._rows(_TIMELINE, (trial, lineage)))
        marks = [row["mark"] for row in rows]
        versions = [as_version(row) for row in rows]
        found: dict[int, list[Sighting]] = {version.id: [] for version in versions}
        for row in self._rows(_SIGHTINGS, (trial, lineage)):
            found[row.pop("version")].append(_sighting(row))
        return [
            Seat(version, mark, _with_implied(version, found[version.id]))
            for version, mark in zip(versions, marks, strict=True)
        ]

    def ends(self, lineage: str, trials: Iterable[str]) -> dict[str, End]:
        """The newest version of each trial in a lineage, with its last look."""
        return {row["trial"]: _end(row) for row in self._rows(_ENDS, (as_json(trials), lineage))}


def packed(payload: bytes | None) -> bytes | None:
    """The payload of a sighting as a frame that leans on nothing."""
    return None if payload is None else codec.compress(codec.Body(payload, b""), None)


def _sighting(row: dict[str, Any]) -> Sighting:
    if row["payload"] is not None:
        try:
            row["payload"] = codec.decompress(row["payload"], 0, None).record
        except codec.Damaged as error:
            raise StoreError(f"a sighting of {row['source']} is damaged: {error}") from error
    return Sighting(**row)


def _with_implied(version: Version, found: list[Sighting]) -> tuple[Sighting, ...]:
    """The looks that have a row, and those that only the version's own row tells of."""
    if all(one.placed_at != version.placed_at for one in found):
        first = (version.placed_at, version.observed_at, version.source, version.data_version)
        numbered = any(one.registry_version is not None for one in found)
        number = None if numbered else version.registry_version
        found.append(Sighting(*first, registry_version=number))
    seen = max((one.observed_at for one in found if one.is_of_its_day), default="")
    if version.last_confirmed > max(seen, version.observed_at):
        moment = version.last_confirmed
        found.append(Sighting(moment, moment, version.source, version.confirmed_in))
    return tuple(sorted(found, key=lambda one: (one.placed_at, one.observed_at, one.source)))


def _end(row: dict[str, Any]) -> End:
    last = (row["placed_at"], row["observed_at"])
    if row["last_row"]:
        last = max(last, (row["last_row"][:_MOMENT], row["last_row"][_MOMENT:]))
    if row["last_confirmed"] > max(row["observed_at"], row["last_seen"] or ""):
        last = max(last, (row["last_confirmed"], row["last_confirmed"]))
    return End(row["id"], row["mark"], row["content_hash"], row["reader"], row["source"], last)
