"""The outbox: each event goes to each channel once.

Comes in: events for a channel, how a try went.
Goes out: batches to send, the state of channels.
Does not: send, or know what an event is: it keeps its JSON. A batch, once made, is the same on
every try, under the same key; only so can a receiver tell a repeated message from a new one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct

from tracker.store.database import Base, as_json
from tracker.store.moments import utc

_PUT = """
INSERT OR IGNORE INTO outbox (event, channel, trial, state, quiet, put_at, body)
VALUES (?, ?, ?, 'pending', ?, ?, ?)
"""
_BATCHES = """
SELECT event, batch, body, put_at FROM outbox
WHERE channel = ? AND state IN ('pending', 'sending') AND batch IS NOT NULL ORDER BY id
"""
_LOOSE = """
SELECT id, event, quiet FROM outbox
WHERE channel = ? AND state = 'pending' AND batch IS NULL ORDER BY id
"""
_BEGIN = """
UPDATE outbox SET state = 'sending', attempts = attempts + 1, last_tried = :at,
    first_tried = coalesce(first_tried, :at)
WHERE channel = :channel AND batch = :key
"""
_SENT = "UPDATE outbox SET state = 'sent', error = NULL WHERE channel = ? AND batch = ?"
_FAILED = "UPDATE outbox SET state = 'pending', error = ? WHERE channel = ? AND batch = ?"
_COUNT = "(SELECT count(*) FROM outbox o WHERE o.channel = c.name AND o.state"
_CHANNELS = f"""
SELECT c.name, c.began_at, c.last_sent, c.failing_since, c.error,
    {_COUNT} IN ('pending', 'sending')) AS waiting, {_COUNT} = 'held') AS held
FROM channels c ORDER BY c.name
"""  # noqa: S608 - our own words
_SET_STATE = "UPDATE outbox SET state = ? WHERE id IN (SELECT value FROM json_each(?))"
_HELD = "SELECT id, event FROM outbox WHERE channel = ? AND state = 'held' ORDER BY id"


#: Number, event, and what else was asked for.
_Row = tuple[Any, ...]


class Letter(Struct, frozen=True, kw_only=True):
    """One event for one channel."""

    event: str
    trial: str
    #: The event as JSON.
    body: str
    #: Hours in which it waits: "22:00-07:00".
    quiet: str | None = None


class Batch(Struct, frozen=True):
    """The events of one message; the same on every try."""

    channel: str
    #: Stable: of the channel and the events.
    key: str
    #: The events as JSON.
    bodies: tuple[str, ...]
    #: When the last of them was put into the outbox.
    put_at: str


class ChannelState(Struct, frozen=True, kw_only=True):
    """How a channel does."""

    name: str
    began_at: str
    last_sent: str | None
    failing_since: str | None
    error: str | None
    #: Events that did not go out yet and will by themselves.
    waiting: int
    #: Events that were too many at once: they go out, or never do, when someone says so.
    held: int


class Outbox(Base):
    """What is told to people; a part of ``Store``."""

    def begin_channel(self, name: str, at: str) -> str:
        """Use a channel from now on; gives back since when it is used."""
        with self.transaction() as conn:
            conn.execute(
                "INSERT OR IGNORE INTO channels (name, began_at) VALUES (?, ?)", (name, utc(at))
            )
        row = self._row("SELECT began_at FROM channels WHERE name = ?", (name,))
        assert row is not None  # noqa: S101 - it was made above
        return str(row["began_at"])

    def put_letters(self, channel: str, letters: Iterable[Letter], at: str) -> int:
        """Put events into the outbox; gives back how many were not there before."""
        rows = [(one.event, channel, one.trial, one.quiet, utc(at), one.body) for one in letters]
        with self.transaction() as conn:
            before = conn.total_changes
            conn.executemany(_PUT, rows)
            return conn.total_changes - before

    def make_batches(
        self, channel: str, is_quiet: Callable[[str | None], bool], *, each: bool = False
    ) -> list[Batch]:
        """What is to be sent now, oldest first: batches left from before, and the rest as one.

        ``each``: a batch an event. What ``is_quiet`` holds for waits.
        """
        with self.transaction() as conn:
            _bind(conn, channel, _loose(conn, channel, is_quiet), each=each)
        return self._batches(channel)

    def hold(self, channel: str, is_quiet: Callable[[str | None], bool], most: int) -> int:
        """Hold back all that would go out now, if it is more than ``most``; gives back how many."""
        with self.transaction() as conn:
            loose = _loose(conn, channel, is_quiet)
            if len(loose) <= most:
                return 0
            conn.execute(_SET_STATE, ("held", as_json(str(row[0]) for row in loose)))
        return len(loose)

    def release(self, channel: str, *, each: bool = False) -> int:
        """Let out what is held: it is sent with the next batches; gives back how many events."""
        with self.transaction() as conn:
            held = conn.execute(_HELD, (channel,)).fetchall()
            conn.execute(_SET_STATE, ("pending", as_json(str(row[0]) for row in held)))
            _bind(conn, channel, held, each=each)
        return len(held)

    def drop(self, channel: str) -> int:
        """Give up what is held: it is never sent; gives back how many events."""
        with self.transaction() as conn:
            held = conn.execute(_HELD, (channel,)).fetchall()
            conn.execute(_SET_STATE, ("dropped", as_json(str(row[0]) for row in held)))
        return len(held)

    def _batches(self, channel: str) -> list[Batch]:
        found: dict[str, list[tuple[str, str]]] = {}
        for row in self._rows(_BATCHES, (channel,)):
            found.setdefault(row["batch"], []).append((row["body"], row["put_at"]))
        return [
            Batch(channel, key, tuple(body for body, _ in rows), max(put for _, put in rows))
            for key, rows in found.items()
        ]

    def begin_batch(self, batch: Batch, at: str) -> None:
        """A try begins. Where no end of it is noted, the batch is tried again under its key."""
        with self.transaction() as conn:
            conn.execute(_BEGIN, {"at": utc(at), "channel": batch.channel, "key": batch.key})

    def end_batch(self, batch: Batch, at: str, error: str | None = None) -> None:
        """A try ended; ``error`` says why it failed."""
        with self.transaction() as conn:
            if error is None:
                conn.execute(_SENT, (batch.channel, batch.key))
                conn.execute(
                    "UPDATE channels SET last_sent = ?, failing_since = NULL, error = NULL "
                    "WHERE name = ?",
                    (utc(at), batch.channel),
                )
                return
            conn.execute(_FAILED, (error, batch.channel, batch.key))
            conn.execute(
                "UPDATE channels SET error = ?, failing_since = coalesce(failing_since, ?) "
                "WHERE name = ?",
                (error, utc(at), batch.channel),
            )

    def channel_states(self) -> list[ChannelState]:
        """All channels that were ever used, by name."""
        return [ChannelState(**row) for row in self._rows(_CHANNELS)]


def _loose(
    conn: sqlite3.Connection, channel: str, is_quiet: Callable[[str | None], bool]
) -> list[_Row]:
    """What is in no batch yet and does not wait for the end of quiet hours."""
    return [row for row in conn.execute(_LOOSE, (channel,)) if not is_quiet(row[2])]


def _bind(conn: sqlite3.Connection, channel: str, rows: Sequence[_Row], *, each: bool) -> None:
    """Put rows of (id, event) into batches: one each, or all into one."""
    groups = [[row] for row in rows] if each else [rows] if rows else []
    for group in groups:
        key = _key(channel, [row[1] for row in group])
        conn.execute(
            "UPDATE outbox SET batch = ? WHERE id IN (SELECT value FROM json_each(?))",
            (key, as_json(str(row[0]) for row in group)),
        )


def _key(channel: str, events: Iterable[str]) -> str:
    text = "\x1f".join((channel, *events))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
