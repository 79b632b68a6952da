"""Import: records and pages from files, folders, archives and git repositories.

    paths -> files -> archives, compressions -> the reader whose file it is -> records, each dated
                                                        -> its trial's timeline -> store, report

Comes in: paths. Goes out: versions in the store, and a report of what was taken and left.
Does not: fetch. A second main path beside ``tracker.check``: both call the stages, which never call
each other. Nothing is taken to have been seen now only because it is imported now.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tracker.errors import UsageError
from tracker.importing.folders import File, Repository, walk
from tracker.importing.found import Found, Left
from tracker.importing.git import records_of
from tracker.importing.moments import Claim, claim
from tracker.importing.report import ImportReport
from tracker.importing.sniffing import look_into
from tracker.importing.taking import Taking
from tracker.sources.readers import Readers
from tracker.store import Store

#: Told how far an import has come: bytes done, bytes there are (None while that is not known).
Progress = Callable[[int, int | None], None]

__all__ = ["ImportReport", "Left", "Progress", "import_paths"]


def import_paths(
    store: Store,
    paths: Sequence[Path],
    *,
    now: str,
    observed_at: str | None = None,
    mirror: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Take all records in these paths into the store.

    ``now`` is the moment of the import, UTC: nothing can have been seen after it. ``observed_at``
    says when all of it was seen, whatever the files say. ``UsageError`` if that is no date.
    """
    began = time.monotonic()
    report = ImportReport()
    given = _given(observed_at)
    taking = Taking(store, Readers(), report, now=now, given=given, mirror=mirror)
    run = store.begin_run("import", now)
    try:
        for found in _all(paths, progress):
            if isinstance(found, Left):
                report.leave(found)
            else:
                taking.take(found)
        taking.flush()
    except KeyboardInterrupt:
        report.interrupted = True
    finally:
        report.seconds = time.monotonic() - began
        note = "interrupted" if report.interrupted else None
        store.end_run(run, now, exit_code=report.exit_code(), note=note, **report.counts())
    return report


def _given(observed_at: str | None) -> Claim | None:
    if observed_at is None:
        return None
    given = claim("given", observed_at)
    if given is None:
        raise UsageError(
            f"{observed_at!r} is no day and no moment; write 2026-03-14 or 2026-03-14T09:30:00Z"
        )
    return given


def _all(paths: Sequence[Path], progress: Progress | None) -> Iterator[Found | Left]:
    """Everything that the paths hold, in their order."""
    total = sum(one.size for path in paths for one in walk(path) if not isinstance(one, Left))
    done = 0
    for path in paths:
        for one in walk(path):
            if isinstance(one, Left):
                yield one
            elif isinstance(one, Repository):
                yield from records_of(one.path, _scaled(progress, done, one.size, total))
                done += one.size
            else:
                yield from _file(one, done, total, progress)
                done += one.size


def _scaled(
    progress: Progress | None, done: int, size: int, total: int
) -> Callable[[int, int], None] | None:
    """Progress through the commits of a repository as progress through its bytes."""
    if progress is None:
        return None
    return lambda commits, of: progress(done + size * commits // of, total)


def _file(file: File, done: int, total: int, progress: Progress | None) -> Iterator[Found | Left]:
    try:
        piece = file.piece()
    except OSError as error:
        yield Left(file.where, "unreadable", f"it cannot be read: {error.strerror or error}")
        return
    with piece.stream as stream:
        for count, found in enumerate(look_into(piece)):
            yield found
            if progress and count % 100 == 0:
                progress(min(done + stream.tell(), total), total)
    if progress:
        progress(done + file.size, total)
