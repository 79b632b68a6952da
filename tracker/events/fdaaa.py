"""Whether FDAAA asks a trial for results, and by when: D8 of the change semantics on one record.

    Record -> each criterion: yes, no or not stated -> applicable, probable, no or undecided
    Record -> available completion + 1 year (+ 3 with a certificate) -> the day when results are due

Comes in: a Record. Goes out: an Assessment, a Deadline.
Does not: give legal advice; the registry's public fields only, as the FDAAA TrialsTracker reads
them (42 CFR 11.22 and 11.44).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from tracker.dates import Interval, interval
from tracker.record import Record

#: From this day on the Final Rule (42 CFR Part 11) holds.
FINAL_RULE = dt.date(2017, 1, 18)
_PHASES = (
    {"PHASE1", "PHASE2"},
    {"PHASE2"},
    {"PHASE2", "PHASE3"},
    {"PHASE3"},
    {"PHASE4"},
    {"NA"},
)
_PRODUCTS = frozenset(
    (
        "DRUG",
        "BIOLOGICAL",
        "DEVICE",
        "GENETIC",
        "RADIATION",
        "COMBINATION_PRODUCT",
        "DIAGNOSTIC_TEST",
    )
)
_US = frozenset(("US", "PR", "GU", "VI", "AS", "MP", "UM"))
_US_NAMES = frozenset(
    (
        "United States",
        "Puerto Rico",
        "Guam",
        "Virgin Islands (U.S.)",
        "U.S. Virgin Islands",
        "American Samoa",
        "Northern Mariana Islands",
        "United States Minor Outlying Islands",
    )
)

Answer = Literal["applicable", "probable", "no", "undecided"]
#: Yes, no, or None where the record does not state what is needed.
Verdict = bool | None


class Criterion(Struct, frozen=True):
    """One condition of the law, and the fields on which it rests."""

    name: str
    fields: tuple[str, ...]
    holds: Callable[[Record], Verdict]


class Assessment(Struct, frozen=True):
    """Whether a trial is an applicable clinical trial, and what decided it."""

    answer: Answer
    #: Names of the criteria that fail, or, for "undecided", of those that are not stated.
    because: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """In the denominator: applicable or probably so."""
        return self.answer in ("applicable", "probable")


class Deadline(Struct, frozen=True):
    """When results are due, and what that rests on."""

    #: The day on which they are due: with a certificate of delay filed in time, three years after.
    day: dt.date
    #: The day without any certificate.
    without_certificate: dt.date
    #: The completion date that counts, and its field.
    completion: str
    field: str
    #: "none", "in_time", or "late": filed after the day it should have preceded.
    certificate: Literal["none", "in_time", "late"] = "none"


def _interventional(record: Record) -> Verdict:
    kind = record.design.study_type
    return None if kind is None else kind == "INTERVENTIONAL"


def _phase(record: Record) -> Verdict:
    return set(record.design.phases) in _PHASES if record.design.phases else None


def _purpose(record: Record) -> Verdict:
    return record.design.primary_purpose != "DEVICE_FEASIBILITY"


def _not_withdrawn(record: Record) -> Verdict:
    return record.status.overall_status != "WITHDRAWN"


def _not_waived(record: Record) -> Verdict:
    return not record.dates.results_waived


def _era(record: Record) -> Verdict:
    """Begun under the Final Rule, or begun before it and complete under it."""
    start, end = interval(record.dates.start_date), available_completion(record)
    if start is None:
        return None
    if start.low >= FINAL_RULE:
        return True
    return None if end is None else end[1].high >= FINAL_RULE


def _regulated(record: Record) -> Verdict:
    """A drug or device that the FDA regulates is said to be studied.

    For a trial that began before the Final Rule, whose form did not ask: both flags empty, a
    product among the interventions, and a site in the US or a territory ("probable").
    """
    flags = (record.oversight.is_fda_regulated_drug, record.oversight.is_fda_regulated_device)
    if True in flags:
        return True
    start = interval(record.dates.start_date)
    if start is not None and start.low >= FINAL_RULE:
        return False
    looks_so = flags == (None, None) and not _denied_before(record) and _us_product(record)
    return None if looks_so and start is None else looks_so


def _denied_before(record: Record) -> bool:
    """The field of old records (is_fda_regulated) said no; it comes in ``other``."""
    other = record.oversight.other or {}
    said = other.get("is_fda_regulated", other.get("isFdaRegulated"))
    return said is False or str(said).lower() in ("no", "false")


def _us_product(record: Record) -> bool:
    product = any(one.type in _PRODUCTS for one in record.interventions)
    return product and any(s.country_code in _US or s.country in _US_NAMES for s in record.sites)


#: The criteria of D8, in the order of the law.
CRITERIA: tuple[Criterion, ...] = (
    Criterion("interventional", ("study_type",), _interventional),
    Criterion(
        "regulated product",
        ("is_fda_regulated_drug", "is_fda_regulated_device", "interventions", "sites"),
        _regulated,
    ),
    Criterion("phase", ("phases",), _phase),
    Criterion("no feasibility study of a device", ("primary_purpose",), _purpose),
    Criterion(
        "begun or complete since 2017-01-18",
        ("start_date", "primary_completion_date", "completion_date"),
        _era,
    ),
    Criterion("not withdrawn", ("overall_status",), _not_withdrawn),
    Criterion("results not waived", ("results_waived",), _not_waived),
)


def assess(record: Record) -> Assessment:
    """Whether FDAAA asks this trial for results, by D8.

    "applicable" where the trial began under the Final Rule, "probable" where it began before it
    (or may have) and was complete under it. One criterion that fails is a "no"; else one that is
    not stated leaves it "undecided".
    """
    verdicts = {one.name: one.holds(record) for one in CRITERIA}
    failed = tuple(name for name, verdict in verdicts.items() if verdict is False)
    if failed:
        return Assessment("no", failed)
    missing = tuple(name for name, verdict in verdicts.items() if verdict is None)
    if missing:
        return Assessment("undecided", missing)
    start = interval(record.dates.start_date)
    sure = start is not None and start.low >= FINAL_RULE
    return Assessment("applicable" if sure else "probable")


def available_completion(record: Record) -> tuple[str, Interval] | None:
    """The completion date that counts, as (field, days): primary completion, else completion."""
    for field in ("primary_completion_date", "completion_date"):
        days = interval(getattr(record.dates, field))
        if days is not None:
            return field, days
    return None


def deadline(record: Record) -> Deadline | None:
    """When results are due: a year after the available completion; None without one.

    A month means its end. A certificate of delay moves the day to three years after completion if
    it was filed by then (42 CFR 11.44(b), (c)); a later one is "late" and moves nothing here.
    """
    found = available_completion(record)
    if found is None:
        return None
    field, days = found
    first, third = years_later(days.high, 1), years_later(days.high, 3)
    if first is None or third is None:
        return None
    filed, text = interval(record.dates.disp_first_submitted), getattr(record.dates, field)
    if filed is None:
        return Deadline(first, first, text, field)
    if filed.low > first:
        return Deadline(first, first, text, field, "late")
    return Deadline(third, first, text, field, "in_time")


def years_later(day: dt.date, years: int) -> dt.date | None:
    """The same day so many years later; 28 February for the 29th; None beyond the year 9999."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, 28) if day.year + years <= 9999 else None
