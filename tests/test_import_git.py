"""A git repository of scraped records: each commit that touched one is a look at its time."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.calls import Caller
from tests.imports import Repository, a_look, imported, life, trial
from tracker.importing.git.command import Git
from tracker.importing.git.commits import commits

_AS_A = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")
PATH = f"data/{trial(1)}.json"


def at(day: str, hour: int = 9) -> int:
    """Seconds since 1970."""
    return int(dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00").timestamp())


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository without a commit."""
    (tmp_path / "scraped").mkdir()
    return Repository(tmp_path / "scraped")


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    """Calls on a database that is not there yet."""
    return Caller(tmp_path)


def test_each_commit_is_a_look_at_its_time(call: Caller, repository: Repository) -> None:
    """A record that no commit touched was not looked at; one that came back the same was."""
    repository.commit(
        [
            (at("2026-02-02"), {PATH: a_look(count=50, day="2026-02-02"), "README.md": b"hello"}),
            (at("2026-02-03"), {PATH: a_look(count=60, day="2026-02-03")}),
            (at("2026-02-04"), {"README.md": b"hello again"}),
            (at("2026-02-05"), {PATH: a_look(count=60, day="2026-02-05")}),
            (at("2026-02-06"), {PATH: None}),
            (at("2026-02-09"), {PATH: a_look(count=70, day="2026-02-09")}),
        ]
    )
    row = imported(call, repository.folder)
    assert (row["read"], row["new_versions"], row["confirmed"]) == (4, 3, 1)
    assert row["dated_by"] == {"commit": 4}
    assert life(call) == [
        ("2026-02-02T09:00:00Z", 50),
        ("2026-02-03T09:00:00Z", 60),
        ("2026-02-09T09:00:00Z", 70),
    ]
    (_, second, _) = call.json("history", trial(1))
    assert second["last_confirmed"] == "2026-02-05T09:00:00Z"


def test_the_same_repository_again_adds_only_what_is_new_in_it(
    call: Caller, repository: Repository
) -> None:
    """Nothing twice, and the database stays what it was."""
    repository.commit([(at("2026-02-02"), {PATH: a_look(day=None)})])
    imported(call, repository.folder)
    before = dump(call.db)
    assert imported(call, repository.folder)["known"] == 1
    assert dump(call.db) == before
    repository.commit(
        [(at("2026-02-06"), {PATH: a_look(count=60, day=None)})], begins="refs/heads/main^0"
    )
    row = imported(call, repository.folder)
    assert (row["known"], row["new_versions"]) == (1, 1)


def dump(path: Path) -> list[tuple[object, ...]]:
    """All that is stored of versions and looks."""
    with sqlite3.connect(path) as db:
        tables = ("versions", "changes", "sightings", "payloads", "trials")
        known = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
        return [
            row
            for table in tables
            if table in known
            for row in db.execute(f"SELECT * FROM {table}")
        ]


def test_all_branches_count_and_a_merge_only_for_what_is_its_own(
    call: Caller, repository: Repository
) -> None:
    """Scrapers like to keep their data on a branch of their own."""
    repository.commit([(at("2026-02-02"), {"code.py": b"print()"})])
    repository.commit(
        [
            (at("2026-02-03"), {PATH: a_look(count=50, day=None)}),
            (at("2026-02-04"), {PATH: a_look(count=60, day=None)}),
        ],
        branch="data",
    )
    env = {"GIT_COMMITTER_DATE": f"{at('2026-02-05')} +0000", "PATH": os.environ["PATH"]}
    tree = repository.run("rev-parse", "data^{tree}").strip()
    merged = subprocess.run(
        [*_AS_A, "commit-tree", tree, "-p", "main", "-p", "data", "-m", "merge"],
        cwd=repository.folder, env=env, check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    repository.run("update-ref", "refs/heads/main", merged)
    row = imported(call, repository.folder)
    assert (row["read"], row["new_versions"], row["left"]) == (2, 2, 0)


def test_a_repository_may_be_bare_or_lie_in_a_folder(call: Caller, repository: Repository) -> None:
    """Whatever a mirror looks like."""
    repository.commit([(at("2026-02-02"), {PATH: a_look(day=None)})])
    repository.run("clone", "-q", "--bare", ".", "../dumps/mirror.git")
    row = imported(call, repository.folder.parent / "dumps")
    assert (row["read"], row["dated_by"]) == (1, {"commit": 1})


def test_commits_that_cannot_be_read_are_listed_and_the_rest_is_taken(
    call: Caller, repository: Repository
) -> None:
    """A record of a damaged commit, and a whole commit that is gone."""
    days = ["2026-02-02", "2026-02-03", "2026-02-04", "2026-02-05"]
    repository.commit(
        (at(day), {PATH: a_look(count=50 + number, day=day)}) for number, day in enumerate(days)
    )
    shas = repository.run("rev-list", "--reverse", "main").split()
    blob = repository.run("rev-parse", f"{shas[1]}:{PATH}").strip()
    damage(repository, blob)
    row = imported(call, repository.folder, code=1)
    assert [count for _, count in life(call)] == [50, 52, 53]
    assert row["left_by_kind"] == {"damaged": 1}
    assert shas[1][:12] in row["left_records"][0]["where"]

    damage(repository, shas[2])
    again = Caller(call.folder, TRACKER_DB=str(call.folder / "other.db"))
    row = imported(again, repository.folder, code=1)
    assert {50, 53} <= {count for _, count in life(again)}
    assert any(shas[2][:12] in one["where"] for one in row["left_records"])


def damage(repository: Repository, sha: str) -> None:
    """Make an object unreadable."""
    path = repository.folder / ".git/objects" / sha[:2] / sha[2:]
    path.chmod(0o644)
    path.write_bytes(b"no object any more")


def test_a_record_with_conflict_markers_is_left_and_listed(
    call: Caller, repository: Repository
) -> None:
    """As it once happened; the commit that mends it is taken."""
    broken = b"<<<<<<< HEAD\n" + a_look() + b"\n=======\n{}\n>>>>>>> other\n"
    repository.commit(
        [
            (at("2026-02-02"), {PATH: a_look(count=50, day=None)}),
            (at("2026-02-03"), {PATH: broken}),
            (at("2026-02-04"), {PATH: a_look(count=60, day=None), "package.json": b'{"name": 1}'}),
        ]
    )
    result = call("import", str(repository.folder))
    assert result.exit_code == 1
    assert "with conflict markers of git: 1" in result.stderr
    assert "1 other file passed over" in result.stdout
    assert len(life(call)) == 2


def test_a_commit_of_the_future_and_one_before_git_are_not_believed(
    call: Caller, repository: Repository
) -> None:
    """The first is left; the second falls back on what the record itself says."""
    repository.commit([(at("2036-02-02"), {PATH: a_look(1)})])
    repository.commit([(0, {"other.json": a_look(2, day="2026-02-05")})], branch="old")
    row = imported(call, repository.folder, code=1)
    assert row["left_by_kind"] == {"future": 1}
    assert "which is still to come" in row["left_records"][0]["reason"]
    assert row["dated_by"] == {"record": 1}


def test_nothing_of_the_repository_is_run(call: Caller, repository: Repository) -> None:
    """No hook, no filter, no setting; and nothing of the caller's environment matters."""
    repository.commit([(at("2026-02-02"), {PATH: a_look(), ".gitattributes": b"* filter=evil"})])
    mark = call.folder / "was-run"
    evil = f"touch {mark}; cat"
    for name in ("filter.evil.smudge", "diff.external", "core.fsmonitor", "core.sshCommand"):
        repository.run("config", name, evil)
    row = imported(call, repository.folder)
    assert row["read"] == 1
    assert not mark.exists()


def test_commits_of_one_second_keep_their_order(repository: Repository) -> None:
    """A parent is before its child, whatever the clock said."""
    repository.commit((at("2026-02-02"), {PATH: a_look(count=n)}) for n in range(5))
    found = commits(Git(repository.folder)).commits
    seconds = [one.seconds for one in found]
    assert seconds == sorted(set(seconds))
    assert [one.sha for one in found] == repository.run("rev-list", "--reverse", "main").split()


def test_a_folder_that_only_looks_like_a_repository_is_said_to_be_damaged(
    call: Caller, tmp_path: Path
) -> None:
    """And the repository around it does not answer in its place."""
    (tmp_path / "empty" / ".git").mkdir(parents=True)
    row = imported(call, tmp_path / "empty", code=1)
    assert row["left_by_kind"] == {"damaged": 1}
