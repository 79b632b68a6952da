"""Sites: hand-checked cases, the ledger, and what no list of sites may break."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import events as bench
from tests.conftest import Lines, Poll
from tests.test_event_properties import real_lives
from tracker.diff.countries import same_country
from tracker.events import Life, find_events, sites
from tracker.events.finding import Finder
from tracker.events.ledger import ledger
from tracker.record import Site

CASES = list(bench.cases("sites"))


def events_of(life: Life) -> list[Any]:
    """The events of the family in a life."""
    return list(find_events(life, rules=sites.RULES))


def named(name: str) -> Life:
    """The life of a case."""
    return bench.life_of(next(case.told for case in CASES if case.name == name))


# --- hand-checked cases -----------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_yields_its_events_and_no_other(case: bench.Case) -> None:
    """All events that were worked out by hand are found, and nothing else of the family is."""
    told = bench.score(case)
    assert (told.missed, told.invented) == ([], [])


def test_there_are_cases_for_and_against() -> None:
    """At least ten; some in which a rule must keep silent."""
    assert len(CASES) >= 10
    assert sum(not case.told["expect"] or "never" in case.told for case in CASES) >= 5


@pytest.mark.parametrize("rule", sites.RULES, ids=lambda rule: rule.id)
def test_a_rule_cites_its_source_and_its_example_was_seen(rule: Any) -> None:
    """The docstring names the source; the example is a headline that a case has shown."""
    assert isinstance(rule.find, Finder)
    assert "thing 10" in (rule.find.find.__doc__ or "")
    lives = [bench.life_of(case.told) for case in CASES]
    shown = {e.headline for life in lives for e in events_of(life) if e.rule == rule.id}
    assert rule.example in shown


# --- the ledger -------------------------------------------------------------------------------


def test_a_site_is_followed_through_its_names() -> None:
    """A placeholder, then a name, then open: one site with three moments."""
    place = ledger(named("placeholder_gets_its_name")).places[1]
    assert place.names == (
        "Local Institution - 0062, Ulm, Germany",
        "University of Examples, Ulm, Germany",
    )
    assert [moment.what for moment in place.moments] == ["listed", "renamed", "opened"]
    assert place.first("opened") == "2025-09-15"


def test_a_site_that_comes_back_is_the_same_site() -> None:
    """Listed, gone, listed again: one entry of the ledger."""
    book = ledger(named("country_entered_and_back"))
    assert [place.name for place in book.in_country("Germany")] == ["Hospital Gamma, Ulm, Germany"]
    whats = [moment.what for moment in book.in_country("Germany")[0].moments]
    assert whats == ["added", "removed", "returned"]


def test_counts_follow_the_versions() -> None:
    """Listed and open sites, by status and by country, for each version."""
    counts = ledger(named("suspended_and_reopened")).counts
    assert [count.date for count in counts] == ["2024-05-10", "2025-02-03", "2025-09-15"]
    assert [(count.listed, count.open) for count in counts] == [(1, 1), (1, 0), (1, 1)]
    assert counts[1].by_status == {"SUSPENDED": 1}
    assert counts[1].by_country == {"France": 1}


def test_statuses_that_are_no_longer_shown_are_no_closures() -> None:
    """When the trial stops recruiting the registry shows none; the ledger notes the silence."""
    book = ledger(named("trial_stops_recruiting"))
    assert {moment.what for place in book.places for moment in place.moments} == {
        "listed",
        "silent",
    }
    assert all(place.listed and place.last("closed") is None for place in book.places)


def test_a_ledger_is_made_once_a_life() -> None:
    """All rules and reports read the same one."""
    life = named("bulk_edit")
    assert ledger(life) is ledger(life)


def test_a_life_without_versions_has_an_empty_ledger() -> None:
    """Nothing is known of nothing."""
    life = Life("NCT99000001", (), (), named("added").today)
    assert ledger(life).places == ()
    assert [event for rule in sites.RULES for event in rule.find(life)] == []


# --- properties -------------------------------------------------------------------------------

SITE = st.fixed_dictionaries(
    {},
    optional={
        "facility": st.sampled_from(["Research Site", "Hospital Alpha", "Local Institution - 1"]),
        "city": st.sampled_from(["Lyon", "Ulm", "San José"]),
        "zip": st.sampled_from(["1", "2"]),
        "country": st.sampled_from(["France", "Germany", "Turkey", "Türkiye"]),
        "status": st.sampled_from(["RECRUITING", "WITHDRAWN", "NOT_YET_RECRUITING", "COMPLETED"]),
        "latitude": st.sampled_from([1.0, 2.0]),
        "longitude": st.sampled_from([1.0, 2.0]),
    },
)
VERSIONS = st.lists(st.lists(SITE, max_size=6), min_size=1, max_size=5)


def life_with(lists: list[list[dict[str, Any]]]) -> Life:
    """A life whose versions list these sites."""
    days = [f"2024-{month:02d}-01" for month in range(1, 13)]
    versions = [
        {"date": day, "set": {"sites": listed}} for day, listed in zip(days, lists, strict=False)
    ]
    return bench.life_of({"today": "2026-03-14", "versions": versions})


def agrees(life: Life) -> bool:
    """Whether the ledger counts at each version what the version lists."""
    return all(
        (count.by_status, count.by_country)
        == (
            dict(Counter(site.status or "not stated" for site in version.record.sites)),
            dict(Counter(same_country(site.country or "") for site in version.record.sites)),
        )
        for count, version in zip(ledger(life).counts, life.snapshots, strict=True)
    )


@given(VERSIONS)
@settings(max_examples=80)
def test_the_ledger_never_loses_or_invents_a_site(lists: list[list[dict[str, Any]]]) -> None:
    """Whatever is edited: listed, open and countries are those of each version."""
    life = life_with(lists)
    assert agrees(life)
    book = ledger(life)
    assert sum(place.listed for place in book.places) == len(life.snapshots[-1].record.sites)
    assert all(isinstance(place.site, Site) for place in book.places)


@given(VERSIONS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_sites_says_nothing(lists: list[list[dict[str, Any]]], random: Any) -> None:
    """Shuffled lists tell the same events, under the same ids."""
    shuffled = [random.sample(listed, len(listed)) for listed in lists]
    one, other = events_of(life_with(lists)), events_of(life_with(shuffled))
    assert sorted(event.id for event in one) == sorted(event.id for event in other)


@given(VERSIONS)
@settings(max_examples=60)
def test_one_event_a_kind_and_version(lists: list[list[dict[str, Any]]]) -> None:
    """However many sites an edit touches, and however they are called."""
    found = events_of(life_with(lists))
    told = Counter((e.rule, e.versions, e.facts.get("returned")) for e in found)
    assert set(told.values()) <= {1}
    assert len({event.id for event in found}) == len(found)


# --- real records -----------------------------------------------------------------------------


def test_the_ledger_of_real_trials_agrees_with_each_version(polls: Lines[Poll]) -> None:
    """150 trials, some with hundreds of sites that share one name."""
    lives = real_lives(polls)
    assert all(agrees(life) for life in lives)
    told = Counter(event.rule for life in lives for event in events_of(life))
    assert told["site_country_left"] == 1
    # Of the other trial that begins to show sites as recruiting it is not known that they did not.
    assert told["site_first_opened"] == 1
