"""``tracker.toml`` to the values in it, and errors that name the place.

Comes in: a path, or values with the tables that they should fill.
Goes out: nested dictionaries; filled tables; ``Wrong`` for a key that is none or a wrong type.
Does not: read the environment.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

import msgspec

from tracker.config.checks import Wrong
from tracker.config.tables import Table, Tables
from tracker.errors import ConfigError

#: The words of the decoder as a person says them.
_WORDS = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text in quotes",
    "bool": "true or false",
    "object": "a table",
    "array": "a list",
    "date": "a date",
    "datetime": "a date and time",
    "time": "a time of day",
}
_PLACE = re.compile(r"(?P<text>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)


def read_toml(path: Path) -> dict[str, Any]:
    """The values of a file; ``ConfigError`` with the line where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        text, _, place = str(error).partition(" (at ")
        where = f"{path}, {place.rstrip(')')}" if place else str(path)
        raise ConfigError(f"{where}: {text}") from error


def fill(values: dict[str, Any]) -> Tables:
    """The tables with these values; ``Wrong`` names the key that is none, or of a wrong type."""
    _refuse_unknown(values, Tables, "")
    try:
        return msgspec.convert(values, Tables, dec_hook=_decode)
    except msgspec.ValidationError as error:
        match = _PLACE.fullmatch(str(error))
        text, key = (match["text"], match["path"] or "") if match else (str(error), "")
        raise Wrong(key, _in_words(text)) from error


def leaves(table: Table, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """All keys with their values, by dotted name."""
    for name in table.__struct_fields__:
        value = getattr(table, name)
        if isinstance(value, Table):
            yield from leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _decode(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, Path):
        return value
    if kind is Path and isinstance(value, str) and value.strip():
        return Path(value)
    raise ValueError(f"expected a path in quotes, got {value!r}")


def _in_words(text: str) -> str:
    """The decoder's message in the words of the file."""
    text = re.sub(r" \| null\b", "", text)
    text = re.sub(r"`(\w+)`", lambda match: _WORDS.get(match[1], match[1]), text)
    text = re.sub(r"(?<=number) ([<>]=?) (\S+)", _bound, text)
    if text.startswith("Invalid enum value"):
        text = f'expected "1.2" or "1.3", got {text.removeprefix("Invalid enum value ")}'
    return text[:1].lower() + text[1:]


def _bound(match: re.Match[str]) -> str:
    sign = {">": "above", ">=": "of at least", "<": "below", "<=": "of at most"}[match[1]]
    return f" {sign} {float(match[2]):g}" if len(match[2]) < 12 else f" {sign} {match[2]}"


def _refuse_unknown(values: dict[str, Any], table: type[Table], prefix: str) -> None:
    fields = {field.name: field.type for field in msgspec.structs.fields(table)}
    for name, value in values.items():
        if name not in fields:
            raise Wrong(prefix + name, _unknown(name, list(fields)))
        below = _table_of(fields[name])
        if below is not None:
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    _refuse_unknown(part, below, f"{prefix}{name}.")


def _unknown(name: str, known: list[str]) -> str:
    """What to write in place of an unknown key: its like, its table, or what there is."""
    close = get_close_matches(name.lower().replace("-", "_"), known, n=1)
    if close:
        return f"no such key; did you mean {close[0]}?"
    for key, _ in leaves(Tables()):
        table, _, last = key.rpartition(".")
        if last == name and last not in known:
            where = f"under [{table}]" if table else "at the top, before any table"
            return f"no such key here; it belongs {where}"
    return f"no such key; known here: {', '.join(known)}"


def _table_of(kind: Any) -> type[Table] | None:
    """The table that a field holds: itself, one of several, or one of a list."""
    if isinstance(kind, type) and issubclass(kind, Table):
        return kind
    return next((found for part in get_args(kind) if (found := _table_of(part))), None)
