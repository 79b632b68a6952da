"""The configuration, as tables.

Comes in: the types of ``tracker.config``, each key with its default and its description.
Goes out: Markdown, the keys of ``tracker.toml`` and the variables that say the same.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec import inspect as types
from record_tables import says, table

from tracker.config.load import VARIABLES
from tracker.config.tables import Tables


class Key(NamedTuple):
    """One key of ``tracker.toml``."""

    name: str
    default: object
    meaning: str


def configuration_table() -> str:
    """Every key: what it means, its default, the variable that says the same."""
    variables = {key: name for name, keys in VARIABLES.items() for key in keys}
    rows = [
        (
            f"`{key.name}`",
            key.meaning,
            ""
            if key.default is None
            else f"`{json.dumps(msgspec.to_builtins(key.default, enc_hook=str))}`",
            f"`{variables[key.name]}`" if key.name in variables else "",
        )
        for key in keys(Tables)
    ]
    return table(("Key", "What it is", "Default", "Variable"), rows)


def keys(kind: type[msgspec.Struct], above: str = "") -> Iterator[Key]:
    """The keys of a table and of all tables in it, by dotted name."""
    shape = types.type_info(kind)
    assert isinstance(shape, types.StructType)
    for field in shape.fields:
        if isinstance(field.type, types.StructType):
            yield from keys(field.type.cls, f"{above}{field.encode_name}.")
        else:
            yield Key(above + field.encode_name, field.default, says(field.type))
