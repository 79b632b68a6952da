"""The duty to update: how long after the fact an update came, where the record shows both.

Comes in: a Life. Goes out: Events of the family "results", by 42 CFR 11.64 (D9).
Does not: see what no record shows: when a status really changed, when the FDA approved a device.

Held against the trials of the denominator (``fdaaa.py``) only. Of trials that began before the
Final Rule the law asks for status and primary completion alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tracker.dates import in_words, interval
from tracker.events.base import Life, Rule, Snapshot, Step
from tracker.events.clock import clock, likely
from tracker.events.fdaaa import assess, years_later
from tracker.events.finding import Finding, as_of_now, in_step, iso, registry_day, rule, value
from tracker.events.phrasing import listed
from tracker.events.slips import FIELDS
from tracker.events.transitions import NYR

#: Days within which a change is to be submitted (42 CFR 11.64).
ALLOWED_DAYS = 30

#: A status that can be dated, by the actual date that belongs to it.
_STATUS_DATE = {
    "RECRUITING": "start_date",
    "ENROLLING_BY_INVITATION": "start_date",
    "COMPLETED": "completion_date",
}
_CALLED = {
    "start_date": "the start",
    "primary_completion_date": "primary completion",
    "completion_date": "completion",
}


def update_late(life: Life) -> Iterator[Finding]:
    """An actual date, or a status that can be dated, was submitted over 30 days after it (D9)."""
    for step in life.steps:
        lags = [lag for lag in _lags(step) if lag["days"][0] > ALLOWED_DAYS]
        answer = assess(step.after.record).answer
        lags = [lag for lag in lags if answer == "applicable" or _asked_before_2017(lag)]
        if not lags or answer not in ("applicable", "probable"):
            continue
        fields = [lag["field"] for lag in lags]
        longest = max(lags, key=lambda lag: lag["days"][0])
        yield in_step(
            step,
            *fields,
            headline=f"{listed([_CALLED[field] for field in fields]).capitalize()} came on the"
            f" record {in_words(longest['days'][0])} after the fact; {ALLOWED_DAYS} days are"
            " allowed",
            facts={"applicable": answer, "lags": lags, "allowed": ALLOWED_DAYS},
            fields=(*fields, "overall_status"),
        )


def _asked_before_2017(lag: dict[str, Any]) -> bool:
    return bool(lag["field"] == "primary_completion_date" or lag["status"])


def _lags(step: Step) -> Iterator[dict[str, Any]]:
    """The actual dates that the step brought, each with the days until it was submitted."""
    before, after = step.before.record, step.after.record
    status = after.status.overall_status
    turned = status != before.status.overall_status
    dated = _STATUS_DATE.get(status or "") if turned else None
    if dated == "start_date" and before.status.overall_status != NYR:
        dated = None  # Recruitment that was re-opened did not begin on the day of the start.
    for field in FIELDS:
        actual = value(after, f"{field}_type") == "ACTUAL"
        newly = actual and value(before, f"{field}_type") != "ACTUAL"
        days = _days(step, value(after, field)) if newly or (actual and dated == field) else None
        if days is not None:
            yield {
                "field": field,
                "date": value(after, field),
                "days": list(days),
                "status": status if dated == field else None,
                "exact": _neighbours(step),
            }


def _days(step: Step, date: str | None) -> tuple[int, int] | None:
    """Days from a date to its submission, least and most.

    Where versions between the two are missing, it may have been submitted with any of them.
    """
    happened, last = interval(date), interval(registry_day(step.after))
    first = last if _neighbours(step) else interval(registry_day(step.before))
    if happened is None or first is None or last is None:
        return None
    return (first.low - happened.high).days, (last.high - happened.low).days


def _neighbours(step: Step) -> bool:
    """No version of the registry's history is known to be missing between the two."""
    one, other = step.before.registry_version, step.after.registry_version
    return one is None or other is None or other - one == 1


# --- twelve months --------------------------------------------------------------------------------


def verification_late(life: Life) -> Iterator[Finding]:
    """Not verified for twelve months, while results are not posted (D9; 42 CFR 11.64)."""
    newest: Snapshot = life.snapshots[-1]
    record = newest.record
    verified = interval(record.dates.status_verified_date)
    if verified is None or record.has_results or not assess(record).counted:
        return
    until = years_later(verified.high, 1)
    if until is None or life.day <= until:
        return
    since = iso(until + dt.timedelta(days=1))
    yield as_of_now(
        life,
        record.dates.status_verified_date,
        headline=f"The record was last verified in {record.dates.status_verified_date}; it is to be"
        f" verified every 12 months{likely(clock(record))}",
        facts={
            "verified": record.dates.status_verified_date,
            "days": (life.day - until).days,
            "applicable": assess(record).answer,
        },
        fields=("status_verified_date", "overall_status"),
        date=since,
        known_from=since,
    )


_D9 = "change semantics D9 (42 CFR 11.64)"

RULES: tuple[Rule, ...] = (
    rule(
        "results_update_late",
        update_late,
        finds="A start, a completion or a status came on the record over 30 days after the fact.",
        source=_D9,
        example="Primary completion came on the record 7 months after the fact; 30 days are"
        " allowed",
        not_claimed="A violation; nor that updates not listed here were in time.",
    ),
    rule(
        "results_verification_late",
        verification_late,
        kind="state",
        finds="Not verified for 12 months, while no results are posted.",
        source=_D9,
        example="The record was last verified in 2024-11; it is to be verified every 12 months",
        not_claimed="That anything on the record is out of date.",
    ),
)
