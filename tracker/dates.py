"""Partial dates as intervals of days.

Comes in: a date as a registry writes it: "2026", "2026-03" or "2026-03-14".
Goes out: the first and last day it can mean, and how far two such dates lie apart; the moment
that a person means by "2026-03" or "7d".
Does not: invent a day. What is not a date is said to be none.

The interval algebra is D0 of the change semantics: a slip from old to new lies between
``new.low - old.high`` and ``new.high - old.low`` days; only when both have one sign did it move.

>>> interval("2026-02")
Interval(low=datetime.date(2026, 2, 1), high=datetime.date(2026, 2, 28))
>>> slip("2026-03", "2026-03-14").direction
'refined'
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Literal, NamedTuple

from tracker.errors import UsageError

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


class Interval(NamedTuple):
    """The days that a partial date can mean, both ends included."""

    low: dt.date
    high: dt.date


class Slip(NamedTuple):
    """How far a date moved, in days; ``direction`` is refined when either way is possible."""

    low: int
    high: int
    direction: Literal["later", "earlier", "refined"]


@lru_cache(maxsize=4096)
def interval(text: str | None) -> Interval | None:
    """First and last day of a partial date; None where the text is no date.

    The same few dates are asked for again and again, by every rule at every version.

    >>> interval("2026-02-30") is None
    True
    """
    match = _FORM.match(text or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        return _interval(year or 0, month, day)
    except ValueError:
        return None


def _interval(year: int, month: int | None, day: int | None) -> Interval:
    if month is None:
        return Interval(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if day is None:
        return Interval(dt.date(year, month, 1), last_of_month(year, month))
    return Interval(dt.date(year, month, day), dt.date(year, month, day))


def last_of_month(year: int, month: int) -> dt.date:
    """The last day of a month.

    >>> last_of_month(2024, 2)
    datetime.date(2024, 2, 29)
    """
    if month == 12:
        return dt.date(year, 12, 31)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def slip(before: str | None, after: str | None) -> Slip | None:
    """How far a partial date moved; None where either side is no date.

    >>> slip("2026-12-31", "2027-11-30")
    Slip(low=334, high=334, direction='later')
    """
    old, new = interval(before), interval(after)
    if old is None or new is None:
        return None
    low, high = (new.low - old.high).days, (new.high - old.low).days
    return Slip(low, high, "later" if low > 0 else "earlier" if high < 0 else "refined")


def in_words(days: int) -> str:
    """A length of time as a person would say it.

    >>> in_words(334), in_words(1), in_words(21), in_words(400)
    ('11 months', '1 day', '21 days', '13 months')
    """
    if days < 45:
        return f"{days} day{'' if days == 1 else 's'}"
    months = round(days / 30.4375)
    if months < 24:
        return f"{months} months"
    years = days / 365.25
    return f"{years:.1f}".removesuffix(".0") + " years"


def utc(moment: str | dt.datetime) -> str:
    """A moment as ISO text in UTC with seconds, as the store keeps it.

    >>> utc("2026-03-14T10:00:00+02:00")
    '2026-03-14T08:00:00Z'
    """
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    # Not strftime, which writes the year 1 without its zeros on some systems.
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def second_after(moment: str) -> str:
    """The next moment that the store can tell from this one.

    >>> second_after("2026-03-14T08:59:59Z")
    '2026-03-14T09:00:00Z'
    """
    return utc(dt.datetime.fromisoformat(moment) + dt.timedelta(seconds=1))


_AGO = re.compile(r"([0-9]{1,5}) ?(h|d|w|hour|day|week|year|y)s?(?: ago)?")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "y": 24 * 365}


def parse_since(text: str, now: dt.datetime) -> dt.datetime:
    """The moment a person means, in UTC: a day, a month, an ISO moment, or how long ago.

    A day or a month means its first moment; a moment without a zone is taken as UTC.
    ``UsageError`` with examples for a text that is no date.

    >>> noon = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
    >>> [utc(parse_since(text, noon)) for text in ("2026-03", "7d", "yesterday")]
    ['2026-03-01T00:00:00Z', '2026-03-07T12:00:00Z', '2026-03-13T00:00:00Z']
    """
    word = " ".join(text.split()).lower()
    try:
        moment = _relative(word, now.astimezone(dt.UTC)) or _absolute(word)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text[:80]!r} is no date. Write a day (2026-03-01), a month (2026-03), a moment "
            "(2026-03-01T14:30Z), or how long ago: 7d, 2w, 12h, today, yesterday."
        ) from error


def _relative(word: str, now: dt.datetime) -> dt.datetime | None:
    """A moment counted back from now; None where the word does not say it so."""
    if word in ("today", "yesterday"):
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return day if word == "today" else day - dt.timedelta(days=1)
    match = _AGO.fullmatch(word)
    if match is None:
        return now if word == "now" else None
    return now - int(match[1]) * dt.timedelta(hours=_HOURS[match[2][0]])


def _absolute(word: str) -> dt.datetime:
    """The first moment of a partial date, or an ISO moment; ``ValueError`` for anything else."""
    span = interval(word)
    if span is not None:
        return dt.datetime.combine(span.low, dt.time(), dt.UTC)
    moment = dt.datetime.fromisoformat(word.upper())
    if not word.startswith(f"{moment:%Y-%m}"):
        raise ValueError(word)  # Week dates and dates without hyphens are more likely slips.
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
