"""Tables, named questions and metadata in Datasette, and that the answers are right."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from tests import stores
from tests.browsing import got
from tests.calls import played_demo
from tracker.browse import metadata
from tracker.browse.canned import QUERIES
from tracker.browse.described import described
from tracker.browse.shown import TABLES
from tracker.changes import Change
from tracker.diff import diff
from tracker.record import Dates, Enrollment, Outcome, Outcomes, Oversight, Record, Site, Status
from tracker.run.meaning import tell_events
from tracker.store import Store

# --- a database in which the right answers are known ----------------------------------------------


def life(store: Store, trial: str, *records: Record) -> None:
    """Versions of a trial, seen on the days on which they were posted."""
    before: Record | None = None
    for record in records:
        changes: tuple[Change, ...] = diff(before, record) if before else ()
        at = f"{record.dates.last_update_posted}T12:00:00Z"
        store.add(stores.observation(trial, at=at, what=record), changes)
        before = record


def said(trial: str, day: str, **parts: Any) -> Record:
    """A record of a trial as it was posted on a day."""
    base = stores.record(trial)
    dates: dict[str, Any] = {
        "start_date": "2025-01-15",
        "start_date_type": "ACTUAL",
        "primary_completion_date": "2026-12-31",
        "primary_completion_date_type": "ESTIMATED",
        "completion_date": "2027-06-30",
        "completion_date_type": "ESTIMATED",
        "status_verified_date": "2026-01",
        "last_update_submitted": day,
        "last_update_posted": day,
    }
    dates |= parts.pop("dates", {})
    return msgspec.structs.replace(base, dates=Dates(**dates), **parts)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One trial for each question, and as many that are nearly one; told on 2026-05-31."""
    path = tmp_path_factory.mktemp("answers") / "tracker.db"
    with Store.open(path) as store:
        _slips(store)
        _stops(store)
        _outcomes(store)
        _states(store)
        _sites(store)
        ids = [row["id"] for row in store.db.query("SELECT id FROM trials")]
        store.watch(ids, registry="ctgov", at="2026-05-31T00:00:00Z")
        tell_events(store, "2026-05-31T12:00:00Z")
    return path


def _slips(store: Store) -> None:
    later = {"completion_date": "2028-06-30"}
    life(
        store,
        "NCT90000101",
        said("NCT90000101", "2026-01-10"),
        said("NCT90000101", "2026-03-01", dates=later),
    )
    life(
        store,
        "NCT90000102",
        said("NCT90000102", "2026-01-10"),
        said("NCT90000102", "2026-03-01", dates={"completion_date": "2027-09-30"}),
    )
    life(
        store,
        "NCT90000103",
        said("NCT90000103", "2025-01-10"),
        said("NCT90000103", "2025-11-01", dates=later),
        said("NCT90000103", "2026-02-01", dates=later),
    )


def _stops(store: Store) -> None:
    stop = Status(overall_status="TERMINATED", why_stopped="Slow recruitment")
    for trial, day in (("NCT90000111", "2026-05-01"), ("NCT90000112", "2026-02-01")):
        life(store, trial, said(trial, "2026-01-10"), said(trial, day, status=stop))


def _outcomes(store: Store) -> None:
    other = Outcomes(primary_outcomes=(Outcome(measure="Overall survival", time_frame="2 years"),))
    first = Outcomes(primary_outcomes=(Outcome(measure="Blood pressure", time_frame="1 week"),))
    early = {"start_date": "2026-12-01", "start_date_type": "ESTIMATED"}
    for trial, dates in (("NCT90000121", {}), ("NCT90000122", early)):
        status = Status(overall_status="NOT_YET_RECRUITING" if dates else "RECRUITING")
        life(
            store,
            trial,
            said(trial, "2026-01-10", outcomes=first, dates=dates, status=status),
            said(trial, "2026-02-10", outcomes=other, dates=dates, status=status),
        )


def _states(store: Store) -> None:
    past = {"completion_date": "2025-02-28", "primary_completion_date": "2025-01-31"}
    for trial, verified in (("NCT90000131", "2024-06"), ("NCT90000132", "2025-12")):
        dates = {**past, "status_verified_date": verified}
        life(store, trial, said(trial, "2025-12-10", dates=dates))
    done = {
        "primary_completion_date": "2024-01-31",
        "primary_completion_date_type": "ACTUAL",
        "completion_date": "2024-03-31",
        "completion_date_type": "ACTUAL",
    }
    status, regulated = Status(overall_status="COMPLETED"), Oversight(is_fda_regulated_drug=True)
    enrolled = Enrollment(enrollment_count=50, enrollment_type="ACTUAL")
    design = stores.record().design
    for trial, phases in (("NCT90000141", ("PHASE2",)), ("NCT90000142", ("PHASE1",))):
        record = said(
            trial,
            "2025-12-10",
            dates={**done, "start_date": "2022-01-15"},
            status=status,
            oversight=regulated,
            enrollment=enrolled,
            design=msgspec.structs.replace(design, phases=phases),
            sites=(Site(facility="Clinic", city="Reno", country="United States"),),
        )
        life(store, trial, record)


def _sites(store: Store) -> None:
    def at(status: str) -> tuple[Site, ...]:
        return (
            Site(facility="A", city="Lyon", country="France", status=status),
            Site(facility="B", city="Lille", country="France", status=status),
            Site(facility="C", city="Bonn", country="Germany", status=status),
        )

    life(
        store,
        "NCT90000151",
        said("NCT90000151", "2026-01-10", sites=at("NOT_YET_RECRUITING")),
        said("NCT90000151", "2026-02-10", sites=at("RECRUITING")),
    )


def rows(path: Path, query: str) -> list[dict[str, Any]]:
    """What a named question answers."""
    found = got(path, f"/tracker/{query}.json?_shape=array&_size=max")
    assert found.status_code == 200, found.text
    answer: list[dict[str, Any]] = found.json()
    return answer


def trials(path: Path, query: str) -> list[str]:
    """The trials in the answer."""
    return [row["trial"] for row in rows(path, query)]


def test_completion_that_slipped_by_more_than_six_months_this_year(answers: Path) -> None:
    """Not one of three months, and not one of last year."""
    (slip,) = rows(answers, "completion_slipped")
    assert (slip["trial"], slip["field"], slip["days"]) == ("NCT90000101", "completion_date", 366)


def test_who_stopped_in_the_last_90_days_and_why(answers: Path) -> None:
    """The reason in the sponsor's words; what stopped in February is too long ago."""
    (stop,) = rows(answers, "stopped_early")
    assert (stop["trial"], stop["how"]) == ("NCT90000111", "terminated")
    assert stop["reason"] == "Slow recruitment"


def test_primary_outcomes_that_changed_after_the_start(answers: Path) -> None:
    """What was changed before anybody was recruited is left out."""
    assert set(trials(answers, "primary_outcome_changed")) == {"NCT90000121"}


def test_who_is_about_to_turn_unknown(answers: Path) -> None:
    """Last verified in June 2024 and over: within 90 days. Verified in December: not yet."""
    (one,) = rows(answers, "about_to_turn_unknown")
    assert (one["trial"], one["date"]) == ("NCT90000131", "2026-07-01")


def test_whose_results_are_overdue(answers: Path) -> None:
    """A trial of phase 1 owes none."""
    (one,) = rows(answers, "results_overdue")
    assert one["last_seen"] == "2025-12-10"
    assert (one["trial"], one["due"]) == ("NCT90000141", "2025-01-31")


def test_sites_that_opened_by_country(answers: Path) -> None:
    """Counted by site, each with the number of trials."""
    found = [
        (row["country"], row["sites"], row["trials"])
        for row in rows(answers, "sites_opened_by_country")
    ]
    assert found == [("France", 2, 1), ("Germany", 1, 1)]


def test_dates_that_lie_ahead_are_in_order_and_none_is_past(answers: Path) -> None:
    """A month that is not over lies ahead."""
    dates = [row["date"] for row in rows(answers, "coming_dates")]
    assert dates == sorted(dates)
    assert dates[0] >= "2026-05"


@pytest.mark.parametrize("name", QUERIES)
def test_every_named_question_has_a_page_with_its_sentence(answers: Path, name: str) -> None:
    """Title, sentence and rows."""
    page = got(answers, f"/tracker/{name}")
    assert page.status_code == 200
    assert QUERIES[name].title in page.text
    assert escape(QUERIES[name].about).replace("&#x27;", "&#39;") in page.text


# --- what tables say of themselves ----------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_table_that_is_shown_has_a_page_under_200_kb(name: str) -> None:
    """With its title and its sentence."""
    page = got(played_demo(), f"/tracker/{name}")
    assert page.status_code == 200
    assert TABLES[name].title.replace("'", "&#39;") in page.text
    assert len(page.content) < 200_000


def test_columns_are_explained_on_the_page_of_their_table() -> None:
    """In the words that the database itself keeps."""
    page = got(played_demo(), "/tracker/events").text
    assert "the day by which a reader could have known" in page
    assert "degrees north" in got(played_demo(), "/tracker/sites").text


def test_tables_of_the_program_are_hidden_but_there() -> None:
    """A person is not shown packed bodies."""
    tables = got(played_demo(), "/tracker.json").json()["tables"]
    hidden = {one["name"] for one in tables if one["hidden"]}
    assert {"bodies", "events_found", "outbox", "_sqlite_migrations"} <= hidden
    assert {one["name"] for one in tables} - hidden <= set(TABLES)


def test_facets_and_orders_are_those_of_the_source() -> None:
    """The newest change leads, with its facets beside it."""
    found = got(played_demo(), "/tracker/changes.json?_shape=objects&_extra=facet_results").json()
    moments = [row["observed_at"] for row in found["rows"]]
    assert moments == sorted(moments, reverse=True)
    facets = found["facet_results"]
    assert set(facets.get("results", facets)) == {"category", "class", "kind"}


def test_a_trial_in_a_question_leads_to_its_page(answers: Path) -> None:
    """Datasette makes no link of its own there."""
    assert 'href="/trial/NCT90000111"' in got(answers, "/tracker/stopped_early").text


def test_what_the_owner_of_a_server_says_wins() -> None:
    """Our words are a beginning, not an order."""
    own = {"databases": {"tracker": {"tables": {"events": {"title": "Own", "sort_desc": "date"}}}}}
    page = got(played_demo(), "/tracker/events", metadata=own).text
    assert ">Own<" in page or "Own\n" in page
    assert "sorted by date descending" in page
    assert "What the changes mean" in page


def test_sites_have_the_columns_that_maps_look_for() -> None:
    """A column ``latitude`` and a column ``longitude``, in degrees."""
    found = got(played_demo(), "/tracker/sites.json?_shape=array&latitude__notblank=1").json()
    assert found
    assert all(-90 <= row["latitude"] <= 90 and -180 <= row["longitude"] <= 180 for row in found)


def test_a_plain_datasette_needs_no_metadata_of_another_database(tmp_path: Path) -> None:
    """A database of something else is left as it is."""
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, name TEXT)")
    page = got(tmp_path / "other.db", "/other/events").text
    assert "What the changes mean" not in page


# --- the files ------------------------------------------------------------------------------------


@cache
def files() -> dict[str, Any]:
    """The files as the docs generator writes them."""
    with closing(sqlite3.connect(played_demo())) as db:
        written = metadata.files("tracker", described(db))
    return {name: yaml.safe_load(text) for name, text in written.items()}


def test_the_files_for_both_datasettes_say_the_same() -> None:
    """What 0.65 has in one file, 1.0 has in two."""
    old = files()["datasette-0.65/metadata.yaml"]["databases"]["tracker"]
    words = files()["datasette-1.0/metadata.yaml"]["databases"]["tracker"]
    how = files()["datasette-1.0/datasette.yaml"]["databases"]["tracker"]
    assert how["queries"] == old["queries"]
    for name, table in old["tables"].items():
        assert words["tables"].get(name, {}) | how["tables"].get(name, {}) == table


def test_the_link_to_the_csv_of_a_table_gives_all_rows(tmp_path: Path) -> None:
    """Datasette's own ends at a thousand rows, and nothing in the file says so."""
    with Store.open(tmp_path / "tracker.db") as store, store.db.atomic():
        for number in range(1, 1102):
            store.db.execute(
                "INSERT INTO trials (id, registry, versions, first_seen) VALUES (?, 'ctgov', 0, ?)",
                (f"NCT{number * 7919 % 100000:08}", f"2026-03-0{number % 3 + 1}T00:00:00Z"),
            )
    page = got(tmp_path / "tracker.db", "/tracker/trials?_sort_desc=first_seen&registry=ctgov").text
    (where,) = re.findall(r'href="([^"]+\.csv[^"]*)"', page)
    lines = got(tmp_path / "tracker.db", unescape(where)).text.splitlines()
    assert len(lines) == len(set(lines)) == 1102
