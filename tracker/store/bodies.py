"""Giving a stored version another body: one that says more, or one that was read anew.

Comes in: a version and its new payload and record.
Goes out: its body, and those of the versions that lean on it, packed anew.
Does not: touch headline, clocks or changes.
"""

from __future__ import annotations

import sqlite3

from tracker.store import codec
from tracker.store.adding import Adding
from tracker.store.codec import Body
from tracker.store.rows import Version

_LEANING = "SELECT version FROM bodies WHERE base = ?"
_BASE = "SELECT base FROM bodies WHERE version = ?"
_PUT = "UPDATE bodies SET codec = ?, payload_bytes = ?, body = ? WHERE version = ?"


class Bodies(Adding):
    """Writing bodies anew; a part of ``Store``."""

    def replace_body(self, version: Version, body: Body) -> None:
        """Give a version another body; all that is read through it stays as it was."""
        with self.transaction() as conn:
            ids = [one for (one,) in conn.execute(_LEANING, (version.id,)).fetchall()]
            leaning = {one: self._body(self._version(one)) for one in ids}
            base = conn.execute(_BASE, (version.id,)).fetchone()[0]
            _put(conn, version.id, body, self._body(self._version(base)) if base else None)
            for one, held in leaning.items():
                _put(conn, one, held, body)
            self._forget()

    def _version(self, version_id: int) -> Version:
        return self.stored(version_id).version


def _put(conn: sqlite3.Connection, version_id: int, body: Body, base: Body | None) -> None:
    row = (codec.CODEC, len(body.payload), codec.compress(body, base), version_id)
    conn.execute(_PUT, row)
