"""One line of visible text, as the mark-up side hands it to the reading side."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A block of visible text."""

    #: White space collapsed; list items begin with "* " or their number.
    text: str
    #: 1 to 6 in a heading of the mark-up, else 0. A hint: plain text has none.
    level: int = 0
