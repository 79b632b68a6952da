"""Which version a person means: a number, a date, or a word.

Comes in: "3", "2025-06-30", "2025-06", "first", "last", "today". Goes out: a :class:`Pick`.
Does not: look the version up.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from tracker.dates import interval
from tracker.errors import UsageError


class Pick(Struct, frozen=True):
    """A version by its number (from 1; -1 is the last), or by the moment at which it stood."""

    number: int | None = None
    moment: str | None = None


def pick(text: str, now: dt.datetime) -> Pick:
    """Read what a person wrote for a version.

    A date means the end of that day (or month, or year), so that "2025-06" is the state at the end
    of June 2025. Raises UsageError with examples for anything else.

    >>> pick("2025-06", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    Pick(number=None, moment='2025-06-30T23:59:59Z')
    >>> pick("first", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    Pick(number=1, moment=None)
    """
    word = text.strip().lower().removeprefix("v")
    if word in ("first", "last"):
        return Pick(number=1 if word == "first" else -1)
    if word in ("today", "now"):
        return Pick(moment=f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}")
    if word.isdecimal() and len(word) != 4 and int(word):
        return Pick(number=int(word))
    days = interval(word)
    if days is not None:
        return Pick(moment=f"{days.high.isoformat()}T23:59:59Z")
    raise UsageError(
        f"{text!r} is no version: give its number (2), a date (2025-06-30, 2025-06, 2025), "
        "or first, last, today"
    )
