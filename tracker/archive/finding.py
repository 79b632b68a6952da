"""One version of a trial, as a person names it: by number, by date, by what was known by then.

Comes in: an id that is in the database, "2", "2025-06-30", "first", "last", "today", and a second
date by which it must have been seen.
Goes out: the version with its record, or a sentence that says which ones there are.
Does not: know ids that people write, or compare.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from tracker.archive.pick import moment_of, pick
from tracker.errors import UnknownTrial
from tracker.store import Clock, Store, Stored, Version


class Finder(Struct, frozen=True):
    """Finds versions in a store; ``now`` is what "today" means."""

    store: Store
    now: dt.datetime

    def find(
        self, trial: str, which: str, *, clock: Clock = "registry", known_by: str | None = None
    ) -> Stored:
        """The version meant. ``UnknownTrial`` if there is none, ``UsageError`` if it says nothing.

        With ``known_by`` a date finds what was known of it by then, and "last" the last version
        that had been seen. A number names one version, whoever knew it.
        """
        wanted = pick(which, self.now)
        seen = moment_of(known_by, self.now) if known_by else None
        if wanted.moment is not None:
            return self._as_of(trial, which, wanted.moment, clock, seen)
        if seen is not None and wanted.number == -1:
            return self._as_of(trial, which, seen, "observed", seen)
        return self._numbered(trial, wanted.number or 0)

    def _as_of(self, trial: str, which: str, moment: str, clock: Clock, seen: str | None) -> Stored:
        found = self.store.as_of(trial, moment, clock=clock, known_by=seen)
        if found is None:
            raise UnknownTrial(_not_yet(trial, which, seen, self.store.versions(trial)))
        return found

    def _numbered(self, trial: str, number: int) -> Stored:
        count = len(self.store.versions(trial))
        number = count if number == -1 else number
        if not 1 <= number <= count:
            raise UnknownTrial(_no_version(trial, number, count))
        return self.store.version(trial, number)


def _not_yet(trial: str, which: str, seen: str | None, versions: list[Version]) -> str:
    if not versions:
        return _no_version(trial, 0, 0)
    if seen is None:
        return (
            f"no version of {trial} is known for {which}; the first one that is known stood from "
            f"{versions[0].stood_from[:10]}"
        )
    first = min(version.observed_at for version in versions)
    if first > seen:
        return f"nothing of {trial} had been seen by {seen[:10]}; it was seen first on {first[:10]}"
    return f"no version of {trial} for {which} had been seen by {seen[:10]}"


def _no_version(trial: str, number: int, count: int) -> str:
    if not count:
        return f"nothing was seen of {trial} yet; `tracker check {trial}` looks at it"
    held = "only version 1" if count == 1 else f"versions 1 to {count}"
    return f"{trial} has no version {number}; it has {held}"
