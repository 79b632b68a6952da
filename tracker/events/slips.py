"""Moves of the three dates of a trial as intervals of days: what each is, graded and counted.

Comes in: a Life. Goes out: Moves, slips, grades.
Does not: impute a day to a partial date; "2025-06" made "2025-06-20" is no slip (D0).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from tracker.dates import Slip, interval, slip
from tracker.events.anchors import BEGUN, COMPLETE, status_of
from tracker.events.base import Life, Snapshot, Step, once
from tracker.events.finding import happened, value
from tracker.events.transitions import LATE

#: The dates of a trial, and what they are called at the start of a sentence.
FIELDS = {
    "start_date": "Start",
    "primary_completion_date": "Primary completion",
    "completion_date": "Completion",
}

MoveKind = Literal[
    "given",
    "removed",
    "postponed",
    "brought_forward",
    "milestone",
    "corrected",
    "back_to_plan",
    "refined",
]


class Grades(Struct, frozen=True):
    """Bounds of the grades of a slip, in days (D4); a slip of so many days is still below."""

    #: A slip of fewer days is minor.
    minor: int = 30
    #: Up to so many days it is moderate.
    moderate: int = 90
    #: Up to so many days it is significant; beyond, major.
    significant: int = 365

    def of(self, days: int, *, late: bool) -> str:
        """The grade of a slip to a later date; one higher in a trial that is closed or over."""
        bounds = (days >= self.minor, days > self.moderate, days > self.significant, late)
        return _GRADES[min(sum(bounds), 3)]

    def earlier(self, days: int) -> str:
        """The grade of a slip to an earlier date: minor up to a year, else significant.

        D4 grades the first only; the second is our choice.
        """
        return "minor" if days <= self.significant else "significant"


_GRADES = ("minor", "moderate", "significant", "major")


class Move(Struct, frozen=True):
    """One date of a trial that was said differently in the next version."""

    field: str
    step: Step
    before: str | None
    after: str | None
    type_before: str | None
    type_after: str | None
    #: How far it moved; None where either side is no date.
    slip: Slip | None
    kind: MoveKind

    @property
    def label(self) -> str:
        """What the date is called at the start of a sentence."""
        return FIELDS[self.field]

    @property
    def late(self) -> bool:
        """The trial was closed to recruitment or over: active, not recruiting, or later (D4)."""
        return status_of(self.step.after) in LATE


def moves(life: Life) -> tuple[Move, ...]:
    """All moves of the three dates, in the order of the versions; made once a life."""
    return once(life, _all_moves)


def _all_moves(life: Life) -> tuple[Move, ...]:
    return tuple(move for step in life.steps for field in FIELDS for move in _of(step, field))


def _of(step: Step, field: str) -> Iterator[Move]:
    was, now = step.before.record, step.after.record
    before, after = value(was, field), value(now, field)
    types = (value(was, f"{field}_type"), value(now, f"{field}_type"))
    if before == after and types[0] == types[1]:
        return
    found = slip(before, after)
    kind = _kind(step, field, (before, after), types, found)
    yield Move(field, step, before, after, types[0], types[1], found, kind)


def _kind(
    step: Step,
    field: str,
    dates: tuple[str | None, str | None],
    types: tuple[str | None, str | None],
    found: Slip | None,
) -> MoveKind:
    """What a move is, by D4: by the types before and after, then by the direction."""
    if dates[0] is None or dates[1] is None:
        return "given" if dates[0] is None else "removed"
    was, now = types[0] == "ACTUAL", types[1] == "ACTUAL"
    if was != now:
        return "milestone" if now else "back_to_plan"
    if found is None or found.direction == "refined":
        return "refined"
    if now or _happened_before(step, field, dates[0], types):
        return "corrected"
    return "postponed" if found.direction == "later" else "brought_forward"


#: Statuses that show that a date without a type is no plan any more.
_DONE_BY = {"start_date": BEGUN, "primary_completion_date": COMPLETE, "completion_date": COMPLETE}


def _happened_before(
    step: Step, field: str, before: str, types: tuple[str | None, str | None]
) -> bool:
    """A date without a type, already past and by the status already done: it was no plan."""
    days, edited = interval(before), interval(happened(step))
    if types != (None, None) or days is None or edited is None:
        return False
    return days.high < edited.low and status_of(step.before) in _DONE_BY[field]


_MONTH = 31


def companion(move: Move, all_moves: tuple[Move, ...]) -> str | None:
    """Whether primary completion and completion moved together, apart, or one alone (D4).

    "together": in one step, in one direction, and by the same to within a month. None for the
    start.
    """
    other = {
        "primary_completion_date": "completion_date",
        "completion_date": "primary_completion_date",
    }.get(move.field)
    if other is None:
        return None
    beside = next((m for m in all_moves if m.step is move.step and m.field == other), None)
    if beside is None or beside.slip is None or move.slip is None or beside.before == beside.after:
        return "alone"
    apart = max(beside.slip.low - move.slip.high, move.slip.low - beside.slip.high)
    same_way = beside.slip.direction == move.slip.direction
    return "together" if same_way and apart <= _MONTH else "apart"


def postponements(life: Life, field: str, until: Step | None = None) -> int:
    """How often a planned date was postponed, up to and with a step (None: in all versions)."""
    count = 0
    for move in moves(life):
        count += move.field == field and move.kind == "postponed"
        if move.step is until and move.field == field:
            break
    return count


def first_stated(life: Life, field: str) -> Snapshot | None:
    """The oldest version that states a date."""
    stated = (s for s in life.snapshots if interval(value(s.record, field)) is not None)
    return next(stated, None)


def since_first(life: Life, move: Move) -> Slip | None:
    """How far a date has moved since it was first stated: the cumulative slip (D4)."""
    first = first_stated(life, move.field)
    return slip(value(first.record, move.field), move.after) if first else None
