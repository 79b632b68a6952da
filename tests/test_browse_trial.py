"""A trial's page: where it stands, its life as a picture, its history in sentences."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from tests import long_lives, stores
from tests.browsing import got
from tests.calls import played_demo
from tests.editions import HOSTILE
from tracker.diff import diff
from tracker.record import (
    Conditions,
    Dates,
    Eligibility,
    Enrollment,
    Outcome,
    Outcomes,
    Record,
    Sponsors,
    Status,
)
from tracker.store import Store

TRIAL = "NCT06931145"
VIEW = "?view=sides"


def page_of(path: Path, versions: list[tuple[dt.date, Record]], rest: str = "") -> str:
    """The page of a trial with these versions."""
    with Store.open(path / "tracker.db") as store:
        long_lives.keep(store, stores.TRIAL, versions)
    found = got(path / "tracker.db", f"/trial/{stores.TRIAL}{rest}")
    assert found.status_code == 200
    return str(found.text)


def sentences(page: str) -> str:
    """What a page says first, without its marks."""
    said = page[page.index('class="say">') + 12 : page.index('<dl class="facts">')]
    return re.sub("<[^>]+>", "", said)


def drawings(page: str) -> list[ElementTree.Element]:
    """Both drawings of a page, parsed: what is no XML is no SVG."""
    return [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", page, re.S)]


def test_a_trial_has_its_life_newest_first_with_both_clocks() -> None:
    """The newest version leads, bookkeeping is folded, the record is one click away."""
    page = got(played_demo(), f"/trial/{TRIAL}").text
    assert page.index("Version 5") < page.index("Version 1<")
    assert "posted 2026-03-05, first seen 2026-03-05" in page
    assert "<details>" in page
    assert f'href="https://clinicaltrials.gov/study/{TRIAL}"' in page
    assert f'href="/trial/{TRIAL}.json"' in page


def test_everything_of_a_trial_is_there_as_json() -> None:
    """Versions and changes as plain values."""
    found = got(played_demo(), f"/trial/{TRIAL}.json").json()
    assert found["trial"]["id"] == TRIAL
    assert len(found["versions"]) == found["trial"]["versions"]
    assert found["changes"]


def test_where_it_stands_is_said_in_sentences_first(tmp_path: Path) -> None:
    """Status, people, the drift of primary completion, results: before any table."""
    page = page_of(tmp_path, [*long_lives.life()])
    said = sentences(page)
    assert "Completed, on the record since 2022-03-04." in said
    assert "164 people were enrolled, at 20 sites in 5 countries." in said
    assert "Primary completion came on 2021-11-30." in said
    assert "At registration it was 2018-06; the date has moved 4 times." in said
    assert "Results were posted on 2023-08-20." in said


def test_what_was_not_looked_at_for_long_is_not_said_of_today(tmp_path: Path) -> None:
    """Sentences name the day of the last look, and the picture ends with it."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
    address = f"/trial/{stores.TRIAL}"
    late = got(tmp_path / "tracker.db", address, now="2027-01-31T12:00:00Z").text
    assert sentences(late).startswith("As last seen here, on 2026-03-09: Recruiting")
    assert "What holds as of today" not in late
    assert "to 2027" not in late
    soon = got(tmp_path / "tracker.db", address, now="2026-03-20T12:00:00Z").text
    assert sentences(soon).startswith("Recruiting")
    assert "to 2026-03-20" in soon


def test_the_picture_names_every_status_and_leads_to_what_changed(tmp_path: Path) -> None:
    """Bars bear names or stand in the key; marks and bars are links to the compare page."""
    wide, narrow = drawings(page_of(tmp_path, [*long_lives.life()]))
    for drawing in (wide, narrow):
        told = "".join(drawing.itertext())
        for status in ("not yet recruiting", "recruiting", "suspended", "completed"):
            assert status in told
        links = {one.get("href"): one.get("aria-label") for one in drawing.iter("a")}
        assert f"/trial/{stores.TRIAL}/compare/7/8" in links
        assert links[f"/trial/{stores.TRIAL}/compare/10/11"] == (
            "Results came or changed on 2023-08-01, version 11"
        )


def test_the_picture_is_told_in_words_and_as_a_table(tmp_path: Path) -> None:
    """Who does not see the drawing has the same in its description and behind the fold."""
    page = page_of(tmp_path, [*long_lives.life()])
    (wide, _) = drawings(page)
    told = wide.find("desc")
    assert told is not None
    assert "Enrolment: 120 (estimated) (2015-03-02), 180 (estimated)" in str(told.text)
    table = page[page.index("The picture as a table") : page.index('id="history"')]
    assert "2021-11-30 (actual)" in table
    assert "Outcomes changed" in table


def _places(drawing: ElementTree.Element) -> list[float]:
    """All numbers at which something is drawn."""
    names = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height")
    found = [float(one.get(name, "0")) for one in drawing.iter() for name in names]
    paths = " ".join(one.get("d", "") for one in drawing.iter("path"))
    return found + [float(number) for number in re.findall(r"-?\d+\.?\d*", paths)]


def _wild(record: Record, number: int) -> Record:
    days = ("2016-01", "2099-12", "1900-01-01", "9999-12-31", "0001-01-01", "soon")
    counts = (50, 99999999, 5_000_000, 99999998, 0, -1)
    dates = replace(
        record.dates,
        primary_completion_date=days[number % 6],
        completion_date=days[(number + 3) % 6],
    )
    enrolled = replace(record.enrollment, enrollment_count=counts[number % 6])
    return replace(record, dates=dates, enrollment=enrolled)


def _bare(record: Record, status: str | None) -> Record:
    return replace(
        record,
        dates=Dates(),
        enrollment=Enrollment(),
        sites=(),
        status=Status(overall_status=status),
    )


LIVES = {
    "one version": [*long_lives.life()][:1],
    "many versions": [*long_lives.many(stores.TRIAL, 300)],
    "dates far off": [(day, _wild(record, n)) for n, (day, record) in enumerate(long_lives.life())],
    "no dates": [
        (day, _bare(record, status))
        for (day, record), status in zip(
            long_lives.life(), ("RECRUITING", None, "A_NEW_WORD"), strict=False
        )
    ],
}


@pytest.mark.parametrize("versions", LIVES.values(), ids=LIVES)
def test_odd_lives_are_drawn_within_the_frame(
    tmp_path: Path, versions: list[tuple[dt.date, Record]]
) -> None:
    """Nothing lies outside, whatever the registry says, and the page stays small."""
    page = page_of(tmp_path, versions)
    for drawing in drawings(page):
        _, _, width, height = map(float, str(drawing.get("viewBox")).split())
        assert all(-20 <= place <= max(width, height) for place in _places(drawing))
    assert len(page.encode()) < 200_000


def test_very_many_versions_are_one_click_away(tmp_path: Path) -> None:
    """The newest are told at once, all of them on demand."""
    versions = [*long_lives.many(stores.TRIAL, 90)]
    assert 'id="v1"' not in (page := page_of(tmp_path, versions))
    assert "Show the 30 older versions too" in page
    assert 'id="v1"' in got(tmp_path / "tracker.db", f"/trial/{stores.TRIAL}?all=1").text


def test_a_trial_of_which_nothing_was_seen_says_how_to_look(tmp_path: Path) -> None:
    """Watched, but never looked at with success."""
    with Store.open(tmp_path / "tracker.db") as store:
        at = "2026-03-06T06:00:00Z"
        store.watch([stores.TRIAL], registry="ctgov", at=at, source="ctgov")
    page = got(tmp_path / "tracker.db", f"/trial/{stores.TRIAL}").text
    assert f"tracker check {stores.TRIAL}" in page
    assert "<svg" not in page


def _said_everywhere(record: Record, said: str) -> Record:
    """A record that says the same wherever a registry could say it."""
    places = [replace(one, facility=said, city=said, country=said) for one in record.sites]
    outcome = Outcome(measure=said, time_frame=said, description=said)
    return replace(
        record,
        identification=replace(record.identification, brief_title=said, acronym=said),
        status=Status(overall_status=said, why_stopped=said),
        sponsors=Sponsors(lead_sponsor=said),
        conditions=Conditions(conditions=(said, said + said[:1])),
        eligibility=Eligibility(eligibility_criteria=said, minimum_age=said),
        outcomes=Outcomes(primary_outcomes=(outcome,)),
        dates=replace(record.dates, completion_date=said, last_update_posted=said),
        sites=tuple(places),
    )


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_in_any_field_stay_texts(tmp_path: Path, said: str) -> None:
    """In the drawing too, whose names and descriptions are parsed as they were meant."""
    said = said.encode("utf-8", "replace").decode()[:20_000]
    (day, first), (later, second) = [*long_lives.life()][1:3]
    versions = [(day, first), (later, _said_everywhere(second, said))]
    page = page_of(tmp_path, versions)
    assert [one.tag for one in drawings(page)] == ["svg", "svg"]
    address = f"/trial/{stores.TRIAL}/compare/1/2"
    for shown in (page, *(got(tmp_path / "tracker.db", address + v).text for v in ("", VIEW))):
        for harm in (
            "<script",
            "<img",
            "<link",
            "\u202e",
            "\x1b",
            "' onmouse",
            'javascript:alert"',
        ):
            assert harm not in shown
        assert len(shown.encode()) < 200_000


def test_a_status_that_the_registry_set_stands_where_it_was_seen(tmp_path: Path) -> None:
    """UNKNOWN comes without a new date of the registry; the sponsor's words stood until then."""
    record = stores.record(posted="2024-02-14")
    lapsed = replace(record, status=Status(overall_status="UNKNOWN"))
    with Store.open(tmp_path / "tracker.db") as store:
        store.add(stores.observation(at="2025-12-01T06:00:00Z", what=record), [])
        changes = diff(record, lapsed)
        store.add(stores.observation(at="2026-03-02T06:00:00Z", what=lapsed), changes)
    page = got(tmp_path / "tracker.db", f"/trial/{stores.TRIAL}").text
    assert "Unknown, on the record since 2026-03-02" in sentences(page)
    (wide, _) = drawings(page)
    assert "recruiting from 2026-02-25 to 2026-03-02; version 1" in [
        one.get("aria-label") for one in wide.iter("a")
    ]


def test_a_page_that_shows_a_part_is_not_where_a_trial_stands(tmp_path: Path) -> None:
    """Its version is in the history; sentences and picture rest on whole records."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
        old = stores.record(status="NOT_YET_RECRUITING", posted="2025-01-01")
        page = stores.observation(
            at=stores.moment(12), what=old, source="page", lineage="page", partial=True
        )
        store.add(page, [])
    page = got(tmp_path / "tracker.db", f"/trial/{stores.TRIAL}").text
    assert "Recruiting, on the record since 2026-03-08" in sentences(page)
    assert "not yet recruiting" not in page[: page.index('id="history"')]
    assert 'id="v4"' in page


@pytest.mark.parametrize(
    ("date", "kind", "said"),
    [
        ("2027-06", "ESTIMATED", "Primary completion is expected in 2027-06."),
        ("2020-06-30", "ESTIMATED", "was expected on 2020-06-30; the record does not say"),
        ("2020-06-30", "ACTUAL", "Primary completion came on 2020-06-30."),
        ("soon", None, "Primary completion is expected in soon."),
        (None, None, "No results are posted."),
    ],
)
def test_primary_completion_is_said_as_it_stands_today(
    tmp_path: Path, date: str | None, kind: str | None, said: str
) -> None:
    """A date that has passed without a word is not expected any more."""
    (day, record), *_ = long_lives.life()
    dates = replace(record.dates, primary_completion_date=date, primary_completion_date_type=kind)
    page = page_of(tmp_path, [(day, replace(record, dates=dates))])
    assert said in sentences(page)
