"""Single values that differ between two versions: words, numbers, dates, long texts.

Comes in: changes that are no entries of lists. Goes out: rows of a table.
Does not: leave out a change; the type of a date or an enrolment is said with its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.browse.comparing.marks import Sheet, folded_whole, marked, marked_whole, value_text
from tracker.changes import Change
from tracker.diff.labels import VOCABULARY, label
from tracker.report.facts import TYPES, typed
from tracker.report.hypertext import text
from tracker.report.values import said
from tracker.store import Version

_OWNERS = {kind: value for value, kind in TYPES.items()}


def rows(
    changes: Sequence[Change], sides: tuple[Version, Version], sheet: Sheet
) -> Iterator[tuple[str, ...]]:
    """A row for each field: its name, then one cell or two."""
    done: set[str] = set()
    for change in changes:
        field = _OWNERS.get(change.field, change.field)
        if field in done:
            continue
        done.add(field)
        name = text(label(field.rpartition(".")[2]).capitalize())
        before, after = _texts(field, change, sides)
        if _is_one(field, change):
            yield name, *marked_whole(sheet, before, after)
            continue
        cells = marked(sheet, before, after)
        whole = folded_whole(sheet, before, after)
        yield name, *cells[:-1], cells[-1] + whole


def _is_one(field: str, change: Change) -> bool:
    """Whether a value is one thing and no text: half a date or half a status says nothing."""
    numbers = (change.before, change.after)
    return field in TYPES or field in VOCABULARY or all(isinstance(v, int) for v in numbers)


def _texts(field: str, change: Change, sides: tuple[Version, Version]) -> tuple[str, str]:
    """A value before and after; a date or an enrolment with its type."""
    if field not in TYPES:
        return value_text(field, change.before), value_text(field, change.after)
    old, new = (
        typed(said(field, getattr(side, field)), getattr(side, TYPES[field])) for side in sides
    )
    return old, new
