"""What an event is, and what a rule is given to find it.

    versions of a trial, oldest first -> Life -> each rule of RULES -> Events

Comes in: a trial's versions and the day from which one looks. Goes out: Events.
Does not: read a store, a clock or a registry; a rule is a pure function and says nothing that its
evidence does not show. No event is a judgement: it says what happened, by which rule.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeVar

from msgspec import Struct

from tracker.changes import Change
from tracker.record import Record

T = TypeVar("T")

FAMILIES = (
    "status",
    "enrollment",
    "dates",
    "outcomes",
    "registration",
    "results",
    "sites",
    "eligibility",
    "record",
)


class Snapshot(Struct, frozen=True):
    """One version of a trial, with its dates kept apart."""

    #: Number of the version in the trial's timeline.
    number: int
    record: Record
    #: The day of the version as the registry tells it: its submission date, else the day we saw it.
    date: str
    #: When the public could see it (last update posted), where the record says so.
    posted: str | None
    #: When we saw it first, UTC.
    observed_at: str
    #: Number of the version in the registry's own record history, where known (0 = first).
    registry_version: int | None = None


class Step(Struct, frozen=True):
    """Two neighbouring versions of one lineage, and the changes between them."""

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]
    #: The registry's own update date did not move.
    silent: bool = False


class Life(Struct, frozen=True, dict=True):
    """All that is known of a trial, seen from one day."""

    trial: str
    snapshots: tuple[Snapshot, ...]
    steps: tuple[Step, ...]
    #: The day from which one looks: countdowns and what is overdue depend on it.
    today: dt.date
    #: The oldest snapshot is the first registration, not merely the first we saw.
    complete: bool = False
    #: What happened to the record as a whole: (day, kind, sentence); gone, back, moved, withheld,
    #: rewritten, as the store noted them.
    notices: tuple[tuple[str, str, str], ...] = ()
    #: The last day on which the newest version is known to have stood, where that is so long ago
    #: that nobody can say what the record says today; None: it was looked at lately.
    last_seen: dt.date | None = None

    @property
    def day(self) -> dt.date:
        """The day of which one can say what holds: today, or the day of the last look."""
        return self.last_seen or self.today


class Evidence(Struct, frozen=True, omit_defaults=True):
    """What an event rests on: a field and what it said before and after."""

    field: str
    before: Any = None
    after: Any = None
    item: str | None = None
    #: The registry's own page that shows it.
    link: str | None = None


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened in the life of a trial, by a written rule."""

    #: Stable: the same event has the same id on every run and every machine.
    id: str
    trial: str
    family: str
    rule: str
    rule_version: int
    #: The day on which it happened, or will happen for a countdown.
    date: str
    #: The day by which a reader of the registry could have known.
    known_by: str
    #: The versions that it rests on: before and after; twice the same for a state.
    versions: tuple[int, int]
    headline: str
    facts: dict[str, Any]
    evidence: tuple[Evidence, ...]


class Rule(Struct, frozen=True):
    """A rule as RULES lists it; ``docs/events.md`` is made from these."""

    #: Stable name: "status_stopped_early".
    id: str
    family: str
    #: Raised when the rule would find other events in the same life.
    version: int
    #: What it finds, in one sentence.
    finds: str
    #: Paper, regulation or specification that it follows.
    source: str
    #: A headline that it can give.
    example: str
    #: What it does not claim.
    not_claimed: str
    find: Callable[[Life], Iterable[Event]]
    #: ``change``: it happened with a version or on a day. ``state``: it holds as of the day from
    #: which one looks, and rests on the newest version. ``coming``: it is dated ahead.
    kind: Literal["change", "state", "coming"] = "change"


def once(life: Life, make: Callable[[Life], T]) -> T:
    """What a function makes of a life, made only once and kept with it.

    For what several rules need: anchors, the states of a clock. ``make`` is a function of a
    module, pure, and known by its name; what is kept takes no part in comparing or pickling.
    """
    kept = life.__dict__
    name = f"{make.__module__}.{make.__qualname__}"
    if name not in kept:
        kept[name] = make(life)
    made: T = kept[name]
    return made


def event_id(trial: str, rule: str, *parts: object) -> str:
    """The stable id of an event: of its rule and of what it is about, not of when it was found.

    ``parts`` must not hold version numbers, which shift when older versions are imported; dates,
    fields and values do not.
    """
    text = "\x1f".join((trial, rule, *map(str, parts)))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def compare_link(trial: str, before: Snapshot, after: Snapshot) -> str:
    """The registry's own page that compares two versions; its numbers begin at 1.

    Where the registry's version numbers are not known it is the page of the record's history.
    """
    page = f"https://clinicaltrials.gov/study/{trial}?tab=history"
    if before.registry_version is None or after.registry_version is None:
        return page
    return f"{page}&a={before.registry_version + 1}&b={after.registry_version + 1}"
