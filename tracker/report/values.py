"""Values of a record as a person reads them.

Comes in: a field and its value as JSON has it. Goes out: text.
Does not: cut anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.diff.labels import VOCABULARY, label, read_out

#: Longer texts, and those of several lines, are shown by what differs in them.
LONG = 60


def said(field: str, value: Any) -> str:
    """A value in words.

    >>> said("phases", ["PHASE1", "PHASE2"]), said("has_dmc", True), said("enrollment_count", 1200)
    ('phase 1, phase 2', 'yes', '1,200')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(said(field, one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in parts(value))
    if value is None:
        return "(not given)"
    if value == "NA":
        return "not applicable"
    vocabulary = field.rpartition(".")[2] in VOCABULARY or field.endswith("type")
    return read_out(value) if vocabulary and isinstance(value, str) else str(value)


def parts(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of an entry, each with its name in words."""
    for name, value in entry.items():
        yield label(name), said(name, value)


def is_long(value: Any) -> bool:
    """Whether a text is too long to stand in a line with another."""
    return isinstance(value, str) and (len(value) > LONG or "\n" in value)
