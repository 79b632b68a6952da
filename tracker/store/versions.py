"""Reading versions: the newest, one by its number, as of a moment, and their bodies.

Comes in: a trial and which of its versions is meant.
Goes out: :class:`Version` rows, and :class:`Stored` ones with payload and record.
Does not: write, compare versions or read payloads.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.errors import StoreError, UnknownTrial
from tracker.store import codec
from tracker.store.codec import Body
from tracker.store.database import Base, as_json
from tracker.store.moments import asked, utc
from tracker.store.rows import Clock, Known, Stored, Version, tidy

_NEWEST_OF_EACH = """
SELECT v.trial, v.id, v.number, v.mark, v.content_hash, v.reader, v.last_update_submitted,
    v.registry_date, v.observed_at, v.source
FROM json_each(?) AS asked JOIN versions v ON v.id = (
    SELECT id FROM versions WHERE trial = asked.value AND lineage = ?
    ORDER BY number DESC LIMIT 1)
"""

_NEWEST = "SELECT * FROM versions WHERE trial = ? AND lineage = ? ORDER BY number DESC LIMIT 1"

_BEFORE = """
SELECT * FROM versions WHERE trial = ? AND lineage = ? AND placed_at <= ?
ORDER BY number DESC LIMIT 1
"""

_AFTER = """
SELECT * FROM versions WHERE trial = ? AND lineage = ? AND placed_at > ? ORDER BY number LIMIT 1
"""

#: Bodies from the first that leans on nothing down to the one asked for.
_CHAIN = """
WITH RECURSIVE chain (version, base, step) AS (
    SELECT version, base, 0 FROM bodies WHERE version = ?
    UNION ALL
    SELECT b.version, b.base, step + 1 FROM bodies b JOIN chain c ON b.version = c.base
)
SELECT b.version, b.codec, b.payload_bytes, b.body
FROM chain JOIN bodies b ON b.version = chain.version ORDER BY step DESC
"""

_AS_OF = """
SELECT * FROM versions
WHERE trial = :trial AND (:lineage IS NULL OR lineage = :lineage)
    AND (:stood IS NULL OR stood_from <= :stood) AND (:seen IS NULL OR observed_at <= :seen)
ORDER BY partial, number DESC LIMIT 1
"""


class Versions(Base):
    """Reading versions; a part of ``Store``."""

    #: The body read or written last. Who adds a version has nearly always just read or written
    #: the one it leans on.
    _last_body: tuple[int, Body] | None = None

    def known(self, lineage: str, trials: Iterable[str]) -> dict[str, Known]:
        """The newest version of each trial in a lineage, as far as there is one.

        One query for any number of trials: the cheap gate that spares reading what did not move.
        """
        rows = self._rows(_NEWEST_OF_EACH, (as_json(trials), lineage))
        return {trial: Known(*rest) for trial, *rest in (row.values() for row in rows)}

    def newest(self, trial: str, lineage: str) -> Stored | None:
        """The newest version of a trial in a lineage, with its body."""
        return self._stored(self._row(_NEWEST, (trial, lineage)))

    def stored(self, version_id: int) -> Stored:
        """A version by its id. ``UnknownTrial`` if there is none."""
        found = self._stored(self._row("SELECT * FROM versions WHERE id = ?", (version_id,)))
        if found is None:
            raise UnknownTrial(f"there is no version with the id {version_id}")
        return found

    def neighbours(
        self, trial: str, lineage: str, placed_at: str
    ) -> tuple[Stored | None, Stored | None]:
        """The versions of a lineage just before (or at) and just after a moment."""
        moment = (trial, lineage, utc(placed_at))
        return self._stored(self._row(_BEFORE, moment)), self._stored(self._row(_AFTER, moment))

    def versions(self, trial: str) -> list[Version]:
        """All versions of a trial, oldest first, without their bodies."""
        rows = self._rows("SELECT * FROM versions WHERE trial = ? ORDER BY number", (trial,))
        return [as_version(row) for row in rows]

    def version(self, trial: str, number: int) -> Stored:
        """One version by its number. ``UnknownTrial`` says which numbers there are."""
        row = self._row("SELECT * FROM versions WHERE trial = ? AND number = ?", (trial, number))
        found = self._stored(row)
        if found is None:
            raise UnknownTrial(self._no_such_version(trial, number))
        return found

    def as_of(
        self,
        trial: str,
        moment: str,
        *,
        clock: Clock = "registry",
        lineage: str | None = None,
        known_by: str | None = None,
    ) -> Stored | None:
        """The version that stood at a moment; None if the trial was not there yet.

        It is the last in the timeline, a whole one before one that shows a part only.
        ``moment``: a date ("2026", "2026-03", "2026-03-14": to the end of it) or a moment.
        ``clock="registry"``: as the registry had it by its own dates. ``clock="observed"``: as we
        had seen it by then. ``known_by`` narrows the registry's clock to what had been seen by a
        second moment. ``UsageError`` if a text is neither date nor moment.
        """
        params = {"trial": trial, "lineage": lineage}
        params |= asked(moment, known_by, observed=clock == "observed")
        return self._stored(self._row(_AS_OF, params))

    def _stored(self, row: dict[str, Any] | None) -> Stored | None:
        if row is None:
            return None
        version = as_version(row)
        body = self._body(version)
        return Stored(version, body.payload, body.record)

    def _body(self, version: Version) -> Body:
        """Payload and record of a version, built up from the first one it leans on."""
        if self._last_body is not None and self._last_body[0] == version.id:
            return self._last_body[1]
        body = None
        for row in self._rows(_CHAIN, (version.id,)):
            try:
                body = codec.decompress(row["body"], row["payload_bytes"], body, row["codec"])
            except codec.Damaged as error:
                raise self._damaged(version, row["version"], str(error)) from error
        if body is None:
            raise self._damaged(version, version.id, "it is missing")
        self._last_body = (version.id, body)
        return body

    def _damaged(self, version: Version, at: int, why: str) -> StoreError:
        through = "" if at == version.id else f" (through the earlier version with id {at})"
        return StoreError(
            f"the body of version {version.number} of {version.trial} is damaged{through}: {why}; "
            f"restore a backup of {self.path}. Other trials can be used as before"
        )

    def _no_such_version(self, trial: str, number: int) -> str:
        held = self._row("SELECT count(*) AS n FROM versions WHERE trial = ?", (trial,))
        count = held["n"] if held else 0
        if not count:
            return f"no version of {trial} is stored; `tracker watch {trial}` gets the first"
        return f"{trial} has no version {number}; there are versions 1 to {count}"

    def _forget(self) -> None:
        # The id of a version that was taken back will be given to another one.
        self._last_body = None


def as_version(row: dict[str, Any]) -> Version:
    """A row of ``versions`` as a value."""
    del row["mark"]
    tidy(row)
    row["silent"], row["partial"] = bool(row["silent"]), bool(row["partial"])
    row["hides"] = tuple(msgspec.json.decode(row["hides"] or "[]"))
    return Version(**row)
