"""What stands beside what: rows of spans and tables with a row of column names.

Comes in: an element. Goes out: which of its children are lines of their own, and which column
name belongs before a cell.
Does not: make lines.
"""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString

from tracker.sources.page.headings import name_of
from tracker.sources.page.labels import ALL_NAMES, is_name
from tracker.text import plain

#: Inline elements that hold a datum each where nothing but such elements stands in a row.
_CELLS = frozenset(("span", "strong", "b", "label", "a", "time", "data", "small", "button"))
#: Elements of running text; in them a row is one line unless it begins with a label.
_RUNNING = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "b", "strong", "label"))
#: Column names that say only that the cell is the entry itself.
_SILENT = frozenset(
    (
        *("name", "arm", "group", "label", "intervention", "measure", "outcome", "facility"),
        *("site", "description", "value", "field", "item", "identifier", "contact", "sponsor"),
        *("location", "place", "address", "id", "details", "property", "title"),
    )
)
_TABLE_PARTS = frozenset(("thead", "tbody", "tfoot"))


def cells_of(tag: Tag) -> set[int]:
    """The ids (``id()``) of the children, if they are two or more data side by side."""
    cells = []
    for child in tag.contents:
        if isinstance(child, Tag):
            if child.name not in _CELLS and "-" not in child.name:
                return set()
            cells.append(child)
        elif type(child) is NavigableString and not child.isspace():
            return set()
    if len(cells) < 2:
        return set()
    if tag.name in _RUNNING and not is_name(plain(cells[0].get_text())):
        return set()
    return {id(cell) for cell in cells}


def column_names(table: Tag) -> dict[int, str]:
    """The name to show before each cell of a table whose first row names its columns.

    The names themselves are mapped to nothing shown; other tables give no names at all.
    """
    rows = _rows(table)
    if len(rows) < 2:
        return {}
    heads = _cells(rows[0])
    if len(heads) < 2 or any(cell.name != "th" for cell in heads):
        return {}
    bodies = [_cells(row) for row in rows[1:]]
    if any(len(row) != len(heads) or all(c.name == "th" for c in row) for row in bodies):
        return {}
    names = [plain(cell.get_text(" ")) for cell in heads]
    for cell in heads:
        cell.clear()
    return {
        id(cell): name
        for row in bodies
        for at, (name, cell) in enumerate(zip(names, row, strict=True))
        if _is_said(name, at)
    }


def _is_said(name: str, column: int) -> bool:
    compared = name_of(name)
    if not compared or compared in _SILENT:
        return False
    return column > 0 or compared in ALL_NAMES


def _rows(table: Tag) -> list[Tag]:
    """The rows of a table itself, not of tables in it."""
    parts = [part for part in table.contents if isinstance(part, Tag) and part.name in _TABLE_PARTS]
    inner = [child for part in parts for child in part.contents]
    rows = inner or table.contents
    return [row for row in rows if isinstance(row, Tag) and row.name == "tr"]


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.contents if isinstance(cell, Tag) and cell.name in ("td", "th")]
