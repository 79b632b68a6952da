"""Outcomes: hand-checked cases, labelled pairs, times, and what no list of outcomes may break."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import events as bench
from tests.conftest import Lines, Poll
from tests.test_event_properties import real_lives
from tracker.events import find_events, outcomes
from tracker.events.finding import Finder
from tracker.events.glossary import Glossary, tokens
from tracker.events.outcome_change import difference
from tracker.events.outcome_concepts import concepts
from tracker.events.outcome_instruments import ABOUT
from tracker.events.outcome_match import match_outcomes
from tracker.events.outcome_pairs import Matching
from tracker.events.time_frames import read_time, same_time
from tracker.record import Outcome
from tracker.record.sections import Outcomes
from tracker.sources.ctgov import CtgovSource

PAIRS = Path(__file__).parents[1] / "fixtures" / "outcome_pairs"
CASES = list(bench.cases("outcomes"))


def events_of(told: dict[str, Any]) -> list[Any]:
    """The events of the family in a life told in short."""
    return list(find_events(bench.life_of(told), rules=outcomes.RULES))


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


@pytest.mark.parametrize("rule", outcomes.RULES, ids=lambda rule: rule.id)
def test_a_rule_cites_its_source_and_its_example_was_seen(rule: Any) -> None:
    """The docstring names the definition; the example is a headline that a case has shown."""
    assert isinstance(rule.find, Finder)
    assert "D2" in (rule.find.find.__doc__ or "")
    shown = {e.headline for case in CASES for e in events_of(case.told) if e.rule == rule.id}
    assert rule.example in shown


def test_rule_ids_are_those_of_the_contract() -> None:
    """Scripts rely on these names."""
    kinds = "new omitted replaced promoted demoted time_frame_changed time_frame_added"
    kinds += " measurement_changed measurement_added reworded reordered points_to_results"
    assert {rule.id for rule in outcomes.RULES} == {f"outcome_{kind}" for kind in kinds.split()}


# --- labelled pairs and lists -----------------------------------------------------------------


def outcome(row: list[str | None]) -> Outcome:
    """An outcome from measure, time frame and description, as far as given."""
    measure, time_frame, description = [*row, None, None][:3]
    return Outcome(measure=measure, time_frame=time_frame, description=description)


def section(primary: list[Any], secondary: list[Any] | None = None) -> Outcomes:
    """The outcomes of a version."""
    return Outcomes(
        primary_outcomes=tuple(map(outcome, primary)),
        secondary_outcomes=tuple(map(outcome, secondary or [])),
    )


def what_differs(matching: Matching) -> set[str]:
    """The labels that a matching of one outcome with one outcome gets."""
    if not matching.pairs:
        return {"another outcome"}
    pair = matching.pairs[0]
    told = difference(matching.reading(pair.before), matching.reading(pair.after))
    found = {"time": told.time, "measurement": told.measurement}
    return {f"{kind} {how}" for kind, how in found.items() if how} or {"reworded"}


def test_labelled_pairs_are_told_apart_as_a_reader_does() -> None:
    """Per class at least 0.85 of what is said is right, and of what is right is said."""
    counts: Counter[tuple[str, str]] = Counter()
    pairs = json.loads((PAIRS / "pairs.json").read_text(encoding="utf8"))["pairs"]
    for pair in pairs:
        right = set(pair["is"])
        said = what_differs(match_outcomes(section([pair["before"]]), section([pair["after"]])))
        counts.update((label, "right") for label in right & said)
        counts.update((label, "missed") for label in right - said)
        counts.update((label, "invented") for label in said - right)
    for label in ("reworded", "time changed", "measurement added", "another outcome"):
        found, missed, invented = (counts[label, how] for how in ("right", "missed", "invented"))
        assert found / (found + missed) >= 0.85, label
        assert found / (found + invented) >= 0.85, label


def test_fresh_pairs_are_told_exactly_as_labelled_eight_times_in_ten() -> None:
    """Labelled before the rules were run on them, and not put right afterwards."""
    pairs = json.loads((PAIRS / "fresh.json").read_text(encoding="utf8"))["pairs"]
    right = 0
    for pair in pairs:
        matching = match_outcomes(section([pair["before"]]), section([pair["after"]]))
        right += what_differs(matching) == set(pair["is"])
    assert right >= 0.8 * len(pairs)


LISTS = json.loads((PAIRS / "lists.json").read_text(encoding="utf8"))["lists"]


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row["before"]["primary"][0][0])
def test_whole_lists_are_told_as_a_reader_tells_them(row: dict[str, Any]) -> None:
    """All that happens to the primary outcomes, and nothing else."""
    versions = [
        {
            "date": day,
            "set": {
                f"{name}_outcomes": [
                    {"measure": one[0], **({"time_frame": one[1]} if one[1:] else {})}
                    for one in row[when][name]
                ]
                for name in ("primary", "secondary")
            },
        }
        for day, when in (("2024-05-10", "before"), ("2025-02-03", "after"))
    ]
    found = events_of({"today": "2026-03-14", "versions": versions})
    assert sorted(e.rule for e in found if e.facts["outcome"] == "primary") == row["primary"]


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24 months", "2 years"),
        ("2 years", "up to 104 weeks"),
        ("Week 12", "Baseline, Week 12"),
        ("12 weeks", "Day 1 to week 12"),
        ("six months", "6-month"),
        ("4, 8 and 12 weeks", "Weeks 4, 8, 12"),
        ("30 days", "within 30 days (± 3) after surgery"),
        ("through study completion, an average of 1 year", "1 year"),
        ("52 weeks", "1 year (52 weeks)"),
        ("24 h", "1 day"),
    ],
)
def test_times_that_are_the_same(one: str, other: str) -> None:
    """Other units, a baseline, other words: no other time, in either order."""
    assert same_time(read_time(one), read_time(other))
    assert same_time(read_time(other), read_time(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("24 months", "60 months"),
        ("12 weeks", "4, 8 and 12 weeks"),
        ("59 months", "58 months"),
        ("30 days after surgery", "30 days after discharge"),
        ("until discharge", "7 days after surgery"),
        ("cycle 1 day 8", "cycle 1 day 15"),
        ("1 hour", "30 minutes"),
    ],
)
def test_times_that_differ(one: str, other: str) -> None:
    """In one unit numbers are what they are; another event is another time."""
    assert not same_time(read_time(one), read_time(other))
    assert not same_time(read_time(other), read_time(one))


@pytest.mark.parametrize("text", ["", "N/A", "None", "not specified", None])
def test_a_time_frame_may_say_nothing(text: str | None) -> None:
    """A placeholder is no time."""
    assert read_time(text).is_empty


# --- properties -------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        *(
            "Overall survival (OS)",
            "OS",
            "pain",
            "Change in pain",
            "Pain at 12 weeks",
            "HbA1c < 7%",
        ),
        *("12 weeks", "adverse events", "of", "IL-6", "Part A", "≥ 50 %", "(", "Question 2", "a-"),
    ]
)
TEXT = st.one_of(
    st.lists(WORDS, min_size=1, max_size=5).map(" ".join), st.text(min_size=1, max_size=40)
)
ENTRY = st.fixed_dictionaries(
    {}, optional={"measure": TEXT, "time_frame": TEXT, "description": TEXT}
)
LIST = st.lists(ENTRY, max_size=6)


def told_outcomes(primary: list[Any], secondary: list[Any]) -> Outcomes:
    """An outcomes section from dictionaries."""
    return Outcomes(
        primary_outcomes=tuple(Outcome(**entry) for entry in primary),
        secondary_outcomes=tuple(Outcome(**entry) for entry in secondary),
    )


@given(LIST, LIST, LIST, LIST)
@settings(max_examples=60)
def test_each_outcome_has_one_fate(a: list[Any], b: list[Any], c: list[Any], d: list[Any]) -> None:
    """Paired once, part of one split, or gone; and likewise on the other side."""
    before, after = told_outcomes(a, b), told_outcomes(c, d)
    found = match_outcomes(before, after)
    pairs = [pair for pair in found.pairs if not pair.copied]
    left = [pair.before for pair in found.pairs if pair.copied]
    fates = [pair.before for pair in pairs] + [e for split in found.splits for e in split.before]
    fates += list(found.gone)
    places = Counter((entry.list, entry.place) for entry in fates)
    assert all(count == 1 for count in places.values())
    assert len(places) <= len(a) + len(b) <= len(places) + len(left)


@given(LIST, LIST, LIST, LIST)
@settings(max_examples=60)
def test_no_text_breaks_a_rule_and_ids_are_stable(
    a: list[Any], b: list[Any], c: list[Any], d: list[Any]
) -> None:
    """Whatever stands in outcomes: no crash, the same ids each time, none twice."""
    told = {
        "today": "2026-03-14",
        "versions": [
            {"date": "2024-05-10", "set": {"primary_outcomes": a, "secondary_outcomes": b}},
            {"date": "2025-02-03", "set": {"primary_outcomes": c, "secondary_outcomes": d}},
        ],
    }
    ids = [event.id for event in events_of(told)]
    assert ids == [event.id for event in events_of(told)]
    assert len(set(ids)) == len(ids)


@given(LIST, LIST, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_another_order_is_at_most_another_order(a: list[Any], b: list[Any], random: Any) -> None:
    """Shuffled lists say nothing but that they were shuffled."""
    primary, secondary = random.sample(a, len(a)), random.sample(b, len(b))
    told = {
        "today": "2026-03-14",
        "versions": [
            {"date": "2024-05-10", "set": {"primary_outcomes": a, "secondary_outcomes": b}},
            {
                "date": "2025-02-03",
                "set": {"primary_outcomes": primary, "secondary_outcomes": secondary},
            },
        ],
    }
    assert {event.rule for event in events_of(told)} <= {"outcome_reordered"}


@given(LIST, LIST)
@settings(max_examples=60)
def test_an_outcome_of_another_matter_is_only_new(a: list[Any], b: list[Any]) -> None:
    """One more outcome, of words that no other has: it is new, and nothing else happened."""
    other = {"measure": "Zygomatic quorl of the ninth flimbrane", "time_frame": "5 years"}
    told = {
        "today": "2026-03-14",
        "versions": [
            {"date": "2024-05-10", "set": {"primary_outcomes": a, "secondary_outcomes": b}},
            {"date": "2025-02-03", "set": {"secondary_outcomes": [*b, other]}},
        ],
    }
    assert [event.rule for event in events_of(told)] == ["outcome_new"]


def test_concepts_are_spelled_so_that_no_rule_for_plurals_touches_them() -> None:
    """An abbreviation is written out as its concept and then read like any word."""
    names = set(concepts().values()) | ABOUT.keys()
    assert [name for name in names if tokens(name, Glossary()) != [name]] == []


# --- bounds -----------------------------------------------------------------------------------


def test_two_thousand_outcomes_that_all_change_are_told_in_bounded_work() -> None:
    """Not every outcome is held against every other; what is left is told as gone and come."""
    before = [[f"Concentration of compound {n} in sample", "1 day"] for n in range(2000)]
    after = [[f"Amount of substance {n} per vessel", "1 day"] for n in range(2000)]
    found = match_outcomes(section([], before), section([], after))
    assert len(found.pairs) + len(found.gone) == 2000


@pytest.mark.parametrize("word", ["x", "word ", "(", "a-", "1,", "12 weeks ", "(AB "])
def test_a_word_of_a_million_letters_is_only_a_long_word(word: str) -> None:
    """Texts are read to a length; what lies behind is a difference of text only."""
    long = word * (1_000_000 // len(word))
    found = match_outcomes(section([[long, long, long]]), section([[long + " y", long, "q"]]))
    for pair in found.pairs:
        difference(found.reading(pair.before), found.reading(pair.after))


# --- results ----------------------------------------------------------------------------------


def test_no_switch_is_claimed_where_results_came_with_it() -> None:
    """Every event of such a step is marked, and its headline says so."""
    case = next(case for case in CASES if case.name == "results_artefact")
    found = events_of(case.told)
    assert all(event.facts["results_artefact"] for event in found)
    assert all(re.search("brought results", event.headline) for event in found)


# --- real records -----------------------------------------------------------------------------


def test_a_real_record_is_itself(records: Lines[bytes]) -> None:
    """Every outcome of every record finds itself, and nothing is left over."""
    source = CtgovSource()
    for payload in records:
        found = source.read(payload).record.outcomes
        matching = match_outcomes(found, found)
        assert (matching.gone, matching.come, matching.splits) == ((), (), ())
        assert all(pair.before.place == pair.after.place for pair in matching.pairs)


def test_real_days_bring_the_edits_that_were_read_by_hand(polls: Lines[Poll]) -> None:
    """Two trials of 150 edited outcomes in 40 days: an assessor left out, a month less."""
    found = [
        (event.trial, event.rule, event.facts["outcome"], event.facts.get("change"))
        for life in real_lives(polls)
        for event in find_events(life, rules=outcomes.RULES)
    ]
    assert Counter(found) == {
        ("NCT07098338", "outcome_measurement_changed", "primary", "omitted"): 1,
        ("NCT07098338", "outcome_measurement_changed", "secondary", "omitted"): 1,
        ("NCT07227597", "outcome_time_frame_changed", "primary", "changed"): 3,
        ("NCT07227597", "outcome_time_frame_changed", "secondary", None): 1,
    }
