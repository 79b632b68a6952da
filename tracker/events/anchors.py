"""When a trial began and when it was complete, by dates that later edits cannot move.

    versions -> two definitions of start and completion -> the phase of any day

Comes in: a Life. Goes out: Anchors, the phase of a day, the baseline version.
Does not: judge a change, or take one definition for the truth: where the two put a day into
different phases, or a partial date leaves it open, the phase is ``uncertain``.

Both definitions are those of D1 of the change semantics:

- *earliest* (Redline): the earliest start, and the earliest primary completion, that any version
  ever stated. Dates that overlap ("2024-03" and "2024-03-15") are a tie, and an ACTUAL one wins it.
- *stated* (Holst et al., PLoS Med 2023): the start as stated by the first version whose status
  shows that the trial had begun; else the first start ever stated; else the day of that version.
  Completion likewise, from the first version that is completed or terminated.

Where no version has begun yet, the second definition says "before recruitment" of every day, and
where none is complete it says "not complete": a plan that ran out is no beginning and no end. The
status that counts while the registry shows UNKNOWN is the last known one (D7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

from tracker.dates import Interval, interval
from tracker.events.base import Life, Snapshot, once
from tracker.record import Dates

Phase = Literal["before_recruitment", "recruitment", "after_completion", "uncertain"]

BEGUN = frozenset(
    ("RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED")
)
COMPLETE = frozenset(("COMPLETED", "TERMINATED"))
#: Statuses that say that nobody has been enrolled yet.
NOT_BEGUN = frozenset(("NOT_YET_RECRUITING", "WITHDRAWN"))


class Anchor(Struct, frozen=True):
    """A date to which phases are tied, and where it comes from."""

    #: As the registry wrote it, or the day of a version.
    date: str
    #: ACTUAL, ESTIMATED, or None where no type was given.
    type: str | None
    #: "earliest recorded", "stated when begun", "stated when complete", "first stated",
    #: "day of the version".
    basis: str
    #: Number of the version that states it.
    version: int

    @property
    def days(self) -> Interval:
        """The days that the date can mean."""
        return interval(self.date) or Interval(dt.date.min, dt.date.max)


class Definition(Struct, frozen=True):
    """Start and completion by one definition."""

    start: Anchor | None
    completion: Anchor | None
    #: All versions say that nobody has been enrolled: no day is after the start.
    not_begun: bool = False

    def phase(self, day: Interval) -> Phase:
        """The phase in which a day lies; ``uncertain`` where a date is missing or partial."""
        if self.not_begun:
            return "before_recruitment"
        ended = self.completion is not None and day.low >= self.completion.days.high
        if self.start is None:
            return "after_completion" if ended else "uncertain"
        if day.high < self.start.days.low:
            return "uncertain" if ended else "before_recruitment"
        if day.low < self.start.days.high:
            return "uncertain"
        if ended:
            return "after_completion"
        going_on = self.completion is None or day.high < self.completion.days.low
        return "recruitment" if going_on else "uncertain"


class Anchors(Struct, frozen=True):
    """Both definitions, and the day on which results were first posted."""

    earliest: Definition
    stated: Definition
    #: First posting of results as the registry dates it; None while there is none.
    results: str | None = None

    def phase(self, day: str) -> Phase:
        """The phase of a day (a partial date will do); ``uncertain`` unless both agree."""
        days = interval(day)
        if days is None:
            return "uncertain"
        one, other = self.earliest.phase(days), self.stated.phase(days)
        return one if one == other else "uncertain"

    def after_results(self, day: str) -> bool:
        """Whether results were on the record by that day."""
        days, posted = interval(day), interval(self.results)
        return days is not None and posted is not None and days.low >= posted.high


def anchors(life: Life) -> Anchors:
    """The anchors of a trial by both definitions of D1; made once a life."""
    return once(life, _anchors)


def phase_of(life: Life, day: str) -> Phase:
    """The phase in which a day of a trial's life lies, where both definitions agree.

    ``day`` is the date of a version: a change lies where the version that brought it lies.
    """
    return anchors(life).phase(day)


def baseline(life: Life) -> Snapshot | None:
    """The last version before the start, as COMPare takes it; None where none surely was.

    Of the first registered version nothing is known where ``life.complete`` is False.
    """
    before = [s for s in life.snapshots if phase_of(life, s.date) == "before_recruitment"]
    return before[-1] if before else None


def status_of(snapshot: Snapshot) -> str | None:
    """The sponsor's last word on the status: the last known one where the registry set UNKNOWN."""
    status = snapshot.record.status
    return status.last_known_status if status.overall_status == "UNKNOWN" else status.overall_status


# --- how they are found -------------------------------------------------------------------------

_Read = Callable[[Dates], tuple[str | None, str | None]]


def _start(dates: Dates) -> tuple[str | None, str | None]:
    return dates.start_date, dates.start_date_type


def _primary(dates: Dates) -> tuple[str | None, str | None]:
    return dates.primary_completion_date, dates.primary_completion_date_type


def _study(dates: Dates) -> tuple[str | None, str | None]:
    return dates.completion_date, dates.completion_date_type


def _anchors(life: Life) -> Anchors:
    versions = life.snapshots
    posted = (s.record.dates.results_first_posted for s in versions)
    begun = next((s for s in versions if status_of(s) in BEGUN), None)
    ended = next((s for s in versions if status_of(s) in COMPLETE), None)
    waiting = bool(versions) and all(status_of(s) in NOT_BEGUN for s in versions)
    return Anchors(
        earliest=Definition(
            _earliest(versions, _start),
            _earliest(versions, _primary) or _earliest(versions, _study),
        ),
        stated=Definition(
            _stated(versions, begun, "stated when begun", (_start,)),
            _stated(versions, ended, "stated when complete", (_primary, _study)) if ended else None,
            waiting,
        ),
        results=next((day for day in posted if interval(day)), None),
    )


def _recorded(versions: Iterable[Snapshot], read: _Read, basis: str) -> list[Anchor]:
    """Every statement of a date, in the order of the versions; what is no date is none."""
    found = []
    for version in versions:
        day, kind = read(version.record.dates)
        if day is not None and interval(day) is not None:
            found.append(Anchor(day, kind, basis, version.number))
    return found


def _earliest(versions: Iterable[Snapshot], read: _Read) -> Anchor | None:
    """Definition (a): the earliest date; among those that overlap it an ACTUAL, exact one."""
    all_ = _recorded(versions, read, "earliest recorded")
    if not all_:
        return None
    first = min(all_, key=lambda anchor: anchor.days)
    ties = [anchor for anchor in all_ if anchor.days.low <= first.days.high]
    return min(ties, key=lambda a: (a.type != "ACTUAL", a.days.high - a.days.low, a.days.low))


def _stated(
    versions: tuple[Snapshot, ...], at: Snapshot | None, basis: str, reads: tuple[_Read, ...]
) -> Anchor | None:
    """Definition (b): as stated by one version, else as first stated, else that version's day."""
    sought = (((at,), basis), (versions, "first stated")) if at else ((versions, "first stated"),)
    for where, why in sought:
        for read in reads:
            found = _recorded(where, read, why)
            if found:
                return found[0]
    if at is not None and interval(at.date) is not None:
        return Anchor(at.date, None, "day of the version", at.number)
    return None
