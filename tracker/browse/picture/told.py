"""The drawing as a table: each day on which something in it moved.

Comes in: a Picture. Goes out: a table of HTML.
Does not: leave out a step; what stayed the same has an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.browse.picture.lanes import Where
from tracker.browse.picture.lives import MARKS, Picture, Span
from tracker.report.hypertext import table, text

_COLUMNS = (
    "Day",
    "Version",
    "Status",
    "Enrolment",
    "Primary completion",
    "Completion",
    "Sites",
    "Also",
)
#: Rows of the table; the history below it and the JSON hold all versions.
_MOST = 150


def table_of(of: Picture, where: Where) -> Iterator[str]:
    """The table, newest first."""
    series = (of.status, of.enrolment, of.primary, of.completion, of.sites)
    steps = [{span.version: span for span in spans} for spans in series]
    marks: dict[int, list[str]] = {}
    for mark in of.marks:
        marks.setdefault(mark.versions[0], []).append(MARKS[mark.kind])
    numbers = sorted({*marks, *(number for one in steps for number in one)}, reverse=True)
    rows = (
        (
            f"<time>{of.days[number]}</time>",
            f'<a href="{where(number, number)}">{number}</a>',
            *(_said(one.get(number)) for one in steps),
            text("; ".join(marks.get(number, ()))),
        )
        for number in numbers[:_MOST]
    )
    yield from table(_COLUMNS, rows, caption="What moved, newest first")
    if len(numbers) > _MOST:
        yield f"<p>And {len(numbers) - _MOST:,} older steps, in the JSON.</p>\n"


def _said(span: Span | None) -> str:
    if span is None:
        return ""
    return text(span.said or "not given", 200)
