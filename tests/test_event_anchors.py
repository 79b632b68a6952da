"""Anchors and phases by both definitions; reasons for stopping; the table of statuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from benchmarks import events as bench
from tracker.diff import diff
from tracker.events import Life, Snapshot, anchors, baseline, make_life, phase_of, snapshot
from tracker.events.reasons import classes, low_information
from tracker.events.transitions import ACCESS, ONGOING, TERMINAL, TRANSITIONS, judge


def version(number: int, date: str, **facts: Any) -> Snapshot:
    """A version of the trial, submitted and seen on one day."""
    record = bench.record_of({"last_update_submitted": date, **facts})
    return snapshot(number, record, f"{date}T08:00:00Z")


def life_of(*versions: Snapshot) -> Life:
    """A life as of 14 March 2026."""
    return make_life(bench.TRIAL, versions, dt.date(2026, 3, 14), diff)


def test_both_definitions_place_a_day_alike() -> None:
    """Start and completion that hardly moved: every day has its phase."""
    life = life_of(
        version(1, "2020-01-05", overall_status="NOT_YET_RECRUITING", start_date="2020-03-01"),
        version(2, "2020-03-10", overall_status="RECRUITING", start_date="2020-03-01"),
        version(
            3,
            "2023-01-10",
            overall_status="COMPLETED",
            start_date="2020-03-01",
            primary_completion_date="2022-12-01",
        ),
    )
    days = ("2020-02-01", "2021-01-01", "2023-01-10")
    assert [phase_of(life, day) for day in days] == [
        "before_recruitment",
        "recruitment",
        "after_completion",
    ]
    assert baseline(life) == life.snapshots[0]


def test_an_edited_start_cannot_hide_a_change() -> None:
    """The start moved later by an edit: between the two starts the timing is uncertain."""
    life = life_of(
        version(1, "2020-01-05", overall_status="RECRUITING", start_date="2020-01-01"),
        version(2, "2020-06-10", overall_status="RECRUITING", start_date="2020-09-01"),
    )
    found = anchors(life)
    assert (found.earliest.start and found.earliest.start.date) == "2020-01-01"
    assert (found.stated.start and found.stated.start.basis) == "stated when begun"
    assert phase_of(life, "2020-06-10") == "recruitment"


def test_a_plan_that_ran_out_is_no_beginning() -> None:
    """Planned to begin, and still not recruiting: uncertain, not during recruitment."""
    life = life_of(
        version(
            1,
            "2020-01-05",
            overall_status="NOT_YET_RECRUITING",
            start_date="2020-03-01",
            start_date_type="ESTIMATED",
        )
    )
    assert phase_of(life, "2020-02-01") == "before_recruitment"
    assert phase_of(life, "2021-02-01") == "uncertain"


def test_a_plan_that_ran_out_is_no_completion() -> None:
    """The first planned completion is past, the trial still recruits: uncertain."""
    life = life_of(
        version(
            1,
            "2020-05-05",
            overall_status="RECRUITING",
            start_date="2020-03-01",
            primary_completion_date="2022-03-01",
        )
    )
    assert phase_of(life, "2021-02-01") == "recruitment"
    assert phase_of(life, "2023-02-01") == "uncertain"


def test_an_actual_exact_date_wins_a_tie() -> None:
    """A planned month and the actual day in it are one statement; the day counts."""
    life = life_of(
        version(1, "2020-01-05", overall_status="NOT_YET_RECRUITING", start_date="2020-03"),
        version(
            2,
            "2020-04-05",
            overall_status="RECRUITING",
            start_date="2020-03-15",
            start_date_type="ACTUAL",
        ),
    )
    found = anchors(life).earliest.start
    assert (found and (found.date, found.type, found.version)) == ("2020-03-15", "ACTUAL", 2)


def test_a_month_leaves_its_own_days_open() -> None:
    """A change in the month of the start is neither before nor after it."""
    life = life_of(version(1, "2020-04-05", overall_status="RECRUITING", start_date="2020-03"))
    days = ("2020-02-29", "2020-03-15", "2020-03-31")
    assert [phase_of(life, day) for day in days] == [
        "before_recruitment",
        "uncertain",
        "recruitment",
    ]


def test_without_any_date_the_day_of_the_version_counts() -> None:
    """The version that first says recruiting, or completed, is the last resort."""
    life = life_of(
        version(1, "2020-01-05", overall_status="NOT_YET_RECRUITING"),
        version(2, "2020-04-05", overall_status="RECRUITING"),
        version(3, "2022-04-05", overall_status="COMPLETED"),
    )
    found = anchors(life).stated
    assert (found.start and found.start.date, found.completion and found.completion.date) == (
        "2020-04-05",
        "2022-04-05",
    )
    assert phase_of(life, "2021-01-01") == "uncertain"


def test_results_have_a_day_of_their_own() -> None:
    """After results is a matter apart from after completion."""
    life = life_of(
        version(1, "2023-01-10", overall_status="COMPLETED", results_first_posted="2023-05-01")
    )
    assert anchors(life).after_results("2023-05-01")
    assert not anchors(life).after_results("2023-04-30")


# --- words and tables -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unable to obtain adequate recruitment", ("accrual",)),
        ("The number of enrolled subjects did not meet the goal", ("accrual",)),
        ("Recruitment was paused before the pollen season", ("other",)),
        ("Company dissolved", ("funding_business",)),
        ("Futility at the interim analysis", ("efficacy_futility",)),
        ("The Data Safety Monitoring Board advised to stop for futility", ("efficacy_futility",)),
        ("Unexpected toxicity in arm B", ("safety",)),
        ("Business decision, not based on safety or efficacy data", ("funding_business",)),
        ("No safety concerns; slow accrual", ("accrual",)),
        ("FDA clinical hold", ("regulatory",)),
        ("The principal investigator moved abroad", ("logistics_pi",)),
        ("Stopped by the coronavirus outbreak", ("covid",)),
        ("   ", ()),
        (None, ()),
    ],
)
def test_a_reason_has_the_classes_of_its_words(text: str | None, expected: tuple[str, ...]) -> None:
    """Written rules; what a sentence denies is no class."""
    assert classes(text) == expected


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Sponsor's decision", "sponsor decision"),
        ("Terminated for business reasons.", "business decision"),
        ("PI left the institution", "investigator left"),
        ("The study was terminated.", "nothing but the stop"),
        ("N/A", "unspecified"),
        ("Sponsor decision after three deaths", None),
        ("Lack of funding", None),
        (None, None),
    ],
)
def test_a_reason_that_says_little_is_named(text: str | None, phrase: str | None) -> None:
    """Only where nothing else is said."""
    assert low_information(text) == phrase


def test_every_step_between_known_statuses_stands_in_the_table() -> None:
    """No pair of the registry's own words is left to chance."""
    for words in (ONGOING | TERMINAL, ACCESS):
        pairs = [(one, other) for one in words for other in words if one != other]
        assert [pair for pair in pairs if pair not in TRANSITIONS] == []


def test_words_that_nobody_knows_are_notable() -> None:
    """Neither expected nor an alarm, and said to be unknown."""
    found = judge("RECRUITING", "ASLEEP")
    assert (found.kind, found.in_table) == ("notable", False)
