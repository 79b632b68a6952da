"""Getting the data out: tables in every form, cthist's columns, copies that can be published."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls import Caller
from tests.conftest import Lines, Poll
from tests.lives import keep_life, look
from tests.stores import OTHER, TRIAL, moment, observation, record, three_versions
from tests.studies import edited, read, studies
from tracker.canonical import content_hash
from tracker.export import Wanted, export
from tracker.export.privacy import public_text, public_value
from tracker.store import Store
from tracker.store.publishing import MADE, PRIVATE, TOLD

STUDY = "NCT99000001"
NOW = "2026-03-21T08:00:00Z"

#: What must not be in anything that is published.
SECRETS = ("Ann Secret", "Bob Secret", "Cleo Secret", "Site Secret", "+47 111", "x4711", "hush@")


def with_contacts() -> list[dict[str, Any]]:
    """Four versions of a study with contact data wherever a registry has any."""
    central = [
        {
            "name": "Ann Secret",
            "role": "CONTACT",
            "phone": "+47 111 22",
            "email": "hush@example.org",
        }
    ]
    site_contact = [{"name": "Site Secret", "role": "CONTACT", "phone": "+47 111 33"}]
    sites = [
        {"facility": "Hospital", "city": "Oslo", "country": "Norway", "contacts": site_contact}
    ]
    other = [{**sites[0], "contacts": [{**site_contact[0], "phone": "+47 111 44"}]}]
    added = [*other, {**sites[0], "city": "Lyon", "country": "France"}]
    text = "Write to hush@example.org.\nhush@example.org answers; 40 people."
    first = edited(
        contactsLocationsModule__centralContacts=central,
        contactsLocationsModule__locations=sites,
        statusModule__whyStopped="Ask hush@example.org",
        conditionsModule__keywords=["a\nhush@example.org"],
    )
    second = edited(
        contactsLocationsModule__centralContacts=[{**central[0], "name": "Bob Secret"}],
        contactsLocationsModule__locations=other,
        descriptionModule__briefSummary=text,
    )
    third = edited(
        contactsLocationsModule__centralContacts=[],
        contactsLocationsModule__locations=added,
        statusModule__overallStatus="COMPLETED",
    )
    point = {
        "title": "Cleo Secret",
        "organization": "Example University",
        "email": "hush@example.org",
        "phone": "+47 111 55",
        "phoneExt": "x4711",
    }
    third["resultsSection"] = {"moreInfoModule": {"pointOfContact": point}}
    fourth = json.loads(json.dumps(third))
    fourth["resultsSection"]["moreInfoModule"]["pointOfContact"]["phone"] = "+47 111 66"
    return [first, second, third, fourth]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One trial with contact data, one with three versions, a watch list."""
    with Store.open(tmp_path / "tracker.db") as opened:
        keep_life(opened, with_contacts())
        three_versions(opened)
        opened.watch([STUDY], registry="ctgov", at=moment(1), tags=["hush@tag"])
        opened.notice("gone", "Ann Secret said so", at=moment(2), trial=STUDY)
        yield opened


@pytest.fixture
def call(store: Store) -> Caller:
    return Caller(store.path.parent, TRACKER_NOW=NOW)


def cells(text: str) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- tables -----------------------------------------------------------------------------------


def test_an_export_is_a_folder_of_three_tables(call: Caller, store: Store) -> None:
    """Every version, every change, every trial; and it says what it wrote."""
    out = store.path.parent / "out"
    result = call("export", str(out))
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "changes.csv",
        "trials.csv",
        "versions.csv",
    ]
    assert "tracker: versions: 7 rows in" in " ".join(result.stderr.split())
    versions = cells((out / "versions.csv").read_text(encoding="utf8"))
    assert [(row["trial"], row["version"]) for row in versions[:4]] == [
        (TRIAL, "1"),
        (TRIAL, "2"),
        (TRIAL, "3"),
        (STUDY, "1"),
    ]
    assert versions[0]["phases"] == '["PHASE1","PHASE2"]'
    changes = cells((out / "changes.csv").read_text(encoding="utf8"))
    assert len(changes) == store.stats().changes


def test_changes_have_the_columns_of_the_contract(call: Caller) -> None:
    """The same keys, in the same order, with the same values as `tracker changes --json`."""
    lines = call.text("export", "-", "--table", "changes", "--format", "jsonl").splitlines()
    exported = [json.loads(line) for line in lines]
    listed = call.json("changes")
    assert [[*one] for one in exported] == [[*one] for one in listed]
    key = lambda one: json.dumps(one, sort_keys=True)  # noqa: E731
    assert sorted(exported, key=key) == sorted(listed, key=key)


def test_csv_json_lines_and_parquet_say_the_same(call: Caller, store: Store) -> None:
    """Each in its own way: text, JSON, typed columns."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    out = store.path.parent / "out"
    assert call("export", str(out), "--format", "parquet").exit_code == 0
    for name in ("versions", "changes", "trials"):
        table = parquet.read_table(out / f"{name}.parquet")
        lines = call.text("export", "-", "--table", name, "--format", "jsonl").splitlines()
        plain = [json.loads(line) for line in lines]
        assert table.schema.names == [*plain[0]]
        for typed, row in zip(table.to_pylist(), plain, strict=True):
            assert {column: _as_text(value) for column, value in typed.items()} == {
                column: _as_text(value) for column, value in row.items()
            }


def _as_text(value: Any) -> Any:
    """A value as a cell says it: lists and objects as JSON, texts as they are."""
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()


def test_versions_can_bring_their_records(call: Caller) -> None:
    """Each as it was, in one column."""
    lines = call.text(
        "export", "-", "--table", "versions", "--records", "--format", "jsonl", "--trial", TRIAL
    ).splitlines()
    records = [json.loads(line)["record"] for line in lines]
    assert [one["status"]["overall_status"] for one in records] == [
        "RECRUITING",
        "SUSPENDED",
        "RECRUITING",
    ]


def test_a_formula_is_made_harmless_unless_it_is_asked_for(store: Store, call: Caller) -> None:
    """In every text of every table."""
    store.add(observation(OTHER, what=record(OTHER, status='=HYPERLINK("x")')), [])
    asked = ("export", "-", "--table", "versions", "--trial", OTHER)
    assert cells(call.text(*asked))[0]["overall_status"] == '\'=HYPERLINK("x")'
    assert cells(call.text(*asked, "--raw"))[0]["overall_status"] == '=HYPERLINK("x")'


def test_one_table_goes_into_the_file_that_is_named(call: Caller, store: Store) -> None:
    """Its form is that of the name."""
    path = store.path.parent / "deep" / "changes.jsonl"
    assert call("export", str(path), "--table", "changes").exit_code == 0
    assert json.loads(path.read_text(encoding="utf8").splitlines()[0])["trial"] == TRIAL


def test_what_does_not_go_together_is_said(call: Caller, store: Store, tmp_path: Path) -> None:
    """Before a file is touched."""
    asked = {
        "room for one table": ("export", "-"),
        "leave --table out": ("export", "x.csv", "--format", "cthist", "--table", "changes"),
        "one file and whole": ("export", "x.db", "--table", "changes"),
        "--public can be of some": ("export", "x.db", "--trial", TRIAL),
        "a public export has none": ("export", "-", "--table", "payloads", "--public"),
        "is the database itself": ("export", str(store.path), "--public", "--replace"),
        "is a folder": ("export", str(tmp_path), "--format", "sqlite"),
        "is no trial id": ("export", "-", "--trial", "x"),
    }
    for said, words in asked.items():
        assert said in call.error(*words), words


def test_without_pyarrow_there_is_a_way_out(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra, and the sentence names it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install 'tracker[parquet]'" in call.error("export", "x", "--format", "parquet")
    assert not list((call.folder / "x").glob("*"))


def test_an_export_that_fails_leaves_the_old_file(store: Store) -> None:
    """A file is whole or as it was."""
    path = store.path.parent / "versions.jsonl"
    path.write_text("old\n", encoding="utf8")
    with sqlite3.connect(store.path) as raw:
        raw.execute("DELETE FROM bodies")
    raw.close()
    asked = Caller(store.path.parent)
    said = asked("export", str(path), "--table", "payloads")
    assert "is damaged: it is missing" in said.stderr
    assert said.exit_code == 2
    assert path.read_text(encoding="utf8") == "old\n"
    assert [*store.path.parent.glob(".*part")] == []


def test_an_export_is_of_one_moment(store: Store) -> None:
    """What is written meanwhile is in none of its tables."""
    with Store.open(store.path, read_only=True) as reading:
        done = export(reading, store.path.parent / "out", "jsonl", at=NOW)
        first = next(done)
        store.add(observation(OTHER), [])
        assert [(one.table, one.rows) for one in (first, *done)] == [
            ("versions", 7),
            ("changes", len(list(store.changes()))),
            ("trials", 2),
        ]


def test_payloads_can_be_imported_elsewhere(call: Caller, store: Store, tmp_path: Path) -> None:
    """The versions there are the versions here, seen when they were seen here."""
    lines = tmp_path / "payloads.jsonl"
    call.text("export", str(lines), "--table", "payloads", "--trial", STUDY)
    there = Caller(tmp_path / "there", TRACKER_NOW=NOW)
    (tmp_path / "there").mkdir()
    assert there("import", str(lines)).exit_code == 0
    here = store.versions(STUDY)
    with Store.open(there.db) as other:
        found = other.versions(STUDY)
        assert [one.content_hash for one in found] == [one.content_hash for one in here]
        assert [one.observed_at for one in found] == [one.observed_at for one in here]
        said = [(one.version, one.summary) for one in other.changes()]
        assert said == [(one.version, one.summary) for one in store.changes(trials=[STUDY])]


def test_the_memory_of_an_export_does_not_grow_with_the_database(tmp_path: Path) -> None:
    """Ten times as many versions take about the same."""

    def peak(trials: int) -> int:
        with Store.open(tmp_path / f"{trials}.db") as store:
            for number in range(trials):
                three_versions(store, f"NCT{90000100 + number}")
            tracemalloc.start()
            for form in ("csv", "cthist"):
                list(export(store, tmp_path / f"{form}-{trials}", form, at=NOW))
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(3)
    assert peak(100) < 1.5 * peak(10)


# --- cthist -----------------------------------------------------------------------------------


def test_cthist_has_its_29_columns(call: Caller) -> None:
    """A row a version, counted from 0; absent is NA; months are first days with a precision."""
    rows = cells(call.text("export", "-", "--format", "cthist", "--raw", "--trial", TRIAL))
    assert len(rows[0]) == 29
    assert [(row["version_number"], row["total_versions"]) for row in rows] == [
        ("0", "3"),
        ("1", "3"),
        ("2", "3"),
    ]
    first = rows[0]
    assert first["nctid"] == TRIAL
    assert first["version_date"] == "2026-02-25"
    assert (first["study_start_date"], first["study_start_date_precision"]) == (
        "2026-01-01",
        "month",
    )
    assert first["primary_completion_date_precision"] == "day"
    assert (first["enrolment"], first["enrolment_type"]) == ("50", "ESTIMATED")
    assert first["results_posted"] == "FALSE"
    assert first["whystopped"] == "NA"
    assert first["collaborators"] == "[]"
    assert json.loads(first["lead_sponsor"]) == {"name": ["Institut Exemple"]}
    assert [row["overall_status"] for row in rows] == ["RECRUITING", "SUSPENDED", "RECRUITING"]


def test_cthist_lists_bear_the_names_of_the_registry(call: Caller) -> None:
    """As scripts that unfold them expect."""
    row = cells(call.text("export", "-", "--format", "cthist", "--raw", "--trial", STUDY))[0]
    outcome = json.loads(row["outcome_measures"])[0]
    assert outcome["ordinal"] == "Primary"
    assert {"measure", "timeFrame"} <= outcome.keys()
    site = json.loads(row["locations"])[0]
    assert site["contacts"][0]["name"] == "Site Secret"
    assert json.loads(row["central_contacts"])[0]["email"] == "hush@example.org"
    assert json.loads(row["overall_contacts"])[0]["name"] == "A. Synthetic"
    for name in ("references", "secondaryids", "collaborators"):
        assert isinstance(json.loads(row[name]), list)
    assert all(isinstance(value, list) for value in json.loads(row["responsible_party"]).values())


# --- copies -----------------------------------------------------------------------------------


def test_a_whole_copy_is_the_database_in_one_file(call: Caller, store: Store) -> None:
    """With payloads and watch list; for you, not for the world."""
    path = store.path.parent / "whole.db"
    call.text("export", str(path))
    with Store.open(path, read_only=True) as copy:
        assert copy.stats().versions == store.stats().versions
        assert [one.trial for one in copy.watched()] == [STUDY]
        assert copy.version(STUDY, 2).payload == store.version(STUDY, 2).payload
        assert copy.check_integrity() == []


@pytest.fixture
def public(call: Caller, store: Store) -> Path:
    path = store.path.parent / "public.db"
    call.text("export", str(path), "--public")
    return path


def test_a_public_copy_holds_no_contact_data(public: Path) -> None:
    """Not in a row, not in the bytes of the file between the rows."""
    held = public.read_bytes()
    for secret in SECRETS:
        assert secret.encode() not in held, secret
    assert b"[e-mail left out]" in held
    assert b"A. Synthetic" in held
    assert b"Example University" in held


def test_a_public_copy_has_no_watch_list_runs_or_notices(public: Path, store: Store) -> None:
    """They are for those who look."""
    with contextlib.closing(sqlite3.connect(public)) as raw:
        for table in PRIVATE:
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        assert raw.execute("SELECT made_at FROM about_this_copy").fetchone() == (NOW,)


def test_each_table_is_told_made_or_private(store: Store) -> None:
    """A new table is decided upon before anybody publishes it."""
    with contextlib.closing(sqlite3.connect(store.path)) as raw:
        names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    ours = {name for (name,) in names if not re.match(r"sqlite_|_sqlite|trials_fts", name)}
    assert ours == {*TOLD, *MADE, *PRIVATE}


def test_a_public_copy_has_the_record_of_every_version_as_json(public: Path) -> None:
    """For json_extract, without any extension."""
    with contextlib.closing(sqlite3.connect(public)) as raw:
        rows = raw.execute(
            "SELECT version, json_extract(record, '$.status.overall_status') FROM version_records"
            " WHERE trial = ? ORDER BY version",
            (STUDY,),
        ).fetchall()
    assert rows == [(1, "RECRUITING"), (2, "RECRUITING"), (3, "COMPLETED"), (4, "COMPLETED")]


def test_tracker_itself_reads_a_public_copy(public: Path, store: Store) -> None:
    """History, comparison and search work as on the original."""
    reader = Caller(public.parent, TRACKER_DB=str(public))
    assert "4 versions" in reader.text("history", STUDY)
    fields = {one["field"] for one in reader.json("diff", STUDY, "2", "3")}
    assert "overall_status" in fields
    assert not fields & {"contacts", "phone"}
    assert [one["trial"] for one in reader.json("search", "examplumab")] == [TRIAL]
    with Store.open(public, read_only=True) as copy:
        for version in copy.versions(STUDY):
            stored = copy.version(STUDY, version.number)
            assert stored.payload == b""
            told = list(copy.changes(trials=[STUDY], version=version.number))
            counted = version.sponsor_changes + version.registry_changes
            assert counted + version.bookkeeping_changes == len(told)


def test_a_public_copy_can_be_of_one_group(call: Caller, store: Store) -> None:
    """Or of some trials."""
    path = store.path.parent / "some.db"
    call.text("export", str(path), "--public", "--tag", "hush@tag")
    with Store.open(path, read_only=True) as copy:
        assert copy.stats().trials == 1
    assert "is there already; --replace" in call.error("export", str(path), "--public")
    call.text("export", str(path), "--public", "--trial", TRIAL, "--replace")
    with Store.open(path, read_only=True) as copy:
        assert [one.id for one in copy.search_text("synthetic")] == [TRIAL]


def test_public_tables_hold_no_contact_data_either(call: Caller) -> None:
    """In any form."""
    texts = [
        call.text("export", "-", "--table", table, "--public", "--format", form, "--records")
        for table in ("versions", "changes", "trials")
        for form in ("csv", "jsonl")
    ]
    texts.append(call.text("export", "-", "--format", "cthist", "--public"))
    for text in texts:
        assert text
        for secret in SECRETS:
            assert secret not in text


def test_public_hashes_are_of_what_is_told(call: Caller, public: Path, store: Store) -> None:
    """In the copy and in the tables alike; nothing that was left out can be guessed from them."""
    asked = ("export", "-", "--table", "versions", "--format", "jsonl", "--trial", STUDY)
    told = [json.loads(line) for line in call.text(*asked, "--public").splitlines()]
    with Store.open(public, read_only=True) as copy:
        hashes = [one.content_hash for one in copy.versions(STUDY)]
        assert [content_hash(one.record) for one in copy.held(STUDY)] == hashes
    assert [one["content_hash"] for one in told] == hashes
    assert not set(hashes) & {one.content_hash for one in store.versions(STUDY)}


def test_an_empty_database_has_empty_tables(tmp_path: Path) -> None:
    """With their headings."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    Store.open(tmp_path / "tracker.db").close()
    call = Caller(tmp_path)
    assert call("export", str(tmp_path / "out"), "--format", "parquet").exit_code == 0
    assert len(call.text("export", "-", "--table", "changes").splitlines()) == 1
    call.text("export", str(tmp_path / "public.db"), "--public")


def test_datasette_serves_a_public_copy(public: Path) -> None:
    """As an immutable file, without any plugin of ours."""
    pytest.importorskip("datasette", reason="datasette is not installed")
    asked = "/public/version_records.json?_shape=array&_size=1"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "datasette", "-i", str(public), "--get", asked],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)[0]["version"] == 1


def test_public_copies_of_real_records_hold_no_address(tmp_path: Path, polls: Lines[Poll]) -> None:
    """The polls of some trials, whose contacts are pseudonyms at one host."""
    with Store.open(tmp_path / "tracker.db") as store:
        for number, poll in enumerate(polls):
            if number >= 120:
                break
            look(store, poll.payload, poll.polled_at)
        path = tmp_path / "public.db"
        list(export(store, path, "sqlite", wanted=Wanted(public=True), at=NOW))
        phones = set(_values(store, "phone"))
    held = path.read_bytes()
    assert b"@example.org" not in held
    assert phones
    assert not [phone for phone in phones if len(phone) > 8 and phone.encode() in held]


def _values(store: Store, name: str) -> Iterator[str]:
    """All values of a field in all records."""

    def below(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, one in value.items():
                if key == name:
                    yield one
                else:
                    yield from below(one)
        elif isinstance(value, list):
            for one in value:
                yield from below(one)

    for trial in store.trials_held():
        for stored in store.held(trial):
            yield from below(json.loads(stored.record_json))


# --- the rule ---------------------------------------------------------------------------------


def test_addresses_go_wherever_they_stand() -> None:
    """And what is only like one stays."""
    assert public_text("a@b.org, b@c.org.") == "[e-mail left out], [e-mail left out]."
    assert public_text("dose @ 5 mg; x@y") == "dose @ 5 mg; x@y"
    assert public_text("<jöran.ö@uni-köln.de>") == "<[e-mail left out]>"


@given(studies())
def test_no_contact_survives_in_any_record(raw: dict[str, Any]) -> None:
    """Whatever the shape of a study."""
    plain = public_value(msgspec.to_builtins(read(raw)))
    names = set(re.findall(r'"(\w+)":', json.dumps(plain)))
    assert not names & {"contacts", "email", "phone", "phone_ext", "centralContacts"}


@given(st.text(), st.sampled_from(["a@b.org", "x.y+z@sub.example.co"]), st.text())
def test_an_address_between_any_texts_goes(before: str, address: str, after: str) -> None:
    """Whatever stands around it."""
    assert address not in public_text(f"{before} {address} {after}")
