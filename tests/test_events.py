"""Events: hand-checked cases, what every rule promises, and properties over random lives."""

from __future__ import annotations

import datetime as dt
import functools
import json
import pickle
import re
from collections import Counter
from typing import Any

import msgspec
import pytest

from benchmarks import events as bench
from tracker.diff import diff
from tracker.events import (
    FAMILIES,
    RULES,
    Event,
    Rule,
    Snapshot,
    dates,
    enrollment,
    find_events,
    make_life,
    snapshot,
)
from tracker.events.enrolled import Bounds
from tracker.events.finding import Finder
from tracker.events.slips import Grades

CASES = list(bench.cases())


def case_id(case: bench.Case) -> str:
    """A case as the test report names it."""
    return f"{case.family}-{case.name}"


# --- hand-checked cases -----------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_a_case_yields_its_events_and_no_other(case: bench.Case) -> None:
    """All events that were worked out by hand are found, and nothing else of the family is."""
    told = bench.score(case)
    assert (told.missed, told.invented) == ([], [])


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_has_cases_for_and_against(family: str) -> None:
    """At least ten cases a family; some in which a rule must keep silent."""
    told = [case.told for case in CASES if case.family == family]
    assert len(told) >= 10
    assert sum(not one["expect"] or "never" in one for one in told) >= 3


@functools.cache
def told_by_cases() -> tuple[Event, ...]:
    """All events of all cases."""
    return tuple(event for case in CASES for event in find_events(bench.life_of(case.told)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_example_of_a_rule_is_a_headline_that_a_case_has_shown(rule: Rule) -> None:
    """What the documentation gives as an example really came out of the rule."""
    assert rule.example in {event.headline for event in told_by_cases() if event.rule == rule.id}


def test_scores_count_what_is_missed_and_what_is_invented() -> None:
    """The measure itself: one event of two found, and one that should not be there."""
    told = {
        "today": "2026-03-14",
        "record": {"overall_status": "NOT_YET_RECRUITING"},
        "versions": [
            {"date": "2025-01-01"},
            {"date": "2025-02-01", "set": {"overall_status": "RECRUITING"}},
            {"date": "2025-03-01", "set": {"overall_status": "COMPLETED"}},
        ],
        "expect": [{"rule": "status_expected", "date": "2025-02-01"}, {"rule": "status_lapsed"}],
    }
    score = bench.score(bench.Case("status", "made_up", told))
    assert (score.found, len(score.missed), len(score.invented)) == (1, 1, 1)
    assert (score.precision, score.recall) == (0.5, 0.5)


# --- the table of rules -----------------------------------------------------------------------


def test_each_rule_is_listed_once_and_under_its_family() -> None:
    """Ids are unique and begin with the family's name, outcomes and sites in the singular."""
    assert [name for name, times in Counter(rule.id for rule in RULES).items() if times > 1] == []
    assert {rule.family for rule in RULES} <= set(FAMILIES)
    assert all(rule.id.startswith(rule.family.removesuffix("s")) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_says_what_it_finds_on_what_ground_and_what_it_does_not_claim(rule: Rule) -> None:
    """No cell of the documentation is empty, and sentences are sentences."""
    assert rule.source
    assert rule.example
    assert re.fullmatch(r"[A-Z].*\.", rule.finds)
    assert re.fullmatch(r"[A-Z].*\.", rule.not_claimed)
    assert rule.version >= 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_function_of_a_rule_cites_its_definition(rule: Rule) -> None:
    """Who reads the code finds the definition that it follows, or that it is our own."""
    assert isinstance(rule.find, Finder)
    function = getattr(rule.find.find, "func", rule.find.find)
    cited = r"\bD1?\d\b|measured|things? \d|[Oo]urs|[Oo]ur rule"
    assert re.search(cited, function.__doc__ or ""), function.__name__


def test_rules_can_be_sent_to_another_process() -> None:
    """The whole table pickles, and what comes back finds the same."""
    life = bench.life_of(CASES[0].told)
    assert find_events(life, rules=pickle.loads(pickle.dumps(RULES))) == find_events(life)


def test_no_headline_blames_anyone() -> None:
    """Events say what the record says; they do not judge."""
    blame = re.compile(
        r"\b(fail|illegal|fraud|manipulat|conceal|hid(e|den)?\b|suspicio|wrong)", re.I
    )
    found = {event.headline for event in told_by_cases() if blame.search(event.headline)}
    assert found == set()


def test_facts_and_evidence_are_json() -> None:
    """Every event can be stored and sent as it is."""
    for event in told_by_cases():
        assert json.loads(msgspec.json.encode(event))["id"] == event.id


# --- the contract of find_events --------------------------------------------------------------


def named(name: str) -> dict[str, Any]:
    """A case by its name."""
    return next(case.told for case in CASES if case.name == name)


def test_events_come_by_date() -> None:
    """Oldest first; a countdown stands after what has happened."""
    days = [event.date for event in find_events(bench.life_of(named("recedes")))]
    assert days == sorted(days)
    assert len(days) > 3


def test_families_narrow_the_search() -> None:
    """Asked for one family, only its events come."""
    life = bench.life_of(named("withdrawn_to_zero"))
    assert {event.family for event in find_events(life, families=["enrollment"])} == {"enrollment"}
    assert {event.family for event in find_events(life)} > {"enrollment"}


def test_bounds_can_be_chosen() -> None:
    """The same tables with other parameters: grades of slips, what is notable, what recedes."""
    slip = bench.life_of(named("postponed"))
    table = dates.rules(grades=Grades(minor=30, moderate=90, significant=300))
    assert find_events(slip, rules=table)[0].facts["grade"] == "major"
    change = bench.life_of(named("small_change"))
    strict = enrollment.rules(Bounds(notable=0.05))
    assert find_events(change, rules=strict)[0].facts["notable"] is True


def test_an_event_keeps_its_id_for_ever() -> None:
    """Ids written down here once: no clock, no order of a set and no machine leaks into them."""
    ids = {
        event.rule: event.id
        for name in ("begins_to_recruit", "lapsed_silently", "unknown_in_weeks")
        for event in find_events(bench.life_of(named(name)), families=["status"])
    }
    assert ids == {
        "status_expected": "a75c38a9e78718ae9f2a",
        "status_lapsed": "ec5ec9ed512be4efbb9d",
        "status_unknown_countdown": "fe67a15dbf63da8d273b",
    }


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_ids_do_not_hold_the_day_of_looking_the_numbers_or_what_we_saw(case: bench.Case) -> None:
    """Looked at a day later, seen a day later, numbered otherwise: the same ids."""
    life = bench.life_of(case.told)
    later = make_life(
        life.trial,
        [
            msgspec.structs.replace(one, number=one.number + 7, observed_at=f"{day}T12:00:00Z")
            for one in life.snapshots
            for day in [dt.date.fromisoformat(one.observed_at[:10]) + dt.timedelta(days=1)]
        ],
        life.today + dt.timedelta(days=1),
        diff,
        complete=life.complete,
        notices=life.notices,
    )
    assert {e.id for e in find_events(life)} == {e.id for e in find_events(later)}


def test_the_same_event_twice_on_one_day_has_two_ids() -> None:
    """A record that goes back and forth within a day."""
    states = ["RECRUITING", "SUSPENDED", "RECRUITING", "SUSPENDED"]
    versions = [{"date": "2025-03-01", "set": {"overall_status": state}} for state in states]
    found = find_events(bench.life_of({"today": "2026-03-14", "versions": versions}))
    assert len({event.id for event in found}) == len(found)
    assert Counter(event.rule for event in found)["status_stopped_early"] == 2


def test_links_lead_to_the_registrys_own_compare_page() -> None:
    """Where the registry's version numbers are known; its pages count from one."""
    event = find_events(bench.life_of(named("retroactively_prospective")))[-1]
    assert event.evidence[0].link == (
        f"https://clinicaltrials.gov/study/{bench.TRIAL}?tab=history&a=1&b=2"
    )


def test_nothing_is_known_of_nothing() -> None:
    """No versions and no notices: no events."""
    assert find_events(make_life(bench.TRIAL, [], dt.date(2026, 3, 14), diff)) == ()


# --- lives ------------------------------------------------------------------------------------


def version(number: int, date: str, **facts: Any) -> Snapshot:
    """A version of the trial, submitted and seen on one day."""
    record = bench.record_of({"last_update_submitted": date, **facts})
    return snapshot(number, record, f"{date}T08:00:00Z")


def test_versions_are_put_in_order_and_only_neighbours_are_compared() -> None:
    """A step stands between two versions that were seen; one that is missing is no change."""
    life = make_life(
        bench.TRIAL,
        [version(9, "2025-05-01"), version(2, "2025-01-01"), version(5, "2025-03-01")],
        dt.date(2026, 3, 14),
        diff,
    )
    assert [(s.before.number, s.after.number) for s in life.steps] == [(2, 5), (5, 9)]


def test_changes_that_are_known_are_not_compared_again() -> None:
    """The store has them already."""
    versions = [version(1, "2025-01-01"), version(2, "2025-02-01", overall_status="RECRUITING")]

    def refuse(*_: object) -> Any:
        raise AssertionError("compared although known")

    known = diff(versions[0].record, versions[1].record)
    life = make_life(bench.TRIAL, versions, dt.date(2026, 3, 14), refuse, changes={2: known})
    assert life.steps[0].changes == known


def test_versions_of_two_trials_are_refused() -> None:
    """An error of the caller, said as one."""
    with pytest.raises(ValueError, match="NCT99000001 among those of NCT99000002"):
        make_life("NCT99000002", [version(1, "2025-01-01")], dt.date(2026, 3, 14), diff)
    with pytest.raises(ValueError, match="bear one number"):
        make_life(bench.TRIAL, [version(1, "2025-01-01")] * 2, dt.date(2026, 3, 14), diff)
