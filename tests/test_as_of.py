"""What a record said on a day: by the registry's dates, and as far as it had been seen by then."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls import Caller
from tests.stores import OTHER, TRIAL, moment, observation, record, three_versions
from tracker.record import Dates, Identification, Record
from tracker.report.cells import cell, csv_lines
from tracker.report.terminal import neutral_block
from tracker.store import Store, Version

UNSEEN = "NCT90000003"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tracker.db") as opened:
        yield opened


@pytest.fixture
def call(store: Store) -> Caller:
    """The command line, on three versions of one trial, an imported older one, and two others."""
    store.watch([TRIAL, OTHER, UNSEEN], registry="ctgov", at=moment(1))
    store.watch([OTHER], registry="ctgov", at=moment(1), tags=["lung"])
    three_versions(store)
    old = record(status="NOT_YET_RECRUITING", posted="2024-02-01")
    store.add(observation(at=moment(20), placed_at="2024-02-01", what=old), [])
    store.add(observation(OTHER, at=moment(5)), [])
    return Caller(store.path.parent, TRACKER_NOW="2026-03-21T08:00:00Z")


# --- one trial --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--as-of", "2024"], "NOT_YET_RECRUITING"),
        (["--as-of", "2026-02-26"], "NOT_YET_RECRUITING"),
        (["--as-of", "2026-02-27"], "RECRUITING"),
        (["--as-of", "2026-03-04"], "SUSPENDED"),
        (["--as-of", "2026-03-04", "--known-by", "2026-03-04"], "RECRUITING"),
        (["--as-of", "today", "--known-by", "2026-03-08"], "SUSPENDED"),
        (["--known-by", "2026-03-08"], "SUSPENDED"),
        (["--known-by", "2026-03-05T05:59Z"], "RECRUITING"),
        (["--as-of", "yesterday"], "RECRUITING"),
    ],
)
def test_a_record_is_shown_as_it_stood(call: Caller, words: list[str], status: str) -> None:
    """By the registry's dates, narrowed to what had been seen."""
    assert call.json("show", TRIAL, *words)[0]["status"]["overall_status"] == status


def test_what_was_not_known_then_says_since_when_it_is(call: Caller) -> None:
    """Before the first version, before the first look, and where only one of both is the reason."""
    assert "the first one that is known stood from 2024-02-01" in call.error(
        "show", TRIAL, "--as-of", "2023"
    )
    assert "it was seen first on 2026-03-02" in call.error("show", TRIAL, "--known-by", "2026-02")
    said = call.error("show", TRIAL, "--as-of", "2024", "--known-by", "2026-03-10")
    assert "no version of NCT90000001 for 2024 had been seen by 2026-03-10" in said
    assert "nothing was seen of NCT90000003 yet" in call.error("show", UNSEEN, "--as-of", "2024")


def test_a_date_that_is_none_says_what_is_one(call: Caller) -> None:
    """Wherever it is given."""
    assert "is no version: give its number" in call.error("show", TRIAL, "--as-of", "soon")
    assert "'soon' is no date: write" in call.error("show", TRIAL, "--known-by", "soon")
    assert "'2026-13' is no date" in call.error("table", "--as-of", "2026-13")
    said = call.error("show", TRIAL, "--version", "2", "--known-by", "2026")
    assert "--known-by goes with --as-of, or alone" in said


def test_two_days_are_compared(call: Caller) -> None:
    """What had changed between them, and what of it could be known."""
    changes = call.json("diff", TRIAL, "2024-12-31", "today")
    assert {one["field"] for one in changes} >= {"overall_status"}
    known = call.json("diff", TRIAL, "2026-03-01", "today", "--known-by", "2026-03-06")
    status = [(one["before"], one["after"]) for one in known if one["field"] == "overall_status"]
    assert status == [("RECRUITING", "SUSPENDED")]


def test_without_words_the_last_two_versions_that_were_known_are_compared(call: Caller) -> None:
    """So that a report of last week can be made again."""
    now = call.json("diff", TRIAL)
    then = call.json("diff", TRIAL, "--known-by", "2026-03-06")
    assert [one["after"] for one in now if one["field"] == "overall_status"] == ["RECRUITING"]
    assert [one["after"] for one in then if one["field"] == "overall_status"] == ["SUSPENDED"]


def test_a_page_never_stands_before_a_whole_record(store: Store) -> None:
    """It shows a part only, even where it was seen later."""
    three_versions(store)
    page = Record(
        identification=Identification(id=TRIAL), dates=Dates(last_update_posted="2026-03-10")
    )
    store.add(
        observation(at=moment(12), lineage="page", source="page", what=page, partial=True), []
    )
    found = store.as_of(TRIAL, "2026-03-30")
    assert found is not None
    assert found.version.number == 3
    store.watch([TRIAL], registry="ctgov", at=moment(1))
    assert [one.version for one in store.standing("2026-03-30")] == [3]


# --- all watched trials -----------------------------------------------------------------------


def test_the_table_has_every_watched_trial(call: Caller) -> None:
    """One that was not known then is there and says why."""
    rows = {row["trial"]: row for row in call.json("table", "--as-of", "2024-06-30")}
    assert list(rows) == [TRIAL, OTHER, UNSEEN]
    assert (rows[TRIAL]["known"], rows[TRIAL]["overall_status"]) == (True, "NOT_YET_RECRUITING")
    assert (rows[OTHER]["known"], rows[OTHER]["overall_status"]) == (False, None)
    assert rows[OTHER]["site_count"] is None
    assert rows[OTHER]["reason"] == "its first known version stood from 2026-02-27"
    assert rows[UNSEEN]["reason"] == "nothing was seen of it yet"


def test_the_table_of_what_was_known_by_a_day(call: Caller) -> None:
    """Both clocks at once: an import of later does not count."""
    rows = call.json("table", "--as-of", "2024-06-30", "--known-by", "2026-03-10")
    assert [row["known"] for row in rows] == [False, False, False]
    assert rows[0]["reason"] == "it was seen first on 2026-03-02"


def test_the_table_can_be_of_one_group(call: Caller) -> None:
    """By a tag of the watch list."""
    assert [row["trial"] for row in call.json("table", "--tag", "lung")] == [OTHER]
    assert "there is no tag 'none'; there is lung" in call.error("table", "--tag", "none")


def test_the_table_says_the_same_in_every_form(call: Caller) -> None:
    """CSV and JSON have the same columns; text and Markdown the same trials."""
    asked = ("table", "--as-of", "2026-03-04")
    rows = call.json(*asked)
    assert [json.loads(line) for line in call.text(*asked, "--format", "json").splitlines()] == rows
    cells = list(csv.DictReader(io.StringIO(call.text(*asked, "--format", "csv"))))
    assert [*cells[0]] == [*rows[0]]
    assert [one["trial"] for one in cells] == [one["trial"] for one in rows]
    assert cells[0]["enrollment_count"] == "50"
    assert cells[0]["phases"] == '["PHASE1","PHASE2"]'
    text, markdown = call.text(*asked), call.text(*asked, "--format", "markdown")
    for said in (text, markdown):
        assert "suspended" in said
        assert "not known" in said
        assert "3 trials as of 2026-03-04; 1 not known then." in said
    assert markdown.startswith("| id | status |")


def test_a_title_is_no_mark_up_and_no_formula(store: Store) -> None:
    """What a registry sends is text in every form."""
    nasty = msgspec.structs.replace(
        record(), identification=Identification(id=TRIAL, brief_title='=cmd|"x" | <b>*hi*')
    )
    store.watch([TRIAL], registry="ctgov", at=moment(1))
    store.add(observation(what=nasty), [])
    call = Caller(store.path.parent)
    assert "\\| &lt;b&gt;\\*hi\\*" in call.text("table", "--format", "markdown")
    cells = next(csv.DictReader(io.StringIO(call.text("table", "--format", "csv"))))
    assert cells["title"] == '\'=cmd|"x" | <b>*hi*'
    raw = next(csv.DictReader(io.StringIO(call.text("table", "--format", "csv", "--raw"))))
    assert raw["title"] == '=cmd|"x" | <b>*hi*'


# --- the same as looking at every version -----------------------------------------------------

_DAYS = st.integers(min_value=1, max_value=28)


class _Arrival(msgspec.Struct, frozen=True):
    placed: int
    posted: int | None
    seen: int
    partial: bool


_ARRIVALS = st.lists(
    st.builds(
        _Arrival,
        placed=_DAYS,
        posted=st.none() | _DAYS,
        seen=_DAYS,
        partial=st.booleans(),
    ),
    max_size=8,
)


def _brought(store: Store, arrivals: list[_Arrival]) -> None:
    for number, one in enumerate(arrivals):
        posted = f"2026-03-{one.posted:02}" if one.posted else None
        what = Record(
            identification=Identification(id=TRIAL, brief_title=f"number {number}"),
            dates=Dates(last_update_posted=posted),
        )
        lineage = "page" if one.partial else "ctgov"
        seen = observation(
            at=moment(one.seen),
            placed_at=moment(one.placed),
            what=what,
            lineage=lineage,
            partial=one.partial,
        )
        store.add(seen, [])


def _scanned(versions: list[Version], stood: str, seen: str | None) -> int | None:
    """The version that stood, by looking at each."""
    found = [
        version
        for version in versions
        if version.stood_from <= stood and (seen is None or version.observed_at <= seen)
    ]
    whole = [version for version in found if not version.partial]
    return (whole or found)[-1].id if found else None


@given(_ARRIVALS, _DAYS, st.none() | _DAYS)
def test_as_of_agrees_with_a_look_at_every_version(
    tmp_path_factory: pytest.TempPathFactory, arrivals: list[_Arrival], stood: int, seen: int | None
) -> None:
    """For any arrivals in any order, one trial or the table."""
    with Store.open(tmp_path_factory.mktemp("as-of") / "tracker.db") as store:
        store.watch([TRIAL], registry="ctgov", at=moment(1))
        _brought(store, arrivals)
        day, by = f"2026-03-{stood:02}", f"2026-03-{seen:02}" if seen else None
        ends = (f"{day}T23:59:59Z", f"{by}T23:59:59Z" if by else None)
        expected = _scanned(store.versions(TRIAL), *ends)
        found = store.as_of(TRIAL, day, known_by=by)
        assert (found and found.version.id) == expected
        row = store.standing(day, known_by=by)[0]
        number = next((one.number for one in store.versions(TRIAL) if one.id == expected), None)
        assert row.version == number
        assert row.known == (expected is not None)


# --- cells ------------------------------------------------------------------------------------


@given(st.text())
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    """Nothing else about a text is changed but control codes, which are shown."""
    made = cell(text)
    assert cell(text, raw=True) == text
    assert made in (neutral_block(text), neutral_block(f"'{text}"))
    bare = made.lstrip("".join(map(chr, range(33))) + "\u200b\ufeff\xa0\x85")
    number = bare.lstrip("+-").replace(".", "", 1).isdecimal()
    assert number or bare[:1] not in ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)
    )
)
def test_csv_is_read_back_as_it_was_written(rows: list[list[str]]) -> None:
    """Quotes, line breaks, tabs and semicolons included."""
    text = "".join(csv_lines(["a", "b"], rows, raw=True))
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["a", "b"], *rows]
