"""``tracker import``: what was taken on stdout, what was left on stderr with its reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.calls import Caller
from tracker.standin import DEMO

SEED = "NCT06931145"
RECORD = (DEMO / f"{SEED}.json").read_bytes()


@pytest.fixture
def tracker(tmp_path: Path) -> Caller:
    """Calls on a database that is not there yet."""
    return Caller(tmp_path)


def test_an_import_begins_a_database(tracker: Caller) -> None:
    """The record is there, dated by itself, and is not watched by that."""
    file = tracker.folder / "record.json"
    file.write_bytes(RECORD)
    code, out, err = tracker.in_full("import", str(file))
    assert (code, err) == (0, "")
    assert "1 record of 1 trial in" in out
    assert "1 new version" in out
    assert "as the record itself says" in out
    assert "version 1" in tracker.text("history", SEED)
    assert tracker.json("list") == []


def test_what_was_imported_is_told_without_being_watched(tracker: Caller) -> None:
    """Its events always; reports and tables as long as nothing is watched."""
    tracker.text("import", str(DEMO / f"{SEED}.json"))
    assert {event["trial"] for event in tracker.json("events")} == {SEED}
    assert "in 1 trial." in tracker.text("report")
    assert [row["trial"] for row in tracker.json("table")] == [SEED]


def test_the_same_import_again_adds_nothing(tracker: Caller) -> None:
    """However often."""
    shutil.copy(DEMO / f"{SEED}.json", tracker.folder)
    tracker.text("import", str(tracker.folder / f"{SEED}.json"))
    (row,) = tracker.json("import", str(tracker.folder / f"{SEED}.json"))
    assert row["new_versions"] == 0
    assert len(tracker.json("history", SEED)) == 1


def test_the_day_of_the_look_can_be_said(tracker: Caller) -> None:
    """Which is better than any guess."""
    file = tracker.folder / "record.json"
    file.write_bytes(RECORD)
    tracker.text("import", str(file), "--observed-at", "2025-05-01")
    (version,) = tracker.json("history", SEED)
    assert version["observed_at"].startswith("2025-05-01")
    assert "no day and no moment" in tracker.error("import", str(file), "--observed-at", "May")


LEFT: dict[str, tuple[bytes, str]] = {
    "an empty file": (b"", "empty"),
    "JSON that is no study": (b'{"name": "a recipe"}', "no trial"),
    "a record that breaks off": (RECORD[: len(RECORD) // 2], "cut short"),
    "a record with conflict markers": (
        RECORD.replace(b'"protocolSection"', b'\n<<<<<<< HEAD\n"protocolSection"', 1),
        "conflict markers of git",
    ),
    "something else": (b"\x89PNG\r\n\x1a\n", "no trial"),
}


@pytest.mark.parametrize("name", LEFT)
def test_what_was_left_is_said_with_its_reason(name: str, tracker: Caller) -> None:
    """Exit 1, on stderr, with the path; the others are taken."""
    content, said = LEFT[name]
    bad, good = tracker.folder / f"{SEED}.json", tracker.folder / "good.json"
    bad.write_bytes(content)
    good.write_bytes(RECORD)
    code, out, err = tracker.in_full("import", str(bad), str(good))
    assert code == 1
    assert "1 left:" in err
    assert said in err
    assert str(bad) in err.replace(" ", "")
    assert "1 new version" in out


def test_a_path_that_is_not_there_is_said(tracker: Caller) -> None:
    """In JSON too."""
    code, out, err = tracker.in_full("import", "nothing.json", "--json")
    assert code == 1
    assert "there is no such file or folder" in err
    assert json.loads(out)["left_by_kind"] == {"no_file": 1}
