"""Dates and moments of a question, as the ends of the days that they mean.

Comes in: a date as a person writes it ("2026", "2026-03", "2026-03-14"), or a moment.
Goes out: UTC text that compares with the moments in the database.
Does not: read the clock.
"""

from __future__ import annotations

import re

from tracker import dates
from tracker.errors import UsageError

_KEPT = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ\Z")


def start_of(moment: str) -> str:
    """The first moment that a date can mean, or the moment itself.

    >>> start_of("2026-02")
    '2026-02-01T00:00:00Z'
    """
    days = dates.interval(moment)
    return f"{days.low.isoformat()}T00:00:00Z" if days else _moment(moment)


def end_of(moment: str) -> str:
    """The last moment that a date can mean, or the moment itself.

    >>> end_of("2026-02"), end_of("2026-02-03T10:00:00+01:00")
    ('2026-02-28T23:59:59Z', '2026-02-03T09:00:00Z')
    """
    days = dates.interval(moment)
    return f"{days.high.isoformat()}T23:59:59Z" if days else _moment(moment)


def asked(moment: str, known_by: str | None, *, observed: bool) -> dict[str, str | None]:
    """What a question as of a moment asks of a version: until when it ``stood``, or was ``seen``.

    By the registry's clock, narrowed to what had been seen by ``known_by``; or, if ``observed``,
    by what had been seen at that moment. ``UsageError`` if a text is neither date nor moment.

    >>> asked("2026-02", "2026-03-01", observed=False)
    {'stood': '2026-02-28T23:59:59Z', 'seen': '2026-03-01T23:59:59Z'}
    """
    if observed:
        return {"stood": None, "seen": end_of(moment)}
    return {"stood": end_of(moment), "seen": end_of(known_by) if known_by else None}


def utc(moment: str) -> str:
    """A moment as the database keeps it; one in that form already comes back as it is.

    >>> utc("2026-02-03T10:00:00+01:00")
    '2026-02-03T09:00:00Z'
    """
    return moment if _KEPT.match(moment) else dates.utc(moment)


def _moment(text: str) -> str:
    try:
        return utc(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no date or moment; write 2026, 2026-03, 2026-03-14 or "
            "2026-03-14T09:30:00Z"
        ) from error
