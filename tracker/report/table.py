"""Columns that fit.

Comes in: rows of cells, and how wide the whole may be.
Goes out: lines; the columns that may shrink do so, widest first, until all fits.
Does not: hide a column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tracker.report.lines import Line, Span, line
from tracker.report.terminal import neutral, padded
from tracker.report.terminal import width as cells

_GAP = 2


class Column(Struct, frozen=True):
    """A column: its heading, and how narrow it may become (None: not at all)."""

    heading: str
    least: int | None = None


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Span]], width: int | None = None
) -> Iterator[Line]:
    """The heading and the rows, laid out to at most ``width`` cells (None: as wide as it is)."""
    spans = [[Span(neutral(one.text), one.style) for one in map(_span, row)] for row in rows]
    used = _used(columns, spans)
    widths = [
        max([cells(column.heading), *(cells(row[place].text) for row in spans)])
        if place in used
        else 0
        for place, column in enumerate(columns)
    ]
    if width is not None:
        widths = _shrunk(widths, columns, width - _GAP * (len(used) - 1))
    heading = [Span(column.heading, "label") for column in columns]
    for row in (heading, *spans):
        yield _row([row[place] for place in used], [widths[place] for place in used])


def _span(cell: str | Span) -> Span:
    return cell if isinstance(cell, Span) else Span(cell)


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
        widths[widest] -= 1
    return widths


def _row(row: Sequence[Span], widths: Sequence[int]) -> Line:
    said: list[Span] = []
    for span, cells_free in zip(row, widths, strict=True):
        text = padded(span.text, cells_free)
        said += [Span(text.rstrip(), span.style)]
        said += [Span(" " * (len(text) - len(text.rstrip()) + _GAP))]
    return line(*said[:-1], fixed=True)
