r"""What differs between two texts, word by word.

Comes in: two texts. Goes out: pieces (same, removed, added) that spell out both, and the lines in
which something differs, with a few words of context.
Does not: compare what is no text.

>>> marked("Age 18 years or older", "Age 21 years or older, both sexes")
['Age [-18-]{+21+} years or older{+, both sexes+}']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from tracker.report.lines import Span
from tracker.report.steps import steps

Kind = Literal["same", "removed", "added"]

_BLANK_OR_WORD = re.compile(r"\s|\S+")
#: Marks that are no part of the word before them.
_ENDS = ",.;:)]"
#: Fewer words than this between two changes are read as part of one change.
_ISLAND = 2
#: Words that are shown before and after a change.
CONTEXT = 6


class Piece(NamedTuple):
    """A run of text that stands in both texts, or in one of them."""

    kind: Kind
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of two texts, in order.

    All but the added ones spell out the first text, all but the removed ones the second. Words
    are matched by the longest common subsequence; where only a word or two stay between changes,
    they are read as one change, as a person would. Of texts so long that this would take too long,
    sentences are matched first.
    """
    old, new = _tokens(before), _tokens(after)
    runs: list[tuple[list[str], list[str]]] = []
    for equal, removed, added in steps(old, new):
        if equal and (_stands(removed) or not runs):
            runs.append((removed, removed))
        elif runs and not _is_same(runs[-1]):
            runs[-1] = (runs[-1][0] + removed, runs[-1][1] + added)
        else:
            runs.append((removed, added))
    settled = _slid([*_trimmed(runs)])
    return tuple(piece for run in settled for piece in _pieces(run))


def _tokens(text: str) -> list[str]:
    """Blanks, words, and the marks at the end of words.

    So a comma after a word makes no other word, and 2.5 is one.

    >>> _tokens("Dose (2.5 mg), daily.")
    ['Dose', ' ', '(2.5', ' ', 'mg', '),', ' ', 'daily', '.']
    """
    found: list[str] = []
    for token in _BLANK_OR_WORD.findall(text):
        word = token.rstrip(_ENDS)
        found += [part for part in (word, token[len(word) :]) if part]
    return found


_Run = tuple[list[str], list[str]]


def _is_same(run: _Run) -> bool:
    return run[0] is run[1]


def _stands(tokens: list[str]) -> bool:
    """Whether a run that stayed is long enough to stand by itself between two changes."""
    words = sum(not token.isspace() and token[0] not in ",.;:)]" for token in tokens)
    return words > _ISLAND or "\n" in tokens


def _trimmed(runs: list[_Run]) -> Iterator[_Run]:
    """Give back what both sides of a change begin and end with: blanks and single words."""
    for run in runs:
        if _is_same(run):
            yield run
            continue
        old, new = run
        shorter = min(len(old), len(new))
        head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
        rest = shorter - head
        tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
        start, end = old[:head], old[len(old) - tail :]
        yield from ((part, part) for part in (start,) if part)
        yield old[head : len(old) - tail], new[head : len(new) - tail]
        yield from ((part, part) for part in (end,) if part)


def _slid(runs: list[_Run]) -> list[_Run]:
    r"""Let what came or went begin with a line, where the same words stand around it.

    Of "- [new\n- ]old" and "[- new\n]- old", which say the same, the second is what happened.
    """
    for place in range(1, len(runs)):
        stayed, (old, new) = runs[place - 1], runs[place]
        if not _is_same(stayed) or _is_same(runs[place]) or (old and new):
            continue
        kept, moving = stayed[0], old or new
        for shift in range(min(len(kept), len(moving))):
            if shift and kept[-shift] != moving[-shift]:
                break
            if kept[len(kept) - shift - 1] == "\n":
                _slide(runs, place, shift)
                break
    return [run for run in runs if run[0] or run[1]]


def _slide(runs: list[_Run], place: int, shift: int) -> None:
    """Move a one-sided change to the left by some words that stand on either side of it."""
    kept, (old, new) = runs[place - 1][0], runs[place]
    moving = old or new
    cut = len(kept) - shift
    moved = kept[cut:] + moving[: len(moving) - shift]
    head = kept[:cut]
    runs[place - 1] = (head, head)
    runs[place] = (moved, new) if old else (old, moved)
    tail = kept[cut:]
    if place + 1 < len(runs) and _is_same(runs[place + 1]):
        tail = tail + runs[place + 1][0]
        runs[place + 1] = (tail, tail)
    elif tail:
        runs.insert(place + 1, (tail, tail))


def _pieces(run: _Run) -> Iterator[Piece]:
    if _is_same(run):
        yield Piece("same", "".join(run[0]))
        return
    for kind, tokens in zip(_CHANGED, run, strict=True):
        if tokens:
            yield Piece(kind, "".join(tokens))


_CHANGED: tuple[Kind, Kind] = ("removed", "added")


def before_of(parts: Iterable[Piece]) -> str:
    """The first of the two texts."""
    return "".join(piece.text for piece in parts if piece.kind != "added")


def after_of(parts: Iterable[Piece]) -> str:
    """The second of the two texts."""
    return "".join(piece.text for piece in parts if piece.kind != "removed")


# -- lines to show ------------------------------------------------------------------------------


def changed_lines(before: str, after: str, context: int = CONTEXT) -> tuple[tuple[Piece, ...], ...]:
    """The lines in which something differs; what stays is cut to a few words around it."""
    return tuple(
        tuple(_shortened(row, context))
        for row in _rows(pieces(before, after))
        if any(piece.kind != "same" for piece in row)
    )


def _rows(parts: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces of each line; a change of the line breaks alone is shown by a sign for them."""
    row: list[Piece] = []
    for piece in parts:
        first, *more = piece.text.split("\n")
        if first:
            row.append(Piece(piece.kind, first))
        for text in more:
            if piece.kind != "same" and not piece.text.strip():
                row.append(Piece(piece.kind, "¶"))
            yield row
            row = [Piece(piece.kind, text)] if text else []
    yield row


def _shortened(row: list[Piece], context: int) -> Iterator[Piece]:
    last = len(row) - 1
    for place, piece in enumerate(row):
        if piece.kind != "same":
            yield piece
            continue
        words = re.findall(r"\s*\S+\s*|\s+", piece.text)
        head = words[:context] if place else []
        tail = words[-context:] if place < last else []
        if len(words) <= len(head) + len(tail) + 1:
            yield piece
        else:
            start, end = "".join(head).rstrip(), "".join(tail).lstrip()
            yield Piece(
                "same",
                " … ".join((start, end)) if start and end else f"{start or '…'} {end or '…'}",
            )


def spans(row: Iterable[Piece]) -> Iterator[Span]:
    """A line as spans: [-removed-] and {+added+}, so that it reads without colours too."""
    for piece in row:
        if piece.kind == "removed":
            yield Span(f"[-{piece.text}-]", "removed")
        elif piece.kind == "added":
            yield Span(f"{{+{piece.text}+}}", "added")
        else:
            yield Span(piece.text)


def marked(before: str, after: str, context: int = CONTEXT) -> list[str]:
    """The lines in which two texts differ, with [-what went-] and {+what came+}."""
    rows = changed_lines(before, after, context)
    return ["".join(span.text for span in spans(row)) for row in rows]
