"""Lines of styled text: what reports are made of, and how they become text.

Comes in: spans of text, each with the name of what it is.
Goes out: lines of plain text, or painted by whoever knows the terminal.
Does not: know colours or the terminal. A style never says anything that the words do not.

>>> [*rendered([line("Status ", bad("gone"), " since 2026", indent=2)], width=16)]
['  Status gone', '    since 2026']
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Literal, NamedTuple

from msgspec import Struct

from tracker.report.terminal import fitting, neutral
from tracker.report.terminal import width as cells

#: What a span is: a heading, an id, something of less weight, and so on.
Style = Literal["", "title", "id", "label", "faint", "added", "removed", "bad", "good"]
#: Puts the colours of a style around a text.
Paint = Callable[[str, Style], str]

#: Where in a word the address begins that it holds, at the latest.
_SCHEME = 40
_WORD = re.compile(r"\S")
_BLANK = re.compile(r"\s")


class Span(NamedTuple):
    """A piece of a line."""

    text: str
    style: Style = ""


class Line(Struct, frozen=True):
    """One line before it is wrapped."""

    spans: tuple[Span, ...] = ()
    #: Cells to leave free on the left.
    indent: int = 0
    #: Cells to leave free besides on the lines that it is continued on.
    hang: int = 2
    #: Never wrapped: it was laid out already.
    fixed: bool = False

    @property
    def text(self) -> str:
        """The line as plain text, unwrapped."""
        return " " * self.indent + "".join(neutral(span.text) for span in self.spans)


Said = str | Span


def line(*said: Said, indent: int = 0, hang: int = 2, fixed: bool = False) -> Line:
    """A line of texts and spans."""
    spans = tuple(Span(one) if isinstance(one, str) else one for one in said)
    return Line(spans, indent, hang, fixed)


def point(*said: Said, indent: int = 2, mark: str = "- ") -> Line:
    """A line that begins with a mark."""
    return line(mark, *said, indent=indent, hang=len(mark))


EMPTY = Line()


def title(text: str) -> Span:
    """A heading."""
    return Span(text, "title")


def ident(text: str) -> Span:
    """The id of a trial."""
    return Span(text, "id")


def label(text: str) -> Span:
    """The name of what follows."""
    return Span(text, "label")


def faint(text: str) -> Span:
    """Of less weight than the rest."""
    return Span(text, "faint")


def bad(text: str) -> Span:
    """Something went wrong."""
    return Span(text, "bad")


def good(text: str) -> Span:
    """Something went well."""
    return Span(text, "good")


def rendered(
    lines: Iterable[Line], width: int | None = None, paint: Paint | None = None
) -> Iterator[str]:
    """The lines as text, wrapped at ``width`` cells (None: not at all), painted if asked for."""
    for one in lines:
        yield from _rendered(one, width, paint or _plain)


def _plain(text: str, style: Style) -> str:
    del style
    return text


def _rendered(one: Line, width: int | None, paint: Paint) -> Iterator[str]:
    spans = [Span(neutral(span.text), span.style) for span in one.spans if span.text]
    if width is None or one.fixed or _fits(spans, width - one.indent):
        rows = [spans]
    else:
        rows = [*_wrapped(spans, max(8 + one.hang, width - one.indent), one.hang)]
    for number, row in enumerate(rows):
        margin = " " * (one.indent + (one.hang if number else 0))
        yield (margin + "".join(paint(span.text, span.style) for span in _joined(row))).rstrip()


def _fits(spans: list[Span], room: int) -> bool:
    # Signs without a width are rare: what is much longer than its room is not measured.
    short = sum(len(span.text) for span in spans) <= 4 * max(room, 0)
    return short and sum(cells(span.text) for span in spans) <= room


def _wrapped(spans: list[Span], room: int, hang: int) -> Iterator[list[Span]]:
    """Break spans into rows at white space, wherever one span ends and the next begins."""
    ends = [*accumulate(len(span.text) for span in spans)]
    first = 0
    for start, end in _breaks("".join(span.text for span in spans), room, hang):
        while ends[first] <= start:
            first += 1
        last = bisect_left(ends, end, first)
        row = []
        for place in range(first, last + 1):
            text, style = spans[place]
            begin = ends[place] - len(text)
            row.append(Span(text[max(start - begin, 0) : end - begin], style))
        yield row


def _breaks(text: str, room: int, hang: int) -> Iterator[tuple[int, int]]:
    """Where each row of a text begins and ends, without the white space around it."""
    start = _word_at(text, 0)
    while start < len(text):
        end = _row_end(text, start, room)
        yield start, start + len(text[start:end].rstrip())
        start = _word_at(text, end)
        room -= hang
        hang = 0


def _word_at(text: str, place: int) -> int:
    """Where the next word begins."""
    found = _WORD.search(text, place)
    return found.start() if found else len(text)


def _row_end(text: str, start: int, room: int) -> int:
    """Where the row ends that begins here: at white space, else inside a word.

    An address stays whole, so that it can be used.
    """
    window = text[start : start + 4 * room]
    most = start + fitting(window, room)
    if most >= len(text) or text[most].isspace():
        return most
    for place in range(most - 1, start, -1):
        if text[place].isspace():
            return place
    if "://" in window[:_SCHEME]:
        found = _BLANK.search(text, most)
        return found.start() if found else len(text)
    return max(most, start + 1)


def _joined(row: list[Span]) -> Iterator[Span]:
    """Neighbours of one style as one span."""
    texts: list[str] = []
    style: Style = ""
    for span in row:
        if span.style != style and texts:
            yield Span("".join(texts), style)
            texts = []
        style = span.style
        texts.append(span.text)
    if texts:
        yield Span("".join(texts), style)
