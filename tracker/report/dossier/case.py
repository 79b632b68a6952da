"""What a dossier is made of, as plain values."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tracker.changes import Change
from tracker.events.base import Event
from tracker.record import Record
from tracker.store.rows import Version

_STUDY = "https://clinicaltrials.gov/study/"


class Anchored(Struct, frozen=True, kw_only=True):
    """When a trial began and was complete, by one definition."""

    #: "earliest recorded", "as stated by the trial".
    definition: str
    start: str | None
    start_basis: str | None
    completion: str | None
    completion_basis: str | None


class Case(Struct, frozen=True, kw_only=True):
    """All that a dossier tells of one trial."""

    trial: str
    registry: str
    title: str | None
    #: When it was made, UTC.
    made_at: str
    #: The day of the manuscript, as it was given; None compares with the newest version.
    manuscript: str | None
    #: The oldest version is the first registration, not merely the first we saw.
    complete: bool
    #: Whole versions, oldest first.
    versions: tuple[Version, ...]
    first: Version
    later: Version
    first_record: Record
    later_record: Record
    #: All that differs between those two.
    changes: tuple[Change, ...]
    #: Events by date; empty families have none.
    events: tuple[Event, ...]
    anchors: tuple[Anchored, ...]
    #: What is not known, a sentence each.
    unknown: tuple[str, ...]

    def of(self, *families: str) -> tuple[Event, ...]:
        """The events of some families, oldest first."""
        return tuple(event for event in self.events if event.family in families)

    def after_manuscript(self, day: str) -> bool:
        """Whether a day lies after that of the manuscript."""
        return self.manuscript is not None and day[:10] > _end(self.manuscript)


def _end(day: str) -> str:
    """A partial day in a form that stands behind all days that it can mean."""
    return day if len(day) == 10 else f"{day}-99"


def day_of_version(one: Version) -> str:
    """A version's own day: submitted, as the registry lists it, or when we saw it.

    A version that came without a new date of the registry (a status set to UNKNOWN) has the day
    on which it was seen: until then the record said something else.
    """
    if one.silent:
        return one.stood_from[:10]
    return one.last_update_submitted or one.version_date or one.stood_from[:10]


def record_page(case: Case) -> str | None:
    """The registry's page of the trial."""
    return f"{_STUDY}{case.trial}" if case.registry == "ctgov" else None


def history_page(case: Case, versions: Iterable[Version] = ()) -> str | None:
    """The registry's page of its history, of one version, or of two compared; it counts from 1."""
    if case.registry != "ctgov":
        return None
    page = f"{_STUDY}{case.trial}?tab=history"
    numbers = [one.registry_version for one in versions]
    if None in numbers:
        return page
    named = zip("ab", [number + 1 for number in numbers if number is not None], strict=False)
    return page + "".join(f"&{letter}={number}" for letter, number in named)
