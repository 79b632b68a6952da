"""Whether all is well: the installed parts, the configuration, the database, the sources.

Comes in: a configuration. Goes out: findings; each that is a problem says how to mend it.
Does not: mend anything, begin a database, look at a trial. One request goes to each source, to
see whether it answers; ``offline`` spares that.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from tracker.api import sources_of
from tracker.config import Config
from tracker.errors import FetchError, ReadError, TrackerError
from tracker.fetch import Fetcher
from tracker.notify.health import health
from tracker.past.replay import behind
from tracker.sources import Source
from tracker.sources.base import Request
from tracker.sources.readers import Readers
from tracker.store import Store

#: Free space under which a database is soon in trouble, in bytes.
_LITTLE = 200_000_000
#: Failing trials, and kinds of drift, that are told one by one.
_MANY = 10

Part = Literal["installation", "configuration", "database", "looks", "alerts", "sources"]


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    part: Part
    said: str
    ok: bool = True
    #: What to do about it; None where all is well.
    mend: str | None = None


def examine(config: Config, *, offline: bool = False) -> Iterator[Finding]:
    """Look at everything, from the inside out."""
    yield from _installation()
    yield from _configuration(config)
    yield from _place(config.db)
    if config.db.exists():
        yield from _database(config.db)
        for said, mend in health(config):
            yield Finding("alerts", said, ok=mend is None, mend=mend)
    if not offline:
        yield from _sources(config, sources_of(config))


# -- installation -------------------------------------------------------------------------------


def _installation() -> Iterator[Finding]:
    where = f"Python {platform.python_version()} on {platform.system()}"
    yield Finding("installation", f"tracker {metadata.version('tracker')}, {where}")
    for requirement in metadata.requires("tracker") or ():
        name = re.split(r"[\s<>=!~;\[(]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement and not _installed(name):
            mend = "install Tracker again, from where it came"
            yield Finding("installation", f"{name} is missing", ok=False, mend=mend)
    for extra, names in _extras().items():
        missing = [name for name in names if not _installed(name)]
        if missing:
            said = f"{extra}: not installed (pip install 'tracker[{extra}]' adds it)"
            yield Finding("installation", said)
        else:
            yield Finding("installation", f"{extra}: installed")


def _extras() -> dict[str, list[str]]:
    """The optional parts that a user may want, each with what it needs."""
    extras: dict[str, list[str]] = {}
    for requirement in metadata.requires("tracker") or ():
        match = re.fullmatch(r"([\w.-]+).*;.*extra == ['\"]([\w-]+)['\"].*", requirement)
        if match and match[2] not in ("dev", "bench"):
            extras.setdefault(match[2], []).append(match[1])
    return extras


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


# -- configuration ------------------------------------------------------------------------------


def _configuration(config: Config) -> Iterator[Finding]:
    file = str(config.file) if config.file else "no tracker.toml in this folder"
    yield Finding("configuration", f"file: {file}")
    for key, value in _values(config, ""):
        origin = config.origin.get(key, "default")
        text = "(not set)" if value is None else str(value)
        yield Finding("configuration", f"{key} = {text}  ({origin})")
    if config.contact is None:
        yield Finding(
            "configuration",
            'no contact is set; with contact = "you@example.org" in tracker.toml the registry '
            "could write to you before it blocks you",
        )


def _values(table: Struct, prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in structs.asdict(table).items():
        if not prefix and name in ("file", "color", "frozen", "origin", "secrets"):
            continue
        if isinstance(value, Struct):
            yield from _values(value, f"{prefix}{name}.")
        elif isinstance(value, tuple):  # Of tables in a list, such as channels, the names.
            yield prefix + name, ", ".join(str(getattr(one, "name", one)) for one in value) or None
        else:
            yield prefix + name, value


# -- database -----------------------------------------------------------------------------------


def _place(db: Path) -> Iterator[Finding]:
    folder = next(one for one in db.absolute().parents if one.exists())
    if not db.exists():
        yield Finding("database", f"there is none at {db} yet; `tracker watch` begins one")
    if not os.access(folder, os.W_OK):
        mend = "change its permissions, or name another database with --db or TRACKER_DB"
        yield Finding("database", f"the folder {folder} cannot be written", ok=False, mend=mend)
    free = shutil.disk_usage(folder).free
    if free < _LITTLE:
        said = f"only {free / 1e6:,.0f} MB are free on the disk of {db}"
        yield Finding("database", said, ok=False, mend="free some space on it")


def _database(db: Path) -> Iterator[Finding]:
    """What is in the database; one that cannot be written is a problem, and read all the same."""
    try:
        with Store.open(db) as store:
            store.check_writable()
    except TrackerError as error:
        yield Finding("database", str(error), ok=False)
    with suppress(TrackerError), Store.open(db, read_only=True) as store:
        yield from _contents(store)
        yield from _looks(store)


def _contents(store: Store) -> Iterator[Finding]:
    stats = store.stats()
    size = f"{stats.file_bytes / 1e6:,.1f} MB"
    yield Finding("database", f"{store.path}: {size}, schema {stats.migrations[-1]}")
    yield Finding(
        "database",
        f"watched: trials {stats.watched:,}, searches {stats.searches:,}; stored: "
        f"trials {stats.trials:,}, versions {stats.versions:,}, changes {stats.changes:,}",
    )
    for source, versions in behind(store, Readers()).items():
        yield Finding(
            "database",
            f"versions that another reader of {source} has read: {versions:,}; a check reads them "
            "anew where it needs them, `tracker replay` all of them",
        )
    problems = store.check_integrity()
    for problem in problems:
        mend = f"restore a backup, or save what can be saved: sqlite3 {store.path} .recover"
        yield Finding("database", problem, ok=False, mend=mend)
    if not problems:
        yield Finding("database", "sound: pages, rows and references were checked")


def _looks(store: Store) -> Iterator[Finding]:
    for run in store.runs(5):
        counts = ", ".join(f"{name} {count}" for name, count in run.counts.items() if count)
        ended = f"exit {run.exit_code}" if run.ended_at else "never ended"
        said = f"{run.started_at} {run.command}: {ended}; {counts or 'nothing to do'}"
        yield Finding("looks", said + (f" ({run.note})" if run.note else ""))
    watched = {one.trial for one in store.watched()}
    failing = [one for one in store.failing() if one.trial in watched]
    for one in failing[:_MANY]:
        yield Finding(
            "looks",
            f"{one.trial} fails since {one.since[:10]} (looks: {one.count}): {one.reason}",
            ok=False,
            mend=f"tracker check {one.trial} tries again; tracker unwatch {one.trial} gives it up",
        )
    if len(failing) > _MANY:
        mend = "tracker list shows them"
        yield Finding("looks", f"and {len(failing) - _MANY} more trials fail", ok=False, mend=mend)
    for search in store.searches():
        if search.failing:
            said = f"the search “{search.search}” fails since {(search.failing_since or '')[:10]}: "
            mend = f"tracker check tries again; tracker unwatch --search {search.id} gives it up"
            yield Finding("looks", said + (search.failing_reason or ""), ok=False, mend=mend)
    drift = store.drift()
    for seen in drift[:_MANY]:
        what = "field" if seen.kind == "field" else f"value {seen.example!r}"
        yield Finding(
            "looks",
            f"the registry sends a {what} that Tracker does not know: {seen.path} "
            f"(since {seen.first_seen[:10]}, times: {seen.times:,}; it is kept as it is)",
        )
    if len(drift) > _MANY:
        yield Finding("looks", f"and {len(drift) - _MANY} more fields or values of that sort")


# -- sources ------------------------------------------------------------------------------------


def _sources(config: Config, sources: tuple[Source, ...]) -> Iterator[Finding]:
    # One request, one answer: who waits for a doctor wants to know how it is now.
    settings = structs.replace(config.fetch_settings(), tries=1)
    with Fetcher(settings) as fetcher:
        for source in sources:
            yield _source(fetcher, source)


def _source(fetcher: Fetcher, source: Source) -> Finding:
    request = source.version_request()
    version = request is not None
    try:
        answer = fetcher.get(request or _any_trial(source))
        said = f", data of {source.read_version(answer.body)}" if version else ""
    except FetchError as error:
        if error.kind == "not_found" and not version:  # It answered, and that is what was asked.
            return Finding("sources", f"{source.name} answers")
        mend = "try again later; check the address in tracker.toml, the network and any proxy"
        return Finding("sources", f"{source.name}: {error.reason}", ok=False, mend=mend)
    except ReadError as error:
        mend = "the address in tracker.toml may be of something else"
        return Finding("sources", f"{source.name}: {error.reason}", ok=False, mend=mend)
    return Finding("sources", f"{source.name} answers in {answer.elapsed:.1f} s{said}")


def _any_trial(source: Source) -> Request:
    """A source without a name for its data is asked for the trial that began the project."""
    return source.single_request("NCT06931145")
