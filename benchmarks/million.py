"""A synthetic database of 1,000,000 versions, written straight into the tables, and kept.

20,000 trials of 50 versions each, as a tracker would have them after years: half of the versions
back-filled on one day, the other half seen one by one; rows in order of time, so that those of a
trial lie far apart in the file. ``TRACKER_BENCH_VERSIONS`` makes it smaller.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks.material import synthetic_study
from tracker.canonical import content_hash
from tracker.diff import diff
from tracker.record import Record
from tracker.sources.ctgov import CtgovSource
from tracker.store import Store, codec
from tracker.store import statements as sql
from tracker.store.adding import by_class, change_row
from tracker.store.headline import face, headline_row

#: Versions a trial.
LIFE = 50
#: Trials that are watched under a tag.
TAGGED = 500
#: Raise it when what is written below changes: an older file is then made anew.
FORM = 2
#: When the first half of each life was back-filled.
BACKFILLED = "2022-01-15T08:00:00Z"


class Step(NamedTuple):
    """One version of the life that all trials share."""

    record: Record
    packed: bytes
    payload_bytes: int
    row: dict[str, Any]
    changes: list[dict[str, Any]]


def path(versions: int) -> Path:
    """Where the database of that size is kept."""
    return Path(tempfile.gettempdir()) / f"tracker-bench-{FORM}-{versions}.db"


def wanted() -> int:
    """How many versions: a million, or what the environment says."""
    return int(os.environ.get("TRACKER_BENCH_VERSIONS", "1000000"))


def database() -> Path:
    """The database, made now if it is not there yet; a minute or two for a million versions."""
    versions = wanted()
    place = path(versions)
    if not place.exists():
        part = place.with_suffix(".part")
        part.unlink(missing_ok=True)
        _write(part, versions // LIFE)
        part.rename(place)
    return place


def trial(number: int) -> str:
    """The id of one of the trials, from 0."""
    return f"NCT{90000000 + number}"


def day(step: int) -> str:
    """The day on which a version was posted: one about every six weeks, from 2018 on."""
    months = 12 * 2018 + step * 3 // 2
    return f"{months // 12}-{months % 12 + 1:02}-{step % 28 + 1:02}"


def _write(place: Path, trials: int) -> None:
    steps = list(_life())
    with Store.open(place) as store:
        conn = store.db.conn
        conn.execute("PRAGMA synchronous = OFF")
        with store.transaction():
            conn.executemany(sql.SHOW, _faces(steps[-1].record, trials))
            _fill(conn, "versions", _versions(steps, trials))
            conn.executemany(sql.ADD_BODY, _bodies(steps, trials))
            _fill(conn, "changes", _changes(steps, trials))
            conn.execute(
                "UPDATE trials SET versions = ?, first_seen = ?, version_id ="
                " (SELECT id FROM versions v WHERE v.trial = trials.id AND number = ?)",
                (LIFE, BACKFILLED, LIFE),
            )
        ids = [trial(number) for number in range(trials)]
        store.watch(ids, registry="ctgov", at=BACKFILLED)
        store.watch(ids[:TAGGED], registry="ctgov", at=BACKFILLED, tags=["tagged"])
        conn.execute("ANALYZE")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill(conn: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Rows into a table; columns that they do not have stay NULL."""
    first = next(rows)
    places = ", ".join(f":{name}" for name in first)
    statement = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({places})"
    conn.executemany(statement, itertools.chain([first], rows))


def _life() -> Iterator[Step]:
    """The versions of a life: enrolment and sites grow, the date of the update moves."""
    study = synthetic_study(1, sites=4)
    protocol = study["protocolSection"]
    last: Step | None = None
    body = None
    for step in range(LIFE):
        protocol["statusModule"]["lastUpdatePostDateStruct"]["date"] = day(step)
        protocol["designModule"]["enrollmentInfo"]["count"] = 100 + 10 * step
        payload = msgspec.json.encode(study)
        record = CtgovSource().read(payload).record
        base, body = body, codec.Body(payload, msgspec.json.encode(record))
        changes = diff(last.record, record) if last else ()
        row = headline_row(record) | by_class(changes)
        row |= {"number": step + 1, "seq": step, "content_hash": content_hash(record)}
        row |= {"registry_date": day(step), "stood_from": day(step), "silent": False}
        packed = codec.compress(body, base)
        last = Step(record, packed, len(payload), row, [change_row(one) for one in changes])
        yield last


def _faces(record: Record, trials: int) -> Iterator[dict[str, Any]]:
    shown = {"registry": "ctgov"} | headline_row(record) | face(record)
    return ({"id": trial(number)} | shown for number in range(trials))


def _times(step: int) -> dict[str, str]:
    seen = max(BACKFILLED, f"{day(step)}T14:00:00Z")
    return {"observed_at": seen, "last_confirmed": seen, "placed_at": f"{day(step)}T14:00:00Z"}


def _versions(steps: list[Step], trials: int) -> Iterator[dict[str, Any]]:
    same = {"source": "ctgov", "lineage": "ctgov", "reader": 1, "partial": False, "mark": b"mark"}
    same |= {"last_update_submitted": "2026-01-20", "data_version": None}
    for step, one in enumerate(steps):
        row = same | one.row | _times(step)
        for number in range(trials):
            yield row | {"trial": trial(number)}


def _bodies(steps: list[Step], trials: int) -> Iterator[tuple[Any, ...]]:
    # The life is the same for all, so a body leans on the same bytes in every trial.
    for (step, one), number in itertools.product(enumerate(steps), range(trials)):
        version = step * trials + number + 1
        base = version - trials if step else None
        yield version, codec.CODEC, base, one.payload_bytes, one.packed


def _changes(steps: list[Step], trials: int) -> Iterator[dict[str, Any]]:
    for step, one in enumerate(steps):
        seen = _times(step)["observed_at"]
        when = {"source": "ctgov", "registry_date": day(step), "observed_at": seen}
        for number in range(trials):
            origin = {"version": step * trials + number + 1, "trial": trial(number)}
            yield from (when | origin | change for change in one.changes)


def main() -> int:
    """Nothing to print of its own: ``history`` measures on it."""
    return 0


if __name__ == "__main__":
    print(database())
