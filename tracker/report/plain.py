r"""Registry text on its way into a report: one harmless line, and not longer than one reads.

Comes in: any text. Goes out: text without control codes, cut to a length.
Does not: escape for a format; each format does that itself, behind this.
"""

from __future__ import annotations

import datetime as dt
import re

from tracker.dates import interval
from tracker.report.terminal import neutral

#: Characters of one sentence; the formats for programs (JSON Lines, CSV) cut nothing.
LONGEST = 1000
#: No character of XML, in whatever form it is written.
_NOT_XML = re.compile("[\ufffe\uffff]")


def plain(text: str, most: int = LONGEST) -> str:
    r"""A text as one harmless line of at most so many characters.

    >>> plain("one\ntwo\x00"), plain("aaaa", most=3)
    ('one two␀', 'aa…')
    """
    if len(text) > most:
        text = text[: most - 1].rstrip() + "…"
    return _NOT_XML.sub("\ufffd", neutral(text))


def day_of(text: str | None, otherwise: str) -> str:
    """The first day that a date can mean; ``otherwise`` where it is none.

    >>> day_of("2027-03", "2026-01-01"), day_of("soon", "2026-01-01")
    ('2027-03-01', '2026-01-01')
    """
    days = interval(text)
    return days.low.isoformat() if days else otherwise


def spoken(moment: str) -> str:
    """A moment as people write it: "6 March 2026, 08:00 UTC"; only the day at midnight.

    >>> spoken("2026-03-06T08:00:00Z"), spoken("2026-03-06T00:00:00Z")
    ('6 March 2026, 08:00 UTC', '6 March 2026')
    """
    when = dt.datetime.fromisoformat(moment)
    day = f"{when.day} {when:%B %Y}"
    return day if (when.hour, when.minute) == (0, 0) else f"{day}, {when:%H:%M} UTC"
