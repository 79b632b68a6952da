"""A git repository of scraped records: each commit that touched one is a look at its time.

    refs -> commits, oldest first -> files that each touched -> blobs -> pieces -> records

Comes in: the folder of a repository, with a working tree or bare. Goes out: records and what was
left.
Does not: check anything out, run hooks, fetch, or heed any setting of the caller or of the
repository that could run a program. What cannot be read of a damaged repository is left and named;
the rest is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from tracker.dates import utc
from tracker.errors import ReadError
from tracker.importing.found import Found, Left, Piece
from tracker.importing.git.command import Git
from tracker.importing.git.commits import Commit, commits
from tracker.importing.git.objects import Blobs
from tracker.importing.git.touched import Touched, touched
from tracker.importing.moments import Claim, named
from tracker.importing.names import is_passed_over, may_be_harmless, trial_in
from tracker.importing.sniffing import look_into

#: So many blobs are asked for ahead of being read.
_AHEAD = 64
#: So many complaints about one file are kept until it is known whether it is one of records.
_HELD = 200


def records_of(
    path: Path, progress: Callable[[int, int], None] | None = None
) -> Iterator[Found | Left]:
    """All records in all commits of a repository. ``progress``: commits done, commits in all."""
    try:
        git = Git(path)
        found = commits(git)
    except ReadError as error:
        yield Left(str(path), error.kind, error.reason)
        return
    for sha, reason in found.unreadable:
        yield Left(f"{path}, commit {sha[:12]}", "damaged", reason)
    yield from _Repository(git, found.commits, progress).records()


class _Repository:
    """The reading of one repository's files."""

    def __init__(
        self,
        git: Git,
        found: list[Commit],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.git = git
        self.commits = {one.sha: (number, one) for number, one in enumerate(found, 1)}
        self.progress = progress
        #: Files that held a record in some commit.
        self.of_records: set[str] = set()
        #: What is to be said of files of which that is not known yet.
        self.held: dict[str, list[Left]] = defaultdict(list)

    def records(self) -> Iterator[Found | Left]:
        """The records, oldest commit first."""
        with Blobs(self.git) as blobs:
            waiting: list[Touched] = []
            for one in touched(self.git, list(self.commits)):
                if isinstance(one, Left):
                    yield one
                elif one.is_file and not _no_record(one.path):
                    waiting.append(one)
                if len(waiting) >= _AHEAD:
                    yield from self._read(blobs, waiting)
                    waiting = []
            yield from self._read(blobs, waiting)
        for path, left in self.held.items():
            # A file that never held a record is one of the repository's own: its settings, say.
            yield Left(f"{self.git.path}: {path}", left[0].kind, left[0].reason, True)

    def _read(self, blobs: Blobs, files: list[Touched]) -> Iterator[Found | Left]:
        for one, stream in zip(files, blobs.read([one.blob for one in files]), strict=True):
            number, commit = self.commits[one.commit]
            where = f"{self.git.path}@{one.commit[:12]}: {one.path}"
            if isinstance(stream, ReadError):
                yield Left(where, stream.kind, stream.reason)
                continue
            piece = Piece(where, one.path, stream, _claims(commit, one.path))
            for found in look_into(piece):
                yield from self._sorted(one.path, found)
            if self.progress:
                self.progress(number, len(self.commits))

    def _sorted(self, path: str, found: Found | Left) -> Iterator[Found | Left]:
        """What was found, with complaints held back until the file has shown what it is."""
        if isinstance(found, Found):
            self.of_records.add(path)
            yield from self.held.pop(path, ())
            yield found
        elif (
            found.kind not in ("not_a_trial", "empty") or path in self.of_records or trial_in(path)
        ):
            yield found
        elif len(self.held[path]) < _HELD:
            self.held[path].append(found)


def _no_record(path: str) -> bool:
    return is_passed_over(path) or may_be_harmless(path)


def _claims(commit: Commit, path: str) -> tuple[Claim, ...]:
    """When a commit's files were seen; a time before git was made is none."""
    said = [named(path)]
    if commit.seconds > 0:
        moment = utc(commit.moment)
        said.append(Claim("commit", moment) if moment >= "1990" else None)
    return tuple(one for one in said if one is not None)
