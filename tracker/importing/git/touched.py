"""Which files each commit touched.

Comes in: commits. Goes out: the files with what they became, in the order of the commits.
Does not: follow renames: what a record is about stands in the record. Of a merge only what differs
from all its parents counts; the rest came with those.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from tracker.importing.found import Left
from tracker.importing.git.command import Git

_DIFF = (
    *("diff-tree", "--stdin", "--root", "--always", "-r", "-c"),
    *("--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff"),
)
_CHUNK = 1 << 16


class Touched(NamedTuple):
    """A file as a commit left it."""

    commit: str
    path: str
    blob: str
    #: It is there, and no link, folder or repository inside the repository.
    is_file: bool


def touched(git: Git, commits: list[str]) -> Iterator[Touched | Left]:
    """The files that these commits touched; a commit whose files cannot be read is left."""
    place = {sha: number for number, sha in enumerate(commits)}
    start = 0
    while start < len(commits):
        last = start - 1
        for one in _compared(git, commits[start:]):
            if isinstance(one, str):
                last = place[one]
            else:
                yield one
        if last == len(commits) - 1:
            return
        # git ended at the commit after the last one: it, or its parent, is damaged. What it held is
        # read without comparing.
        yield from _whole(git, commits[last + 1])
        start = last + 2


def _compared(git: Git, commits: list[str]) -> Iterator[Touched | str]:
    """Each commit's id, and after it what it touched, as far as git gets."""
    with tempfile.TemporaryFile() as ids:
        ids.write("".join(f"{sha}\n" for sha in commits).encode())
        ids.seek(0)
        running = git.start(*_DIFF, stdin=ids)
        assert running.stdout is not None  # noqa: S101
        try:
            yield from _parsed(running.stdout)  # type: ignore[arg-type]
        finally:
            running.kill()
            running.communicate()


def _parsed(answer: BinaryIO) -> Iterator[Touched | str]:
    commit, change, held = "", "", b""
    while chunk := answer.read(_CHUNK):
        *words, held = (held + chunk).split(b"\0")
        for word in words:
            if change:
                yield _touched(commit, change, word)
                change = ""
            elif word.startswith(b":"):
                change = word.decode("ascii")
            else:
                commit = word.decode("ascii")
                yield commit


def _touched(commit: str, change: str, path: bytes) -> Touched:
    """A line of changes: as many colons as parents, modes and ids of each and of the result."""
    parents = len(change) - len(change.lstrip(":"))
    fields = change[parents:].split()
    mode, blob, status = fields[parents], fields[2 * parents + 1], fields[-1]
    is_file = mode.startswith("100") and not status.startswith("D")
    return Touched(commit, path.decode("utf8", "replace"), blob, is_file)


def _whole(git: Git, commit: str) -> Iterator[Touched | Left]:
    """All files of a commit."""
    code, listed, said = git.run("ls-tree", "-r", "-z", "--full-tree", commit)
    if code:
        yield Left(f"{git.path}, commit {commit[:12]}", "damaged", f"git cannot read it: {said}")
        return
    for line in listed.split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, blob = about.decode("ascii").split()
        yield Touched(commit, path.decode("utf8", "replace"), blob, mode.startswith("100"))
