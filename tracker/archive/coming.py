"""The dates that lie ahead of a trial, and how often each has moved.

Comes in: the Life of a trial. Goes out: Coming dates for a report.
Does not: look anything up. A date counts as moved once for each version in which it is not what
the version before said; that is what a calendar calls its sequence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from tracker.dates import interval
from tracker.events import Life
from tracker.events.clock import clock
from tracker.events.status_states import unknown_on
from tracker.record import Record
from tracker.report.edition import Coming, Named

#: A date and its type, as one version says or sets it.
_Said = tuple[str, str | None]


def coming_of(life: Life, named: Named) -> Iterator[Coming]:
    """What lies ahead by the newest version: completion dates, results due, the UNKNOWN day."""
    if not life.snapshots:
        return
    for kind, read in READS.items():
        said = [read(snapshot.record) for snapshot in life.snapshots]
        now = said[-1]
        days = interval(now[0]) if now else None
        if now is None or days is None or days.high < life.today:
            continue
        yield Coming(
            trial=life.trial,
            registry=named.registry,
            title=named.title,
            kind=kind,
            date=now[0],
            type=now[1],
            moved=_moves([one[0] if one else None for one in said]),
        )


def _moves(dates: list[str | None]) -> int:
    """In how many versions a date is another one, from the first that gives it."""
    first = next((place for place, date in enumerate(dates) if date), len(dates))
    return sum(before != after for before, after in pairwise(dates[first:]))


def _completion(record: Record) -> _Said | None:
    return _dated(record.dates.completion_date, record.dates.completion_date_type)


def _primary(record: Record) -> _Said | None:
    return _dated(record.dates.primary_completion_date, record.dates.primary_completion_date_type)


def _dated(date: str | None, kind: str | None) -> _Said | None:
    return (date, kind) if date else None


def _results_due(record: Record) -> _Said | None:
    """The day on which results are due, where they are owed and did not come (D8)."""
    now = clock(record)
    owed = now.assessment.counted and not now.posted and now.reported is None
    return (now.deadline.day.isoformat(), None) if owed and now.deadline else None


def _unknown(record: Record) -> _Said | None:
    day = unknown_on(record)
    return (day.isoformat(), None) if day else None


#: Each kind of coming date, and how a record gives it.
READS: dict[str, Callable[[Record], _Said | None]] = {
    "completion": _completion,
    "primary_completion": _primary,
    "results_due": _results_due,
    "unknown": _unknown,
}
