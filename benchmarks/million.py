"""A synthetic database of 100,000 trials and 1,000,000 versions, made once and kept.

    lives -> the real import, in a small database -> its rows, again and again under other ids

What is written is what an import of all those studies would have written: records, payloads,
hashes, changes, events. It is only quicker, as a life is read and compared once and not for each
trial that has it. Rows stand in order of time, so that those of a trial lie far apart in the file.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks.lives import CODE, ID, life
from tracker.canonical import FORM, canonical
from tracker.importing import import_paths
from tracker.run.meaning import tell_events
from tracker.sources.ctgov.gate import entry_of
from tracker.store import Store, codec
from tracker.store import statements as sql

#: How many trials and versions are measured on; the environment makes it less.
TRIALS = int(os.environ.get("TRACKER_BENCH_TRIALS", "100000"))
VERSIONS = 10 * TRIALS
#: Different lives; a trial has one of them.
LIVES = 250
#: Trials that are watched under a tag.
TAGGED = 500
NOW = "2026-11-01T00:00:00Z"
#: Raise it when what is written below changes: an older file is then made anew.
FORM_OF_FILE = 4

_FIRST = 90_000_000
#: Tables with rows of the trials, apart from those of the versions themselves.
_TABLES = ("trials", "records", "changes", "events", "sites", "events_found")
#: Nothing has to be safe until all is written: a file that is cut off is begun anew.
_QUICK = (
    *("foreign_keys = OFF", "journal_mode = OFF", "synchronous = OFF"),
    "cache_size = -500000",
)
#: Indexes and triggers that are cheaper when all rows are there.
_LATER = """
SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL
    AND name NOT LIKE 'trials_fts%' AND NOT (type = 'trigger' AND tbl_name = 'trials')
"""


def trial(number: int) -> str:
    """The id of one of the trials, from 0."""
    return f"NCT{_FIRST + number}"


def database(trials: int = TRIALS, versions: int = VERSIONS) -> Path:
    """A database of that size in the cache, made now if it is not there yet."""
    folder = Path(tempfile.gettempdir()) / "tracker-benchmarks"
    folder.mkdir(exist_ok=True)
    place = folder / f"{trials}-{versions}-{FORM_OF_FILE}-{_schema_mark()}.db"
    if not place.exists():
        part = place.with_suffix(".part")
        part.unlink(missing_ok=True)
        build(part, trials, versions)
        part.rename(place)
    return place


def build(path: Path, trials: int, versions: int) -> None:
    """Write a database of so many trials, all watched; each has ``versions / trials`` versions.

    A million versions take about three minutes of CPU and 3 GB.
    """
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.db"
        _write_model(model, min(trials, LIVES), versions // trials)
        with Store.open(path) as store, Store.open(model, read_only=True) as lives:
            _Copying(store, lives, trials).run()
            ids = [trial(number) for number in range(trials)]
            store.watch(ids, registry="ctgov", at=NOW)
            store.watch(ids[:TAGGED], registry="ctgov", at=NOW, tags=["tagged"])
            store.db.conn.execute("ANALYZE")
            store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _schema_mark() -> str:
    """A few digits that are others once the tables of the store are."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "empty.db") as store:
        told = store.db.conn.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    return hashlib.sha256(repr(told).encode()).hexdigest()[:6]


def _of_model(number: int) -> str:
    return f"{ID[:-6]}{number:06}"


def _write_model(path: Path, lives: int, versions: int) -> None:
    """Each life once, by the real import."""
    lines = path.with_suffix(".jsonl")
    with lines.open("wb") as file:
        for number in range(lives):
            for seen, study in life(number, versions):
                line = msgspec.json.encode({"observed_at": seen, "study": study})
                file.write(line.replace(ID.encode(), _of_model(number).encode()) + b"\n")
    with Store.open(path) as store:
        report = import_paths(store, [lines], now=NOW)
        assert report.new_versions == lives * versions, report
        tell_events(store, NOW, unwatched=True)


class _Body(NamedTuple):
    """What a version of a life holds, to be copied under other ids."""

    payload: bytes
    record: bytes
    #: What its content is hashed by.
    canonical: bytes
    #: The version of the life that it leans on, from 0.
    base: int | None


#: Rows of the model by life and version, each with the places of cells that name the trial.
_Rows = dict[tuple[str, int], list[tuple[list[Any], list[int]]]]


class _Copying:
    """The rows of the lives, written again and again."""

    def __init__(self, to: Store, model: Store, trials: int) -> None:
        self.conn, self.model, self.trials = to.db.conn, model, trials
        self.lives = [*model.trials_held()]
        found = [model.versions(life) for life in self.lives]
        self.steps = range(len(found[0]))
        #: Place of each version of the model in its life, from 0.
        self.step_of = {one.id: step for life in found for step, one in enumerate(life)}

    def run(self) -> None:
        """Write all tables; indexes and triggers come when all is there."""
        for setting in _QUICK:
            self.conn.execute(f"PRAGMA {setting}")
        later = self.conn.execute(_LATER).fetchall()
        self.conn.execute("BEGIN")
        for kind, name, _ in later:
            self.conn.execute(f"DROP {kind} {name}")
        self._bodies()
        for table in _TABLES:
            self._copy(table)
        for _, _, statement in later:
            self.conn.execute(statement)
        self.conn.execute("COMMIT")
        self.conn.execute("PRAGMA journal_mode = WAL")

    def _version(self, step: int, number: int) -> int:
        """The id of a version: all first ones come first, then all second ones, and so on."""
        return step * self.trials + number + 1

    # -- what versions hold ----------------------------------------------------------------------

    def _bodies(self) -> None:
        """Bodies, and the versions whose hashes and marks follow from them."""
        held = [[*self._held(life)] for life in self.lives]
        names, rows = self._rows("versions")
        at = [names.index(name) for name in ("id", "trial", "content_hash", "mark")]
        places = ", ".join("?" * len(names))
        for step, number in itertools.product(self.steps, range(self.trials)):
            which = number % len(self.lives)
            body = _named(held[which][step], self.lives[which], number)
            base = None if body.base is None else held[which][body.base]
            under = base and _named(base, self.lives[which], number)
            version = self._version(step, number)
            leans_on = None if body.base is None else self._version(body.base, number)
            packed = codec.compress(_packable(body), under and _packable(under))
            size = len(body.payload)
            self.conn.execute(sql.ADD_BODY, (version, codec.CODEC, leans_on, size, packed))
            row = rows[self.lives[which], step][0][0].copy()
            told = (version, trial(number), _hash(body.canonical), entry_of(body.payload).mark)
            for place, value in zip(at, told, strict=True):
                row[place] = value
            self.conn.execute(f"INSERT INTO versions VALUES ({places})", row)

    def _held(self, life: str) -> Iterator[_Body]:
        shelf = self.model.shelf(life)
        for one in self.model.versions(life):
            stored = self.model.on_shelf(shelf, one)
            base = shelf.packed[one.id].base
            leans_on = None if base is None else self.step_of[base]
            said = canonical(stored.record)
            yield _Body(stored.payload, stored.record_json, said, leans_on)

    # -- all other tables ------------------------------------------------------------------------

    def _copy(self, table: str) -> None:
        names, rows = self._rows(table)
        cells = {name: cell for name in names if (cell := self._cell(table, name)) is not None}
        statement = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
        self.conn.executemany(statement, self._copies(names, rows, cells))

    def _copies(
        self,
        names: list[str],
        rows: _Rows,
        cells: dict[str, Callable[[Any, int], Any]],
    ) -> Iterator[list[Any]]:
        """The rows of a table for all trials, in the order of their versions."""
        other = [(place, cells[name]) for place, name in enumerate(names) if name in cells]
        for step, number in itertools.product(self.steps, range(self.trials)):
            life = self.lives[number % len(self.lives)]
            for row, naming in rows.get((life, step), ()):
                copy = row.copy()
                for place in naming:
                    copy[place] = _renamed(copy[place], life, number)
                for place, cell in other:
                    copy[place] = cell(copy[place], number)
                yield copy

    def _cell(self, table: str, name: str) -> Callable[[Any, int], Any] | None:
        """What makes the cells of a column that is another one for each trial; None: none does."""
        if name == "trial" or (table, name) == ("trials", "id"):
            return lambda _, number: trial(number)
        if name in ("version", "version_id"):
            return lambda known, number: self._version(self.step_of[known], number)
        if name == "id" and table == "events":
            return lambda known, number: hashlib.sha1(f"{known}{number}".encode()).hexdigest()[:20]
        return (lambda *_: None) if name == "id" else None

    def _rows(self, table: str) -> tuple[list[str], _Rows]:
        """The columns of a table of the model, and its rows."""
        found = self.model.db.conn.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in found.description]
        whose = names.index("id" if table == "trials" else "trial")
        which = next((one for one in ("version", "version_id") if one in names), None)
        which = "id" if table == "versions" else which
        rows: _Rows = {}
        for row in found:
            life, step = row[whose], self.step_of[row[names.index(which)]] if which else 0
            texts = [place for place, cell in enumerate(row) if isinstance(cell, str)]
            naming = [place for place in texts if life in row[place] or CODE in row[place]]
            rows.setdefault((life, step), []).append(([*row], naming))
        return names, rows


def _renamed(text: str, life: str, number: int) -> str:
    return text.replace(life, trial(number)).replace(CODE, f"TRK-{number:07}")


def _named(body: _Body, life: str, number: int) -> _Body:
    """A body under the id and the name of another trial."""
    id_now, id_then, code = trial(number).encode(), life.encode(), f"TRK-{number:07}".encode()
    texts = (body.payload, body.record, body.canonical)
    said = (text.replace(id_then, id_now).replace(CODE.encode(), code) for text in texts)
    return _Body(*said, body.base)


def _packable(body: _Body) -> codec.Body:
    return codec.Body(body.payload, body.record)


def _hash(said: bytes) -> str:
    """As :func:`tracker.canonical.content_hash`, of what is canonical already."""
    return hashlib.sha256(FORM.encode() + said).hexdigest()[:32]


if __name__ == "__main__":
    print(database())
