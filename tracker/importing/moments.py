"""When a look was taken: claims in a written order of trust, checked against each other.

Comes in: what the wrapper, the commit, the names, the record, the archive and the file system say.
Goes out: the moment of observation, the place in the timeline, and who said so.
Does not: read files, or ever take now for an answer.

A claim that only names a day means its end: the look was no later, and what the registry showed
earlier that day may have been the day before's. A record stands in the timeline no later than the
end of the day of its own data set, where it names one: who polls a stale mirror sees the past.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from tracker.dates import interval, utc
from tracker.errors import ReadError

#: Who can say when a look was taken, the most trusted first.
TRUST = (
    "given",  # --observed-at: a person says so
    "wrapper",  # a line that keeps the record beside the moment at which it was polled
    "commit",  # the commit that brought it, the earlier of author's and committer's time
    "file name",  # a date in the name of the file or of a folder above it
    "record",  # the record itself: the date of its data set, or of its download
    "archive",  # the stamp that the archive gives its member
    "file time",  # when the file was last written: any copy may have changed it
)

#: A name's claim may lie this many days before the record's own date; clocks differ by zones.
_SLACK = 1

_DAY = r"(?P<y>19[89]\d|20\d\d)(?P<s>[-_./]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
_HOUR = r"(?:[T_ -]?(?P<H>[01]\d|2[0-3])(?P<t>[-:_.h]?)(?P<M>[0-5]\d)(?:(?P=t)(?P<S>[0-5]\d))?Z?)?"
_IN_NAMES = re.compile(rf"(?<!\d){_DAY}{_HOUR}(?!\d)")
_IDS = re.compile(r"NCT\d+", re.IGNORECASE)

#: Numbers of seconds since 1970 between the years 2000 and 2100; in milliseconds, the same times
#: a thousand.
_SECONDS = (946_684_800, 4_102_444_800)


class Claim(NamedTuple):
    """Who says when a look was taken."""

    #: One of ``TRUST``.
    by: str
    #: UTC; of a day, its end.
    moment: str
    day_only: bool = False


class When(NamedTuple):
    """When a look was taken, as far as can be known."""

    observed_at: str
    #: Where it stands in the timeline.
    placed_at: str
    #: Only the day is known.
    day_only: bool
    #: Who said so.
    by: str


def claim(by: str, value: Any) -> Claim | None:
    """What someone says, from text (a day or a moment) or seconds; None where it is no time.

    >>> claim("wrapper", "2026-02-05T08:04:54+01:00")
    Claim(by='wrapper', moment='2026-02-05T07:04:54Z', day_only=False)
    >>> claim("record", "2026-02-05")
    Claim(by='record', moment='2026-02-05T23:59:59Z', day_only=True)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(by, value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    days = interval(text)
    if days is not None:
        return Claim(by, f"{days.high.isoformat()}T23:59:59Z", True) if len(text) == 10 else None
    try:
        return Claim(by, utc(text))
    except (ValueError, OverflowError):
        return None


def _from_number(by: str, value: float) -> Claim | None:
    low, high = _SECONDS
    seconds = value / 1000 if value >= low * 1000 else value
    if not low <= seconds < high:
        return None
    return Claim(by, utc(dt.datetime.fromtimestamp(seconds, dt.UTC)))


def named(path: str) -> Claim | None:
    """The last date in the names of a path: of the file, else of a folder above it.

    >>> named("polls/2026/02/05/NCT06931145.json")
    Claim(by='file name', moment='2026-02-05T23:59:59Z', day_only=True)
    >>> named("NCT20260205.json") is None
    True
    """
    found = list(_IN_NAMES.finditer(_IDS.sub("", path)))
    for match in reversed(found):
        day = f"{match['y']}-{match['m']}-{match['d']}"
        if interval(day) is None:
            continue
        if match["H"] is None:
            return claim("file name", day)
        return claim("file name", f"{day}T{match['H']}:{match['M']}:{match['S'] or '00'}Z")
    return None


def settle(claims: Iterable[Claim], data_date: str | None, now: str) -> When:
    """The moment of a look: what the most trusted says that can be true.

    ``data_date`` is the day of the record's own data set, which it cannot be older than.
    ``ReadError`` (``no_time``, ``future``) where there is none, or it is still to come.
    """
    own = claim("record", data_date)
    known = sorted(claims, key=lambda one: TRUST.index(one.by))
    if own is not None:
        known.append(own)
        known.sort(key=lambda one: TRUST.index(one.by))
    for one in known:
        if one.by == "given" or not _too_old(one, data_date):
            return _when(one, own, now)
    raise ReadError("no_time", "nothing says when it was seen; say so with --observed-at DATE")


def _too_old(one: Claim, data_date: str | None) -> bool:
    """Whether a look was taken before what it saw was there."""
    days = interval(data_date)
    if days is None:
        return False
    return one.moment < f"{(days.low - dt.timedelta(days=_SLACK)).isoformat()}T00:00:00Z"


def _when(one: Claim, own: Claim | None, now: str) -> When:
    moment = one.moment
    if one.day_only and moment[:10] == now[:10]:
        moment = min(moment, now)  # today, and not over yet
    if moment > now:
        raise ReadError(
            "future",
            f"{_SAYS[one.by]} it was seen at {one.moment}, which is still to come; mend the date, "
            "or say when it was seen with --observed-at DATE",
        )
    placed = min(moment, own.moment) if own is not None else moment
    return When(moment, placed, one.day_only, one.by)


_SAYS = {
    "given": "you say that",
    "wrapper": "the line it stands in says that",
    "commit": "the commit says that",
    "file name": "its name says that",
    "record": "the record itself says that",
    "archive": "the archive says that",
    "file time": "the file system says that",
}
