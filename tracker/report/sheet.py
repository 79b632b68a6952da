"""One record in full, by sections with labels.

Comes in: a record. Goes out: lines; every field that is given has one, absent ones have none.
Does not: cut, compare, or know one field from another: names and order are the record's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.diff.identity import name_of
from tracker.diff.labels import label as named
from tracker.record import Part, Record
from tracker.report.entries import counted
from tracker.report.facts import typed
from tracker.report.lines import EMPTY, Line, faint, label, line, title
from tracker.report.values import said

_HEADINGS = {
    "enrollment": "Enrolment",
    "ipd_sharing": "Sharing of data",
    "has_results": "Results on the record",
    "results": "Results",
    "other": "Other fields of the registry",
}
#: Lists of which there can be hundreds stand one entry a line.
_ONE_LINE = frozenset(("sites", "adverse_events", "serious_events", "other_events"))
#: Cells of the column of labels.
_LABELS = 29


def sheet(record: Record) -> Iterator[Line]:
    """A record as a person reads it, section by section."""
    for section in record.__struct_fields__:
        lines = [*_section(section, getattr(record, section))]
        if lines:
            yield line(title(heading_of(section)))
            yield from lines
            yield EMPTY


def heading_of(section: str) -> str:
    """What a section is called above its fields."""
    return _HEADINGS.get(section) or section.replace("_", " ").capitalize()


def _section(name: str, value: Any) -> Iterator[Line]:
    if isinstance(value, Part):
        yield from _fields(value, 2)
    elif isinstance(value, tuple):
        yield from _list(name, value, 2)
    elif isinstance(value, dict):
        yield from _raw(value, 2)
    elif value is not None:
        yield line(said(name, value), indent=2)


def _fields(part: Part, indent: int) -> Iterator[Line]:
    """The fields of a part that are given."""
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if value is None or value == () or _beside(part, name):
            continue
        if name == "other":
            yield line(label("other fields"), indent=indent)
            yield from _raw(value, indent + 2)
        elif isinstance(value, Part):
            yield line(label(named(name)), indent=indent)
            yield from _fields(value, indent + 2)
        elif isinstance(value, tuple) and not isinstance(value[0], str):
            yield line(label(f"{named(name)} ({len(value):,})"), indent=indent)
            yield from _list(name, value, indent + 2)
        else:
            yield from _value(name, _typed(part, name, value), indent)


def _beside(part: Part, name: str) -> bool:
    """The type of a date or a number stands beside it, not on a line of its own."""
    base = name.removesuffix("_type")
    if base == name:
        return False
    owner = base if base in part.__struct_fields__ else f"{base}_count"
    return getattr(part, owner, None) is not None and owner != name


def _typed(part: Part, name: str, value: Any) -> str:
    kind = getattr(part, f"{name.removesuffix('_count')}_type", None)
    text = said(name, list(value) if isinstance(value, tuple) else value)
    return typed(text, kind if isinstance(kind, str) else None)


def _value(name: str, text: str, indent: int) -> Iterator[Line]:
    """A label and its value, a long text below its label."""
    room = max(1, _LABELS - indent)
    if "\n" in text or len(text) > 160:
        yield line(label(named(name)), indent=indent)
        for row in text.split("\n"):
            yield line(row, indent=indent + 2, hang=2 if row.startswith("- ") else 0)
    else:
        yield line(label(named(name).ljust(room - 2)), "  ", text, indent=indent, hang=room)


def _list(name: str, entries: tuple[Any, ...], indent: int) -> Iterator[Line]:
    """The entries of a list, each by its name, with its other fields below."""
    for entry in entries:
        if not isinstance(entry, Part):
            yield line("- ", said(name, entry), indent=indent)
        elif name in _ONE_LINE:
            yield line("- ", name_of(entry), faint(_aside(entry)), indent=indent)
        else:
            yield from _entry(entry, indent)


def _entry(entry: Part, indent: int) -> Iterator[Line]:
    name = name_of(entry, limit=10_000)
    yield line("- ", name, indent=indent)
    for row in _fields(entry, indent + 4):
        # The name says some of the fields already.
        if not any(span.text.strip() and span.text.strip() == name for span in row.spans):
            yield row


def _aside(entry: Part) -> str:
    """What else is worth saying of one of very many entries."""
    status = getattr(entry, "status", None)
    contacts = getattr(entry, "contacts", ())
    aside = [said("status", status)] if status else []
    if contacts:
        aside.append(counted("contact", len(contacts)))
    return f" ({', '.join(aside)})" if aside else ""


def _raw(value: dict[str, Any], indent: int) -> Iterator[Line]:
    """Fields that no field of ours takes, under the registry's own names."""
    for name, below in value.items():
        if isinstance(below, dict):
            yield line(label(name), indent=indent)
            yield from _raw(below, indent + 2)
        else:
            yield line(label(name), ": ", said("", below), indent=indent)
