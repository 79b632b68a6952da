"""What a trial said over its versions, as series that a chart draws and a table tells.

Comes in: versions. Goes out: series of points; a value that did not move is told once.
Does not: draw. The registry's sign for "not known" (99999999) is no number of people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracker.diff.labels import read_out
from tracker.report import facts
from tracker.report.dossier.case import Case, day_of_version
from tracker.report.plain import plain
from tracker.store.rows import Version


class Point(NamedTuple):
    """What one version says."""

    #: Day of the version.
    day: str
    version: int
    #: As people read it; None: it says nothing.
    said: str | None
    #: What is drawn: a number, a date, a word; None is drawn as nothing.
    value: int | str | None
    #: ESTIMATED, ACTUAL or None.
    type: str | None = None


class Series(NamedTuple):
    """One value over time."""

    name: str
    points: tuple[Point, ...]

    @property
    def steps(self) -> tuple[Point, ...]:
        """Only the points at which the value is another one."""
        found: list[Point] = []
        for point in self.points:
            if not found or found[-1].said != point.said:
                found.append(point)
        return tuple(found)


_Read = Callable[[Version], tuple[str | None, int | str | None, str | None]]


def status(case: Case) -> Series:
    """The status of the trial."""
    return _series("Status", case.versions, _status)


def enrolment(case: Case) -> Series:
    """How many people are planned, or were enrolled."""
    return _series("Enrolment", case.versions, _enrolment)


def primary_completion(case: Case) -> Series:
    """The primary completion date as each version has it."""
    return _series("Primary completion", case.versions, _primary)


def completion(case: Case) -> Series:
    """The completion date as each version has it."""
    return _series("Completion", case.versions, _completion)


def sites(case: Case) -> Series:
    """How many sites each version lists."""
    return _series("Sites", case.versions, _sites)


def _series(name: str, versions: Sequence[Version], read: _Read) -> Series:
    points = []
    for one in versions:
        said, value, type_ = read(one)
        points.append(Point(day_of_version(one), one.number, said, value, type_))
    return Series(name, tuple(points))


def _status(one: Version) -> tuple[str | None, int | str | None, str | None]:
    word = plain(read_out(one.overall_status), 60) if one.overall_status else None
    return facts.status(one), word, None


def _enrolment(one: Version) -> tuple[str | None, int | str | None, str | None]:
    known = one.enrollment_count is not None and one.enrollment_count < facts.NOT_KNOWN
    return facts.enrolment(one), one.enrollment_count if known else None, one.enrollment_type


def _primary(one: Version) -> tuple[str | None, int | str | None, str | None]:
    return _dated(one.primary_completion_date, one.primary_completion_date_type)


def _completion(one: Version) -> tuple[str | None, int | str | None, str | None]:
    return _dated(one.completion_date, one.completion_date_type)


def _dated(date: str | None, type_: str | None) -> tuple[str | None, str | None, str | None]:
    return facts.typed(date, type_) if date else None, date, type_


def _sites(one: Version) -> tuple[str | None, int | str | None, str | None]:
    return facts.places(one) or "none", one.site_count, None
