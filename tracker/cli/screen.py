"""Where the command line writes: texts on stdout, messages on stderr, JSON lines.

Comes in: lines and values. Goes out: text as the terminal wants it, or plain where it is none.
Does not: decide what is said.

Text is wrapped to the terminal (or to COLUMNS); in a pipe without COLUMNS a sentence is one line,
so that ``grep`` finds it. Colours are for terminals, and never where NO_COLOR is set.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from tracker.report.lines import Line, Style, line, rendered
from tracker.report.terminal import neutral_json

#: Wider lines than this are hard to read.
WIDEST = 100
_STYLES: dict[Style, dict[str, Any]] = {
    "title": {"bold": True},
    "id": {"fg": "cyan", "bold": True},
    "label": {"fg": "cyan"},
    "faint": {"dim": True},
    "added": {"fg": "green"},
    "removed": {"fg": "red"},
    "bad": {"fg": "red", "bold": True},
    "good": {"fg": "green"},
}


class Screen:
    """stdout and stderr of one call."""

    def __init__(self, *, color: bool) -> None:
        self._color = color

    @property
    def width(self) -> int | None:
        """Cells of a line; None in a pipe, where nobody has said how many."""
        return min(room, WIDEST) if (room := self.room) else None

    @property
    def room(self) -> int | None:
        """The same for tables, which are easy to read however wide they are."""
        columns = shutil.get_terminal_size(fallback=(0, 0)).columns
        return max(columns, 20) if columns else None

    def write(self, lines: Iterable[Line], *, err: bool = False) -> None:
        """Write lines of a report."""
        stream = sys.stderr if err else sys.stdout
        color = self._color and stream.isatty()
        for text in rendered(lines, self.width, _painted if color else None):
            # Not err=True, which would go past a progress bar and into the middle of it.
            click.echo(text, file=sys.stderr if err else None, color=color)

    def say(self, text: str) -> None:
        """A message beside the results."""
        self.write([line(f"tracker: {text}")], err=True)

    def json(self, values: Iterable[Any]) -> None:
        """One JSON object a line."""
        for value in values:
            text = value if isinstance(value, bytes) else msgspec.json.encode(value)
            click.echo(neutral_json(text.decode()))

    def waits(self, seconds: float, why: str) -> None:
        """Said before a wait that is longer than the usual pause."""
        if seconds >= 1:
            self.say(f"waiting {seconds:.0f} s: {why}")


def _painted(text: str, style: Style) -> str:
    return click.style(text, **_STYLES[style]) if style and text.strip() else text
