"""Trial pages: one text in any mark-up is one record; what is no trial page is said to be none."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import page_markups
from tracker.canonical import content_hash
from tracker.errors import ConfigError, ReadError, UsageError
from tracker.record import Record
from tracker.sources.base import Drift, Reading, Search, Source
from tracker.sources.ctgov import CtgovSource
from tracker.sources.page import PageSource, must_be_about

ROOT = Path(__file__).parents[1]
CASES = ROOT / "fixtures" / "page"
SEED = ROOT.parent / "shared" / "seed" / "NCT06931145.txt"
SOURCE = PageSource("https://trials.example/{id}")

ONE = (CASES / "one-arm-text" / "input.txt").read_text(encoding="utf8")
TWO = (CASES / "two-ways-text" / "input.txt").read_text(encoding="utf8")
VARIANTS = [
    f"{markup}-{manner}" for markup in page_markups.MARKUPS for manner in page_markups.MANNERS
]


def read(page: str | bytes) -> Reading:
    return SOURCE.read(page.encode() if isinstance(page, str) else page)


def record(page: str | bytes) -> Record:
    return read(page).record


def text_of(part: Any) -> str:
    return msgspec.json.encode(part).decode()


def head(*sections: str) -> str:
    """The text of a page with these sections."""
    return "\n\n".join(("A Synthetic Trial", "NCT ID: NCT00000001", *sections))


def variant(text: str, name: str) -> str:
    markup, manner = name.split("-")
    return page_markups.MANNERS[manner](page_markups.page(text, markup))


@pytest.fixture(scope="session")
def seed() -> str:
    """The text of the page with which the project began; never part of the repository."""
    if not SEED.is_file():
        pytest.skip("the seed page is not here: shared/seed is not beside the repository")
    return SEED.read_text(encoding="utf8")


# --- fixtures ---------------------------------------------------------------------------------


def cases() -> list[Path]:
    return [folder for folder in sorted(CASES.iterdir()) if folder.is_dir()]


@pytest.mark.parametrize("case", cases(), ids=lambda folder: folder.name)
def test_a_page_is_read_as_expected(case: Path) -> None:
    """What came in gives what should come out, for every folder under fixtures/page."""
    (page,) = case.glob("input.*")
    reading = read(page.read_bytes())
    found = {"trial": reading.trial, "record": reading.record, "drift": reading.drift}
    expected = case / "expected.json"
    if not expected.exists():
        expected.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
        pytest.fail(f"{expected} was missing and is written now: look at it, then keep it")
    assert json.loads(msgspec.json.encode(found)) == json.loads(expected.read_text("utf8"))


@pytest.mark.parametrize("family", ["one-arm", "two-ways"])
def test_fixtures_of_one_text_expect_one_record(family: str) -> None:
    """The mark-ups of a text differ, what is expected of them does not."""
    expected = {path.read_text("utf8") for path in CASES.glob(f"{family}-*/expected.json")}
    assert len(expected) == 1


# --- one text, many mark-ups ------------------------------------------------------------------


@pytest.mark.parametrize("name", VARIANTS)
def test_the_seed_gives_one_record_in_every_markup(seed: str, name: str) -> None:
    """Headings, lists, tables, boxes: minified, cluttered, wrapped, in capitals, unescaped."""
    assert read(variant(seed, name)) == read(seed)


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("text", [ONE, TWO], ids=["one", "two"])
def test_a_synthetic_page_gives_one_record_in_every_markup(text: str, name: str) -> None:
    """The same of pages with several arms, sites and contacts, without the seed."""
    assert read(variant(text, name)) == read(text)


@pytest.mark.parametrize("name", ["preformatted", "kept", "broken", "raw"])
def test_raw_text_in_markup_gives_the_same_record(name: str) -> None:
    """Text that is put into a page as it is, in one element or one a paragraph."""
    for text in (ONE, TWO):
        assert read(dict(page_markups.whole(text))[name]) == read(text)


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_plain_text_of_other_systems_gives_the_same_record(newline: str) -> None:
    """Line ends do not matter."""
    assert read(ONE.replace("\n", newline)) == read(ONE)


def test_blank_lines_do_not_matter() -> None:
    """A text copied from a browser has fewer of them."""
    dense = "\n".join(line for line in ONE.splitlines() if line)
    assert read(dense) == read(ONE)


@given(st.data())
@settings(max_examples=40)
def test_boxes_around_any_block_change_nothing(data: st.DataObject) -> None:
    """Extra divs, sections and spans around blocks are not visible."""
    blocks = [page_markups.headings(block) for block in page_markups.blocks(ONE)]
    wraps = ["{}", "<div>{}</div>", "<div><div>{}</div></div>", "<section><div>{}</div></section>"]
    chosen = data.draw(st.lists(st.sampled_from(wraps), min_size=len(blocks), max_size=len(blocks)))
    html = "".join(wrap.format(block) for wrap, block in zip(chosen, blocks, strict=True))
    assert read(page_markups.AROUND % html) == read(ONE)


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_blocks_may_each_have_another_markup(chance: int) -> None:
    """A page need not be of one piece."""
    choose = random.Random(chance)
    styles = [page_markups.headings, page_markups.paragraphs, page_markups.boxes]
    html = "\n".join(choose.choice(styles)(block) for block in page_markups.blocks(TWO))
    assert read(page_markups.AROUND % html) == read(TWO)


# --- the facts of the seed --------------------------------------------------------------------

ARM = "Benmelstobart in combination with anlotinib and chemotherapy"
FACTS: dict[str, Any] = {
    "identification.id": "NCT06931145",
    "identification.brief_title": (
        "Benmelstobart, Anlotinib and Chemotherapy as First-line Treatment"
        " for Extensive-stage Small-cell Lung Cancer"
    ),
    "identification.official_title": None,
    "identification.org_study_id": "K7820",
    "identification.org_study_id_type": None,
    "identification.secondary_ids": (),
    "dates.last_update_posted": "2025-04-23",
    "dates.start_date": "2025-04-15",
    "dates.completion_date": "2027-12-31",
    "dates.start_date_type": None,
    "status.overall_status": "NOT_YET_RECRUITING",
    "design.phases": ("PHASE4",),
    "design.study_type": "INTERVENTIONAL",
    "design.allocation": "NA",
    "design.intervention_model": "SINGLE_GROUP",
    "design.primary_purpose": "TREATMENT",
    "design.masking": "NONE",
    "enrollment.enrollment_count": 50,
    "enrollment.enrollment_type": None,
    "conditions.conditions": ("Extensive-stage Small Cell Lung Cancer",),
    "description.detailed_description": None,
    "eligibility.minimum_age": "18 Years",
    "eligibility.maximum_age": "75 Years",
    "eligibility.sex": "ALL",
    "eligibility.healthy_volunteers": False,
    "sponsors.lead_sponsor": "Peking Union Medical College Hospital",
    "sponsors.lead_sponsor_class": "OTHER",
    "sponsors.responsible_party_type": "PRINCIPAL_INVESTIGATOR",
    "sponsors.responsible_party_name": "Wang mengzhao",
    "sponsors.responsible_party_title": "chief physician",
    "sponsors.responsible_party_affiliation": None,
    "has_results": False,
    "contacts": (),
    "other": None,
}


def at(part: Any, place: str) -> Any:
    for name in place.split("."):
        part = getattr(part, name)
    return part


@pytest.mark.parametrize("place", FACTS)
def test_each_fact_of_the_seed_is_read(seed: str, place: str) -> None:
    """One fact a test, so that a failure names it."""
    assert at(record(seed), place) == FACTS[place]


def test_the_seed_has_no_drift(seed: str) -> None:
    """All that it shows is known."""
    assert read(seed).drift == ()


def test_the_seeds_summary_is_its_own(seed: str) -> None:
    """The explanation above it is gone, the summary is whole."""
    summary = record(seed).description.brief_summary
    assert summary is not None
    assert summary.startswith("The goal of this clinical trial is to evaluate the efficacy")
    assert summary.endswith("extensive-stage small cell lung cancer.")


def test_the_seeds_collaborator_is_read(seed: str) -> None:
    """The collaborator stands above the lead sponsor; a full stop ends its name."""
    (collaborator,) = record(seed).sponsors.collaborators
    assert collaborator.name == "Chia Tai Tianqing Pharmaceutical Group Co., Ltd."
    assert collaborator.agency_class == "INDUSTRY"


def test_the_seeds_arm_is_read(seed: str) -> None:
    """Its label, its type, its description, and not what is given in it."""
    (arm,) = record(seed).arms
    assert (arm.label, arm.type, arm.other) == (ARM, "EXPERIMENTAL", None)
    assert arm.description is not None
    assert arm.description.startswith("Patients who met the enrollment criteria")
    assert arm.description.endswith("deemed unsuitable by the investigator.")


def test_the_seeds_interventions_are_read(seed: str) -> None:
    """Four of them, each with its type, its description and the arm under which it stands."""
    found = record(seed).interventions
    assert [one.name for one in found] == [
        "Benmelstobart",
        "Anlotinib",
        "Carboplatin or cisplatin",
        "Etoposide",
    ]
    assert {one.type for one in found} == {"DRUG"}
    assert {one.arm_group_labels for one in found} == {(ARM,)}
    descriptions = [one.description or "" for one in found]
    assert [text.count("\n") for text in descriptions] == [0, 1, 0, 0]
    assert descriptions[1].split("\n")[1].startswith("During the course of the study")
    assert descriptions[3] == "Etoposide injection, 100mg/m2 on days 1, 2 and 3, IV."


def test_the_seeds_criteria_are_the_registrys_text(seed: str) -> None:
    """As the API's text comes out: headings with a colon, items with their numbers, no escapes."""
    lines = (record(seed).eligibility.eligibility_criteria or "").split("\n")
    assert lines[0] == "Inclusion Criteria:"
    assert lines[1].startswith("- 1. Patients with pathologically confirmed")
    assert lines[7].startswith("a) Hematology (no transfusion")
    assert lines[8].startswith("b) Renal: i. Creatinine clearance* (CrCl) calculated ≥ 50 mL/min")
    assert "Protein < 2+ or 24 hour" in lines[8]
    assert lines[12].startswith("- 7, Subjects voluntarily enrolled")
    assert lines[13] == "Exclusion Criteria:"
    assert lines[14].startswith("- 1, Patients with symptomatic brain metastases.")
    assert lines[23].startswith("- 10. Increased risk associated with participation")
    assert len(lines) == 24


def test_the_seeds_site_is_read_with_its_contact(seed: str) -> None:
    """Its status is shown without a value, so it has none."""
    (site,) = record(seed).sites
    assert site.facility == "Peking Union Medical College Hospital"
    assert (site.city, site.state, site.country) == ("Beijing", "Beijing Municipality", "China")
    assert site.status is None
    (contact,) = site.contacts
    assert (contact.name, contact.role, contact.phone) == (
        "Minjiang Chen",
        "primary",
        "+8601069155154",
    )


def explanations(text: str) -> list[str]:
    """The line under each heading."""
    lines = [line for line in text.splitlines() if line]
    return [
        lines[at + 1]
        for at, line in enumerate(lines)
        if line in page_markups.SECTIONS and line != "Study Results"
    ]


@pytest.mark.parametrize("name", ["text", *(f"{markup}-str" for markup in page_markups.MARKUPS)])
def test_no_explanation_is_in_the_record(seed: str, name: str) -> None:
    """Not of the seed and not of pages that word theirs otherwise."""
    for text in (seed, ONE, TWO):
        page = text if name == "text" else variant(text, name)
        found = text_of(record(page))
        assert [line for line in explanations(text) if line in found] == []
        assert "Check back later" not in found


WORDINGS = (
    "Who does what here and why it is done this way",
    "What is this about?",
    "The part of the record that the sponsor fills in by hand.",
    "Here you find more about it.",
    "This section holds, in the words of the sponsor, what is published about its subject.",
    "Below are the facts. They come from the sponsor.",
)


@pytest.mark.parametrize("words", WORDINGS)
@pytest.mark.parametrize("markup", ["text", *page_markups.MARKUPS])
def test_explanations_may_be_worded_anew(words: str, markup: str) -> None:
    """They are known by their place and form, not by heart."""
    page = ONE
    for line in explanations(ONE):
        page = page.replace(line, words)
    shown = page if markup == "text" else page_markups.page(page, markup)
    assert record(shown) == record(ONE)


@pytest.mark.parametrize("text", [ONE, TWO], ids=["one", "two"])
def test_explanations_may_be_left_out(text: str) -> None:
    """Then the first sentence of a section is its own, and an empty section stays empty."""
    page = text
    for line in explanations(text):
        page = page.replace(f"{line}\n\n", "")
    assert page != text
    for shown in (page, *(page_markups.page(page, markup) for markup in page_markups.MARKUPS)):
        assert record(shown) == record(text)


SHOWN = {
    "Study Results": ("has_results",),
    "Basic Information": ("status", "dates", "enrollment", "design"),
    "Brief Summary": ("description",),
    "Conditions": ("conditions",),
    "Study Design": ("design",),
    "Study Groups": ("arms", "interventions"),
    "Interventions": ("interventions",),
    "Eligibility Criteria": ("eligibility",),
    "Sponsors": ("sponsors",),
    "Responsible Party": ("sponsors",),
    "Locations": ("sites", "other"),
    "Countries": (),
    "Facility Contacts": ("sites",),
    "Other Identifiers": ("identification",),
    "More Related Trials": (),
}


@pytest.mark.parametrize("left_out", SHOWN)
def test_a_section_can_be_missing(left_out: str) -> None:
    """All sections are optional, and none reads what stands under another."""
    lines = [line for line in ONE.splitlines() if line]
    start = lines.index(left_out)
    below = (at for at in range(start + 1, len(lines)) if lines[at] in page_markups.SECTIONS)
    page = "\n\n".join(lines[:start] + lines[next(below, len(lines)) :])
    found, full = record(page), record(ONE)
    differing = [
        name for name in full.__struct_fields__ if getattr(found, name) != getattr(full, name)
    ]
    assert set(differing) <= set(SHOWN[left_out])
    assert record(page_markups.page(page, "boxes")) == found


# --- the registry's own text ------------------------------------------------------------------

COMPARED = (
    "identification.brief_title|status.overall_status|design.phases|design.study_type"
    "|enrollment.enrollment_count|dates.start_date|dates.completion_date|description.brief_summary"
    "|description.detailed_description|conditions.conditions|conditions.keywords|arms|interventions"
    "|outcomes.primary_outcomes|outcomes.secondary_outcomes|eligibility.eligibility_criteria"
    "|eligibility.minimum_age|eligibility.maximum_age|eligibility.sex|sponsors.lead_sponsor"
    "|eligibility.healthy_volunteers|sponsors.collaborators|sites"
)


def comparable(full: Record, place: str) -> Any:
    """What the page can show of a place of the record, without the order of lists."""
    value = at(full, place)
    if place == "sites":
        value = [(s.facility, s.status, s.city, s.state, s.country) for s in value]
    if place == "interventions":
        value = [(i.name, i.type, i.description, sorted(i.arm_group_labels)) for i in value]
    return sorted(map(repr, value)) if isinstance(value, list | tuple) else value


def test_pages_made_from_real_records_give_what_the_api_gives(records: Any) -> None:
    """Every tenth real record as a page: 99 of 100 places are as the API has them.

    What differs cannot be told from a page: two interventions of one name and description, the
    state of a place without one, a dash before a name.
    """
    api, same, differing = CtgovSource(), 0, []
    for number, payload in enumerate(records):
        if number % 10:
            continue
        want = api.read(payload).record
        found = record(page_markups.page_text(json.loads(payload)))
        for place in COMPARED.split("|"):
            if comparable(want, place) == comparable(found, place):
                same += 1
            else:
                differing.append((want.identification.id, place))
    assert len(differing) * 100 <= same, differing


# --- variants of a page -----------------------------------------------------------------------


@pytest.mark.parametrize("line", ["Group Type EXPERIMENTAL", "Group Type: EXPERIMENTAL"])
def test_a_label_and_its_value_can_stand_on_one_line(line: str) -> None:
    """With a colon or with nothing between them."""
    (arm,) = record(head("Study Groups", "Arm A", line)).arms
    assert (arm.label, arm.type) == ("Arm A", "EXPERIMENTAL")


def test_a_label_and_its_value_can_stand_on_two_lines() -> None:
    """The value is the line below."""
    (arm,) = record(head("Study Groups", "Arm A", "Group Type", "EXPERIMENTAL")).arms
    assert (arm.label, arm.type) == ("Arm A", "EXPERIMENTAL")


def test_words_for_people_come_to_the_registrys_words() -> None:
    """Another page may write "Not yet recruiting" and "Phase 2/Phase 3"."""
    page = head(
        "Basic Information",
        *("Status: Active, not recruiting", "Phase: Phase 2/Phase 3", "Start Date: April 3, 2025"),
        *("Enrollment: 1,200 (Actual)", "Masking: Double (Participant, Outcomes Assessor)"),
    )
    found = record(page)
    assert found.status.overall_status == "ACTIVE_NOT_RECRUITING"
    assert found.design.phases == ("PHASE2", "PHASE3")
    assert found.dates.start_date == "2025-04-03"
    assert (found.enrollment.enrollment_count, found.enrollment.enrollment_type) == (1200, "ACTUAL")
    assert found.design.masking == "DOUBLE"
    assert found.design.who_masked == ("PARTICIPANT", "OUTCOMES_ASSESSOR")


def test_an_intervention_without_its_type_takes_it_from_the_arm() -> None:
    """The last label of the list is missing."""
    last = ONE.rindex("Intervention Type DRUG")
    assert record(ONE[:last] + ONE[ONE.index("Eligibility Criteria") :]) == record(ONE)


def test_interventions_that_only_an_arm_shows_are_read() -> None:
    """A page without the list of all interventions."""
    begin, end = ONE.index("Interventions\n"), ONE.index("Eligibility Criteria")
    assert record(ONE[:begin] + ONE[end:]).interventions == record(ONE).interventions


def test_two_interventions_of_one_name_stay_apart() -> None:
    """A placebo for each of two medicines: their descriptions say which is which."""
    groups = ["Arm A", "Group Type OTHER", "Placebo", "Intervention Type DRUG", "a tablet"]
    groups += ["Arm B", "Group Type OTHER", "Placebo", "Intervention Type DRUG", "a syrup"]
    given = ["Placebo", "a tablet", "Intervention Type DRUG"]
    given += ["Placebo", "a syrup", "Intervention Type DRUG"]
    found = record(head("Study Groups", *groups, "Interventions", *given)).interventions
    assert [(one.description, one.arm_group_labels) for one in found] == [
        ("a tablet", ("Arm A",)),
        ("a syrup", ("Arm B",)),
    ]


def test_what_an_arm_says_otherwise_is_kept_with_the_arm() -> None:
    """The list of interventions stands; the arm's own words are not lost."""
    groups = ["Arm A", "Group Type OTHER", "Drug", "Intervention Type DRUG", "twice a day"]
    reading = read(head("Study Groups", *groups, "Interventions", "Drug", "once", "Type: DRUG"))
    assert reading.record.interventions[0].description == "once"
    assert reading.record.arms[0].other == {"Drug": "twice a day"}
    assert [drift.path for drift in reading.drift] == ["Study Groups.Drug"]


def test_an_arm_can_bear_the_name_of_a_section() -> None:
    """What stands above a group type is an arm, even "Interventions"."""
    page = head("Study Groups", "Interventions", "Group Type EXPERIMENTAL", "Locations", "X")
    assert [arm.label for arm in record(page).arms] == ["Interventions"]


def test_a_role_is_no_heading() -> None:
    """The words "Principal Investigator" head a section, and are a role and a title."""
    page = head(
        *("Responsible Party", "Jane Roe", "Principal Investigator"),
        *("Responsibility Role", "PRINCIPAL_INVESTIGATOR", "Principal Investigators"),
        *("John Doe", "Role:", "Principal Investigator", "University of Northtown"),
    )
    found = record(page)
    assert found.sponsors.responsible_party_title == "Principal Investigator"
    assert found.sponsors.responsible_party_type == "PRINCIPAL_INVESTIGATOR"
    (official,) = found.officials
    assert official.name == "John Doe"
    assert official.role == "PRINCIPAL_INVESTIGATOR"
    assert official.affiliation == "University of Northtown"


def test_headings_inside_a_description_stay_in_it() -> None:
    """Sponsors write "Study Design" and "Eligibility" in running text, too."""
    text = ["Study Design", "A study in two parts.", "Eligibility:", "Inclusion criteria:", "* old"]
    page = ONE.replace(
        "Read the same at length, with the background.\n",
        "Read the same at length, with the background.\n\n" + "\n\n".join(text) + "\n",
    )
    described = record(page).description.detailed_description
    assert described == (
        "Study Design\nA study in two parts.\nEligibility:\nInclusion criteria:\n- old"
    )
    assert record(page).design == record(ONE).design
    assert record(page).eligibility == record(ONE).eligibility


def test_names_of_sections_in_a_menu_are_no_sections() -> None:
    """Neither above the trial nor as links to places in the page."""
    links = "".join(f"<li><a href='#x'>{name}</a></li>" for name in ("Locations",) * 3)
    page = page_markups.page(ONE, "boxes")
    menus = page.replace("<main>", f"<div>Keywords</div><div>Locations</div><main><ul>{links}</ul>")
    assert record(menus) == record(ONE)


def test_the_cards_of_other_trials_are_not_read() -> None:
    """A card has a title, an id, and labels of its own."""
    card = "\n\nAnother Trial\n\nNCT ID: NCT00000002\n\nKeywords\n\nsomething else\n"
    assert record(ONE + card) == record(ONE)


def test_a_site_that_names_its_country_is_not_a_place() -> None:
    """The first of two lines that end in a country is the facility."""
    places = ("Locations", "Clinic, China", "Beijing, China", "Site Status", "Countries", "China")
    (site,) = record(head(*places)).sites
    assert (site.facility, site.city, site.country) == ("Clinic, China", "Beijing", "China")


def test_contacts_go_to_the_facility_that_is_named_above_them() -> None:
    """Where a page groups them."""
    page = head(
        *("Locations", "Clinic A", "Lyon, France", "Clinic B", "Paris, France"),
        *("Facility Contacts", "Clinic B", "Ann Example", "Role: primary", "b@example.org"),
    )
    first, second = record(page).sites
    assert first.contacts == ()
    assert [contact.email for contact in second.contacts] == ["b@example.org"]


def test_a_summary_is_not_taken_for_an_explanation() -> None:
    """A page that explains nothing may begin its summary like a guide."""
    summary = "Understand how patients in this study feel after a year."
    page = head("Brief Summary", summary, "Conditions", "Snoring", "Sponsors", "A Clinic", "OTHER")
    assert record(page).description.brief_summary == summary


def test_the_only_sentence_of_a_summary_is_the_summary() -> None:
    """A page that explains all else may leave it out here; the registry asks for a summary."""
    page = ONE.replace("Read in short what the sponsor wants to find out.\n\n", "")
    assert record(page) == record(ONE)


# --- nothing is lost --------------------------------------------------------------------------


def test_an_unknown_label_is_kept_and_reported() -> None:
    """Under its own name, whether on one line or on two."""
    reading = read(head("Basic Information", "Funding Code", "X12", "Secret Level: high"))
    assert reading.record.other == {"Funding Code": "X12", "Secret Level": "high"}
    assert reading.drift == (
        Drift("Basic Information.Funding Code", "field", "X12"),
        Drift("Basic Information.Secret Level", "field", "high"),
    )


def test_an_unknown_section_is_kept_and_reported() -> None:
    """Its explanation is not; plain text shows a heading by the explanation below it."""
    page = head("Conditions", "Snoring", "Funding", "See who pays for all of this work.", "Grant 5")
    reading = read(page)
    assert reading.record.conditions.conditions == ("Snoring",)
    assert reading.record.other == {"Funding": "Grant 5"}
    assert reading.drift == (Drift("Funding", "field", "Grant 5"),)


def test_an_unknown_word_passes_through_and_is_reported() -> None:
    """The registry adds words without notice."""
    reading = read(head("Basic Information", "Recruitment Status", "ON_HOLD"))
    assert reading.record.status.overall_status == "ON_HOLD"
    assert reading.drift == (Drift("Basic Information.Recruitment Status", "value", "ON_HOLD"),)


def test_a_value_that_does_not_fit_is_kept_under_its_label() -> None:
    """A number that is none is not made up and not lost."""
    reading = read(head("Basic Information", "Total Enrollment", "as many as come"))
    assert reading.record.enrollment.enrollment_count is None
    assert reading.record.other == {"Total Enrollment": "as many as come"}


LINES = [line for line in TWO.splitlines() if line]
INSIDE = [
    at
    for at in range(LINES.index("Basic Information") + 2, LINES.index("More Related Trials"))
    if LINES[at - 1] not in page_markups.SECTIONS
]


@given(
    st.sampled_from(INSIDE),
    st.sampled_from(
        ["Zyxw", "Zyxw Vut", "Zyxw: vut", "* zyxw", "1. zyxw", "Zyxw is what a sentence says here."]
    ),
)
@settings(max_examples=150)
def test_no_line_of_a_section_is_lost(place: int, line: str) -> None:
    """Whatever is added anywhere is somewhere in the record."""
    page = "\n\n".join([*LINES[:place], line, *LINES[place:]])
    assert "zyxw" in text_of(record(page)).lower()


def test_nothing_absent_is_made_up() -> None:
    """A page with an id and one section has nothing else."""
    assert text_of(record(head("Conditions", "Snoring"))) == (
        '{"identification":{"id":"NCT00000001","brief_title":"A Synthetic Trial"},'
        '"conditions":{"conditions":["Snoring"]}}'
    )


# --- what is no trial page --------------------------------------------------------------------

BAD = {
    "nothing": ("", "empty", "fetch or save it again"),
    "blanks": (" \n\t\r\n", "empty", "fetch or save it again"),
    "no text": ("<html><body><div></div></body></html>", "empty", "fetch or save it again"),
    "another page": ("<h1>Soup</h1><p>Boil water.</p>", "not_a_trial", "no trial id"),
    "an article": ("<p>About NCT00000001 we know little.</p>", "not_a_trial", "no section"),
    "json": ('{"protocolSection": {}}', "not_a_trial", "import it as a record"),
    "a challenge": (
        "<title>Just a moment...</title><noscript>Enable JavaScript and cookies</noscript>",
        "blocked",
        "open it in a browser",
    ),
    "a refusal": ("<h1>Access Denied</h1><p>Reference 18</p>", "blocked", '"Access Denied"'),
    "no scripts": ("<p>Please enable JavaScript to go on.</p>", "blocked", "import the file"),
    "the registry's shell": (
        "<!doctype html><title>ClinicalTrials.gov</title><script src=m.js></script><ctg-root>",
        "not_a_trial",
        "single-page application",
    ),
    "an empty shell": ('<div id="root"></div><script src="a.js"></script>', "not_a_trial", "API"),
    "a list of trials": (
        "Trials\nNCT ID: NCT00000001\nStatus: RECRUITING\nNCT ID: NCT00000002\nStatus: COMPLETED",
        "not_a_trial",
        "about 2 trials",
    ),
    "a PDF": ("%PDF-1.7\n...", "not_a_trial", "save the page as HTML"),
    "broken mark-up": ("<p>NCT00000001</p><![some x]>", "not_a_trial", "mark-up is broken"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_trial_page_is_refused_with_a_reason(name: str) -> None:
    """The kind is for the store, the sentence for the user."""
    page, kind, words = BAD[name]
    for call in (SOURCE.read, SOURCE.split):
        with pytest.raises(ReadError) as error:
            call(page.encode())
        assert error.value.kind == kind
        assert words in error.value.reason


def test_a_page_that_is_too_large_is_refused() -> None:
    """Before it is taken apart."""
    with pytest.raises(ReadError) as error:
        SOURCE.read(b"NCT ID: NCT00000001 " * 10**6)
    assert error.value.kind == "too_large"


def test_a_script_warning_on_a_trial_page_does_no_harm() -> None:
    """Good pages have a noscript line, too."""
    page = "<p>Please enable JavaScript.</p>" + page_markups.page(ONE, "headings")
    assert record(page) == record(ONE)


def test_a_page_of_another_trial_is_noticed() -> None:
    """The caller asks, for only it knows what it asked for."""
    reading = read(ONE)
    must_be_about(reading, "nct06931145")
    with pytest.raises(ReadError, match=r"about NCT06931145, not NCT00000001") as error:
        must_be_about(reading, "NCT00000001")
    assert error.value.kind == "wrong_trial"


def test_an_obsolete_id_of_the_trial_is_the_trial() -> None:
    """The page lists the ids under which it was known."""
    page = head("Other Identifiers", "NCT00000009", "Identifier Source: nct_alias")
    assert record(page).identification.id_aliases == ("NCT00000009",)
    must_be_about(read(page), "NCT00000009")


# --- hostile and broken bytes -----------------------------------------------------------------

ACCENTS = head("Conditions", "Apnée du sommeil", "Keywords", "Zürich")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_plain_text_in_any_encoding_is_read(encoding: str) -> None:
    """With or without a byte-order mark."""
    assert record(ACCENTS.encode(encoding)).conditions.conditions == ("Apnée du sommeil",)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-8", "no-such", "utf-16"])
def test_what_a_page_declares_is_weighed_against_what_it_is(declared: str) -> None:
    """Saved pages keep declarations that are no longer true."""
    page = (
        f'<meta charset="{declared}"><h1>T</h1><p>NCT ID: NCT00000001</p><h2>Keywords</h2><p>ü</p>'
    )
    assert record(page.encode("utf-8")).conditions.keywords == ("ü",)


def test_broken_bytes_are_replaced_not_fatal() -> None:
    """Half a character in the middle of a page."""
    page = ACCENTS.encode().replace(b"sommeil", b"somm\xc3il")
    assert record(page).conditions.conditions == ("Apnée du somm\ufffdil",)


@pytest.mark.parametrize("tag", ["div", "span", "ul", "li", "table", "b", "p"])
def test_deep_nesting_is_no_danger(tag: str) -> None:
    """Twenty thousand elements in each other."""
    page = page_markups.page(ONE, "headings").replace("</main>", f"</main>{f'<{tag}>' * 20_000}end")
    assert record(page) == record(ONE)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_record_or_a_reason(noise: bytes) -> None:
    """Nothing else ever comes out."""
    for page in (noise, b"<p>" + noise, ONE.encode()[:600] + noise + ONE.encode()[600:]):
        try:
            assert SOURCE.read(page).trial.startswith("NCT")
        except ReadError as error:
            assert error.kind  # noqa: PT017 - both outcomes are right


@given(st.integers(0, len(ONE)), st.integers(0, len(ONE)))
@settings(max_examples=60)
def test_a_page_that_is_cut_anywhere_gives_a_record_or_a_reason(start: int, end: int) -> None:
    """A page can be cut short on its way."""
    try:
        assert record(ONE[start:end]).identification.id == "NCT06931145"
    except ReadError as error:
        assert error.kind in ("empty", "not_a_trial")  # noqa: PT017 - both outcomes are right


# --- the contract of a source -----------------------------------------------------------------


def test_a_page_source_is_a_source() -> None:
    """It says what it is, and travels to other processes."""
    source: Source = SOURCE
    assert (source.name, source.registry, source.lineage, source.reader) == (
        "page",
        "ctgov",
        "page",
        1,
    )
    assert source.pause >= 1.05
    assert pickle.loads(pickle.dumps(source)) == source


def test_one_request_asks_for_one_trial() -> None:
    """Pages cannot be asked for in batches."""
    requests = list(SOURCE.requests(["NCT00000001", "NCT00000002"]))
    assert [request.url for request in requests] == [
        "https://trials.example/NCT00000001",
        "https://trials.example/NCT00000002",
    ]
    assert {request.expects for request in requests} == {"html"}
    assert [request.trials for request in requests] == [("NCT00000001",), ("NCT00000002",)]
    assert SOURCE.single_request("NCT00000001") == requests[0]


def test_an_id_cannot_change_the_address() -> None:
    """Whatever stands in it."""
    assert SOURCE.single_request("../a?b#c").url == "https://trials.example/..%2Fa%3Fb%23c"


def test_pages_have_no_version_and_no_search() -> None:
    """The first is simply absent, the second is wrong use."""
    assert SOURCE.version_request() is None
    with pytest.raises(UsageError, match="no version"):
        SOURCE.read_version(b"")
    with pytest.raises(UsageError, match="cannot be searched"):
        SOURCE.search_request(Search(query="snoring"))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("https://trials.example/", "has no {id}"),
        ("trials.example/{id}", "no web address"),
        ("ftp://trials.example/{id}", "no web address"),
        ("https://{id}.example/x", "name of the host"),
    ],
)
def test_a_template_that_cannot_work_is_refused(template: str, words: str) -> None:
    """With the line of the configuration that would."""
    with pytest.raises(ConfigError) as error:
        PageSource(template)
    assert words in str(error.value)
    assert "[sources.page]" in str(error.value)


def test_an_answer_is_one_entry() -> None:
    """Its payload is what came."""
    body = page_markups.page(ONE, "tables").encode()
    page = SOURCE.split(body)
    (entry,) = page.entries
    assert (entry.trial, entry.payload, page.next_token) == ("NCT06931145", body, None)


def test_the_mark_moves_with_the_text_and_with_nothing_else() -> None:
    """Scripts, menus and other trials are not what a trial says."""

    def mark(page: str) -> bytes:
        return SOURCE.split(page.encode()).entries[0].mark

    page = page_markups.page(ONE, "headings")
    around = page.replace("window.state", "window.other").replace(">Home<", ">Start<")
    related = page.replace("</main>", "<p>Yet another trial</p></main>")
    assert mark(around) == mark(page)
    assert mark(related) == mark(page)
    assert mark(page.replace("50 participants", "60 participants")) != mark(page)


def test_pages_that_say_the_same_have_one_content_hash() -> None:
    """So that a site's new look makes no version."""
    hashes = {
        content_hash(record(page_markups.page(ONE, markup))) for markup in page_markups.MARKUPS
    }
    assert hashes == {content_hash(record(ONE))}
