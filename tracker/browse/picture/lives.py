"""What is drawn of a trial, as plain values.

Comes in: versions, oldest first, and the changes that each brought. Goes out: a Picture.
Does not: draw. The registry's sign for a number that is not known (99999999) is drawn as a gap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from tracker.browse.picture.axis import day_of, is_plan
from tracker.changes import StoredChange
from tracker.diff.labels import read_out
from tracker.report import facts
from tracker.report.dossier.case import day_of_version
from tracker.store import Version

_RESULTS = ("has_results", "results_first_posted")
#: What a mark says, and what makes one.
MARKS = {
    "outcomes": "Outcomes changed",
    "eligibility": "Eligibility changed",
    "results": "Results came or changed",
}


class Span(Struct, frozen=True):
    """A stretch of time over which something was said."""

    start: dt.date
    end: dt.date
    #: Number of the version that began it.
    version: int
    #: As people read it; None: nothing was said.
    said: str | None
    #: What is drawn: a word of the registry, a number, a day; None is a gap.
    value: str | int | dt.date | None
    #: The registry said ACTUAL.
    actual: bool = False


class Mark(Struct, frozen=True):
    """Versions close to each other that changed the same thing."""

    kind: str
    days: tuple[dt.date, ...]
    versions: tuple[int, ...]


class Picture(Struct, frozen=True, kw_only=True):
    """All that is drawn."""

    trial: str
    today: dt.date
    days: Mapping[int, dt.date]
    status: tuple[Span, ...]
    enrolment: tuple[Span, ...]
    primary: tuple[Span, ...]
    completion: tuple[Span, ...]
    sites: tuple[Span, ...]
    marks: tuple[Mark, ...]


_Read = Callable[[Version], tuple[str | None, str | int | dt.date | None, bool]]


def picture(
    trial: str,
    versions: Sequence[Version],
    changes: Mapping[int, Iterable[StoredChange]],
    today: dt.date,
) -> Picture:
    """What the versions say. ``changes`` by the number of the version that brought them."""
    days = {one.number: day for one, day in zip(versions, _days(versions, today), strict=True)}
    end = max([today, *days.values()])

    def spans(read: _Read) -> tuple[Span, ...]:
        return tuple(_spans(versions, days, end, read))

    return Picture(
        trial=trial,
        today=today,
        days=days,
        status=spans(_status),
        enrolment=spans(_enrolment),
        primary=spans(_dated("primary_completion_date")),
        completion=spans(_dated("completion_date")),
        sites=spans(_sites),
        marks=tuple(_marks(days, changes)),
    )


def _days(versions: Iterable[Version], today: dt.date) -> Iterator[dt.date]:
    """The day of each version; none is drawn before the one that it follows."""
    last = dt.date.min
    for one in versions:
        day = day_of(day_of_version(one))
        if day is None or not is_plan(day):
            day = day_of(one.observed_at[:10]) or today
        last = max(last, day)
        yield last


def _spans(
    versions: Sequence[Version], days: Mapping[int, dt.date], end: dt.date, read: _Read
) -> Iterator[Span]:
    """Stretches over which the same was said."""
    groups = [[*group] for _, group in groupby(versions, key=read)]
    starts = [days[group[0].number] for group in groups]
    for group, start, until in zip(groups, starts, [*starts[1:], end], strict=True):
        said, value, actual = read(group[0])
        yield Span(start, until, group[0].number, said, value, actual)


def _status(one: Version) -> tuple[str | None, str | None, bool]:
    return facts.status(one), one.overall_status, False


def _enrolment(one: Version) -> tuple[str | None, int | None, bool]:
    count = one.enrollment_count
    known = count is not None and 0 <= count < facts.NOT_KNOWN
    return facts.enrolment(one), count if known else None, one.enrollment_type == "ACTUAL"


def _sites(one: Version) -> tuple[str | None, int | None, bool]:
    return facts.places(one) or "no sites", one.site_count, False


def _dated(field: str) -> _Read:
    def read(one: Version) -> tuple[str | None, dt.date | None, bool]:
        date, kind = getattr(one, field), getattr(one, f"{field}_type")
        return facts.typed(date, kind) if date else None, day_of(date), kind == "ACTUAL"

    return read


def _marks(
    days: Mapping[int, dt.date], changes: Mapping[int, Iterable[StoredChange]]
) -> Iterator[Mark]:
    for number, told in sorted(changes.items()):
        if number not in days:
            continue
        for kind in {_kind(one) for one in told} - {None}:
            yield Mark(str(kind), (days[number],), (number,))


def _kind(change: StoredChange) -> str | None:
    """What a change is a mark of; what the registry or the book-keeping did is none."""
    if change.field.rpartition(".")[2] in _RESULTS or change.category == "results":
        return "results"
    told = change.class_ == "sponsor" and change.category in ("outcomes", "eligibility")
    return change.category if told else None


def status_said(span: Span) -> str:
    """A status in a word or two."""
    return read_out(str(span.value)) if span.value else "no status"
