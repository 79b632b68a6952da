"""Entries of lists that differ: sites, outcomes and all others, as tables.

Comes in: changes of entries. Goes out: for each kind of entry a table of what was removed, added,
renamed and changed.
Does not: show entries that stayed the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, TypeVar

from tracker.browse.comparing.marks import Sheet, marked, marked_whole, value_text
from tracker.browse.comparing.tables import table
from tracker.changes import Change
from tracker.diff.labels import VOCABULARY, label
from tracker.report.entries import entry_of, plural
from tracker.report.hypertext import text
from tracker.report.values import said

T = TypeVar("T")

#: Rows of one table on a page that is not asked for whole.
_ROWS = 160
#: Characters of one cell of an entry that came or went.
_CELL = 1_500
_ORDER = {kind: place for place, kind in enumerate(("removed", "added", "renamed", "changed"))}
_SIGNS = {
    "removed": '<span class="sign minus">− Removed</span>',
    "added": '<span class="sign plus">+ Added</span>',
    "renamed": '<span class="sign tilde">~ Renamed</span>',
    "changed": '<span class="sign tilde">~ Changed</span>',
}
#: What is said of an entry in columns of its own, by the list that it is in.
_COLUMNS = {
    "sites": ("facility", "city", "state", "country", "status"),
    "primary_outcomes": ("measure", "time_frame", "description"),
    "secondary_outcomes": ("measure", "time_frame", "description"),
    "other_outcomes": ("measure", "time_frame", "description"),
}


def tables(changes: Sequence[Change], sheet: Sheet) -> Iterator[str]:
    """A heading and a table or two for each kind of entry."""

    def by(change: Change) -> tuple[str, int]:
        entry = entry_of(change)
        return entry.noun if entry else "", _ORDER[kind_of(change)]

    for noun, group in groupby(sorted(changes, key=by), key=lambda one: by(one)[0]):
        yield from _of_noun(noun, [*group], sheet)


def kind_of(change: Change) -> str:
    """What happened to an entry; a field that came to an entry that stayed is a change of it."""
    entry = entry_of(change)
    return change.kind if entry is not None and entry.whole else "changed"


def _of_noun(noun: str, changes: list[Change], sheet: Sheet) -> Iterator[str]:
    counts = Counter(kind_of(one) for one in changes if kind_of(one) != "changed")
    if stayed := {one.path[:-1] for one in changes if kind_of(one) == "changed"}:
        counts["changed"] = len(stayed)
    told = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    yield f"<h3>{text(plural(noun).capitalize())}: {told}</h3>\n"
    whole = [one for one in changes if kind_of(one) in ("removed", "added")]
    yield from _came_and_went(whole, sheet)
    yield from _stayed([one for one in changes if kind_of(one) not in ("removed", "added")], sheet)


# -- entries that came or went ------------------------------------------------------------------


def _came_and_went(changes: list[Change], sheet: Sheet) -> Iterator[str]:
    if not changes:
        return
    columns = _COLUMNS.get(changes[0].field.rpartition(".")[2])
    shown = _limited(changes, sheet)
    if columns is None:
        yield from table(("What", "Entry", "Says"), (_in_general(one, sheet) for one in shown))
    else:
        used = [name for name in columns if any(_of(one, name) is not None for one in shown)]
        heads = ("What", *(label(name).capitalize() for name in used))
        yield from table(heads, (_in_columns(one, used, sheet) for one in shown))
    yield from _left(len(changes) - len(shown), sheet)


def _in_general(one: Change, sheet: Sheet) -> tuple[str, ...]:
    return _SIGNS[one.kind], _cell(one, one.item or ""), _others(one, sheet)


def _in_columns(one: Change, names: Sequence[str], sheet: Sheet) -> tuple[str, ...]:
    return _SIGNS[one.kind], *(_cell(one, _said(name, _of(one, name), sheet)) for name in names)


def _entry(change: Change) -> dict[str, Any]:
    whole = change.after if change.kind == "added" else change.before
    return whole if isinstance(whole, dict) else {}


def _of(change: Change, name: str) -> Any:
    return _entry(change).get(name)


def _said(name: str, value: Any, sheet: Sheet) -> str:
    shown = "" if value is None else said(name, value)
    if len(shown) > _CELL and not sheet.whole:
        sheet.was_cut = True
        return shown[:_CELL] + "…"
    return shown


def _cell(change: Change, shown: str) -> str:
    """A text that came or went, marked as such; an empty one is not."""
    if not shown:
        return ""
    tag = "ins" if change.kind == "added" else "del"
    return f'<{tag} dir="auto">{text(shown, len(shown))}</{tag}>'


def _others(change: Change, sheet: Sheet) -> str:
    """The fields of an entry, each with its name."""
    fields = _entry(change).items()
    return "<br>".join(
        f"{text(label(name))}: {_cell(change, _said(name, value, sheet))}" for name, value in fields
    )


# -- entries that stayed ------------------------------------------------------------------------


def _stayed(changes: list[Change], sheet: Sheet) -> Iterator[str]:
    """What changed in entries that stayed, an entry a row, and those with another name."""
    if not changes:
        return
    groups: dict[tuple[str, ...], list[Change]] = {}
    for one in changes:
        path = one.path if kind_of(one) == "renamed" else one.path[:-1]
        groups.setdefault(path, []).append(one)
    shown = _limited([*groups.values()], sheet)
    heads = ("Before", "After") if sheet.view == "sides" else ("What differs",)
    yield from table(("What", "Entry", *heads), (_row(group, sheet) for group in shown), "changed")
    yield from _left(len(groups) - len(shown), sheet)


def _row(group: list[Change], sheet: Sheet) -> tuple[str, ...]:
    """An entry with all its fields that differ."""
    first = group[0]
    item = f'<bdi dir="auto">{text(first.item or "", 300)}</bdi>'
    fields = [_field(one, sheet) for one in group]
    cells = ("".join(column) for column in zip(*fields, strict=True))
    return _SIGNS[kind_of(first)], item, *cells


def _field(one: Change, sheet: Sheet) -> list[str]:
    """One field of an entry, its name before it; on each side where there are two."""
    if kind_of(one) == "renamed":
        name, (before, after) = "name", (_name(value) for value in (one.before, one.after))
    else:
        name = one.field.rpartition(".")[2]
        before, after = value_text(name, one.before), value_text(name, one.after)
    mark = marked_whole if name in VOCABULARY or name == "status" else marked
    said_ = f'<span class="soft">{text(label(name))}:</span> '
    return [f'<div dir="auto">{said_}{cell}</div>' for cell in _either(mark(sheet, before, after))]


def _either(cells: tuple[str, ...]) -> list[str]:
    """A side on which nothing stands says so."""
    return [cell or "(none)" for cell in cells]


def _name(entry: Any) -> str:
    return str(entry.get("facility") or entry) if isinstance(entry, dict) else str(entry)


def _limited(found: list[T], sheet: Sheet) -> list[T]:
    return found if sheet.whole else found[:_ROWS]


def _left(count: int, sheet: Sheet) -> Iterator[str]:
    if count > 0:
        sheet.was_cut = True
        yield f'<p class="soft">And {count:,} more.</p>\n'
