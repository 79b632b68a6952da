"""The registration family: was the trial registered before it began, as its record has it.

Comes in: a Life. Goes out: Events of the family "registration": one for the timing, and one where
the start moved from before the registration to after it.
Does not: say that there was a duty to register, or take a month for a day.

D5 of the change semantics: the first submission is held against the start. Both are intervals of
days; where a partial date leaves the answer open it is "ambiguous". That a trial became
prospective only later needs its first version; where that is not known, the event says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

from tracker.dates import in_words, interval
from tracker.events import retroactive
from tracker.events.base import Life, Rule
from tracker.events.finding import Finding, as_of_now, rule
from tracker.record import Record

#: FDAAA: registration no later than 21 days after the first participant was enrolled.
TIMELY_DAYS = 21

Class = Literal["prospective", "timely", "late", "ambiguous"]
_FIELDS = ("study_first_submitted", "start_date", "start_date_type")


class Timing(Struct, frozen=True):
    """How a registration lies against the start."""

    kind: Class
    #: Days from the start to the registration, least and most; negative before it.
    days: tuple[int, int] | None = None
    #: Why it cannot be decided.
    why: str = ""


def timing(record: Record) -> Timing | None:
    """The class of a registration by D5; None where there is nothing to hold against each other.

    Prospective: on or before the first day of the start. Timely: at most 21 days after it. Late:
    more. Ambiguous: the partial dates allow more than one of these, or no start is stated.
    """
    registered, start = (
        interval(record.dates.study_first_submitted),
        interval(record.dates.start_date),
    )
    if registered is None or record.design.study_type == "EXPANDED_ACCESS":
        return None
    if start is None:
        return Timing("ambiguous", None, "the record states no start")
    days = ((registered.low - start.high).days, (registered.high - start.low).days)
    kinds = {_class(day) for day in days}
    if len(kinds) == 1:
        return Timing(kinds.pop(), days)
    return Timing("ambiguous", days, "a date is given as a month or a year only")


def _class(days: int) -> Class:
    if days <= 0:
        return "prospective"
    return "timely" if days <= TIMELY_DAYS else "late"


# --- the timing as of now -------------------------------------------------------------------------


def _timed(life: Life, kind: Class) -> Iterator[Finding]:
    """The one event of a life's timing, for the rule that asks for its class."""
    record = life.snapshots[-1].record
    found = timing(record)
    if found is None or found.kind != kind:
        return
    dates = record.dates
    registered = interval(dates.study_first_submitted)
    day = None if registered is None else registered.low.isoformat()
    yield as_of_now(
        life,
        dates.study_first_submitted,
        headline=_HEADLINES[kind](record, found),
        facts={**_facts(record, found), **_retroactive(life, kind)},
        fields=_FIELDS,
        date=day,
        lasting=True,
    )


def _facts(record: Record, found: Timing) -> dict[str, Any]:
    dates = record.dates
    facts: dict[str, Any] = {
        "registered": dates.study_first_submitted,
        "start_date": dates.start_date,
        "start_date_type": dates.start_date_type,
        "days_after_start": None if found.days is None else list(found.days),
        "study_type": record.design.study_type,
    }
    if found.why:
        facts |= {"decided": False, "why": found.why}
    return facts


def _retroactive(life: Life, kind: Class) -> dict[str, Any]:
    """Whether it became prospective only by a later edit, said inside the prospective timing."""
    if kind != "prospective":
        return {}
    if retroactive.crossing(life) is not None:
        return {"retroactively": True if life.complete else None}
    if not life.complete:
        return {"retroactively": None, "why_not_decided": "the first version is not known"}
    return {"retroactively": False}


def _prospective(record: Record, _: Timing) -> str:
    planned = "planned " if record.dates.start_date_type == "ESTIMATED" else ""
    return (
        f"Registered on {record.dates.study_first_submitted}, not after the {planned}start of"
        f" {record.dates.start_date}"
    )


def _after(record: Record, found: Timing) -> str:
    low, high = found.days or (0, 0)
    about = "" if low == high else "about "
    return (
        f"Registered on {record.dates.study_first_submitted}, {about}{in_words((low + high) // 2)}"
        f" after the start of {record.dates.start_date}"
    )


def _ambiguous(record: Record, found: Timing) -> str:
    start = record.dates.start_date
    if found.days and found.days[0] > 0:
        low, high = found.days
        return (
            f"Registered on {record.dates.study_first_submitted}, {low} to {high} days after the"
            f" start of {start}; whether within {TIMELY_DAYS} days cannot be decided"
        )
    against = f"the start of {start}" if start else "its start"
    return (
        f"Whether the registration of {record.dates.study_first_submitted} came before {against}"
        f" cannot be decided: {found.why}"
    )


_HEADLINES = {
    "prospective": _prospective,
    "timely": _after,
    "late": _after,
    "ambiguous": _ambiguous,
}


def prospective(life: Life) -> Iterator[Finding]:
    """Registered at or before the start (D5; ICMJE)."""
    return _timed(life, "prospective")


def timely(life: Life) -> Iterator[Finding]:
    """Registered after the start, within the 21 days of FDAAA (D5; 42 CFR 11.24)."""
    return _timed(life, "timely")


def late(life: Life) -> Iterator[Finding]:
    """Registered more than 21 days after the start (D5)."""
    return _timed(life, "late")


def ambiguous(life: Life) -> Iterator[Finding]:
    """Partial dates allow more than one answer, or no start is stated (D5)."""
    return _timed(life, "ambiguous")


_D5 = "change semantics D5"

RULES: tuple[Rule, ...] = (
    rule(
        "registration_prospective",
        prospective,
        kind="state",
        finds="Registered at or before the start, as the newest version states it.",
        source=f"{_D5} (ICMJE: at or before the first enrolment)",
        example="Registered on 2024-03-01, not after the start of 2024-03-15",
        not_claimed="That the stated start is the day of the first enrolment.",
    ),
    rule(
        "registration_timely",
        timely,
        kind="state",
        finds="Registered after the start, within 21 days.",
        source=f"{_D5} (FDAAA: 21 days, 42 CFR 11.24)",
        example="Registered on 2024-03-20, 5 days after the start of 2024-03-15",
        not_claimed="That FDAAA applies to the trial.",
    ),
    rule(
        "registration_late",
        late,
        kind="state",
        finds="Registered more than 21 days after the start.",
        source=_D5,
        example="Registered on 2024-09-15, 6 months after the start of 2024-03-15",
        not_claimed="That there was a duty to register earlier.",
    ),
    rule(
        "registration_ambiguous",
        ambiguous,
        kind="state",
        finds="A partial date, or none, leaves the order of start and registration open.",
        source=f"{_D5} (month-only start in the month of registration)",
        example="Whether the registration of 2024-03-20 came before the start of 2024-03 cannot be"
        " decided: a date is given as a month or a year only",
        not_claimed="Anything: this is how the family says that it cannot decide.",
    ),
    retroactive.RULE,
)
