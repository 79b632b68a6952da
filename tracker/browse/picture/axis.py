"""Days to places on a line, and which of them get a label.

Comes in: days as text. Goes out: numbers, and ticks.
Does not: draw.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from tracker.dates import interval

#: Days beyond these are slips of the keyboard, not plans; they take no part in a scale.
FIRST, LAST = dt.date(1950, 1, 1), dt.date(2150, 12, 31)
#: What a drawing shows at least, so that a single look is not a single line.
_LEAST = dt.timedelta(days=14)
_MONTH = 31


class Axis(Struct, frozen=True):
    """A line from one day to another, drawn from one place to another."""

    first: dt.date
    last: dt.date
    start: float
    end: float

    def at(self, day: dt.date) -> float:
        """The place of a day; what lies beyond an end stands on it."""
        share = (day - self.first) / (self.last - self.first)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies between the ends."""
        return self.first <= day <= self.last

    def ticks(self, room: float) -> Iterator[tuple[dt.date, str]]:
        """Days with their labels, so far apart that each has its room."""
        span = (self.last - self.first).days
        most = max(1, int(abs(self.end - self.start) // room))
        if span > 730:
            yield from self.years(room)
        elif span > 2 * _MONTH:
            yield from self._months(max(1, -(-span // (30 * most))))
        else:
            yield from self._days(max(1, -(-span // most)))

    def years(self, room: float) -> Iterator[tuple[dt.date, str]]:
        """The same, whole years only."""
        most = max(1, int(abs(self.end - self.start) // room))
        every = -(-(self.last - self.first).days // (366 * most))
        step = next((one for one in (1, 2, 5, 10, 20, 25, 50) if one >= every), 100)
        for year in range(self.first.year, self.last.year + 1):
            day = dt.date(year, 1, 1)
            if self.holds(day) and year % step == 0:
                yield day, str(year)

    def _months(self, every: int) -> Iterator[tuple[dt.date, str]]:
        begin = self.first.year * 12 + self.first.month - 1
        end = self.last.year * 12 + self.last.month - 1
        for month in range(begin, end + 1):
            day = dt.date(month // 12, month % 12 + 1, 1)
            if self.holds(day) and month % every == 0:
                yield day, f"{day:%Y-%m}"

    def _days(self, every: int) -> Iterator[tuple[dt.date, str]]:
        for number in range(0, (self.last - self.first).days + 1, every):
            day = self.first + dt.timedelta(days=number)
            yield day, f"{day:%m-%d}"


def axis(days: list[dt.date], start: float, end: float) -> Axis:
    """A line that holds these days."""
    first, last = min(days), max(days)
    if last - first < _LEAST:
        first = last - _LEAST
    return Axis(first, last, start, end)


def day_of(said: str | None) -> dt.date | None:
    """The day at which a date is drawn: the middle of what it can mean; None where it is none."""
    days = interval(said) if said else None
    if days is None:
        return None
    return days.low + (days.high - days.low) / 2


def is_plan(day: dt.date) -> bool:
    """Whether a day may take part in a scale."""
    return FIRST <= day <= LAST
