"""All that is held of a trial, version by version, for what goes through whole histories.

Comes in: a trial.
Goes out: its versions with their bodies, and its changes, oldest first, one by one.
Does not: hold more than a few bodies at once, or write.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec

from tracker.store import codec
from tracker.store.codec import Body
from tracker.store.database import as_json
from tracker.store.rows import Stored, Version
from tracker.store.versions import Versions

_TRIALS = """
SELECT id FROM trials WHERE versions > 0 AND id > :after
    AND (:trials IS NULL OR id IN (SELECT value FROM json_each(:trials)))
    AND (:tag IS NULL OR id IN (SELECT trial FROM tags WHERE tag = :tag))
ORDER BY id LIMIT 1000
"""
_BODIES = """
SELECT b.version, b.base, b.codec, b.payload_bytes, b.body
FROM versions v JOIN bodies b ON b.version = v.id WHERE v.trial = ?
"""
_CHANGES = """
SELECT c.*, v.number, v.silent, t.registry
FROM changes c JOIN versions v ON v.id = c.version JOIN trials t ON t.id = c.trial
WHERE c.trial = ? ORDER BY v.number, c.id
"""
#: Bodies at hand. A version leans on its neighbour, or 16 or 256 before it.
_AT_HAND = 24


class Packed(NamedTuple):
    """A body as it is stored."""

    base: int | None
    codec: str
    payload_bytes: int
    body: bytes


class Shelf:
    """The bodies of one trial, unpacked when they are asked for; the last few stay at hand.

    Whoever asks in order has each unpacked once. ``Damaged`` if one cannot be.
    """

    def __init__(self, packed: dict[int, Packed]) -> None:
        self.packed = packed
        self._at_hand: OrderedDict[int, Body] = OrderedDict()

    def body(self, version_id: int) -> Body:
        """Payload and record of a version."""
        chain = []
        at: int | None = version_id
        while at is not None and at not in self._at_hand:
            if at not in self.packed:
                raise codec.Damaged("it is missing")
            chain.append(at)
            at = self.packed[at].base
        body = None if at is None else self._at_hand[at]
        for one in reversed(chain):
            held = self.packed[one]
            body = codec.decompress(held.body, held.payload_bytes, body, held.codec)
            self._keep(one, body)
        if body is None or not chain:
            body = self._at_hand[version_id]
            self._at_hand.move_to_end(version_id)
        return body

    def _keep(self, version_id: int, body: Body) -> None:
        self._at_hand[version_id] = body
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)


class Holding(Versions):
    """Going through whole histories; a part of ``Store``."""

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment, whoever writes meanwhile."""
        if self.db.conn.in_transaction:
            yield
            return
        self.db.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.db.conn.execute("COMMIT")

    def trials_held(
        self, trials: Iterable[str] | None = None, *, tag: str | None = None, after: str = ""
    ) -> Iterator[str]:
        """Ids of the trials that have versions, in order; of these only, and after one of them."""
        params = {"trials": as_json(trials), "tag": tag, "after": after}
        while found := [row["id"] for row in self._rows(_TRIALS, params)]:
            yield from found
            params["after"] = found[-1]

    def shelf(self, trial: str) -> Shelf:
        """The bodies of all versions of a trial."""
        rows = self._rows(_BODIES, (trial,))
        return Shelf({row.pop("version"): Packed(**row) for row in rows})

    def on_shelf(self, shelf: Shelf, version: Version) -> Stored:
        """A version with its body. ``StoreError`` if the body is damaged."""
        try:
            body = shelf.body(version.id)
        except codec.Damaged as error:
            raise self._damaged(version, version.id, str(error)) from error
        return Stored(version, body.payload, body.record)

    def held(self, trial: str) -> Iterator[Stored]:
        """All versions of a trial with their bodies, oldest first."""
        shelf = self.shelf(trial)
        for version in self.versions(trial):
            yield self.on_shelf(shelf, version)

    def changes_held(self, trial: str, *, as_stored: bool = False) -> Iterator[dict[str, Any]]:
        """All changes of a trial, version by version, with all that their rows say.

        ``as_stored``: values and paths as the JSON that their columns hold.
        """
        for row in self._rows(_CHANGES, (trial,)):
            row["silent"] = bool(row["silent"])
            for name in () if as_stored else ("before", "after", "path"):
                row[name] = msgspec.json.decode(row[name]) if row[name] is not None else None
            yield row
