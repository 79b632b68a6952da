"""Where rows go: CSV, JSON Lines or Parquet, written as they come.

Comes in: columns, rows of plain values, a stream or a path.
Goes out: bytes. A file is there whole or not at all.
Does not: know what the rows are, or hold more than a batch of them.
"""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from tracker.errors import ConfigError
from tracker.export.tables import Kind, Row
from tracker.report.cells import cell, csv_line
from tracker.report.terminal import neutral_json

#: A batch of Parquet ends with so many rows or so many characters of text.
_ROWS, _CHARACTERS = 10_000, 32 << 20


class Sink(Protocol):
    """What takes rows."""

    def row(self, values: Row) -> None:
        """Write one row."""
        ...

    def close(self) -> None:
        """Write what is left. The stream stays open: it is its owner's."""
        ...


class CsvSink:
    """CSV in UTF-8, a heading first; formulas made harmless unless ``raw``."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, Kind], *, raw: bool = False) -> None:
        self._write = stream.write
        self._raw = raw
        self._write(csv_line(columns, raw=True).encode())

    def row(self, values: Row) -> None:
        """Write one row."""
        self._write(csv_line(values, raw=self._raw).encode("utf8", "replace"))

    def close(self) -> None:
        """Nothing is left."""


class JsonLinesSink:
    """One JSON object a line, keys in the order of the columns."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, Kind]) -> None:
        self._write = stream.write
        self._columns = tuple(columns)

    def row(self, values: Row) -> None:
        """Write one row."""
        line = msgspec.json.encode(dict(zip(self._columns, values, strict=True)))
        if not line.isascii():
            line = neutral_json(line.decode()).encode()
        # A payload that is embedded as it came may have been laid out over lines.
        self._write((line.replace(b"\n", b" ").replace(b"\r", b" ")) + b"\n")

    def close(self) -> None:
        """Nothing is left."""


class ParquetSink:
    """Parquet: numbers, truths and lists of texts as such, all else as text."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, Kind]) -> None:
        arrow = _arrow()
        kinds = {
            "integer": arrow.int64(),
            "truth": arrow.bool_(),
            "list": arrow.list_(arrow.string()),
        }
        self._kinds = tuple(columns.values())
        self._schema = arrow.schema(
            [(name, kinds.get(kind, arrow.string())) for name, kind in columns.items()]
        )
        parquet = importlib.import_module("pyarrow.parquet")
        self._writer = parquet.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._characters = 0

    def row(self, values: Row) -> None:
        """Write one row, as soon as there are enough for a batch."""
        pairs = zip(values, self._kinds, strict=True)
        row = tuple(_arrow_value(value, kind) for value, kind in pairs)
        self._rows.append(row)
        self._characters += sum(len(value) for value in row if isinstance(value, str))
        if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
            self._flush()

    def close(self) -> None:
        """Write the last batch and the end of the file."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        arrow = _arrow()
        columns = zip(*self._rows, strict=True) if self._rows else ([] for _ in self._schema)
        arrays = [
            arrow.array(list(column), type=field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_batch(arrow.record_batch(arrays, schema=self._schema))
        self._rows, self._characters = [], 0


def _arrow() -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ModuleNotFoundError as error:
        raise ConfigError(
            "Parquet needs pyarrow, which is not installed: pip install 'tracker[parquet]', or "
            "choose --format csv or jsonl"
        ) from error


def _arrow_value(value: Any, kind: Kind) -> Any:
    if kind in ("integer", "truth") or value is None:
        return value
    return list(value) if kind == "list" else cell(value, raw=True)


@contextmanager
def fresh(path: Path) -> Iterator[BinaryIO]:
    """A file to be written; it takes its name when it is whole, and nothing is left if it fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
