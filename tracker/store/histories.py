"""The registry's own record history: its list of each trial's versions, and how far it is fetched.

Comes in: lists as the registry gives them, and which of their versions were stored.
Goes out: what is listed, what is stored of it, what the registry shows otherwise than it did.
Does not: fetch, or store versions.

A list may shrink: a version that it had once and has no more stays here, marked. The pointer of a
trial (``complete_to``) moves only over versions that are stored, all of them up to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from tracker.errors import StoreError
from tracker.sources.base import Submission
from tracker.store import codec
from tracker.store.database import Base
from tracker.store.moments import utc
from tracker.store.sightings import packed

_LIST = """
INSERT INTO histories (trial, number, date, status, labels, more, listed_at)
VALUES (:trial, :number, :date, :status, :labels, :more, :at)
ON CONFLICT (trial, number) DO UPDATE SET date = :date, status = :status, labels = :labels,
    more = :more, listed_at = max(listed_at, :at), unlisted_since = NULL
"""
_KNOWN = "SELECT number FROM histories WHERE trial = ? AND unlisted_since IS NULL"
_UNLIST = "UPDATE histories SET unlisted_since = ? WHERE trial = ? AND number = ?"
_READ = """
INSERT INTO history_lists (trial, read_at, listed) VALUES (:trial, :at, :listed)
ON CONFLICT (trial) DO UPDATE SET read_at = max(read_at, :at), listed = :listed
"""
_STORED = """
UPDATE histories SET version_id = :version, content_hash = :hash, problem = NULL
WHERE trial = :trial AND number = :number
"""
_POINT = """
UPDATE history_lists SET complete_to = (
    SELECT max(number) FROM histories h WHERE h.trial = :trial AND h.version_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM histories o WHERE o.trial = :trial
            AND o.number < h.number AND o.version_id IS NULL AND o.unlisted_since IS NULL)
) WHERE trial = :trial
"""
_HISTORY = "SELECT * FROM histories WHERE trial = ? ORDER BY number"
_LISTS = "SELECT * FROM history_lists WHERE ? IS NULL OR trial = ? ORDER BY trial"
_MARK = "UPDATE histories SET {} = ? WHERE trial = ? AND number = ?"
_ADD_REWRITING = """
INSERT INTO rewritings (trial, version, registry_version, source, found_at, reader, content_hash,
    summary, payload)
VALUES (:trial, :version, :registry_version, :source, :found_at, :reader, :content_hash, :summary,
    :payload)
"""
_TOUCHED = """
SELECT DISTINCT v.number, c.class, json_extract(c.path, '$[0]') AS section,
    CASE json_extract(c.path, '$[0]') WHEN 'results' THEN json_extract(c.path, '$[1]') END AS below
FROM changes c JOIN versions v ON v.id = c.version
WHERE c.trial = :trial AND v.lineage = :lineage AND c.path <> '["results"]'
UNION -- results that came or went as a whole are one change of all that is in them
SELECT v.number, c.class, 'results', part.key
FROM changes c JOIN versions v ON v.id = c.version, json_each(coalesce(c.after, c.before)) part
WHERE c.trial = :trial AND v.lineage = :lineage AND c.path = '["results"]'
"""
_REWRITINGS = "SELECT * FROM rewritings WHERE ? IS NULL OR trial = ? ORDER BY id"


class Listed(Submission, frozen=True, kw_only=True):
    """One line of the registry's list, and what is stored of it."""

    trial: str
    #: When it stood in the list last.
    listed_at: str
    #: Since when it does not stand in the list any more; None: it does.
    unlisted_since: str | None
    #: Id of the version that holds it; None: it was not fetched.
    version_id: int | None
    #: Hash of its record as it was fetched.
    content_hash: str | None
    #: When it was last read again and found as it was.
    verified_at: str | None
    #: Why it could not be fetched when it was last tried.
    problem: str | None


class Touched(NamedTuple):
    """A part of a record that a version changed."""

    #: Class of the change: sponsor, registry or bookkeeping.
    class_: str
    section: str
    #: Of the results, the field below; else None.
    below: str | None


class HistoryList(Struct, frozen=True, kw_only=True):
    """How far the record history of a trial is fetched."""

    trial: str
    #: When the list was last read.
    read_at: str
    #: How many versions it had then.
    listed: int
    #: All versions up to this number are stored; None: not even the first.
    complete_to: int | None


class Rewriting(Struct, frozen=True, kw_only=True):
    """A version that the registry shows otherwise than it did: what it showed later."""

    id: int
    trial: str
    #: Id of the version, which holds what was shown first.
    version: int
    registry_version: int
    source: str
    found_at: str
    reader: int
    content_hash: str
    #: What is different, a sentence a line.
    summary: str
    payload: bytes


class Histories(Base):
    """The registry's lists of versions; a part of ``Store``."""

    def note_history(
        self, trial: str, submissions: Iterable[Submission], at: str
    ) -> tuple[list[int], list[int]]:
        """Keep a list as it was read; the numbers that are new in it, and those that left it."""
        moment = utc(at)
        rows = [_row(trial, one, moment) for one in submissions]
        listed = {row["number"] for row in rows}
        with self.transaction() as conn:
            known = {number for (number,) in conn.execute(_KNOWN, (trial,)).fetchall()}
            conn.executemany(_LIST, rows)
            left = sorted(known - listed)
            conn.executemany(_UNLIST, [(moment, trial, number) for number in left])
            conn.execute(_READ, {"trial": trial, "at": moment, "listed": len(rows)})
            conn.execute(_POINT, {"trial": trial})
        return sorted(listed - known), left

    def history_stored(self, trial: str, number: int, version_id: int, content_hash: str) -> None:
        """A version of the list is stored; the pointer moves if all before it are."""
        row = {"trial": trial, "number": number, "version": version_id, "hash": content_hash}
        with self.transaction() as conn:
            conn.execute(_STORED, row)
            conn.execute(_POINT, {"trial": trial})

    def history_problem(self, trial: str, number: int, problem: str) -> None:
        """A version of the list could not be fetched."""
        with self.transaction() as conn:
            conn.execute(_MARK.format("problem"), (problem, trial, number))

    def history_verified(self, trial: str, number: int, at: str) -> None:
        """A stored version was read again and is as it was."""
        with self.transaction() as conn:
            conn.execute(_MARK.format("verified_at"), (utc(at), trial, number))

    def history(self, trial: str) -> list[Listed]:
        """All versions that the registry listed, by number, those that left the list as well."""
        return [_listed(row) for row in self._rows(_HISTORY, (trial,))]

    def history_lists(self, trial: str | None = None) -> list[HistoryList]:
        """How far the histories that were read are fetched, by trial."""
        return [HistoryList(**row) for row in self._rows(_LISTS, (trial, trial))]

    def touched(self, trial: str, lineage: str) -> dict[int, list[Touched]]:
        """Which parts each version changed against the one before it, by its number."""
        found: dict[int, list[Touched]] = {}
        for row in self._rows(_TOUCHED, {"trial": trial, "lineage": lineage}):
            number = row.pop("number")
            found.setdefault(number, []).append(Touched(*row.values()))
        return found

    def add_rewriting(
        self, listed: Listed, *, at: str, reader: int, source: str, **seen: Any
    ) -> None:
        """A stored version is shown otherwise now: keep the other ``payload`` beside it.

        ``seen``: its ``payload``, ``content_hash`` and ``summary``.
        """
        row = {
            "trial": listed.trial,
            "version": listed.version_id,
            "registry_version": listed.number,
            "source": source,
            "found_at": utc(at),
            "reader": reader,
            **seen,
            "payload": packed(seen["payload"]),
        }
        with self.transaction() as conn:
            conn.execute(_ADD_REWRITING, row)

    def rewritings(self, trial: str | None = None) -> list[Rewriting]:
        """All versions that were found rewritten, in the order in which they were."""
        rows = self._rows(_REWRITINGS, (trial, trial))
        return [Rewriting(**row | {"payload": _opened(row)}) for row in rows]


def _opened(row: dict[str, Any]) -> bytes:
    try:
        return codec.decompress(row["payload"], 0, None).record
    except codec.Damaged as error:
        raise StoreError(f"a rewritten version of {row['trial']} is damaged: {error}") from error


def _row(trial: str, one: Submission, moment: str) -> dict[str, Any]:
    return {
        "trial": trial,
        "number": one.number,
        "date": one.date,
        "status": one.status,
        "labels": msgspec.json.encode(one.labels).decode(),
        "more": msgspec.json.encode(one.more).decode() if one.more else None,
        "at": moment,
    }


def _listed(row: dict[str, Any]) -> Listed:
    row["labels"] = tuple(msgspec.json.decode(row["labels"]))
    row["more"] = msgspec.json.decode(row["more"]) if row["more"] else {}
    return Listed(**row)
