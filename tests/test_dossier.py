"""The dossier: what a reviewer finds on it, whatever a record holds and whatever is installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests import stores
from tests.calls import Caller, played_demo
from tests.editions import HOSTILE
from tests.test_report_formats import Page, references
from tracker import config
from tracker.api import Tracker
from tracker.archive.dossier import case_of
from tracker.diff import diff
from tracker.record import Dates, Enrollment, Identification, Outcome, Outcomes, Record, Status
from tracker.report.dossier import charts, series
from tracker.report.dossier.case import Case
from tracker.report.dossier.page import render
from tracker.report.dossier.series import Point, Series
from tracker.store import Store

needs_charts = pytest.mark.skipif(
    charts.missing() is not None, reason="the extra `charts` is not installed"
)


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawings take a second; only the tests of drawings make them."""
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr(charts, "missing", lambda: "The charts are left out.")


@pytest.fixture
def drawn() -> None:
    """The test wants drawings."""


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    """An empty database with a clock that stands still."""
    given = {"TRACKER_NOW": "2026-03-20T08:00:00Z", "TRACKER_DB": str(tmp_path / "tracker.db")}
    settings = config.load(environ=given)
    with Tracker(Store.open(settings.db), settings) as opened:
        yield opened


def keep(tracker: Tracker, *records: Record) -> None:
    """One version a record, seen on the 2nd, the 3rd and so on of March."""
    for day, one in enumerate(records, 2):
        before = records[day - 3] if day > 2 else None
        changes = diff(before, one) if before else ()
        tracker.store.add(stores.observation(at=stores.moment(day), what=one), changes)


def bare(**parts: Any) -> Record:
    """A record of an id and little else."""
    return Record(identification=Identification(id=stores.TRIAL), **parts)


def page(case: Case) -> str:
    """The page of a case."""
    return "".join(render(case))


def said(case: Case) -> str:
    """Its text on one line."""
    return " ".join(Page(page(case)).said.split())


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Tracker]:
    """The demo's trials."""
    shutil.copy(played_demo(), tmp_path / "demo.db")
    given = {"TRACKER_NOW": "2026-03-06T08:00:00Z", "TRACKER_DB": str(tmp_path / "demo.db")}
    settings = config.load(environ=given)
    with Tracker(Store.open(settings.db), settings) as opened:
        yield opened


# --- what it tells ------------------------------------------------------------------------------


def test_a_reviewer_finds_what_was_asked_for(demo: Tracker) -> None:
    """Comparison, timing, outcomes with both phases, enrolment, slips, results, hashes."""
    text = said(case_of(demo, "NCT06931145"))
    for words in (
        "Oldest version held here against now",
        "Start and completion, by two definitions",
        "A primary outcome was replaced during recruitment",
        "Phase, earliest dates",
        "Planned enrolment raised from 50 to 80",
        "Primary completion postponed by 11 months",
        "No results are posted on the record",
        "What is not known",
        "Content hash",
    ):
        assert words in text


def test_each_version_is_there_with_its_hash(demo: Tracker) -> None:
    """The hashes are those of the store, in full."""
    text = page(case_of(demo, "NCT99000001"))
    for version in demo.versions("NCT99000001"):
        assert version.content_hash in text


def test_the_manuscript_is_held_against_what_stood_then(demo: Tracker) -> None:
    """Not against now; what came later is marked."""
    case = case_of(demo, "NCT06931145", "2026-03-02")
    assert case.later.number < len(case.versions)
    text = said(case)
    assert "against the manuscript's day, 2026-03-02" in text
    assert "after the manuscript" in text
    assert "after the manuscript" not in said(case_of(demo, "NCT06931145"))


def test_a_manuscript_older_than_all_versions_says_since_when_they_are_known(call: Caller) -> None:
    """And a day that is none says how to write one."""
    assert "the oldest one stood" in call.error("dossier", "NCT06931145", "--date", "1999-01-01")
    assert "no date" in call.error("dossier", "NCT06931145", "--date", "soon")


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    """The command line on the demo's database."""
    shutil.copy(played_demo(), tmp_path / "tracker.db")
    return Caller(tmp_path)


def test_what_is_not_known_is_said(tracker: Tracker) -> None:
    """The first registration, missing dates, a single version."""
    keep(tracker, bare())
    text = said(case_of(tracker, stores.TRIAL))
    assert "it is not known to be the first one" in text
    assert "only one version is held" in text
    assert "The completion date: the newest version gives none" in text
    assert "the record does not give both dates" in text


def test_deep_links_lead_to_the_registry_and_nowhere_else(demo: Tracker) -> None:
    """The record, its history, and the pages that compare versions."""
    for name, value in Page(page(case_of(demo, "NCT06931145"))).attributes:
        if name == "href":
            assert value.startswith("https://clinicaltrials.gov/study/NCT06931145")


def test_versions_with_known_numbers_are_linked_by_them(demo: Tracker) -> None:
    """The registry counts from 0 in its list and from 1 in its addresses."""
    case = case_of(demo, "NCT06931145")
    first, later = (
        replace(one, registry_version=number) for one, number in ((case.first, 0), (case.later, 7))
    )
    assert "?tab=history&amp;a=1&amp;b=8" in page(replace(case, first=first, later=later))


def test_a_status_that_the_registry_set_has_the_day_on_which_it_was_seen(tracker: Tracker) -> None:
    """UNKNOWN comes without a new date of the registry; it did not hold when the sponsor spoke."""
    record = stores.record(posted="2024-02-14")
    keep(tracker, record, replace(record, status=Status(overall_status="UNKNOWN")))
    told = series.status(case_of(tracker, stores.TRIAL))
    assert [point.day for point in told.steps] == ["2026-02-25", "2026-03-03"]


def test_the_same_case_gives_the_same_page(demo: Tracker) -> None:
    """With the clock frozen, to the byte."""
    assert page(case_of(demo, "NCT99000001")) == page(case_of(demo, "NCT99000001"))


def test_the_page_goes_into_a_file(call: Caller, tmp_path: Path) -> None:
    """Whole, and with a word on stderr."""
    result = call("dossier", "NCT06931145", "--output", str(tmp_path / "d.html"))
    assert result.exit_code == 0
    assert "wrote" in result.stderr
    assert (tmp_path / "d.html").read_text(encoding="utf8").rstrip().endswith("</html>")


# --- bad input ----------------------------------------------------------------------------------


def hostile(text: str) -> Record:
    """A record that says the same thing everywhere."""
    return bare(
        status=Status(overall_status=text, why_stopped=text),
        dates=Dates(start_date=text, completion_date=text, last_update_posted=text),
        outcomes=Outcomes(primary_outcomes=(Outcome(measure=text, time_frame=text),)),
    )


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "surrogate"])
def test_registry_text_is_text_on_the_page(tracker: Tracker, name: str) -> None:
    """No element, handler, style or address of theirs, no codes, no megabyte."""
    keep(tracker, bare(), hostile(HOSTILE[name] or "x"))
    text = page(case_of(tracker, stores.TRIAL))
    found = Page(text)
    assert not {"script", "img", "link", "iframe", "form", "object"} & set(found.tags)
    assert not [one for one, _ in found.attributes if one.startswith("on")]
    assert references(found) == []
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert len(text) < 200_000


@pytest.mark.parametrize("year", ["1900-01-01", "2099", "2099-12-31", "0001-01-01", "9999-12-31"])
def test_odd_years_make_a_page(tracker: Tracker, year: str) -> None:
    """Dates far away are told as they stand."""
    dates = Dates(start_date=year, primary_completion_date=year, completion_date=year)
    keep(tracker, bare(), bare(dates=dates))
    assert year in said(case_of(tracker, stores.TRIAL))


def test_an_enrolment_that_is_not_known_is_no_number_of_people(tracker: Tracker) -> None:
    """99999999 is the registry's sign for not known."""
    known, unknown = (
        bare(enrollment=Enrollment(enrollment_count=count, enrollment_type="ESTIMATED"))
        for count in (100, 99_999_999)
    )
    keep(tracker, known, unknown)
    text = said(case_of(tracker, stores.TRIAL))
    assert "not known (estimated)" in text
    assert "99,999,999" not in text


def test_an_outcome_described_otherwise_is_not_called_the_same(tracker: Tracker) -> None:
    """The comparison shows measure and time frame, and speaks for the description as well."""
    one, other = (
        bare(outcomes=Outcomes(primary_outcomes=(Outcome(measure="Pain", description=text),)))
        for text in ("By a scale of 10 points.", "By a scale of 100 points.")
    )
    keep(tracker, one, other)
    assert _row(tracker, "Primary outcomes").endswith("Pain Pain differs")


def _row(tracker: Tracker, what: str) -> str:
    """One row of the comparison, as text."""
    (found,) = re.findall(
        f"<tr><th scope=.row.>{what}.*?</tr>", page(case_of(tracker, stores.TRIAL))
    )
    return " ".join(re.sub("<[^>]*>", " ", found).split())


def test_outcomes_without_text_are_listed(tracker: Tracker) -> None:
    """As outcomes without a name."""
    keep(tracker, bare(outcomes=Outcomes(primary_outcomes=(Outcome(), Outcome(measure="A")))))
    assert "(without a name)" in said(case_of(tracker, stores.TRIAL))


# --- charts -------------------------------------------------------------------------------------


def test_without_the_extra_the_page_says_so_and_the_tables_are_open(demo: Tracker) -> None:
    """Nothing that the charts show is lost."""
    text = page(case_of(demo, "NCT06931145"))
    assert "<svg" not in text
    assert "The charts are left out" in text
    assert text.count("<details open>") == 4


@needs_charts
def test_with_the_extra_there_are_four_drawings_each_with_its_table(
    demo: Tracker, drawn: None
) -> None:
    """Status, enrolment, completion dates, sites: inline, described, without a reference."""
    text = page(case_of(demo, "NCT06931145"))
    assert text.count("<figure>") == text.count("<details>") == 4
    assert references(Page(text)) == []
    assert "url(" not in text
    assert "Enrolment over time: 2025-04-23 50 (estimated)" in text


@needs_charts
@pytest.mark.parametrize("name", ["script", "handler", "word", "direction", "entity", "formula"])
def test_a_status_that_no_vocabulary_knows_is_text_in_a_drawing(
    tracker: Tracker, drawn: None, name: str
) -> None:
    """Whatever a registry calls a status, the drawing shows it and does not obey it."""
    keep(tracker, bare(), hostile(HOSTILE[name]))
    found = Page(page(case_of(tracker, stores.TRIAL)))
    assert not {"script", "img", "image", "foreignobject"} & set(found.tags)
    assert references(found) == []


@needs_charts
def test_a_line_ends_where_a_value_is_taken_out_and_begins_anew_where_it_comes_back() -> None:
    """Between the two nothing is drawn; the points stay."""
    points = [("2025-01-01", 50), ("2025-03-01", None), ("2025-06-01", 80), ("2025-08-01", 90)]
    one = Series(
        "Enrolment",
        tuple(
            Point(day, number, str(value) if value else None, value, "ESTIMATED")
            for number, (day, value) in enumerate(points, 1)
        ),
    )
    drawing = charts.steps(one, "2025-12-31") or ""
    assert drawing.count('"line mark"') == 2
    assert drawing.count('"point"') == 3
    dates = tuple(
        point._replace(value=f"20{point.value}-01" if point.value else None) for point in one.points
    )
    drifted = charts.drift([Series("Completion", dates)], "2025-12-31") or ""
    assert drifted.count('"line mark"') == 3  # The dashed one is where a date is the very day.


@needs_charts
@pytest.mark.parametrize("year", ["1900-01-01", "2099-12", "0001", "9999-12-31", "soon"])
def test_odd_dates_and_numbers_break_no_drawing(tracker: Tracker, drawn: None, year: str) -> None:
    """What cannot be drawn is left to the table."""
    dates = Dates(completion_date=year, last_update_submitted=year)
    people = Enrollment(enrollment_count=99_999_999)
    keep(tracker, bare(), bare(dates=dates, enrollment=people))
    assert "</html>" in page(case_of(tracker, stores.TRIAL))
