"""Bad input: a sentence on stderr that says how to mend it, the right exit code, nothing lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.calls import Caller, played_demo
from tests.rights import read_only
from tracker.standin import Server, demo_registry, serve

SEED = "NCT06931145"


@pytest.fixture
def registry() -> Iterator[Server]:
    """The registry of the demo, on its first day."""
    with serve(demo_registry()) as server:
        yield server


@pytest.fixture
def tracker(registry: Server, tmp_path: Path) -> Caller:
    """Calls that look at it, on a database that watches one trial."""
    caller = Caller(tmp_path, registry)
    caller.text("watch", SEED)
    return caller


@pytest.fixture
def stored(tmp_path: Path) -> Caller:
    """Calls on a copy of the demo's database, whose registry is down."""
    shutil.copy(played_demo(), tmp_path / "tracker.db")
    (tmp_path / "once.toml").write_text("[fetch]\ntries = 1\n", "utf8")
    return Caller(tmp_path, TRACKER_CONFIG=str(tmp_path / "once.toml"))


# -- what was asked for --------------------------------------------------------------------------

WRONG = {
    "a malformed id": (["watch", "NCT123456789"], "'NCT123456789' is no trial id. Write NCT"),
    "an id with a slip": (["watch", "NCT 06931145"], "Write NCT06931145."),
    "another registry": (["watch", "ISRCTN12345678"], "ISRCTN, which is not supported yet"),
    "no id at all": (["watch"], "nothing to watch: give an id"),
    "an empty search": (["watch", "--query", " "], "an empty search would watch the whole"),
    "two words as a tag": (["watch", SEED, "--tag", "two words"], "is no tag: a tag is one word"),
    "an unknown source": (["watch", SEED, "--source", "euctr"], "there is no source 'euctr'"),
    "a page without its address": (["watch", SEED, "--source", "page"], "[sources.page] url ="),
    "a file that is not there": (["watch", "--file", "no.txt"], "no.txt cannot be read: No such"),
    "nothing to unwatch": (["unwatch"], "nothing to unwatch"),
    "an unknown search": (["unwatch", "--search", "7"], "there is no watched search 7"),
    "a search that is no number": (["unwatch", "--search", "x"], "'x' is not a valid integer"),
    "a date that is no date": (["changes", "--since", "March"], "'March' is no date. Write a day"),
    "an unknown trial": (["history", "NCT00000102"], "is not in"),
    "a malformed trial": (["show", "trial one"], "'trial one' is no trial id"),
    "an unknown version": (["show", SEED, "--version", "9"], "no version 9; it has only version 1"),
    "no version at all": (["diff", SEED, "soon"], "'soon' is no version: give its number (2)"),
    "a day before all": (["show", SEED, "--as-of", "2001"], "known stood from 2025-04-23"),
    "two ways at once": (["show", SEED, "--version", "1", "--as-of", "2026"], "not both"),
    "ids and a tag": (["check", SEED, "--tag", "lung"], "give ids or --tag, not both"),
    "a trial not watched": (
        ["check", "NCT99000001"],
        "is not watched; `tracker watch NCT99000001`",
    ),
    "an unknown category": (["changes", "--category", "date"], "'date' is not one of 'status'"),
    "an id without its option": (["changes", SEED], f"Did you mean --trial {SEED}?"),
    "no shell": (["completion"], "Choose from: bash, zsh, fish."),
    "a port that is no number": (["serve", "--port", "x"], "'x' is not a valid integer."),
    "a back-fill of nothing": (["backfill", SEED, "--max-versions", "0"], "give 1 or more"),
    "a rule of events": (["events", "--rule", "slips"], "which begin with status_, enrollment_"),
    "a kind of rule": (["events", "--rule", "site"], "those of this kind are site_opened,"),
    "a rule of alerts where none is": (["rules", "test", "--rule", "x"], "there is none: [[notify"),
    "three tables in one file": (["export", "x.csv"], "x.csv is one file, and there are 3 tables"),
    "an unknown option": (
        ["check", "--forse"],
        "no such option '--forse'. Did you mean '--force'?",
    ),
    "an unknown command": (["histroy", SEED], "no command 'histroy'. Did you mean history?"),
    "a missing argument": (["history"], "`tracker history --help` shows how it is called"),
    "an unknown form": (["diff", SEED, "--format", "yaml"], "'yaml' is not one of 'text'"),
    "a configuration that is not there": (
        ["list", "--config", "no.toml"],
        "no.toml: cannot be read",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_explained_and_changes_nothing(name: str, tracker: Caller) -> None:
    """Exit 2, one or two sentences, nothing on stdout; what was watched is watched."""
    words, said = WRONG[name]
    assert said in tracker.error(*words)
    assert [row["trial"] for row in tracker.json("list") if "trial" in row] == [SEED]


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty. It should hold trial ids"),
    "blank": (b" \n\n", "is empty"),
    "without ids": (b"nothing here", "holds no trial id. Write NCT followed by 8 digits"),
    "of another registry": (b"ISRCTN12345678", "an id of ISRCTN, which is not supported yet"),
    "packed": (b"PK\x03\x04rest", "is a spreadsheet or another zipped file"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_ids_is_explained(name: str, tracker: Caller) -> None:
    """What it is instead, where that can be seen."""
    content, said = FILES[name]
    file = tracker.folder / "ids.txt"
    file.write_bytes(content)
    assert said in tracker.error("watch", "--file", str(file))


def test_registry_text_cannot_steer_the_terminal_through_an_error(tracker: Caller) -> None:
    """Neither can an argument: control codes are shown, not sent."""
    result = tracker("watch", "\x1b[2J")
    assert "\x1b" not in result.stderr
    assert result.exit_code == 2


# -- the registry --------------------------------------------------------------------------------


def test_an_id_that_the_registry_does_not_know_is_said(tracker: Caller) -> None:
    """Exit 1; the others that were given are watched; how to take it off again."""
    code, out, err = tracker.in_full("watch", "NCT00000102", "NCT99000001")
    assert code == 1
    assert "NCT00000102: the registry has no trial of this id; check the id" in err
    assert "`tracker unwatch` removes it" in err
    assert "Looked at 1 of 2 trials, none changed, 1 new, 1 could not be looked at" in out


def test_an_alias_is_followed_and_said(tracker: Caller) -> None:
    """The record that it stands for is watched instead."""
    _, out, _ = tracker.in_full("watch", "NCT99000009")
    assert "NCT99000009 is an obsolete id of NCT99000001; NCT99000001 is watched instead" in out
    assert [row["trial"] for row in tracker.json("list")] == [SEED, "NCT99000001"]
    assert "version 1" in tracker.text("history", "NCT99000009")


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a 403": ({"fault": "status", "status": 403}, "403"),
    "a page instead of JSON": ({"fault": "html"}, "HTML"),
    "a body cut short": ({"fault": "cut"}, "breaks off in the middle"),
    "the wrong trial": ({"fault": "wrong"}, "NCT00000042"),
    "nothing": ({"fault": "empty"}, "empty"),
    "a redirect to another host": ({"fault": "redirect"}, "elsewhere.invalid"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_answer_that_is_no_record_is_a_failed_look(
    name: str, registry: Server, tracker: Caller
) -> None:
    """Exit 1, the reason on stderr, never a version; the next look is as good as ever."""
    fault, said = FAULTS[name]
    (tracker.folder / "once.toml").write_text("[fetch]\ntries = 1\n", "utf8")
    registry.registry.day = 2
    registry.fail(match="/studies", times=None, **fault)
    config = str(tracker.folder / "once.toml")
    code, _, err = tracker.in_full("check", TRACKER_CONFIG=config)
    assert code == 1
    assert "could not look at NCT06931145: " in err
    assert said in err
    assert [row["version"] for row in tracker.json("history", SEED) if "version" in row] == [1]
    registry.heal()
    assert "Status changed" in tracker.text("check", TRACKER_CONFIG=config)


def test_a_registry_that_is_down_is_said(stored: Caller) -> None:
    """Exit 1; what is stored stays; nothing is called a version."""
    before = stored.text("show", SEED, "--json")
    code, out, err = stored.in_full("check")
    assert code == 1
    assert "could not look at NCT06931145" in err
    assert "127.0.0.1 takes no connections" in err
    assert "7 could not be looked at, 1 search could not be walked" in out
    assert stored.text("show", SEED, "--json") == before
    assert "failing (recruiting)" in stored.text("list")
    code, out, _ = stored.in_full("doctor", "--offline")
    assert code == 1
    assert "NCT06931145 fails since 2026-03-06" in out


def test_misses_of_one_reason_are_one_line(stored: Caller) -> None:
    """Seven trials behind one broken cable are one thing to know."""
    assert stored("check").stderr.count("could not look at") == 1


def test_a_failure_that_is_known_is_counted_and_not_told_again(stored: Caller) -> None:
    """Exit 1 each time; the reason comes once, and again only for who asks for it."""
    assert "takes no connections" in stored("check").stderr
    for _ in range(2):
        code, out, err = stored.in_full("check")
        assert (code, err) == (1, "")
        assert "7 could not be looked at as before, 1 search could not be walked as before" in out
    code, out, err = stored.in_full("check", "--quiet")
    assert (code, out, err) == (1, "", "")
    assert "takes no connections" in stored("check", "--verbose").stderr
    assert stored.text("list").count("takes no connections") > 1


def test_another_reason_and_the_end_of_a_failure_are_told(
    registry: Server, tracker: Caller
) -> None:
    """Once each; only those that are new are told of where others failed before."""
    once = {"TRACKER_CONFIG": str(tracker.folder / "once.toml")}
    (tracker.folder / "once.toml").write_text("[fetch]\ntries = 1\n", "utf8")
    tracker.text("watch", "--query", "small cell lung cancer")
    registry.registry.day = 2
    registry.fail("status", status=503, match="/studies", times=None)
    assert tracker("check", **once).stderr.count("status 503") == 2
    assert tracker("check", **once).stderr == ""
    registry.heal()
    registry.fail("html", match="/studies", times=None)
    assert tracker("check", **once).stderr.count("HTML") == 2
    registry.heal()
    code, out, err = tracker.in_full("check", **once)
    assert (code, err) == (0, "")
    assert "Looked at again - NCT06931145 can be looked at again" in out
    assert "Walked again - the search “small cell lung cancer” can be walked again" in out
    assert "again" not in tracker.text("check", "--force", **once)


def test_an_outage_is_one_line_of_the_list(registry: Server, tracker: Caller) -> None:
    """However many trials could not be looked at for the same reason."""
    once = {"TRACKER_CONFIG": str(tracker.folder / "once.toml")}
    (tracker.folder / "once.toml").write_text("[fetch]\ntries = 1\n", "utf8")
    tracker.text("watch", "NCT99000001")
    registry.fail("html", times=None)
    assert tracker("check", "--force", **once).exit_code == 1
    assert f"{SEED}, NCT99000001 fail since 2026-03-06: " in tracker.text("list")


def test_a_search_that_failed_is_walked_again_though_the_data_have_not_moved(
    registry: Server, tracker: Caller
) -> None:
    """A match that was missed must not wait for the registry's next day."""
    once = {"TRACKER_CONFIG": str(tracker.folder / "once.toml")}
    (tracker.folder / "once.toml").write_text("[fetch]\ntries = 1\n", "utf8")
    tracker.text("watch", "--query", "small cell lung cancer")
    registry.registry.day = 2
    registry.fail("html", match="query.term", times=None)
    assert tracker("check", **once).exit_code == 1
    assert "fails since 2026-03-06" in tracker.text("list")
    registry.heal()
    assert "can be walked again" in tracker.text("check", **once)


# -- the database and the configuration ----------------------------------------------------------


def test_a_database_that_is_not_there_is_not_made_by_reading(tmp_path: Path) -> None:
    """A wrong path in a cron line must not look like an empty watch list."""
    tracker = Caller(tmp_path)
    for words in (["list"], ["check"], ["changes"], ["history", SEED]):
        said = tracker.error(*words)
        assert f"there is no database at {tracker.db}" in said
        assert "`tracker watch` begins one" in said
    assert not tracker.db.exists()


def _not_sqlite(db: Path) -> None:
    db.write_bytes(b"this is a text file, and a long one at that. " * 100)


def _foreign(db: Path) -> None:
    with sqlite3.connect(db) as conn:
        conn.execute("CREATE TABLE recipes (name TEXT)")
    conn.close()


def _newer(db: Path) -> None:
    shutil.copy(played_demo(), db)
    with sqlite3.connect(db) as conn:
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "SELECT migration_set, 'm999_later', '2030-01-01' FROM _sqlite_migrations LIMIT 1"
        )
    conn.close()


def _damaged(db: Path) -> None:
    data = bytearray(played_demo().read_bytes())
    data[4096 * 2 : 4096 * 30] = b"\x5a" * (4096 * 28)
    db.write_bytes(data)


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "not SQLite": (_not_sqlite, "is not a SQLite database; choose another file with --db"),
    "of another program": (_foreign, "but not one of Tracker"),
    "of a newer Tracker": (_newer, "was made by a newer Tracker (m999_later); update Tracker"),
    "damaged": (_damaged, "is damaged"),
    "a folder": (Path.mkdir, "is a folder; name a file in it"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("words", [["list"], ["check"], ["watch", SEED]], ids=" ".join)
def test_a_database_that_cannot_be_used_is_explained(
    name: str, words: list[str], tmp_path: Path
) -> None:
    """Exit 2, whatever was asked, and the file stays as it is."""
    spoil, said = BROKEN[name]
    tracker = Caller(tmp_path)
    spoil(tracker.db)
    before = tracker.db.read_bytes() if tracker.db.is_file() else b""
    assert said in tracker.error(*words)
    assert (tracker.db.read_bytes() if tracker.db.is_file() else b"") == before


@pytest.mark.parametrize("name", BROKEN)
def test_the_doctor_names_a_database_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    """Exit 1, with what to do about it."""
    spoil, said = BROKEN[name]
    tracker = Caller(tmp_path)
    spoil(tracker.db)
    result = tracker("doctor", "--offline")
    assert result.exit_code == 1
    assert said in " ".join(result.stdout.split())


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    """Before anything is asked of a registry."""
    tracker = Caller(tmp_path)
    with read_only(tmp_path):
        assert "cannot be opened; check that the folder exists" in tracker.error("watch", SEED)


def test_an_unknown_key_of_the_configuration_is_named_with_the_nearest(tracker: Caller) -> None:
    """Exit 2 before anything is opened."""
    file = tracker.folder / "tracker.toml"
    file.write_text("[sources.ctgov]\npuase = 2\n", "utf8")
    said = tracker.error("list", "--config", str(file))
    assert f"{file}: [sources.ctgov] puase: no such key; did you mean pause?" in said


def test_flags_win_over_the_environment(tracker: Caller, tmp_path: Path) -> None:
    """Before the command's name or behind it."""
    for words in (["--db", "other.db", "list"], ["list", "--db", "other.db"]):
        assert "there is no database at other.db" in tracker.error(*words)


def test_the_doctor_says_where_each_value_came_from(tracker: Caller) -> None:
    """The file, a variable, a flag or the default."""
    file = tracker.folder / "tracker.toml"
    file.write_text('contact = "you@example.org"\n', "utf8")
    _, text, _ = tracker.in_full("doctor", "--config", str(file))
    # A long path is broken at the edge of the screen.
    assert f"contact=you@example.org({file})" in "".join(text.split())
    assert f"db = {tracker.db} (TRACKER_DB)" in text
    assert "fetch.tries = 4 (default)" in text
    assert "ctgov answers in" in text
    assert "All is well." in text


def test_the_doctor_knocks_at_each_source_once(tracker: Caller, registry: Server) -> None:
    """And not at all when it is told to stay at home."""
    registry.forget()
    tracker.text("doctor", "--offline")
    assert registry.requests == []
    rows = tracker.json("doctor")
    assert len(registry.requests) == 1
    assert {row["part"] for row in rows} == {
        *("installation", "configuration", "database", "looks", "sources")
    }


def test_the_demo_leaves_other_databases_alone(stored: Caller) -> None:
    """A folder with a database that the demo did not make is not touched."""
    before = stored.db.read_bytes()
    assert "did not make" in stored.error("demo", "--folder", str(stored.folder))
    assert stored.db.read_bytes() == before
