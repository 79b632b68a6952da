"""Reports in every form: what they tell, what hostile text cannot do, what real parsers read."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.events import life_of as life_from
from tests import editions
from tests.calls import Caller, played_demo
from tests.editions import HOSTILE, NOW, TRIAL, change, coming, event
from tracker.archive.coming import coming_of
from tracker.events import Evidence
from tracker.report.edition import Edition, Named, edition
from tracker.report.formats import FORMATS, format_of

NAMES = {TRIAL: Named("ctgov", "A synthetic trial")}


def made(form: str, of: Edition) -> str:
    """A report in one form."""
    return "".join(FORMATS[form].render(of))


def small(**told: Any) -> Edition:
    """One event, one change that it does not say, one date to come."""
    return edition([event(**told)], [change()], NAMES, made_at=NOW, coming=[coming()])


# --- what is told, and in which order -----------------------------------------------------------


def test_a_change_that_an_event_rests_on_is_not_told_twice() -> None:
    """The event says it; the other change of the same version is told."""
    covered = change(category="dates", field="completion_date", summary="Completion moved")
    told = edition([event()], [covered, change()], NAMES, made_at=NOW)
    assert [one.summary for one in told.news[0].changes] == ["Brief summary reworded"]


def test_an_event_of_many_says_all_that_it_counts() -> None:
    """Its evidence shows the first entries only; what stands in its facts is not told again."""
    sites = event(
        1,
        family="sites",
        rule="site_added",
        facts={"sites": [{"name": f"Site {n}"} for n in range(60)]},
        evidence=(Evidence("sites", item="Site 0"),),
    )
    outcomes = event(
        2,
        family="outcomes",
        rule="outcome_time_frame_changed",
        facts={"outcomes": [["A", "A"], ["B", "C"], [None, "D"]]},
        evidence=(Evidence("secondary_outcomes.time_frame", item="A"),),
    )
    told = [change(category="sites", field="sites", item=f"Site {n}") for n in range(60)]
    told += [change(category="outcomes", field="time_frame", item=name) for name in "ACD"]
    other = [
        change(category="sites", field="sites", item="Site 60"),
        change(category="outcomes", field="description", item="A"),
    ]
    made = edition([sites, outcomes], [*told, *other], NAMES, made_at=NOW)
    assert list(made.news[0].changes) == other


def test_a_state_hides_no_change() -> None:
    """An event that rests on what stands says nothing of what changed."""
    state = event(versions=(2, 2))
    moved = change(category="dates", field="completion_date", summary="Completion moved")
    assert edition([state], [moved], NAMES, made_at=NOW).news[0].changes == (moved,)


def test_what_matters_stands_first() -> None:
    """Families in their written order, what comes with the ordinary course last."""
    routine = event(1, family="status", rule="status_expected")
    stopped = event(2, family="status", rule="status_stopped_early")
    outcome = event(3, family="outcomes", rule="outcome_replaced")
    told = edition([routine, outcome, stopped], [], NAMES, made_at=NOW).news[0].events
    assert [one.rule for one in told] == [
        "status_stopped_early",
        "outcome_replaced",
        "status_expected",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_edition_gives_the_same_text(form: str) -> None:
    """No clock, no chance: with the clock frozen a report is the same to the byte."""
    assert made(form, small()) == made(form, small())


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_report_is_a_whole_one(form: str) -> None:
    """Nothing new is an answer too, in every form."""
    assert "\x00" not in made(form, edition([], [], {}, made_at=NOW))


def test_the_form_follows_the_name_of_the_file() -> None:
    """``--output week.html`` needs no ``--format``; unknown ends mean none."""
    assert format_of("week.html") == "html"
    assert format_of("DATES.ICS") == "ics"
    assert format_of("notes.doc") is None


# --- hostile text -------------------------------------------------------------------------------

_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]"
)
_HUMAN = [form for form in FORMATS if form not in ("jsonl", "csv")]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", _HUMAN)
def test_no_form_for_people_passes_control_or_direction_codes(form: str, name: str) -> None:
    """Nothing that turns writing around, moves a cursor or is half a character gets through."""
    text = made(form, editions.of(HOSTILE[name]))
    assert not _CONTROLS.search(text)
    text.encode()


@pytest.mark.parametrize("form", _HUMAN)
def test_a_word_of_a_megabyte_is_cut(form: str) -> None:
    """Forms for people stay readable; JSON Lines and CSV hold all of it."""
    assert len(made(form, editions.of(HOSTILE["word"]))) < 50_000


class Page(HTMLParser):
    """The elements and attributes of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.said += data


def references(page: Page) -> list[str]:
    """What a page would load by itself; links are for people to follow."""
    loading = {"src", "srcset", "data", "poster", "background", "action", "xlink:href", "ping"}
    return [value for name, value in page.attributes if name in loading]


@pytest.mark.parametrize("name", HOSTILE)
def test_registry_text_is_text_in_html(name: str) -> None:
    """No element, handler or address comes from a registry, whatever it sends."""
    page = Page(made("html", editions.of(HOSTILE[name])))
    assert not {"script", "img", "link", "iframe", "form", "object"} & set(page.tags)
    assert not [one for one, _ in page.attributes if one.startswith("on")]
    assert references(page) == []
    hrefs = [value for one, value in page.attributes if one == "href"]
    assert all(one.startswith("https://clinicaltrials.gov/") for one in hrefs)


def test_html_forbids_by_itself_what_it_does_not_need() -> None:
    """The page's own policy: no script, no request."""
    text = made("html", small())
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_no_line_of_markdown_begins_with_what_a_registry_sent(name: str) -> None:
    """Lines are ours: no heading, list, quote, fence or table of theirs."""
    for line in made("markdown", editions.of(HOSTILE[name])).splitlines():
        assert re.match(r"(# What|## NCT|- \*\*|- Also|  - |[0-9]+ event|$)", line), line[:80]


def test_markdown_makes_no_link_image_mention_or_html_of_registry_text() -> None:
    """Only our own links to the registry stand in it."""
    for hostile in HOSTILE.values():
        text = made("markdown", editions.of(hostile))
        assert "![" not in text
        assert "<script" not in text
        assert "<!channel" not in text
        assert "@everyone" not in text
        assert "](https://evil" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_csv_holds_no_formula_and_one_row_a_thing(name: str) -> None:
    """A spreadsheet obeys nothing in it; a CSV reader sees an event and a change."""
    csv.field_size_limit(2_000_000)
    rows = [*csv.reader(io.StringIO(made("csv", editions.of(HOSTILE[name]))))]
    assert [row[0] for row in rows] == ["type", "event", "change"]
    for row in rows:
        assert not [cell for cell in row if re.match(r"\s*[=+@]", cell)]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "surrogate"])
def test_json_lines_hold_all_text_as_it_came(name: str) -> None:
    """Programs get everything, uncut and unchanged."""
    first, second = map(json.loads, made("jsonl", editions.of(HOSTILE[name])).split("\n")[:2])
    assert (first["type"], first["headline"]) == ("event", HOSTILE[name])
    assert (second["type"], second["summary"]) == ("change", HOSTILE[name])


# --- feeds --------------------------------------------------------------------------------------

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("name", HOSTILE)
def test_an_atom_feed_is_well_formed_and_whole_whatever_it_holds(name: str) -> None:
    """What RFC 4287 asks of a feed and of each entry is there, once."""
    feed = ElementTree.fromstring(made("atom", editions.of(HOSTILE[name])))
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for part in ("id", "title", "updated"):
            (only,) = element.findall(f"{ATOM}{part}")
            assert only.text
    assert len(feed.findall(f"{ATOM}entry")) == 2
    assert feed.findtext(f"{ATOM}author/{ATOM}name")


def test_a_feed_reader_reads_the_atom_feed() -> None:
    """A real parser finds no fault, and the entries with their links and times."""
    feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")
    feed = feedparser.parse(made("atom", small()))
    assert not feed.bozo
    assert {entry.link.split("?")[0] for entry in feed.entries} == {
        f"https://clinicaltrials.gov/study/{TRIAL}"
    }
    assert all(entry.updated_parsed for entry in feed.entries)


def test_an_entry_keeps_its_id_when_other_things_happen() -> None:
    """Readers show nothing twice: the id is the event's, whenever the feed is made."""
    before = json.loads(made("json-feed", small()))
    later = edition([event(), event(2)], [change()], NAMES, made_at="2026-04-01T00:00:00Z")
    after = json.loads(made("json-feed", later))
    assert {item["id"] for item in before["items"]} < {item["id"] for item in after["items"]}
    assert before["_tracker"]["id"] == after["_tracker"]["id"]


def test_both_feeds_hold_the_same_entries() -> None:
    """Atom and JSON Feed differ in form only."""
    feed = ElementTree.fromstring(made("atom", small()))
    items = json.loads(made("json-feed", small()))["items"]
    assert [one.text for one in feed.iter(f"{ATOM}id")][1:] == [item["id"] for item in items]


def test_no_entry_is_dated_ahead_of_its_feed() -> None:
    """A countdown to 2099 is news of today, not of 2099."""
    far = small(date="2099-12-31", known_by="2099-12-31")
    for item in json.loads(made("json-feed", far))["items"]:
        assert item["date_published"] <= NOW


@pytest.mark.parametrize("day", ["", "soon", "1900-01-01", "1900", "2099-12", "9999-12-31"])
@pytest.mark.parametrize("form", FORMATS)
def test_odd_days_break_no_form(form: str, day: str) -> None:
    """Days that are none, partial or far away are told as they are."""
    of = edition([event(date=day, known_by=day)], [], NAMES, made_at=NOW, coming=[coming(date=day)])
    assert made(form, of)


# --- calendars ----------------------------------------------------------------------------------


def events_in(text: str) -> list[dict[str, object]]:
    """The events of a calendar as its library reads them."""
    icalendar = pytest.importorskip("icalendar", reason="the extra `calendar` is not installed")
    return [dict(one) for one in icalendar.Calendar.from_ical(text).walk("VEVENT")]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_calendar_holds_one_event_a_date_whatever_the_title(name: str) -> None:
    """A title cannot begin an event of its own; lines end and fold as RFC 5545 says."""
    text = made("ics", editions.of(HOSTILE[name]))
    assert len(events_in(text)) == 1
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_month_stays_a_month_in_a_calendar() -> None:
    """No day is made up: the event lasts as long as the date can mean."""
    of = edition([], [], NAMES, made_at=NOW, coming=[coming(date="2027-02")])
    (one,) = events_in(made("ics", of))
    assert str(one["DTSTART"].dt) == "2027-02-01"  # type: ignore[attr-defined]
    assert str(one["DTEND"].dt) == "2027-03-01"  # type: ignore[attr-defined]


def test_a_date_that_moves_keeps_its_uid_and_raises_its_sequence() -> None:
    """SEQUENCE counts the versions in which this date moved; other edits do not count."""
    told: dict[str, Any] = {
        "today": "2026-03-06",
        "record": {
            "overall_status": "RECRUITING",
            "completion_date": "2026-12",
            "enrollment_count": 5,
        },
        "versions": [
            {"date": "2025-01-01"},
            {"date": "2025-06-01", "set": {"completion_date": "2027-05-31"}},
            {"date": "2025-09-01", "set": {"enrollment_count": 9}},
            {"date": "2026-01-01", "set": {"completion_date": "2028-05-31"}},
        ],
    }
    first = {**told, "versions": told["versions"][:1]}
    found = []
    for case in (first, told):
        dates = coming_of(life_from(case), Named("ctgov", None))
        of = edition([], [], {}, made_at=NOW, coming=dates)
        found += [e for e in events_in(made("ics", of)) if "-completion@" in str(e["UID"])]
    assert len({one["UID"] for one in found}) == 1
    assert [one["SEQUENCE"] for one in found] == [0, 2]


def test_a_date_that_is_past_is_not_to_come() -> None:
    """Nor is one that the record does not give."""
    past = {
        "today": "2026-03-06",
        "record": {"completion_date": "1900-01"},
        "versions": [{"date": "2025-01-01"}],
    }
    assert [*coming_of(life_from(past), Named("ctgov", None))] == []


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    """The command line on the demo's database."""
    shutil.copy(played_demo(), tmp_path / "tracker.db")
    return Caller(tmp_path)


def test_a_report_tells_events_and_what_no_event_says(call: Caller) -> None:
    """By trial, in sentences, with the rule of each event."""
    text = " ".join(call.text("report", "--since", "2026-03-03").split())
    assert "Completion postponed by 11 months" in text
    assert "(dates_postponed)" in text
    assert "Title changed from" in text


def test_a_countdown_is_told_when_it_is_near_or_asked_for(call: Caller) -> None:
    """Each update of a record moves its countdowns, most of them years ahead."""

    def told(*words: str) -> set[int]:
        rows = [json.loads(line) for line in call.text("report", "--json", *words).splitlines()]
        return {row["facts"]["days_left"] for row in rows if "days_left" in row.get("facts", {})}

    asked = told("--rule", "status_unknown_countdown")
    assert max(asked) > 365
    assert told("--family", "status") == asked
    assert all(left <= 90 for left in told())


def test_since_last_goes_on_where_the_last_report_ended(call: Caller) -> None:
    """The first of its kind tells all, the next one only what is new."""
    assert "first report of its kind" in call("report", "--since", "last").stderr
    assert "Nothing new fits" in call.text("report", "--since", "last")


def test_each_kind_of_report_has_a_last_one_of_its_own(call: Caller) -> None:
    """A look at one trial takes nothing away from the weekly page."""
    call.text("report", "--trial", "NCT06931145")
    said = call("report", "--since", "last", "--format", "jsonl")
    assert len(said.stdout.splitlines()) > 50


def test_what_is_seen_late_is_news_all_the_same(call: Caller) -> None:
    """A version posted before the last report and seen after it is told by the next one."""
    rows = [
        json.loads(row)
        for row in call.text("report", "--since", "2026-03-05T12:00Z", "--json").splitlines()
    ]
    assert any(row["type"] == "event" and row["known_by"] < "2026-03-06" for row in rows)
    assert all(row["observed_at"] >= "2026-03-05T12" for row in rows if row["type"] == "change")


def test_a_rule_or_family_leaves_plain_changes_out(call: Caller) -> None:
    """Who asks for some events gets those and nothing beside them."""
    rows = call.text("report", "--family", "outcomes", "--json").splitlines()
    assert {json.loads(row).get("family") for row in rows} == {"outcomes"}


def test_a_report_goes_into_a_file_in_one_step(call: Caller, tmp_path: Path) -> None:
    """The form follows the file's name, and nothing else is left behind."""
    call.text("report", "--output", str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").read_text(encoding="utf8").startswith("<!DOCTYPE html>")
    assert not [*tmp_path.glob(".page*")]


def test_wrong_words_are_said_with_the_nearest_right_one(call: Caller) -> None:
    """A form, rule or family that there is not, a file that cannot be written."""
    assert "markdown" in call.error("report", "--format", "markdwn")
    assert "dates_postponed" in call.error("report", "--rule", "date_postponed")
    assert "outcomes" in call.error("report", "--family", "outcome")
    assert "no date" in call.error("report", "--since", "whenever")
    assert "cannot be written" in call.error("report", "--output", "/nowhere/at/all.html")
