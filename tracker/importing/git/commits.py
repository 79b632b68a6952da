"""The commits of a repository, oldest first, each with its time.

Comes in: a repository. Goes out: its commits, and those that cannot be read.
Does not: look at what they changed.

All branches, remote branches and tags count: data often live on a branch of their own. Where a
commit in the chain cannot be read, git cannot go past it; then every commit that is in the store of
objects is taken, as those behind the gap can be found in no other way.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from msgspec import Struct

from tracker.importing.git.command import Git

_FORMAT = "%H %at %ct %P"
_REFS = ("--branches", "--remotes", "--tags")
#: Where a commit is not older than its child, clocks stood or went wrong by this much at most.
_SKEW = 3600


class Commit(NamedTuple):
    """A commit: who it is and when it was made."""

    sha: str
    #: Seconds since 1970: the earlier of author's and committer's time, since a rebase renews only
    #: the second; before those of its children.
    seconds: int
    parents: tuple[str, ...]

    @property
    def moment(self) -> dt.datetime:
        """The same as a moment; the beginning of time where there is none."""
        try:
            return dt.datetime.fromtimestamp(self.seconds, dt.UTC)
        except (ValueError, OverflowError, OSError):
            return dt.datetime.fromtimestamp(0, dt.UTC)


class Commits(Struct, frozen=True):
    """What a repository holds."""

    #: Parents before children.
    commits: list[Commit]
    #: Id and reason.
    unreadable: list[tuple[str, str]]


def commits(git: Git) -> Commits:
    """All commits of a repository. ``ReadError`` if it is none."""
    git.ask(("rev-parse", "--git-dir"))
    head, _, _ = git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    asked = ["rev-list", "--topo-order", "--reverse", f"--format={_FORMAT}", *_REFS]
    code, listed, _ = git.run(*asked, *(["HEAD"] if head == 0 else []))
    if code == 0:
        return Commits(in_order(_parsed(listed)), [])
    return _all_objects(git)


def _parsed(listed: bytes) -> list[Commit]:
    found = []
    for line in listed.decode("ascii", "replace").splitlines():
        if line.startswith("commit "):
            continue
        sha, author, committer, *parents = line.split()
        found.append(Commit(sha, _earlier(author, committer), tuple(parents)))
    return found


def _earlier(author: str, committer: str) -> int:
    """The earlier of two times; one that is none does not count."""
    times = [int(text) for text in (author, committer) if text.lstrip("-").isdigit()]
    return min((time for time in times if time > 0), default=0)


def in_order(found: list[Commit]) -> list[Commit]:
    """The same commits, with times that go up from parent to child where clocks were near enough.

    >>> two = [Commit("a", 100, ()), Commit("b", 100, ("a",))]
    >>> [one.seconds for one in in_order(two)]
    [99, 100]
    """
    latest: dict[str, int] = {}
    ordered = []
    for one in reversed(found):
        limit = latest.get(one.sha, one.seconds + 1) - 1
        seconds = limit if 0 < one.seconds - limit <= _SKEW else one.seconds
        ordered.append(Commit(one.sha, seconds, one.parents))
        for parent in one.parents:
            latest[parent] = min(seconds, latest.get(parent, seconds))
    return ordered[::-1]


_TIMES = {
    who: re.compile(rb"^" + who.encode() + rb" .*> (-?\d+) [-+]\d+$", re.MULTILINE)
    for who in ("author", "committer")
}


def _all_objects(git: Git) -> Commits:
    """Every commit that can be read, by time, however broken the chain is."""
    from tracker.importing.git.objects import Blobs

    listed = git.ask(
        ("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    )
    rows = [line.split() for line in listed.decode("ascii", "replace").splitlines()]
    shas = [sha for sha, kind in rows if kind == "commit"]
    missing = [(sha, "the object cannot be read") for sha, kind in rows if kind == "missing"]
    found: list[Commit] = []
    with Blobs(git) as objects:
        for start in range(0, len(shas), 64):
            some = shas[start : start + 64]
            for sha, stream in zip(some, objects.read(some), strict=True):
                if isinstance(stream, Exception):
                    missing.append((sha, str(stream)))
                else:
                    found.append(_commit(sha, stream.read()))
    found.sort(key=lambda one: one.seconds)
    known = {one.sha for one in found}
    absent = {parent for one in found for parent in one.parents} - known
    told = {sha for sha, _ in missing}
    missing += [(sha, "the commit is missing") for sha in sorted(absent - told)]
    return Commits(in_order(found), missing)


def _commit(sha: str, raw: bytes) -> Commit:
    head = raw.partition(b"\n\n")[0]
    times = {who: match[1].decode() for who, form in _TIMES.items() if (match := form.search(head))}
    parents = re.findall(rb"^parent ([0-9a-f]+)$", head, re.MULTILINE)
    seconds = _earlier(times.get("author", ""), times.get("committer", ""))
    return Commit(sha, seconds, tuple(parent.decode() for parent in parents))
