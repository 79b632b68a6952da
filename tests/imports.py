"""Looks to be imported: small synthetic studies, and the ways in which people pack them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tests.calls import Caller
from tests.studies import study

#: What a fast-import is fed with ends here; each commit is of one person, on the same branch.
_COMMIT = """commit refs/heads/{branch}
author a <a@example.org> {seconds} +0000
committer a <a@example.org> {seconds} +0000
data 1
x
"""


def trial(number: int) -> str:
    """The id of a synthetic trial."""
    return f"NCT9900{number:04}"


def a_look(number: int = 1, *, count: int = 50, day: str | None = "2026-02-05") -> bytes:
    """A study as the registry sent it on a day, as its data set says; None: it does not say."""
    raw = study()
    protocol = raw["protocolSection"]
    protocol["identificationModule"]["nctId"] = trial(number)
    protocol["identificationModule"].pop("nctIdAliases")
    protocol["designModule"]["enrollmentInfo"] = {"count": count, "type": "ESTIMATED"}
    raw["derivedSection"]["miscInfoModule"]["versionHolder"] = day
    if day is None:
        del raw["derivedSection"]
    return msgspec.json.encode(raw)


def imported(call: Caller, *words: str | Path, code: int = 0) -> dict[str, Any]:
    """What an import says in JSON."""
    result = call("import", *map(str, words), "--json")
    assert result.exit_code == code, result.output
    found: dict[str, Any] = msgspec.json.decode(result.stdout)
    return found


def life(call: Caller, number: int = 1) -> list[tuple[str, int]]:
    """When each version of a trial was seen first, and the enrolment that it told."""
    lines = call.json("history", trial(number))
    return [(one["observed_at"], one["enrollment_count"]) for one in lines if "version" in one]


class Repository:
    """A git repository that a test writes commit by commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run("init", "-q", "--initial-branch=main", str(folder), cwd=folder.parent)

    def run(self, *words: str, cwd: Path | None = None) -> str:
        """git, with no settings but its own."""
        env = {
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "PATH": os.environ["PATH"],
        }
        command = ["git", *words]
        done = subprocess.run(
            command, cwd=cwd or self.folder, env=env, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(
        self,
        commits: Iterable[tuple[int, Mapping[str, bytes | None]]],
        branch: str = "main",
        begins: str | None = None,
    ) -> None:
        """Commits at these seconds since 1970, each with files; None takes a file away."""
        feed = bytearray()
        for number, (seconds, files) in enumerate(commits):
            feed += _COMMIT.format(branch=branch, seconds=seconds).encode()
            if number == 0 and begins is not None:
                feed += f"from {begins}\n".encode()
            for path, data in files.items():
                if data is None:
                    feed += f"D {path}\n".encode()
                else:
                    feed += f"M 644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
        subprocess.run(
            ["git", "fast-import", "--quiet", "--force"], cwd=self.folder, input=bytes(feed),
            check=True, capture_output=True,
        )  # fmt: skip
