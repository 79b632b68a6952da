"""Whole lives of synthetic trials, from registration to results, for the tests of pages.

Comes in: an open store. Goes out: versions in it, each with the changes that the diff finds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tests import stores
from tracker.diff import diff
from tracker.record import Eligibility, Outcome, Outcomes, Record, Site
from tracker.store import Store

CRITERIA = (
    "Inclusion Criteria:\n\n* Adults aged {age} years or older\n* ECOG performance status 0 to 1\n"
    "* Measurable disease by imaging\n\nExclusion Criteria:\n\n* Prior systemic therapy\n"
    "* Pregnancy or breastfeeding"
)
CITIES = (
    ("Lyon", "France", 45.75, 4.85),
    ("Lille", "France", 50.63, 3.06),
    ("Berlin", "Germany", 52.52, 13.4),
    ("Torino", "Italy", 45.07, 7.69),
    ("Osaka", "Japan", 34.69, 135.5),
    ("Cape Town", "South Africa", -33.92, 18.42),
)


def keep(store: Store, trial: str, versions: Iterable[tuple[dt.date, Record]]) -> None:
    """Lay versions one after the other, as a back-fill on the 6th of March 2026 found them."""
    laid = list(versions)
    seen = stores.observation(trial, at="2026-03-06T06:00:00Z", what=laid[0][1])
    for place, (day, record) in enumerate(laid):
        changes = diff(laid[place - 1][1], record) if place else ()
        seen = stores.observation(
            trial,
            at="2026-03-06T06:00:00Z",
            what=record,
            placed_at=f"{day}T00:00:00Z",
            registry_version=place,
            version_date=str(day),
            mark=f"mark {place}".encode(),
        )
        store.add(seen, changes)


def sites(count: int) -> tuple[Site, ...]:
    """So many sites, in six cities."""
    return tuple(
        Site(
            facility=f"Synthetic Hospital {number}",
            city=CITIES[number % 6][0],
            country=CITIES[number % 6][1],
            latitude=CITIES[number % 6][2],
            longitude=CITIES[number % 6][3],
        )
        for number in range(count)
    )


def at(record: Record, day: dt.date) -> Record:
    """A record as it was submitted on a day and posted two days later."""
    dates = replace(
        record.dates,
        last_update_submitted=str(day),
        last_update_posted=str(day + dt.timedelta(days=2)),
        status_verified_date=f"{day:%Y-%m}",
    )
    return replace(record, dates=dates)


def life(
    trial: str = stores.TRIAL, *, begins: dt.date = dt.date(2015, 3, 2)
) -> Iterator[tuple[dt.date, Record]]:
    """A life of eleven versions: delays, a suspension, new outcomes, results."""
    record = stores.record(trial, status="NOT_YET_RECRUITING")
    record = replace(
        record,
        dates=replace(
            record.dates,
            start_date="2015-06",
            start_date_type="ESTIMATED",
            primary_completion_date="2018-06",
            primary_completion_date_type="ESTIMATED",
            completion_date="2019-06",
            completion_date_type="ESTIMATED",
            study_first_submitted=str(begins),
            study_first_posted=str(begins + dt.timedelta(days=2)),
        ),
        eligibility=Eligibility(
            eligibility_criteria=CRITERIA.format(age=18), minimum_age="18 Years", sex="ALL"
        ),
        outcomes=Outcomes(
            primary_outcomes=(
                Outcome(measure="Progression-free survival", time_frame="24 months"),
            ),
            secondary_outcomes=(Outcome(measure="Overall survival", time_frame="36 months"),),
        ),
        enrollment=replace(record.enrollment, enrollment_count=120),
        sites=(),
    )
    for months, edit in _EDITS:
        day = begins + dt.timedelta(days=round(months * 30.44))
        record = at(edit(record), day)
        yield day, record


def _status(record: Record, status: str, why: str | None = None) -> Record:
    return replace(record, status=replace(record.status, overall_status=status, why_stopped=why))


def _dates(record: Record, **dates: str) -> Record:
    return replace(record, dates=replace(record.dates, **dates))


def _enrolled(record: Record, count: int, kind: str = "ESTIMATED") -> Record:
    return replace(
        record,
        enrollment=replace(record.enrollment, enrollment_count=count, enrollment_type=kind),
    )


def _primary(record: Record, measure: str, frame: str) -> Record:
    now = (Outcome(measure=measure, time_frame=frame),)
    return replace(record, outcomes=replace(record.outcomes, primary_outcomes=now))


def _older(record: Record, age: int) -> Record:
    now = replace(
        record.eligibility,
        eligibility_criteria=CRITERIA.format(age=age),
        minimum_age=f"{age} Years",
    )
    return replace(record, eligibility=now)


_EDITS = (
    (0, lambda one: one),
    (4, lambda one: replace(_status(one, "RECRUITING"), sites=sites(3))),
    (13, lambda one: replace(_older(one, 21), sites=sites(12))),
    (20, lambda one: _enrolled(replace(one, sites=sites(18)), 180)),
    (29, lambda one: _dates(one, primary_completion_date="2019-06", completion_date="2020-06")),
    (34, lambda one: _status(one, "SUSPENDED", "Interim analysis of safety")),
    (41, lambda one: replace(_status(one, "RECRUITING"), sites=sites(24))),
    (
        50,
        lambda one: _dates(
            _primary(one, "Overall survival at 24 months", "24 months"),
            primary_completion_date="2020-12",
            completion_date="2022-01",
        ),
    ),
    (
        63,
        lambda one: replace(
            _dates(_status(one, "ACTIVE_NOT_RECRUITING"), primary_completion_date="2021-09"),
            sites=sites(20),
        ),
    ),
    (
        84,
        lambda one: _dates(
            _enrolled(_status(one, "COMPLETED"), 164, "ACTUAL"),
            primary_completion_date="2021-11-30",
            primary_completion_date_type="ACTUAL",
            completion_date="2022-02-15",
            completion_date_type="ACTUAL",
        ),
    ),
    (
        101,
        lambda one: replace(
            _dates(one, results_first_submitted="2023-08-01", results_first_posted="2023-08-20"),
            has_results=True,
        ),
    ),
)


def many(
    trial: str, count: int, *, begins: dt.date = dt.date(2010, 1, 4)
) -> Iterator[tuple[dt.date, Record]]:
    """A life of many versions: sites come and go, dates slip, the status turns now and then."""
    words = ("NOT_YET_RECRUITING", "RECRUITING", "SUSPENDED", "RECRUITING", "ACTIVE_NOT_RECRUITING")
    (_, record), *_ = life(trial, begins=begins)
    for number in range(count):
        day = begins + dt.timedelta(days=number * 5000 // count)
        year = 2014 + number * 8 // count
        record = _dates(
            _status(record, words[number * len(words) // count]),
            primary_completion_date=f"{year}-{1 + number % 12:02}",
            completion_date=f"{year + 2}-06",
        )
        record = replace(_enrolled(record, 100 + number // 10 * 25), sites=sites(5 + number % 40))
        if number % 37 == 36:
            record = _older(record, 18 + number % 5)
        if number % 53 == 52:
            record = _primary(record, f"Synthetic score at week {number}", f"{number} weeks")
        yield day, at(record, day)
