"""Versions from a git repository into a database, beside ``git-history``.

    looks -> commits of one file -> `tracker import REPO` and `git-history file`, each a process

Both get the same repositories: one as a scraper leaves it, every trial in each commit and most of
them as they were, and one in which each record is a version. The seconds are those of CPU, of the
process and of all that it starts.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.material import Look, looks
from benchmarks.table import Row, show

#: Commits of the repository in which every record is a version.
COMMITS = 16
#: Each program runs so often, in turn; the best run counts.
TIMES = 2
FILE = "trials.json"
#: How git-history finds the id, which stands deep inside a record.
_ID = "one['protocolSection']['identificationModule']['nctId']"
AS_IT_COMES = f"[dict(one, nct_id={_ID}) for one in json.loads(content)]"
#: The same with a column for each module, so that it stores only those that changed.
BY_MODULE = (
    "[dict(one['protocolSection'], nct_id=" + _ID + ", **{key: one[key] for key in one"
    " if key != 'protocolSection'}) for one in json.loads(content)]"
)


class Ran(NamedTuple):
    """What a program took, and what it wrote."""

    versions: int
    seconds: float
    size: int

    @property
    def pace(self) -> float:
        """Versions a CPU second."""
        return self.versions / self.seconds


# -- repositories --------------------------------------------------------------------------------


def scraped(found: Sequence[Look]) -> Iterator[tuple[str, list[bytes]]]:
    """Each day all trials as they were served last."""
    standing: dict[str, bytes] = {}
    for day in sorted({look.day for look in found}):
        standing |= {look.trial: look.payload for look in found if look.day == day}
        yield day, [standing[trial] for trial in sorted(standing)]


def all_new(found: Sequence[Look]) -> Iterator[tuple[str, list[bytes]]]:
    """The last look at each trial, edited once a commit: its count of people and its date."""
    last = {look.trial: look.payload for look in found}
    studies = [msgspec.json.decode(payload) for payload in last.values()]
    for step in range(COMMITS):
        day = f"2026-04-{step + 1:02}"
        for study in studies:
            study.pop("derivedSection", None)
            protocol = study["protocolSection"]
            count = protocol["designModule"].setdefault("enrollmentInfo", {})
            count["count"] = (count.get("count") or 0) + step
            protocol["statusModule"]["lastUpdateSubmitDate"] = day
        yield day, [msgspec.json.encode(study) for study in studies]


def write_repository(repo: Path, days: Iterator[tuple[str, list[bytes]]]) -> None:
    """A commit a day, at noon."""
    _git(repo.parent, "init", "--quiet", "--initial-branch=main", repo.name)
    for day, studies in days:
        (repo / FILE).write_bytes(b"[" + b",\n".join(studies) + b"]\n")
        _git(repo, "add", FILE)
        _git(repo, "commit", "--quiet", "--message", day, at=f"{day}T12:00:00Z")
    _git(repo, "gc", "--quiet")


def _git(folder: Path, *arguments: str, at: str = "") -> None:
    who = {f"GIT_{one}_{what}": "bench@example.org" for one in _PEOPLE for what in _SAID}
    when = {f"GIT_{one}_DATE": at for one in _PEOPLE if at}
    env = {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=env | who | when, check=True)


_PEOPLE, _SAID = ("AUTHOR", "COMMITTER"), ("NAME", "EMAIL")


# -- programs ------------------------------------------------------------------------------------


def run(command: Sequence[str | Path], database: Path, count: str) -> Ran:
    """Run a program that writes a new database; ``count`` is the SQL that counts its versions."""
    for old in database.parent.glob(f"{database.name}*"):
        old.unlink()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    connection = sqlite3.connect(database)
    (versions,) = connection.execute(count).fetchone()
    connection.close()
    return Ran(versions, spent, database.stat().st_size)


def ours(repo: Path, database: Path) -> Ran:
    """``tracker import REPO``."""
    command = [sys.executable, "-m", "tracker", "--db", database, "import", repo]
    return run(command, database, "SELECT count(*) FROM versions")


def theirs(repo: Path, database: Path, convert: str) -> Ran:
    """``git-history file``, told to leave out what the registry writes anew each day."""
    program = Path(sys.executable).with_name("git-history")
    command = [program, "file", database, FILE, "--repo", repo, "--id", "nct_id", "--silent"]
    command += ["--ignore", "derivedSection", "--convert", convert]
    return run(command, database, "SELECT count(*) FROM item_version")


def best(runs: list[Ran]) -> Ran:
    """The run that took least."""
    return min(runs, key=lambda ran: ran.seconds)


# -- rows ----------------------------------------------------------------------------------------


def rows(found: Sequence[Look], folder: Path) -> list[Row]:
    """Both repositories, and what a version of the real days takes."""
    table = []
    for name, days in (("as scraped", scraped(found)), ("all new", all_new(found))):
        repo = folder / name.replace(" ", "-")
        write_repository(repo, days)
        runs: dict[str, list[Ran]] = {"ours": [], AS_IT_COMES: [], BY_MODULE: []}
        for _ in range(TIMES):
            runs["ours"].append(ours(repo, folder / "ours.db"))
            for convert in (AS_IT_COMES, BY_MODULE):
                runs[convert].append(theirs(repo, folder / "theirs.db", convert))
        table += _compared(name, *map(best, runs.values()))
        if name == "as scraped":
            table.append(_added(folder / "ours.db"))
    return table


def _compared(name: str, mine: Ran, whole: Ran, modules: Ran) -> list[Row]:
    """Pace and size beside git-history as it is used, and beside its thriftiest use."""
    made = []
    for peer, its, bound in (("git-history", whole, True), ("a column a module", modules, False)):
        pace, size = mine.pace / its.pace, mine.size / its.size
        made += [
            Row(
                f"{name}: pace beside {peer}",
                f"{mine.pace:,.0f} versions/CPU s ({mine.versions:,})",
                f"{its.pace:,.0f} versions/CPU s ({its.versions:,})",
                pace,
                "at least 3" if bound else "told only",
                pace >= 3 or not bound,
            ),
            Row(
                f"{name}: size beside {peer}",
                f"{mine.size / 1e6:,.1f} MB",
                f"{its.size / 1e6:,.1f} MB",
                size,
                "at most 0.5" if bound else "told only",
                size <= 0.5 or not bound,
            ),
        ]
    return made


def _added(database: Path) -> Row:
    """Bytes that a version after a trial's first adds, payload and record together."""
    connection = sqlite3.connect(database)
    mean, count = connection.execute(
        "SELECT avg(length(body)), count(*) FROM bodies JOIN versions v ON v.id = version"
        " WHERE seq > 0"
    ).fetchone()
    (plain,) = connection.execute("SELECT avg(payload_bytes) FROM bodies").fetchone()
    connection.close()
    return Row(
        "a version added to a trial",
        f"{mean:,.0f} bytes, payload and record ({count} versions)",
        f"{plain:,.0f} bytes of JSON",
        mean,
        "at most 500",
        mean <= 500,
    )


def main() -> int:
    """Print the table; how many bounds were missed."""
    if not Path(sys.executable).with_name("git-history").exists() or not shutil.which("git"):
        print("\nVersions from git: left out, as git or git-history is not installed (make bench)")
        return 0
    where, found = looks()
    with tempfile.TemporaryDirectory() as folder:
        return show(f"Versions from a git repository, {where}", rows(found, Path(folder)))
