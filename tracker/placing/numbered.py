"""Where a version of a registry's own record history stands among the looks at a trial.

Comes in: its number, the dates that it bears, and the looks that stand already.
Goes out: the moment at which it stands in the timeline, so that all sorts as it happened.
Does not: compare contents or touch the store.

The public saw a version from the day on which it was posted, at an hour that nobody knows; a look
of that day may have shown it or the one before it. So a version stands late on its day, and then
gives way to what is known better: it follows every look that showed an older state by the
registry's own dates, and every version with a lower number, and comes before all others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from tracker.dates import interval, utc

#: The hour of the day at which versions of that day stand, each a second for its number later.
_HOUR = 23
_MOST = 3500
#: Before and after all moments of the timeline.
_NEVER, _FOREVER = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"


class Numbered(Struct, frozen=True):
    """A version of the record history that is to be placed."""

    number: int
    #: Day of submission, as the list says it.
    date: str | None
    #: The dates that the version itself bears: last update posted, and submitted.
    posted: str | None
    submitted: str | None


class Stands(Struct, frozen=True):
    """A look that stands in the timeline."""

    placed_at: str
    #: The registry's own dates of what it showed.
    posted: str | None
    submitted: str | None
    #: Its number in the record history; None where it is not known.
    number: int | None = None


def place_of(one: Numbered, standing: Iterable[Stands]) -> str:
    """The moment at which a version stands, UTC; numbers bind before dates."""
    natural = _natural(one)
    looks = [look for look in standing if look.number != one.number or look.number is None]
    numbers = [(look.number, look.placed_at) for look in looks if look.number is not None]
    low = max((place for number, place in numbers if number < one.number), default=_NEVER)
    high = min((place for number, place in numbers if number > one.number), default=_FOREVER)
    inside = [look for look in looks if look.number is None and low <= look.placed_at <= high]
    older = [look.placed_at for look in inside if not _shows(look, one, natural)]
    low = max(older, default=low)
    later = [look.placed_at for look in inside if _shows(look, one, natural)]
    high = min((place for place in later if place > low), default=high)
    return _between(low, natural, high, one.number)


def _natural(one: Numbered) -> str:
    """Late on the day on which it was posted; without that day, on that of its submission."""
    days = interval(one.posted) or interval(one.submitted) or interval(one.date)
    day = days.low if days else dt.date(1999, 1, 1)
    moment = dt.datetime.combine(day, dt.time(_HOUR), dt.UTC)
    return utc(moment + dt.timedelta(seconds=min(one.number, _MOST)))


def _shows(look: Stands, one: Numbered, natural: str) -> bool:
    """Whether a look showed this version or a later one, by the registry's own dates."""
    if look.submitted and one.submitted and look.submitted != one.submitted:
        return look.submitted > one.submitted
    if look.posted and one.posted:
        return look.posted >= one.posted
    if look.submitted and one.submitted:
        return True
    return look.placed_at >= natural


def _between(low: str, natural: str, high: str, number: int) -> str:
    """The natural moment, moved no more than the bounds ask for."""
    placed = natural if natural > low else _later(low, number + 1)
    if placed < high:
        return placed
    return max(low, _later(high, -1))


def _later(moment: str, seconds: int) -> str:
    return utc(dt.datetime.fromisoformat(moment) + dt.timedelta(seconds=seconds))
