"""Which version a person means: a number, a date, or a word.

Comes in: "3", "2025-06-30", "2025-06", "2025-06-30T14:30Z", "first", "last", "today".
Goes out: a :class:`Pick`.
Does not: look the version up.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from tracker.dates import interval, utc
from tracker.errors import UsageError

#: No trial has so many versions; Python itself reads no number of more than 4,300 digits.
_DIGITS = 10


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
    if word.isdecimal() and len(word) < _DIGITS and len(word) != 4 and int(word):
        return Pick(number=int(word))
    moment = _moment(word, now)
    if moment is not None:
        return Pick(moment=moment)
    raise UsageError(
        f"{text!r} is no version: give its number (2), a date (2025-06-30, 2025-06, 2025), "
        "or first, last, today"
    )


def moment_of(text: str, now: dt.datetime) -> str:
    """The last moment that a date can mean, UTC; "today" and "now" are this very moment.

    Raises UsageError with examples for a text that is no date.

    >>> moment_of("2025-06", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    '2025-06-30T23:59:59Z'
    """
    moment = _moment(text.strip().lower(), now)
    if moment is None:
        raise UsageError(
            f"{text!r} is no date: write 2025-06-30, 2025-06, 2025, yesterday, today, or a moment "
            "(2025-06-30T14:30Z)"
        )
    return moment


def _moment(word: str, now: dt.datetime) -> str | None:
    """The moment that a word means; None if it is neither a date nor a moment."""
    if word in ("today", "now"):
        return utc(now)
    if word == "yesterday":
        word = f"{now.astimezone(dt.UTC) - dt.timedelta(days=1):%Y-%m-%d}"
    days = interval(word)
    if days is not None:
        return f"{days.high.isoformat()}T23:59:59Z"
    try:
        return utc(word.upper()) if interval(word[:10]) and word[10:11] in ("t", " ") else None
    except ValueError:
        return None
