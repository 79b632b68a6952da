"""Lines of styled text: what reports are made of, and how they become text.

Comes in: spans of text, each with the name of what it is.
Goes out: lines of plain text, or painted by whoever knows the terminal.
Does not: know colours or the terminal. A style never says anything that the words do not.

>>> [*rendered([line("Status ", bad("gone"), " since 2026", indent=2)], width=16)]
['  Status gone', '    since 2026']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from tracker.report.terminal import cut, neutral
from tracker.report.terminal import width as cells

#: What a span is: a heading, an id, something of less weight, and so on.
Style = Literal["", "title", "id", "label", "faint", "added", "removed", "bad", "good"]
#: Puts the colours of a style around a text.
Paint = Callable[[str, Style], str]

_PIECES = re.compile(r"\s+|\S+")


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
    if width is None or one.fixed or one.indent + sum(cells(s.text) for s in spans) <= width:
        rows = [spans]
    else:
        rows = [*_wrapped(spans, max(8 + one.hang, width - one.indent), one.hang)]
    for number, row in enumerate(rows):
        margin = " " * (one.indent + (one.hang if number else 0))
        yield (margin + "".join(paint(span.text, span.style) for span in _joined(row))).rstrip()


def _wrapped(spans: list[Span], room: int, hang: int) -> Iterator[list[Span]]:
    """Break spans into rows at white space."""
    row: list[Span] = []
    used, left = 0, room
    for unit in _units([*_pieces(spans, room - hang)], room - hang):
        size = sum(cells(span.text) for span in unit)
        blank = not unit or unit[0].text.isspace()
        if row and used + size > left and not blank:
            yield _without_end(row)
            row, used, left = [], 0, room - hang
        if row or not blank:
            row += unit
            used += size
    if row:
        yield _without_end(row)


def _pieces(spans: list[Span], room: int) -> Iterator[Span]:
    """Words and the white space between them; what fits on no row is broken.

    An address stays whole, so that it can be used.
    """
    for span in spans:
        for match in _PIECES.finditer(span.text):
            word = match.group()
            while cells(word) > room and "://" not in word:
                head = cut(word, room).rstrip("…") or word[:1]
                yield Span(head, span.style)
                word = word[len(head) :]
            yield Span(word, span.style)


def _units(pieces: list[Span], room: int) -> Iterator[list[Span]]:
    """What must not be parted, such as a word and its comma in two spans; too much of it is."""
    unit: list[Span] = []
    for piece in pieces:
        parted = unit and (piece.text.isspace() or unit[-1].text.isspace())
        if parted or sum(cells(span.text) for span in (*unit, piece)) > room:
            yield unit
            unit = []
        unit.append(piece)
    yield unit


def _without_end(row: list[Span]) -> list[Span]:
    """A row without the white space at its end."""
    while row and row[-1].text.isspace():
        row = row[:-1]
    return row


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
