"""One run at a time: the second is told at once, and a dead run holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.rights import read_only
from tracker.errors import Busy, StoreError
from tracker.lock import lock_path, read_holder, run_lock

HOLD = """
import sys, time
from pathlib import Path
from tracker.lock import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_run(db: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(db)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def busy(db: Path) -> str:
    """What a second run is told."""
    with pytest.raises(Busy) as caught, run_lock(db):
        pytest.fail("two runs hold one lock")
    assert caught.value.exit_code == 75
    return str(caught.value)


def test_a_second_process_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """The sentence names the process and says that nothing was done."""
    db = tmp_path / "tracker.db"
    with another_run(db) as other:
        said = busy(db)
    assert f"process {other.pid}, since 2" in said
    assert "Nothing was done" in said


def test_a_second_run_in_the_same_process_is_told_too(tmp_path: Path) -> None:
    """The Python interface is no way around the lock."""
    db = tmp_path / "tracker.db"
    with run_lock(db, since=datetime(2026, 3, 1, 8, tzinfo=UTC)):
        assert f"process {os.getpid()}, since 2026-03-01T08:00:00Z" in busy(db)


def test_the_lock_is_free_after_a_run(tmp_path: Path) -> None:
    """One run after the other is what a cron line does."""
    db = tmp_path / "tracker.db"
    for _ in range(2):
        with run_lock(db):
            pass


def test_the_lock_is_free_after_a_run_that_failed(tmp_path: Path) -> None:
    """An error passes through and leaves nothing behind."""
    db = tmp_path / "tracker.db"
    with pytest.raises(KeyboardInterrupt), run_lock(db):
        raise KeyboardInterrupt
    with run_lock(db):
        pass


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    """The lock ends with the process, though its file and the holder's name stay."""
    db = tmp_path / "tracker.db"
    with another_run(db) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        holder = read_holder(lock_path(db))
        assert holder is not None
        assert holder.pid == other.pid
        with run_lock(db):
            assert read_holder(lock_path(db)) != holder


def test_two_names_of_one_database_are_one_lock(tmp_path: Path) -> None:
    """A link to the database does not open a second door."""
    db, link = tmp_path / "tracker.db", tmp_path / "link.db"
    db.touch()
    link.symlink_to(db)
    with run_lock(db):
        busy(link)


def test_two_databases_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """The lock is that of one database."""
    with run_lock(tmp_path / "a.db"), run_lock(tmp_path / "b.db"):
        pass


def test_the_folder_is_made_for_a_first_run(tmp_path: Path) -> None:
    """The default database lies in a folder that a new user does not have yet."""
    with run_lock(tmp_path / "snapshots" / "tracker.db"):
        assert (tmp_path / "snapshots" / "tracker.db.lock").exists()


def test_a_holder_that_cannot_be_read_is_still_a_holder(tmp_path: Path) -> None:
    """Damage in the lock file costs the name, not the lock."""
    db = tmp_path / "tracker.db"
    with run_lock(db):
        lock_path(db).write_bytes(b"\xff{")
        assert busy(db).startswith("Another run is at work on")


def test_a_place_that_is_no_folder_is_an_error_of_the_database(tmp_path: Path) -> None:
    """The sentence names the place and where to name another."""
    (tmp_path / "file").touch()
    db = tmp_path / "file" / "tracker.db"
    with pytest.raises(StoreError, match=r"Cannot make the lock file .*TRACKER_DB"), run_lock(db):
        pytest.fail("there is no such folder")


def test_a_folder_in_the_place_of_the_lock_file_is_an_error(tmp_path: Path) -> None:
    """What cannot be opened as a file is said with its name."""
    (tmp_path / "tracker.db.lock").mkdir()
    with pytest.raises(StoreError, match=r"tracker\.db\.lock"), run_lock(tmp_path / "tracker.db"):
        pytest.fail("a folder is no lock file")


def test_a_read_only_folder_is_an_error_of_the_database(tmp_path: Path) -> None:
    """A run that could not keep anything does not begin."""
    with (
        read_only(tmp_path),
        pytest.raises(StoreError, match="can be written to"),
        run_lock(tmp_path / "t.db"),
    ):
        pytest.fail("the folder is read-only")
