"""The file is safe: against kills, crowds, full disks, other programs and other versions."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from tests.rights import like_others
from tests.stores import OTHER, TRIAL, moment, observation, record, status_change, three_versions
from tracker.errors import StoreError, UsageError
from tracker.store import Store, schema

HERE = Path(__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


def program(text: str, *args: object) -> subprocess.Popen[str]:
    """Another process that runs a few lines, with the tests' helpers at hand."""
    begin = f"import sys; sys.path.insert(0, {str(HERE.parent)!r})\n"
    return subprocess.Popen(
        [sys.executable, "-c", begin + text, *map(str, args)], stdout=subprocess.PIPE, text=True
    )


# --- opening ----------------------------------------------------------------------------------


def test_a_new_database_is_begun_with_its_folder(tmp_path: Path) -> None:
    """And is there again when it is opened the next time."""
    path = tmp_path / "deep" / "er" / "tracker.db"
    with Store.open(str(path)) as store:
        three_versions(store)
        assert store.path == path
    with Store.open(path) as again:
        assert len(again.versions(TRIAL)) == 3
    assert [one.name for one in path.parent.iterdir()] == ["tracker.db"]


def test_an_empty_file_is_a_new_database(path: Path) -> None:
    """As ``touch`` or mktemp leave it."""
    path.touch()
    with Store.open(path) as store:
        assert store.stats().trials == 0


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_is_no_database(tmp_path: Path, read_only: bool) -> None:
    """The sentence names a file that would do."""
    with pytest.raises(StoreError, match=r"is a folder; name a file in it, such as .*tracker\.db"):
        Store.open(tmp_path, read_only=read_only)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"folder .*file cannot be made .* --db or TRACKER_DB"):
        Store.open(tmp_path / "file" / "tracker.db")


def test_reading_what_is_not_there_says_how_to_begin(path: Path) -> None:
    """And makes no file."""
    with pytest.raises(StoreError, match=r"no database at .* `tracker watch ID` begins one"):
        Store.open(path, read_only=True)
    assert not path.exists()


@pytest.mark.parametrize("read_only", [False, True])
def test_another_kind_of_file_is_left_alone(path: Path, read_only: bool) -> None:
    """Not a byte is written."""
    path.write_bytes(b"PK\x03\x04 an archive" * 400)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is not a SQLite database; choose another"):
        Store.open(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    """Our tables are not mixed among others."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="a SQLite database, but not one of Tracker"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_said(path: Path) -> None:
    """With what can be done."""
    with Store.open(path) as store:
        for number in range(30):
            store.add(observation(f"NCT{number:08}"), [])
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 40)

    def use() -> list[str]:
        with Store.open(path) as store:
            store.watched()
            list(store.changes())
            return store.check_integrity()

    with pytest.raises(StoreError, match=r"tracker\.db is damaged .*restore a backup"):
        use()


def test_the_file_says_whose_it_is(store: Store) -> None:
    """In its header, for file(1)."""
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_every_column_that_needs_one_has_a_comment_in_the_file(store: Store) -> None:
    """The schema that SQLite keeps explains itself, and all tables are strict."""
    with closing(sqlite3.connect(store.path)) as raw:
        tables = raw.execute(
            "SELECT t.name, t.strict, s.sql FROM pragma_table_list t JOIN sqlite_master s "
            "ON s.name = t.name WHERE t.type = 'table' AND t.schema = 'main' "
            "AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\\_%' ESCAPE '\\'"
        ).fetchall()
    assert {name for name, _, _ in tables} >= {"trials", "versions", "bodies", "changes", "watches"}
    assert all(strict for _, strict, _ in tables)
    bare = {name for name, _, sql in tables if "-- " not in sql}
    assert bare <= {"tags"}, "two columns that say what they are"


# --- versions of the schema -------------------------------------------------------------------


def first_schema(path: Path) -> None:
    """A database as the very first migration left it, with a trial in it."""
    with closing(sqlite_utils.Database(path)) as db:
        schema.migrations().apply(db, stop_before="m002_search")
        db.execute(
            "INSERT INTO trials (id, registry, brief_title) VALUES (?, 'ctgov', 'An Old Trial')",
            [TRIAL],
        )


def test_an_older_database_is_migrated_with_a_backup(path: Path) -> None:
    """What was in it is there, and in the new search index as well."""
    first_schema(path)
    with Store.open(path) as store:
        assert [trial.id for trial in store.search_text("old")] == [TRIAL]
        assert store.stats().migrations == tuple(step.__name__ for step in schema.STEPS)
    backup = path.with_name("tracker.db.before-m002_search")
    with closing(sqlite3.connect(backup)) as raw:
        assert raw.execute("SELECT brief_title FROM trials").fetchall() == [("An Old Trial",)]
        assert raw.execute("SELECT name FROM _sqlite_migrations").fetchall() == [("m001_tables",)]
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, backup.name]


def test_a_new_database_needs_no_backup(path: Path) -> None:
    """Nor does opening one that is up to date."""
    for _ in range(2):
        Store.open(path).close()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_an_older_database_is_not_migrated_by_a_reader(path: Path) -> None:
    """It says which commands do."""
    first_schema(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="made by an older Tracker; run `tracker doctor`"):
        Store.open(path, read_only=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_database_is_refused_untouched(path: Path, read_only: bool) -> None:
    """With the name of what is not known, and the way out."""
    Store.open(path).close()
    with closing(sqlite_utils.Database(path)) as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "tracker", "name": "m999_later", "applied_at": "2030"}
        )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer Tracker \(m999_later\); update Tracker"):
        Store.open(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_migration_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what it did itself nor the one before it in the same opening."""
    with Store.open(path) as store:
        three_versions(store)

    def m998_good(db: sqlite_utils.Database) -> None:
        db.execute("CREATE TABLE good (x)")

    def m999_bad(db: sqlite_utils.Database) -> None:
        db.execute("DROP TABLE changes")
        raise RuntimeError("a defect")

    with monkeypatch.context() as later:
        later.setattr(schema, "STEPS", (*schema.STEPS, m998_good, m999_bad))
        with pytest.raises(RuntimeError, match="a defect"):
            Store.open(path)
    with Store.open(path) as store:
        assert len(list(store.changes())) == 2
        assert store.db.table_names(fts4=False).count("good") == 0
    assert path.with_name("tracker.db.before-m998_good").exists()


def test_programs_that_start_at_once_begin_one_database(path: Path) -> None:
    """All of them can use it."""
    text = (
        "from tracker.store import Store\nfrom tests.stores import *\n"
        "store = Store.open(sys.argv[1])\n"
        "store.add(observation(sys.argv[2]), [])\nstore.close()\n"
    )
    crowd = [program(text, path, f"NCT{number:08}") for number in range(4)]
    assert [one.wait(60) for one in crowd] == [0] * 4
    for one in crowd:
        one.communicate()
    with Store.open(path) as store:
        assert store.stats().versions == 4


# --- beside others ----------------------------------------------------------------------------


def test_a_reader_works_beside_a_writer_and_sees_whole_trials(store: Store) -> None:
    """In the middle of a transaction it sees what was there before."""
    store.add(observation(), [])
    with Store.open(store.path, read_only=True) as reader, store.transaction():
        store.add(observation(at=moment(3)), [status_change("A", "B")])
        assert len(reader.versions(TRIAL)) == 1
        assert list(reader.changes()) == []
    with Store.open(store.path, read_only=True) as reader:
        assert len(reader.versions(TRIAL)) == 2


@pytest.mark.parametrize(
    "write",
    [
        lambda store: store.watch([TRIAL], registry="ctgov", at=moment(1)),
        lambda store: store.add(observation(), []),
        lambda store: store.confirm([(1, None)], at=moment(1), data_version=None),
        lambda store: store.begin_run("check", moment(1)),
        lambda store: store.vacuum(),
    ],
)
def test_who_opened_for_reading_cannot_write(store: Store, write: object) -> None:
    """Every way to write says why."""
    with (
        Store.open(store.path, read_only=True) as reader,
        pytest.raises(StoreError, match="cannot be written: the file or its folder is read-only"),
    ):
        write(reader)  # type: ignore[operator]


def test_a_file_that_may_not_be_written_is_said(path: Path) -> None:
    """By the rights of the file."""
    Store.open(path).close()
    path.chmod(0o444)
    with (
        like_others(),
        Store.open(path) as store,
        pytest.raises(StoreError, match="cannot be written"),
    ):
        store.begin_run("check", moment(1))


def test_a_locked_database_is_said_after_some_patience(store: Store) -> None:
    """And nothing is half-written; reading goes on."""
    three_versions(store)
    with Store.open(store.path, patience=0.05) as second, store.transaction():
        with pytest.raises(StoreError, match="locked by another program; wait for it to end"):
            second.add(observation(OTHER), [])
        assert len(second.versions(TRIAL)) == 3
    assert store.versions(OTHER) == []


def test_two_writers_wait_for_each_other(store: Store) -> None:
    """Each gets its turn; their versions are in one row of numbers."""

    def write(hour: int) -> None:
        with Store.open(store.path) as own:
            for day in range(1, 16):
                own.add(observation(at=moment(day, hour)), [])

    writers = [threading.Thread(target=write, args=(hour,)) for hour in (6, 7)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    versions = store.versions(TRIAL)
    assert [version.number for version in versions] == list(range(1, 31))
    assert sorted(version.seq for version in versions) == list(range(30))
    assert [version.placed_at for version in versions] == sorted(
        moment(day, hour) for day in range(1, 16) for hour in (6, 7)
    )
    for version in versions:
        assert store.stored(version.id).payload == observation(at=version.observed_at).payload


def test_a_kill_leaves_a_whole_database(path: Path) -> None:
    """At any moment, several times over; every version that is there is there whole."""
    text = (
        "from tracker.store import Store\nfrom tests.stores import *\n"
        "store = Store.open(sys.argv[1])\n"
        "print('open', flush=True)\n"
        "for number in range(100000):\n"
        "    trial = f'NCT{number % 40:08}'\n"
        "    day = 1 + number // 40 % 28\n"
        "    store.add(observation(trial, at=moment(day)), [status_change('A', str(number))])\n"
        "    if number % 20 == 19: print(number, flush=True)\n"
    )
    for lines in (1, 2, 4, 8):
        writer = program(text, path)
        assert writer.stdout is not None
        for _ in range(lines):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        with Store.open(path) as store:
            assert store.check_integrity() == []
            stats = store.stats()
            assert stats.changes == stats.versions
            for number in range(40):
                trial = f"NCT{number:08}"
                versions = store.versions(trial)
                shown = store.trial(trial)
                assert (shown.versions if shown else 0) == len(versions)
                for version in versions[-2:]:
                    assert store.stored(version.id).record == record(trial)
    assert stats.versions > 20


# --- room -------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_nothing_is_half_written(store: Store) -> None:
    """The version that did not fit is left out whole, and fits when there is room again."""
    store.add(observation(), [])
    stats = store.stats()
    (pages,) = store.db.conn.execute("PRAGMA page_count").fetchone()
    store.db.conn.execute(f"PRAGMA max_page_count = {pages + 1}")
    large = observation(OTHER, payload=os.urandom(100_000))
    with pytest.raises(StoreError, match=r"disk that holds .* is full; .*left out whole"):
        store.add(large, [status_change("A", "B")])
    assert store.stats() == stats
    assert store.trial(OTHER) is None
    store.db.conn.execute("PRAGMA max_page_count = 1000000")
    store.add(large, [])
    assert store.check_integrity() == []
    kept = store.newest(OTHER, "ctgov")
    assert kept is not None
    assert kept.payload == large.payload


def test_a_backup_is_a_whole_database(store: Store, tmp_path: Path) -> None:
    """Taken beside a writer, and it replaces an older one."""
    three_versions(store)
    to = tmp_path / "backup.db"
    store.backup(to)
    with store.transaction():
        store.add(observation(OTHER), [])
        store.backup(str(to))
    with Store.open(to) as copy:
        assert copy.stats().versions == 3
        assert copy.check_integrity() == []


def test_a_backup_to_nowhere_or_onto_itself_is_said(store: Store, tmp_path: Path) -> None:
    """Not a traceback, and never the database replaced under its own feet."""
    with pytest.raises(StoreError, match="cannot be opened; check that the folder exists"):
        store.backup(tmp_path / "missing" / "backup.db")
    with pytest.raises(UsageError, match="is the database itself; name another file"):
        store.backup(tmp_path / "." / store.path.name)
    with pytest.raises(StoreError, match=r"is a folder"):
        store.backup(tmp_path)
    assert sorted(tmp_path.glob("*.part")) == []


def test_the_doctor_is_told_what_points_nowhere(store: Store) -> None:
    """Rows that somebody deleted by hand."""
    three_versions(store)
    assert store.check_integrity() == []
    with closing(sqlite3.connect(store.path)) as raw:
        raw.execute("DELETE FROM versions WHERE number = 2")
        raw.commit()
    problems = store.check_integrity()
    assert "row 1 of changes points to a row of versions that is not there" in problems


def test_vacuum_keeps_everything_and_the_search_index(store: Store) -> None:
    """Also where the rows of the table have gaps."""
    for number in range(9):
        store.add(observation(f"NCT{number:08}"), [])
    with closing(sqlite3.connect(store.path)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("DELETE FROM trials WHERE id < 'NCT00000005'")
        raw.commit()
    store.vacuum()
    assert [trial.id for trial in store.search_text("NCT00000007")] == ["NCT00000007"]
    assert len(store.search_text("lung")) == 4


def test_stats_count_everything(store: Store) -> None:
    """For the doctor."""
    store.watch([TRIAL], registry="ctgov", at=moment(1))
    three_versions(store)
    store.begin_run("check", moment(1))
    stats = store.stats()
    assert (stats.trials, stats.watched, stats.versions, stats.changes) == (1, 1, 3, 2)
    assert (stats.runs, stats.searches, stats.failing, stats.gone) == (1, 0, 0, 0)
    assert 0 < stats.body_bytes < 3_000
    assert stats.file_bytes > 0
