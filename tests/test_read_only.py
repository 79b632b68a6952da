"""Reading where nothing can be written: a read-only folder, a full disk."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from tests.calls import Caller, played_demo
from tests.rights import full_disk, read_only

SEED = "NCT06931145"
READING = (
    ("list",),
    ("list", "--json"),
    ("changes",),
    ("history", SEED),
    ("show", SEED),
    ("diff", SEED),
    ("search", "lung"),
    ("table",),
    ("events",),
    ("dossier", SEED),
    ("export", "-", "--table", "changes"),
)
#: Each with what is said there of a command that would write.
PLACES: dict[str, tuple[Callable[[Path], AbstractContextManager[None]], str]] = {
    "a read-only folder": (read_only, "cannot be written: the file or its folder is read-only"),
    "a full disk": (lambda _: full_disk(), "it may be full: free some space on it"),
}


@pytest.fixture
def tracker(tmp_path: Path) -> Caller:
    """Calls on a copy of the demo's database, alone in its folder."""
    shutil.copy(played_demo(), tmp_path / "tracker.db")
    return Caller(tmp_path)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_stored_can_be_read_where_nothing_can_be_written(
    place: str, tracker: Caller
) -> None:
    """Every reading command answers there as it does anywhere, and says nothing besides."""
    within, _ = PLACES[place]
    usual = [tracker(*words) for words in READING]
    with within(tracker.folder):
        there = [tracker(*words) for words in READING]
    for one, other in zip(there, usual, strict=True):
        assert (one.exit_code, one.stdout, one.stderr) == (0, other.stdout, other.stderr)
        assert one.stdout


@pytest.mark.parametrize("place", PLACES)
def test_a_report_is_told_where_nothing_can_be_written(place: str, tracker: Caller) -> None:
    """That it was made cannot be noted there, which is said."""
    within, _ = PLACES[place]
    usual = tracker.text("report")
    with within(tracker.folder):
        code, stderr = (result := tracker("report")).exit_code, result.stderr
    assert (code, result.stdout) == (0, usual)
    assert "--since last will not know of this report" in " ".join(stderr.split())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", [["check"], ["watch", "NCT99000002"], ["unwatch", SEED]])
def test_what_would_write_says_why_it_cannot(place: str, words: list[str], tracker: Caller) -> None:
    """Exit 2 before anything is asked of a registry, and the file stays as it is."""
    within, said = PLACES[place]
    before = tracker.db.read_bytes()
    with within(tracker.folder):
        assert said in tracker.error(*words)
    assert tracker.db.read_bytes() == before


def test_the_doctor_looks_into_a_database_that_cannot_be_written(tracker: Caller) -> None:
    """That it cannot is the problem; what is in it is told all the same."""
    with read_only(tracker.folder):
        code, out, _ = tracker.in_full("doctor", "--offline")
    assert code == 1
    assert "the file or its folder is read-only" in out
    assert "stored: trials 8" in out


def test_the_log_of_a_run_that_was_cut_off_is_not_passed_over(tracker: Caller) -> None:
    """Rather nothing than a database without its last changes, and how to have them."""
    log = tracker.db.with_name("tracker.db-wal")
    with closing(sqlite3.connect(tracker.db)) as cut_off:
        cut_off.execute("INSERT INTO tags SELECT trial, 'later' FROM watches")
        cut_off.commit()
        shutil.copy(log, tracker.folder / "kept")
    (tracker.folder / "kept").rename(log)
    with read_only(tracker.folder):
        said = tracker.error("list")
    assert "the last changes to" in said
    assert "copy both files into a folder that can be written" in said


def test_a_file_beside_the_database_that_was_left_by_a_kill_is_no_hindrance(
    tracker: Caller,
) -> None:
    """The log and its index, both left, are read."""
    for name in ("tracker.db-wal", "tracker.db-shm"):
        (tracker.folder / name).touch()
    with read_only(tracker.folder):
        assert SEED in tracker.text("list")
        assert "cannot be written" in tracker.in_full("doctor", "--offline")[1]
