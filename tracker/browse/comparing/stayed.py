"""What did not change between two versions, folded: each section with the fields that stayed.

Comes in: two records. Goes out: HTML, bounded.
Does not: show long texts whole; the record itself is one click away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tracker.diff.labels import label
from tracker.diff.match import differ
from tracker.record import Part, Record
from tracker.report.comparison import heading_of
from tracker.report.entries import counted
from tracker.report.hypertext import table, text
from tracker.report.values import said

#: Characters of one value, and of all of them.
_VALUE, _ALL = 240, 30_000


def stayed(before: Record, after: Record) -> Iterator[str]:
    """The fold; empty where nothing stayed."""
    rows, room = [], _ALL
    for section, name, value in _same(before, after):
        row = (text(section), text(name), f'<bdi dir="auto">{text(value, _VALUE)}</bdi>')
        room -= sum(map(len, row))
        if room < 0:
            rows.append(("", "", "and more, in the record itself"))
            break
        rows.append(row)
    if rows:
        yield '<details class="fold"><summary>What stayed the same</summary>\n'
        yield from table(("Section", "Field", "In both versions"), rows)
        yield "</details>\n"


def _same(before: Record, after: Record) -> Iterator[tuple[str, str, str]]:
    for section in Record.__struct_fields__:
        was, now = getattr(before, section), getattr(after, section)
        if isinstance(now, Part) and isinstance(was, Part):
            for field in now.__struct_fields__:
                one, other = getattr(was, field), getattr(now, field)
                if other not in (None, ()) and not differ(one, other):
                    yield heading_of(section), label(field), _said(field, other)
        elif now not in (None, (), {}) and not differ(was, now):
            yield heading_of(section), label(section), _said(section, now)


def _said(field: str, value: Any) -> str:
    """A value in short: of a list with entries how many there are."""
    if isinstance(value, tuple) and value and isinstance(value[0], Part):
        return counted("entry", len(value))
    if isinstance(value, str):
        return said(field, value[: 2 * _VALUE])
    return said(field, msgspec.to_builtins(value))
