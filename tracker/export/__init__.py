"""Getting the data out: tables for other programs, copies of the database for other people.

    store -> rows of a table, trial by trial -> a sink -> a file

Comes in: a store, what of it is wanted, and where it shall go.
Goes out: files, and how many rows went into each.
Does not: print. Copies of the database are made by the store; what may be told, ``privacy`` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from msgspec import Struct

from tracker.errors import UsageError
from tracker.export import cthist
from tracker.export.privacy import is_public, public_record, public_value
from tracker.export.sinks import CsvSink, JsonLinesSink, ParquetSink, Sink, fresh
from tracker.export.tables import TABLES, Kind, Row, Wanted, columns_of, rows_of
from tracker.store import Censor, Store

Format = Literal["csv", "jsonl", "parquet", "sqlite", "cthist"]
FORMATS: tuple[Format, ...] = get_args(Format)
#: The tables that an export has when none is named.
USUAL = ("versions", "changes", "trials")

_BY_SUFFIX: dict[str, Format] = {
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
#: Names that nobody gives to a folder.
_FILES = frozenset((*_BY_SUFFIX, ".csv", ".json", ".txt", ".tsv", ".xlsx"))
_CENSOR = Censor(public_record, public_value, is_public)


class Written(Struct, frozen=True):
    """What was written."""

    #: Name of the table; ``database`` for a copy of the whole.
    table: str
    #: Rows of the table; of a copy to publish its trials.
    rows: int
    #: None: into a stream.
    path: Path | None = None


def format_of(path: Path) -> Format:
    """The form that the name of a file speaks for; CSV where it says nothing."""
    return _BY_SUFFIX.get(path.suffix.lower(), "csv")


def export(
    store: Store,
    to: Path | BinaryIO,
    form: Format | None = None,
    names: Sequence[str] = (),
    wanted: Wanted | None = None,
    *,
    at: str,
    raw: bool = False,
    replace: bool = False,
) -> Iterator[Written]:
    """Write tables into files, or a copy of the database.

    Tables go into a folder, a file each; one table, or cthist's, may go into a file or a stream;
    ``sqlite`` is a copy of the database in one file.
    ``form``: by the name of the file if it is not said. ``names``: of ``TABLES``. All is of one
    moment of the database; ``at`` is the moment of the export. ``UsageError`` says what does not
    go together.
    """
    wanted = wanted or Wanted()
    form = form or (format_of(to) if isinstance(to, Path) else "csv")
    if form == "sqlite":
        yield _copy(store, to, names, wanted, at=at, replace=replace)
        return
    tables = ("cthist",) if form == "cthist" else tuple(names) or USUAL
    _agree(to, form, names, tables, wanted)
    with store.snapshot():
        for name in tables:
            if not isinstance(to, Path):
                yield Written(name, _write(store, to, form, name, wanted, raw))
                continue
            path = _path(to, form, name, alone=len(tables) == 1)
            with fresh(path) as stream:
                count = _write(store, stream, form, name, wanted, raw)
            yield Written(name, count, path)


def _copy(
    store: Store,
    to: Path | BinaryIO,
    names: Sequence[str],
    wanted: Wanted,
    *,
    at: str,
    replace: bool,
) -> Written:
    if not isinstance(to, Path) or names or wanted.records:
        raise UsageError("a copy of the database is one file and whole; name it, without --table")
    if wanted.public:
        by = f"tracker {metadata.version('tracker')}"
        count = store.publish(
            to, _CENSOR, at=at, by=by, trials=wanted.trials, tag=wanted.tag, replace=replace
        )
        return Written("database", count, to)
    if wanted.trials or wanted.tag:
        raise UsageError("a whole copy of the database has all trials; --public can be of some")
    store.copy_whole(to, replace=replace)
    return Written("database", store.stats().trials, to)


def _agree(
    to: Path | BinaryIO, form: Format, names: Sequence[str], tables: Sequence[str], wanted: Wanted
) -> None:
    if form == "cthist" and names:
        raise UsageError("cthist is one table with columns of its own; leave --table out")
    if not isinstance(to, Path) and len(tables) > 1:
        raise UsageError("on stdout there is room for one table; say which with --table")
    if isinstance(to, Path) and len(tables) > 1 and to.suffix.lower() in _FILES and not to.is_dir():
        raise UsageError(
            f"{to.name} is one file, and there are {len(tables)} tables; say which with --table, "
            "or name a folder"
        )
    if wanted.public and "payloads" in tables:
        raise UsageError(
            "payloads are what the registry sent, contact data and all; a public export has none"
        )


def _path(to: Path, form: Format, name: str, *, alone: bool) -> Path:
    """Where a table goes: into a file of this name if it is alone and the name looks like one."""
    suffix = ".csv" if form == "cthist" else f".{form}"
    if alone and to.suffix and not to.is_dir():
        return to
    return to / f"{name}{suffix}"


def _write(
    store: Store, stream: BinaryIO, form: Format, name: str, wanted: Wanted, raw: bool
) -> int:
    if form == "cthist":
        return _pour(cthist.rows(store, wanted), _sink(stream, form, cthist.COLUMNS, raw))
    table = TABLES[name]
    sink = _sink(stream, form, columns_of(table, wanted), raw)
    return _pour(rows_of(table, store, wanted), sink)


def _sink(stream: BinaryIO, form: Format, columns: Mapping[str, Kind], raw: bool) -> Sink:
    if form == "jsonl":
        return JsonLinesSink(stream, columns)
    if form == "parquet":
        return ParquetSink(stream, columns)
    return CsvSink(stream, columns, raw=raw)


def _pour(rows: Iterable[Row], sink: Sink) -> int:
    count = 0
    for row in rows:
        sink.row(row)
        count += 1
    sink.close()
    return count


__all__ = [
    "FORMATS",
    "TABLES",
    "USUAL",
    "Format",
    "Wanted",
    "Written",
    "export",
    "format_of",
]
