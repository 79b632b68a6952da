"""One run at a time on one database.

Comes in: the path of the database.
Goes out: a context in which no other run holds the same database.
Does not: wait, touch the database. The lock is one of the operating system on a file beside the
database ("tracker.db.lock"), so it ends with the process, however that ends. The file stays: to
remove a lock file on Unix lets two runs hold two files of one name.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from tracker.dates import utc
from tracker.errors import Busy, StoreError


class Holder(msgspec.Struct, frozen=True):
    """Who holds the lock, as written into the lock file."""

    pid: int
    #: The machine, since the folder may be a shared one.
    host: str
    #: When the run began, ISO, UTC.
    since: str


@contextmanager
def run_lock(db: Path, *, since: dt.datetime | None = None) -> Iterator[None]:
    """Hold the database for one run; ``Busy`` at once where another run holds it.

    ``since`` is when this run began (default: now); another run is told it. ``StoreError`` where
    the lock file cannot be made: the folder is read-only, or no folder.
    """
    path = lock_path(db)
    holder = Holder(os.getpid(), platform.node(), utc(since or dt.datetime.now(dt.UTC)))
    lock = FileLock(path, blocking=False, on_acquired=lambda fd: _write(fd, holder))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise Busy(_busy(db, read_holder(path))) from None
    except OSError as error:
        raise StoreError(_cannot(path, error)) from error
    try:
        yield
    finally:
        lock.release()


def lock_path(db: Path) -> Path:
    """The lock file of a database: beside the file itself, also where ``db`` is a link to it."""
    real = db.resolve()
    return real.with_name(real.name + ".lock")


def read_holder(path: Path) -> Holder | None:
    """Who wrote the lock file last; None where that cannot be told."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(path.read_bytes(), type=Holder)
    return None


def _write(fd: int, holder: Holder) -> None:
    # A full disk must not keep a run from looking: the name of the holder is a courtesy.
    with suppress(OSError):
        os.ftruncate(fd, 0)
        os.lseek(fd, 0, os.SEEK_SET)
        os.write(fd, msgspec.json.encode(holder))


def _busy(db: Path, holder: Holder | None) -> str:
    who = "Another run"
    if holder is not None:
        place = "" if holder.host == platform.node() else f" on {holder.host}"
        who += f" (process {holder.pid}{place}, since {holder.since})"
    return f"{who} is at work on {db}. Nothing was done; try again when it has ended."


def _cannot(path: Path, error: OSError) -> str:
    return (
        f"Cannot make the lock file {path}: {error.strerror or error}. The database needs a folder "
        "that can be written to; name another with TRACKER_DB, --db or db in tracker.toml."
    )
