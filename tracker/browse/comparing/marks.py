"""Two values as HTML in which the words that went and came are marked.

Comes in: values before and after. Goes out: one text with both, or one for each side.
Does not: decide what is compared. A mark is a colour, a line through or under the words, and a
word for those who hear the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct

from tracker.report.hypertext import text
from tracker.report.values import said
from tracker.report.words import Piece, changed_lines, pieces

View = Literal["merged", "sides"]
#: Characters of one run of words, and of one value, on a page that is not asked for whole.
_RUN, _VALUE = 4_000, 16_000
#: Longer texts are not repeated whole below what differs in them.
_REPEATED = 12_000
_ALL = 50_000_000
_TAGS = {"removed": "del", "added": "ins"}


class Sheet(Struct):
    """How a comparison is shown, and whether something was cut on its way."""

    view: View = "merged"
    #: Nothing is cut.
    whole: bool = False
    was_cut: bool = False

    def run(self, piece: Piece) -> str:
        """One run of words, marked."""
        most = _ALL if self.whole else _RUN
        self.was_cut |= len(piece.text) > most
        escaped = text(piece.text, most)
        tag = _TAGS.get(piece.kind)
        if tag is None:
            return escaped
        return f'<{tag}><span class="hidden"> {piece.kind}: </span>{escaped}</{tag}>'

    def rows(self, rows: Iterable[Sequence[Piece]]) -> str:
        """Lines of marked words, as many as fit."""
        shown: list[str] = []
        room = _ALL if self.whole else _VALUE
        for row in rows:
            if room <= 0:
                self.was_cut = True
                shown.append("…")
                break
            shown.append("".join(self.run(piece) for piece in row))
            room -= len(shown[-1])
        return "<br>".join(shown)


def marked(sheet: Sheet, before: str, after: str) -> tuple[str, ...]:
    """What differs: one cell where it is merged, else one for each side."""
    rows = changed_lines(before, after)
    if sheet.view == "merged":
        return (sheet.rows(rows),)
    return tuple(sheet.rows(_without(rows, kind)) for kind in ("added", "removed"))


def marked_whole(sheet: Sheet, before: str, after: str) -> tuple[str, ...]:
    """Two values that are not compared by their words; one that is not there leaves no mark."""
    went, came = (
        sheet.run(Piece(kind, said)) if said else ""  # type: ignore[arg-type]
        for kind, said in (("removed", before), ("added", after))
    )
    return (f"{went} {came}".strip(),) if sheet.view == "merged" else (went, came)


def _without(rows: Iterable[Sequence[Piece]], kind: str) -> Iterator[list[Piece]]:
    """One side of the lines; lines of which nothing stands on that side are left out."""
    for row in rows:
        kept = [piece for piece in row if piece.kind != kind]
        if kept:
            yield kept


def folded_whole(sheet: Sheet, before: str, after: str) -> str:
    """The whole text with its marks, folded; nothing for texts that are very long or short."""
    if not (before and after):
        return ""  # what came or went as a whole stands there already
    if not 200 < len(before) + len(after) <= (_ALL if sheet.whole else _REPEATED):
        return ""
    inside = "".join(sheet.run(piece) for piece in _lines(pieces(before, after)))
    return (
        f'<details><summary>The whole text</summary><div dir="auto" class="merged">{inside}'
        "</div></details>"
    )


def _lines(parts: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces with their line breaks kept as breaks."""
    for piece in parts:
        first, *rest = piece.text.split("\n")
        yield Piece(piece.kind, first)
        for more in rest:
            yield Piece("same", "\n")
            yield Piece(piece.kind, more)


def value_text(field: str, value: Any) -> str:
    """A value as the text that is compared."""
    if value is None:
        return ""
    if isinstance(value, str) and len(value) > 80:
        return value
    if isinstance(value, list):
        return "\n".join(said(field, one) for one in value)
    return said(field, value)
