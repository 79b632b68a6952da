"""Eligibility: hand-checked cases, criteria as items, numbers that move, and random text."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import events as bench
from tests.conftest import Lines
from tracker.events import eligibility, find_events
from tracker.events.criteria import Side, split
from tracker.events.criteria_match import match_criteria
from tracker.events.criteria_moves import moved
from tracker.events.finding import Finder
from tracker.sources.ctgov import CtgovSource

CASES = list(bench.cases("eligibility"))


def events_of(told: dict[str, Any]) -> list[Any]:
    """The events of the family in a life told in short."""
    return list(find_events(bench.life_of(told), rules=eligibility.RULES))


def between(before: str, after: str) -> list[Any]:
    """The events between two criteria texts."""
    texts = (("2024-05-10", before), ("2025-02-03", after))
    versions = [{"date": day, "set": {"eligibility_criteria": text}} for day, text in texts]
    return events_of({"today": "2026-03-14", "versions": versions})


# --- hand-checked cases -----------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_yields_its_events_and_no_other(case: bench.Case) -> None:
    """All events that were worked out by hand are found, and nothing else of the family is."""
    told = bench.score(case)
    assert (told.missed, told.invented) == ([], [])


def test_there_are_cases_for_and_against() -> None:
    """At least ten; some in which a rule must keep silent."""
    assert len(CASES) >= 10
    assert sum(not case.told["expect"] or "never" in case.told for case in CASES) >= 4


@pytest.mark.parametrize("rule", eligibility.RULES, ids=lambda rule: rule.id)
def test_a_rule_cites_its_source_and_its_example_was_seen(rule: Any) -> None:
    """The docstring names the source, or says that it is ours; a case has shown the example."""
    assert isinstance(rule.find, Finder)
    cited = rule.find.find.__doc__ or ""
    assert "thing 11" in cited or "ours" in cited
    shown = {e.headline for case in CASES for e in events_of(case.told) if e.rule == rule.id}
    assert rule.example in shown


# --- criteria as items ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Inclusion Criteria:\n- A\n- B\nExclusion Criteria:\n- C", "iie"),
        ("KEY INCLUSION CRITERIA\n1. A\nKEY EXCLUSION CRITERIA\n1. C", "ie"),
        ("- Inclusion:\n- A\n- Exclusion:\n- C", "ie"),
        ("Inclusion criteria: Adults only\nExclusion criteria: None", "ie"),
        ("Inclusion Criteria (Part A):\n- A\nExclusion Criteria for all parts:\n- C", "ie"),
        ("Criteria for inclusion in the control group:\n- A\nNon-inclusion criteria:\n- C", "ie"),
        ("Subjects must meet all of the following criteria to be eligible:\n- A", "i"),
        ("Inclusion\n- A\nPatients will be excluded if any of the following apply:\n- C", "ie"),
        ("1. Inclusion Criteria\n- A\n2. Exclusion Criteria\n- C", "ie"),
        ("Exclusion Citeria:\n- C", "e"),
        ("- A\n- B", "uu"),
        ("", ""),
    ],
)
def test_headings_in_many_spellings_sort_the_items(text: str, sides: str) -> None:
    """Inclusion, exclusion, or unsorted where nobody says."""
    assert "".join(item.side[0] for item in split(text)) == sides


@pytest.mark.parametrize(
    "line",
    [
        "Patient in an exclusion period of another study",
        "Other protocol-defined inclusion/exclusion criteria may apply",
        "Not fulfilling the inclusion criteria",
        "Participation in another study within 3 months prior to inclusion",
        "Aged 18 to 60 years, inclusive",
    ],
)
def test_items_that_speak_of_criteria_are_no_headings(line: str) -> None:
    """They stay on the side on which they stand."""
    items = split(f"Exclusion Criteria:\n- {line}\n- Pregnancy")
    assert [item.side for item in items] == ["exclusion", "exclusion"]
    assert items[0].text == line


def test_markers_and_what_strings_items_together_are_no_part_of_them() -> None:
    """Bullets, numbers, "; and"."""
    text = "Inclusion Criteria:\n- 1) Adults; and\n- (2) Consent, or\n3. Height above 150 cm"
    assert [item.text for item in split(text)] == ["Adults", "Consent", "Height above 150 cm"]


def test_numbered_items_on_one_line_are_several() -> None:
    """As some records have them."""
    line = "Inclusion Criteria: 1. Adults of any age 2. Written informed consent 3. Height known"
    assert len(split(line)) == 3


def test_a_group_is_told_by_its_heading() -> None:
    """Whom a list concerns, where there are several."""
    text = "Inclusion Criteria for Cohort A:\n- X\nInclusion Criteria (cohort B):\n- Y"
    assert [item.group for item in split(text)] == ["cohort a", "cohort b"]


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "before", "after", "direction"),
    [
        ("inclusion", "Age 18 to 75 years", "Age 18 to 80 years", "looser"),
        ("inclusion", "Age ≥ 18 years", "Age ≥ 21 years", "tighter"),
        ("inclusion", "18 years or older", "16 years or older", "looser"),
        ("inclusion", "Age between 18 and 65", "Age between 18 and 70", "looser"),
        ("inclusion", "Age 18-75", "Age ≥ 18", "looser"),
        ("inclusion", "Age ≥ 18 years", "Age 18 to 75 years", "tighter"),
        ("inclusion", "Age > 18", "Age >= 18", "looser"),
        ("inclusion", "ECOG 0, 1 or 2", "ECOG 0 or 1", "tighter"),
        ("exclusion", "NYHA class III-IV", "NYHA class II-IV", "tighter"),
        ("inclusion", "ANC >= 1.5 x 10^9/L", "ANC >= 1.0 x 10^9/L", "looser"),
        ("inclusion", "Platelets ≥ 100,000/mm3", "Platelets ≥ 75,000/mm3", "looser"),
        ("inclusion", "Haemoglobin ≥ 9 g/dL", "Hemoglobin of at least 10 g/dL", "tighter"),
        ("exclusion", "Creatinine > 2 mg/dL", "Creatinine > 1.5 mg/dL", "tighter"),
        ("exclusion", "eGFR below 30", "eGFR below 45", "tighter"),
        ("exclusion", "Stroke within 3 months", "Stroke within 6 months", "tighter"),
        (
            "exclusion",
            "Less than 4 weeks since surgery",
            "Less than 2 weeks since surgery",
            "looser",
        ),
        ("inclusion", "At least 4 weeks since surgery", "At least 2 weeks since surgery", "looser"),
        ("inclusion", "No stroke within 6 months", "No stroke within 12 months", "tighter"),
        ("inclusion", "not more than 2 prior lines", "not more than 3 prior lines", "looser"),
        ("inclusion", "Two or more prior lines", "Three or more prior lines", "tighter"),
        ("inclusion", "HbA1c >7% and <10%", "HbA1c >7.5% and <11%", "mixed"),
        ("inclusion", "Creatinine 1.5 x ULN", "Creatinine 2.0 x ULN", "unknown"),
        ("inclusion", "Age ≥ 18", "Age ≤ 18", "unknown"),
        ("exclusion", "ALT > 2 x ULN unless mild", "ALT > 3 x ULN unless mild", "unknown"),
        ("unsorted", "Age ≥ 18", "Age ≥ 21", "unknown"),
    ],
)
def test_a_number_moves_in_a_direction(side: Side, before: str, after: str, direction: str) -> None:
    """By its comparator, its side and what negates it; otherwise unknown."""
    move = moved(before, after, side)
    assert move is not None
    assert move.direction == direction


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Infection within 6 months", "Infection within 26 weeks"),
        ("At least 18 years of age", "≥ 18 years of age"),
        ("Negative test", "Negative COVID-19 test"),
        ("Pregnancy", "Pregnancy or lactation"),
    ],
)
def test_a_number_that_did_not_move_has_no_direction(before: str, after: str) -> None:
    """Other units and other signs for the same; a number in a name."""
    assert moved(before, after, "exclusion") is None


# --- properties -------------------------------------------------------------------------------

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("Inclusion Criteria:", "Exclusion Criteria:", "- Age ≥ 18", "- Age ≤ 75 years"),
                *("1. No stroke within 3 months", "- ECOG 0-1", "- Adults; and", "(", "- 1)"),
            ]
        ),
        st.text(max_size=30),
    ),
    max_size=8,
)


@given(LINES, LINES)
@settings(max_examples=80)
def test_no_text_breaks_a_rule_and_ids_are_stable(before: list[str], after: list[str]) -> None:
    """Whatever stands in criteria: no crash, the same ids each time, none twice."""
    ids = [event.id for event in between("\n".join(before), "\n".join(after))]
    assert ids == [event.id for event in between("\n".join(before), "\n".join(after))]
    assert len(set(ids)) == len(ids)


@given(LINES, LINES)
@settings(max_examples=60)
def test_each_criterion_has_one_fate(before: list[str], after: list[str]) -> None:
    """Paired once or gone, paired once or come."""
    old, new = split("\n".join(before)), split("\n".join(after))
    found = match_criteria(old, new)
    fates = [pair.before for pair in found.pairs] + list(found.gone)
    assert Counter(item.place for item in fates) == Counter(item.place for item in old)
    fates = [pair.after for pair in found.pairs] + list(found.come)
    assert Counter(item.place for item in fates) == Counter(item.place for item in new)


@given(
    st.lists(st.sampled_from(["Adults", "Age ≥ 18", "Consent", "No stroke"]), min_size=1),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40)
def test_another_order_is_only_another_order(items: list[str], random: Any) -> None:
    """Shuffled items, and numbers for bullets."""
    shuffled = random.sample(items, len(items))
    before = "Inclusion Criteria:\n" + "\n".join(f"- {item}" for item in items)
    after = "INCLUSION\n" + "\n".join(f"{n}. {item}" for n, item in enumerate(shuffled, 1))
    assert [event.rule for event in between(before, after)] == ["eligibility_restructured"]


@pytest.mark.parametrize("word", ["x", "1 ", "- a\n", "≥ 5 ", "(", "Inclusion Criteria: a\n"])
def test_a_million_letters_are_read_to_a_bound(word: str) -> None:
    """Long texts and thousands of items end."""
    long = word * (1_000_000 // len(word))
    between(f"Inclusion Criteria:\n{long}", f"Inclusion Criteria:\n{long} more 7")


# --- real records -----------------------------------------------------------------------------


def test_nearly_all_real_criteria_have_their_two_sides(records: Lines[bytes]) -> None:
    """Of 924 records at least 95 of 100 are sorted into inclusion and exclusion."""
    source, sorted_ = CtgovSource(), 0
    for payload in records:
        items = split(source.read(payload).record.eligibility.eligibility_criteria)
        matching = match_criteria(items, items)
        assert (matching.gone, matching.come) == ((), ())
        sorted_ += {"inclusion", "exclusion"} <= {item.side for item in items}
    assert sorted_ >= 878
