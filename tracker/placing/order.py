"""The order of looks, where some are at versions that a registry numbers itself.

Comes in: looks, those at the registry's record history with the registry's number. Goes out: the
same in the order in which what they show happened, each with its place.
Does not: compare more than it has to.

A look at the registry stands where it was taken. A version of the record history stands by its
number and by the dates that it bears: before the first look that showed it or a later one, by the
registry's own dates, and else late on the day on which it was posted, at an hour that nobody
knows. So the order is a function of the looks, whichever were known first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from tracker.dates import interval, second_after, utc
from tracker.placing.look import Dates, Look

#: The hour of the day at which versions of that day stand, each a second for its number later.
_HOUR = 23
_MOST = 3500


def natural_place(number: int, dates: Dates) -> str:
    """The moment at which a numbered version stands as far as it alone can say, UTC.

    Late on the day on which it was posted; without that day, on that of its submission.

    >>> natural_place(7, Dates("2020-02-03", "2020-02-01", None))
    '2020-02-03T23:00:07Z'
    """
    days = interval(dates.posted) or interval(dates.submitted) or interval(dates.listed)
    day = days.low if days else dt.date(1999, 1, 1)
    moment = dt.datetime.combine(day, dt.time(_HOUR), dt.UTC)
    return utc(moment + dt.timedelta(seconds=min(number, _MOST)))


def in_order(looks: Iterable[Look]) -> list[Look]:
    """The looks in the order of what they show; numbered ones get their place."""
    looks = list(looks)
    numbered = sorted((one for one in looks if one.number is not None), key=_by_number)
    others = sorted(one for one in looks if one.number is None)
    if not numbered:
        return others
    ordered: list[Look] = []
    done, shown = 0, _Shown(numbered)
    for look in others:
        upto = shown.by(look)
        ordered += numbered[done:upto]
        ordered.append(look)
        done = max(done, upto)
    ordered += numbered[done:]
    _put(ordered)
    return ordered


def _by_number(look: Look) -> tuple[int, tuple[str, str]]:
    return look.number or 0, look.key


class _Shown:
    """How many of the numbered versions each look had seen come."""

    def __init__(self, numbered: Sequence[Look]) -> None:
        self._numbered = numbered
        self._known: dict[int, int] = {}

    def by(self, look: Look) -> int:
        """How many: the one that it showed is the last of them."""
        if look.dates.submitted is None and look.dates.posted is None:
            return self._count(look)
        known = self._known.get(id(look.content))
        if known is None:
            known = self._known[id(look.content)] = self._count(look)
        return known

    def _count(self, look: Look) -> int:
        """By the registry's own dates; among versions of one day, the last that says the same."""
        same_day: list[int] = []
        for place in range(len(self._numbered) - 1, -1, -1):
            later = _later(look, self._numbered[place])
            if later > 0:
                return place + 1 if not same_day else self._among(look, same_day)
            if later == 0:
                same_day.append(place)
        return self._among(look, same_day) if same_day else 0

    def _among(self, look: Look, places: Sequence[int]) -> int:
        for place in places:
            if self._numbered[place].shows_the_same_as(look):
                return place + 1
        return places[0] + 1


def _later(look: Look, version: Look) -> int:
    """Whether a look showed a later state than a version (1), an earlier (-1) or neither (0)."""
    mine, its = look.dates, version.dates
    compared = [
        (one > other) - (one < other)
        for one, other in ((mine.submitted, its.submitted), (mine.posted, its.posted))
        if one and other
    ]
    if not compared:
        return 1 if look.sighting.placed_at >= natural_place(version.number or 0, its) else -1
    return next((one for one in compared if one), 0)


def _put(ordered: Sequence[Look]) -> None:
    """Give numbered looks their place: as natural as their neighbours allow."""
    bounds: list[str | None] = []
    bound = None
    for look in reversed(ordered):
        bounds.append(bound)
        bound = look.sighting.placed_at if look.number is None else bound
    last: Look | None = None
    for look, high in zip(ordered, reversed(bounds), strict=True):
        if look.number is not None:
            placed = natural_place(look.number, look.dates)
            if last is not None and placed <= last.sighting.placed_at:
                placed = second_after(last.sighting.placed_at)
            placed = placed if high is None else min(placed, high)
            look.sighting = replace(look.sighting, placed_at=placed)
        last = look
