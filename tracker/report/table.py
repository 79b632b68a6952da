"""Columns that fit.

Comes in: rows of cells, and how wide the whole may be.
Goes out: lines; the columns that may shrink do so, widest first, until all fits.
Does not: hide a column by itself; :func:`room_for` says which ones there is room for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tracker.report.lines import Line, Span, line
from tracker.report.terminal import neutral, padded
from tracker.report.terminal import width as cells

_GAP = 2


class Column(Struct, frozen=True):
    """A column of a table."""

    heading: str
    #: How narrow it may become, in cells; None: not at all.
    least: int | None = None
    #: Where there is no room for all, the column with the highest number is left out first.
    spare: int = 0


def room_for(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Span]], width: int | None
) -> list[int]:
    """The places of the columns that ``width`` cells have room for (None: all)."""
    spans = [[_span(cell) for cell in row] for row in rows]
    widths, places = _widths(columns, spans), _used(columns, spans)
    while width is not None:
        least = [widths[at] if (few := columns[at].least) is None else few for at in places]
        spare = max(places, key=lambda at: columns[at].spare, default=None)
        if sum(least) + _GAP * (len(least) - 1) <= width or not (spare and columns[spare].spare):
            break
        places.remove(spare)
    return places


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Span]], width: int | None = None
) -> Iterator[Line]:
    """The heading and the rows, laid out to at most ``width`` cells (None: as wide as it is)."""
    spans = [[Span(neutral(one.text), one.style) for one in map(_span, row)] for row in rows]
    used = _used(columns, spans)
    widths = [size if at in used else 0 for at, size in enumerate(_widths(columns, spans))]
    if width is not None:
        widths = _shrunk(widths, columns, width - _GAP * (len(used) - 1))
    heading = [Span(column.heading, "label") for column in columns]
    for row in (heading, *spans):
        yield _row([row[place] for place in used], [widths[place] for place in used])


def _span(cell: str | Span) -> Span:
    return cell if isinstance(cell, Span) else Span(cell)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Span]]) -> list[int]:
    """How wide each column would like to be."""
    return [
        max([cells(column.heading), *(cells(row[place].text) for row in rows)])
        for place, column in enumerate(columns)
    ]


def _used(columns: Sequence[Column], rows: Sequence[Sequence[Span]]) -> list[int]:
    """The columns in which something stands."""
    return [place for place in range(len(columns)) if any(row[place].text for row in rows)]


def _shrunk(widths: list[int], columns: Sequence[Column], room: int) -> list[int]:
    """Take from the widest column that may give, until all fits or none may give any more."""
    widths = [*widths]
    while sum(widths) > room:
        free = [
            place
            for place, column in enumerate(columns)
            if column.least is not None and widths[place] > column.least
        ]
        if not free:
            break
        widest = max(free, key=lambda place: widths[place])
        others = [widths[place] for place in free if place != widest]
        # Down to the next one at a stride, be it a megabyte wide, and from there step by step.
        floor = max([columns[widest].least or 0, *others])
        widths[widest] -= max(1, min(sum(widths) - room, widths[widest] - floor))
    return widths


def _row(row: Sequence[Span], widths: Sequence[int]) -> Line:
    said: list[Span] = []
    for span, cells_free in zip(row, widths, strict=True):
        text = padded(span.text, cells_free)
        said += [Span(text.rstrip(), span.style)]
        said += [Span(" " * (len(text) - len(text.rstrip()) + _GAP))]
    return line(*said[:-1], fixed=True)
