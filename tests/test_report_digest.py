"""What a version's changes read like: grouped, what matters first, nothing left out but names."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tracker.changes import CATEGORIES, Change
from tracker.diff import diff
from tracker.outcome import Kept, Outcome
from tracker.record import (
    Dates,
    Enrollment,
    Identification,
    Outcomes,
    Record,
    References,
    Site,
    Status,
)
from tracker.record import Outcome as Measure
from tracker.record.entries import Reference, Retraction
from tracker.report import run
from tracker.report.digest import digest, lines_of
from tracker.report.lines import rendered
from tracker.report.points import points
from tracker.sources.base import Miss

TRIAL = "NCT90000001"


def record(**sections: object) -> Record:
    """A synthetic record with these sections."""
    return Record(identification=Identification(id=TRIAL), **sections)  # type: ignore[arg-type]


def sites(count: int, *, status: str | None = None, country: str = "France") -> tuple[Site, ...]:
    """Synthetic sites, each in a city of its own."""
    return tuple(
        Site(facility=f"Clinic {n}", city=f"City {n}", country=country, status=status)
        for n in range(count)
    )


def texts(before: Record, after: Record) -> list[str]:
    """The points between two records."""
    return [point.text for point in points(diff(before, after))]


def shown(changes: Iterable[Change], **more: object) -> str:
    """A digest as a pipe gets it."""
    one = digest(TRIAL, "A study", 5, changes, **more)  # type: ignore[arg-type]
    return "\n".join(rendered(lines_of(one)))


# -- sites ---------------------------------------------------------------------------------------


def test_sites_that_came_went_and_started_are_one_sentence() -> None:
    """The noun is said once."""
    before = record(sites=(*sites(3, status="NOT_YET_RECRUITING"), Site(facility="Old clinic")))
    after = record(
        sites=(*sites(3, status="RECRUITING"), Site(facility="East"), Site(facility="West"))
    )
    assert texts(before, after) == [
        "2 sites added: East; West; 1 removed: Old clinic; 3 started recruiting"
    ]


def test_one_site_is_told_by_its_own_sentence() -> None:
    """With its status."""
    assert texts(record(), record(sites=sites(1, status="RECRUITING"))) == [
        "Site added: Clinic 0, City 0, France (recruiting)"
    ]


def test_of_many_sites_a_few_are_named_and_the_countries_counted() -> None:
    """And the command that shows the rest is given."""
    many = (*sites(20), *sites(12, country="Spain"), *sites(6, country="Italy"))
    changes = diff(record(), record(sites=many))
    (text,) = (point.text for point in points(changes))
    assert text.startswith(
        "38 sites added (France 20, Spain 12, Italy 6): Clinic 0, City 0, France;"
    )
    assert text.endswith(" and 35 more")
    assert f"in full: tracker diff {TRIAL} 4 5" in shown(changes)


def test_a_status_that_was_taken_from_all_sites_is_counted() -> None:
    """As it happens when a trial stops recruiting."""
    assert texts(record(sites=sites(40, status="RECRUITING")), record(sites=sites(40))) == [
        "40 sites without a status now"
    ]


def test_many_renamed_sites_are_counted() -> None:
    """Two of them are shown."""
    places = [Site(city=f"City {n}", zip=f"{n}", country="France") for n in range(9)]
    before = record(sites=tuple(replace(p, facility=f"Old {n}") for n, p in enumerate(places)))
    after = record(sites=tuple(replace(p, facility=f"New {n}") for n, p in enumerate(places)))
    (text,) = texts(before, after)
    assert text.startswith("9 sites renamed or replaced at the same address: Old 0, City 0, France")
    assert text.endswith(" and 7 more")


# -- other entries and values --------------------------------------------------------------------


def test_outcomes_are_grouped_by_their_list() -> None:
    """What came and what went, then what changed in those that stayed."""
    before = record(
        outcomes=Outcomes(
            primary_outcomes=(Measure(measure="Response"),),
            secondary_outcomes=tuple(
                Measure(measure=f"Measure {n}", time_frame="1 year") for n in range(5)
            ),
        )
    )
    after = record(
        outcomes=Outcomes(
            primary_outcomes=(Measure(measure="Survival"),),
            secondary_outcomes=tuple(
                Measure(measure=f"Measure {n}", time_frame="2 years") for n in range(5)
            ),
        )
    )
    assert texts(before, after) == [
        "1 primary outcome added: Survival; 1 removed: Response",
        "Time frame changed in 5 secondary outcomes: Measure 0; Measure 1; Measure 2 and 2 more",
    ]


def test_what_another_sentence_says_already_is_not_said_twice() -> None:
    """The type of a date that moved, of a number that changed, and why a trial stopped."""
    before = record(
        status=Status(overall_status="RECRUITING"),
        dates=Dates(completion_date="2027-04", completion_date_type="ESTIMATED"),
        enrollment=Enrollment(enrollment_count=64, enrollment_type="ESTIMATED"),
    )
    after = record(
        status=Status(overall_status="TERMINATED", why_stopped="Slow"),
        dates=Dates(completion_date="2026-02", completion_date_type="ACTUAL"),
        enrollment=Enrollment(enrollment_count=11, enrollment_type="ACTUAL"),
    )
    types = "(estimated before, actual now)"
    assert texts(before, after) == [
        "Status changed from recruiting to terminated: Slow",
        f"Enrolment lowered from 64 to 11, 83% {types}",
        f"Completion moved 14 months earlier, from 2027-04 to 2026-02 {types}",
    ]


def test_a_type_that_changed_alone_is_said() -> None:
    """Nothing else says it."""
    before = record(enrollment=Enrollment(enrollment_count=64, enrollment_type="ESTIMATED"))
    after = record(enrollment=Enrollment(enrollment_count=64, enrollment_type="ACTUAL"))
    assert len(texts(before, after)) == 1


@given(st.lists(st.sampled_from(CATEGORIES), max_size=20))
def test_what_matters_comes_first(categories: list[str]) -> None:
    """By the order of the categories, whatever the order of the changes."""
    changes = [
        Change(one, "field", "changed", "sponsor", f"Sentence {n}", (one,))
        for n, one in enumerate(categories)
    ]
    told = [point.category for point in points(changes)]
    assert told == sorted(told, key=CATEGORIES.index)


def test_a_flood_of_one_category_does_not_drown_the_rest() -> None:
    """Ten points of a category, then a count."""
    changes = [
        Change("results", f"field_{n}", "changed", "sponsor", f"Sentence {n}", ("results",))
        for n in range(500)
    ]
    told = points(changes)
    assert len(told) == 10
    assert told[-1].text == "and 491 more changes of results"


# -- who made it ---------------------------------------------------------------------------------


def test_registry_and_bookkeeping_are_counted_on_one_line() -> None:
    """What the sponsor did stands above it."""
    before = record(
        dates=Dates(status_verified_date="2026-01", last_update_posted="2026-01-05"),
        sites=(Site(facility="Clinic", latitude=1.0),),
    )
    after = record(
        dates=Dates(status_verified_date="2026-02", last_update_posted="2026-02-05"),
        sites=(Site(facility="Clinic", latitude=2.0),),
        enrollment=Enrollment(enrollment_count=5),
    )
    assert shown(diff(before, after)).splitlines() == [
        f"{TRIAL}  A study",
        "  - Enrolment given: 5",
        "  also: 1 change by the registry, 2 of bookkeeping",
    ]


def test_a_status_set_to_unknown_is_always_told() -> None:
    """The registry sets it, and it is news all the same; nobody announced it."""
    before = record(status=Status(overall_status="RECRUITING"))
    after = record(status=Status(overall_status="UNKNOWN", last_known_status="RECRUITING"))
    text = shown(diff(before, after), silent=True)
    assert "without a new update date" in text
    assert "Status set to unknown by the registry" in text


def test_a_retraction_is_always_told() -> None:
    """The library links it, not the sponsor; who reads the trial wants to know."""
    paper = Reference(pmid="1", type="DERIVED", citation="A paper")
    before = record(references=References(references=(paper,)))
    withdrawn = Reference(
        pmid="1", type="DERIVED", citation="A paper", retractions=(Retraction(pmid="2"),)
    )
    assert "retractions" in shown(
        diff(before, record(references=References(references=(withdrawn,))))
    )


# -- a whole run ---------------------------------------------------------------------------------


def outcome(**filled: object) -> Outcome:
    """What a run came to."""
    return Outcome(started_at="2026-03-02T15:00:00Z", **filled)  # type: ignore[arg-type]


def news(one: Outcome) -> str:
    """All that a run tells, as a pipe gets it."""
    return "\n".join(rendered(run.news(one)))


def kept(trial: str, *changes: Change) -> Kept:
    """A new version of a trial."""
    return Kept(trial, f"Title of {trial}", 2, changes)


STATUS = Change("status", "overall_status", "changed", "sponsor", "Status changed", ("status",))
CONTACT = Change("contacts", "phone", "changed", "sponsor", "Phone changed", ("contacts",))
VERIFIED = Change("bookkeeping", "x", "changed", "bookkeeping", "Verified", ("dates",))
LINKED = Change("references", "x", "changed", "registry", "Linked", ("references",))


def test_trials_whose_news_matters_most_come_first() -> None:
    """A new status before a new telephone number."""
    text = news(outcome(kept=[kept("NCT90000001", CONTACT), kept("NCT90000002", STATUS)]))
    assert text.index("NCT90000002") < text.index("NCT90000001")


def test_trials_without_news_are_one_line() -> None:
    """What was only re-verified, and what only the registry changed."""
    one = outcome(kept=[kept("NCT90000001", VERIFIED), kept("NCT90000002", LINKED)])
    assert news(one).splitlines() == [
        "1 trial re-verified or updated, nothing else changed: NCT90000001",
        "1 trial changed by the registry only: NCT90000002",
    ]


def test_many_first_looks_are_cut() -> None:
    """Twenty of them, and where the rest is to be seen."""
    first = [Kept(f"NCT9000{n:04}", "A study", 1, (), first=True) for n in range(58)]
    text = news(outcome(kept=first))
    assert text.startswith("First look at 58 trials")
    assert "and 38 more (tracker list)" in text


def test_misses_are_told_by_reason() -> None:
    """One line a reason, however many trials."""
    reason = "clinicaltrials.gov takes no connections"
    found = [Miss(f"NCT9000000{n}", "unreachable", reason) for n in range(3)]
    found.append(Miss("NCT90000009", "not_json", "the answer for NCT90000009 is HTML"))
    lines = [*rendered(run.misses(outcome(misses=found)))]
    assert lines == [
        f"could not look at NCT90000000, NCT90000001, NCT90000002: {reason}",
        "could not look at NCT90000009: the answer for NCT90000009 is HTML",
    ]


def test_the_closing_line_counts_everything() -> None:
    """Looked at, changed, new, missed; of which data; how many requests."""
    one = outcome(
        due=412,
        looked=412,
        kept=[kept("NCT90000001", STATUS)] * 7,
        misses=[Miss("NCT90000002", "timeout", "too slow")],
        requests=3,
        data_versions={"ctgov": "2026-03-02T09:00:05"},
    )
    assert run.closing(one).text == (
        "Looked at 411 of 412 trials, 7 changed, 1 could not be looked at "
        "(data of 2026-03-02). 3 requests."
    )


def test_the_closing_line_says_that_nothing_was_asked() -> None:
    """Because the registry's data had not moved."""
    one = outcome(
        unmoved=["ctgov"],
        skipped=412,
        requests=1,
        data_versions={"ctgov": "2026-03-02T09:00:05"},
    )
    assert run.closing(one).text == (
        "The registry's data have not moved since 2026-03-02T09:00:05, so nothing was asked of "
        "412 trials; --force looks anyway. 1 request."
    )


@pytest.mark.parametrize("count", [1, 2, 1200])
def test_numbers_of_things_read_well(count: int) -> None:
    """1 trial, 2 trials, 1,200 trials."""
    said = run.closing(outcome(due=count, looked=count)).text
    assert said.startswith(f"Looked at {count:,} of {count:,} trial{'s' * (count > 1)},")
