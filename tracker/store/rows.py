"""What the store takes and gives back, as typed rows.

Comes in: nothing; these are plain, frozen values.
Goes out: rows with the names of the columns that they stand for.
Does not: touch the database. All moments are UTC text, "2026-03-02T14:30:00Z"; dates of the
registry stand as the registry wrote them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Struct

from tracker.errors import StoreError
from tracker.record import Record
from tracker.store.listed import Failing

#: Which of the two clocks a question is asked by.
Clock = Literal["registry", "observed"]


class Headline(Struct, frozen=True, kw_only=True):
    """The facts of a version that have a column of their own; None where the record has none."""

    overall_status: str | None = None
    last_known_status: str | None = None
    why_stopped: str | None = None
    enrollment_count: int | None = None
    enrollment_type: str | None = None
    start_date: str | None = None
    start_date_type: str | None = None
    primary_completion_date: str | None = None
    primary_completion_date_type: str | None = None
    completion_date: str | None = None
    completion_date_type: str | None = None
    phases: tuple[str, ...] = ()
    study_type: str | None = None
    lead_sponsor: str | None = None
    site_count: int = 0
    country_count: int = 0
    primary_outcome_count: int = 0
    secondary_outcome_count: int = 0
    other_outcome_count: int = 0
    has_results: bool | None = None
    results_first_posted: str | None = None


class Observation(Struct, frozen=True, kw_only=True):
    """One look at one trial that brought something to keep."""

    trial: str
    registry: str
    #: Short name of the source that was asked: "ctgov", "page".
    source: str
    #: Versions follow each other inside one lineage only; see ``tracker.sources.base``.
    lineage: str
    #: What the source sent, to the byte.
    payload: bytes
    #: What was read from it.
    record: Record
    #: ``tracker.canonical.content_hash`` of the record.
    content_hash: str
    #: Digest of the payload without its volatile parts; see ``tracker.sources.base.Entry``.
    mark: bytes
    #: Version of the reader that read the payload.
    reader: int
    #: When it was seen, UTC.
    observed_at: str
    #: Where it stands in the trial's timeline, UTC; None means when it was seen.
    placed_at: str | None = None
    #: The registry's own name of the data set it came from.
    data_version: str | None = None
    #: The source shows only a part of the record (a page). Such a version is the trial's face
    #: only as long as there is no whole one.
    partial: bool = False
    #: Parts of a record that this payload does not show; see ``tracker.sources.base.Reading``.
    hides: tuple[str, ...] = ()
    #: The registry's own number of the version, from 0, and the day of submission, as its record
    #: history lists it. None where the look was no look at the record history.
    registry_version: int | None = None
    version_date: str | None = None


class Known(Struct, frozen=True):
    """What the cheap gate needs of a trial's newest version in one lineage."""

    version_id: int
    number: int
    mark: bytes
    content_hash: str
    reader: int
    last_update_submitted: str | None
    last_update_posted: str | None
    observed_at: str
    #: Short name of the source of its body.
    source: str


class Version(Headline, frozen=True, kw_only=True):
    """One version of a trial: what it says in short, and its clocks."""

    id: int
    trial: str
    #: Place in the trial's timeline over all lineages, from 1. It moves when older material is
    #: imported; ``id`` never does.
    number: int
    #: Order of arrival within trial and lineage, from 0; never moves.
    seq: int
    source: str
    lineage: str
    reader: int
    content_hash: str
    #: The registry's own date of this version (last update posted), as written.
    registry_date: str | None
    last_update_submitted: str | None
    #: When it was first seen.
    observed_at: str
    #: When it was last found unchanged; the same as ``observed_at`` at first.
    last_confirmed: str
    #: Where it stands in the timeline.
    placed_at: str
    #: Since when the record stood like this by the registry's clock: the day it was posted, or,
    #: where that day did not move (``silent``), the place in the timeline.
    stood_from: str
    #: The registry's own name of the data set in which it was first seen.
    data_version: str | None
    #: The same for the data set in which it was last found unchanged.
    confirmed_in: str | None
    #: The registry's own dates did not move against the version before in this lineage.
    silent: bool
    partial: bool
    #: Parts of a record that its source does not show; what is not shown is not compared.
    hides: tuple[str, ...]
    #: The registry's own number of this version, from 0; None where it is not known.
    registry_version: int | None
    #: Day of submission, as the registry's record history lists it; None where it is not known.
    version_date: str | None
    #: How many changes against the version before, by class.
    sponsor_changes: int
    registry_changes: int
    bookkeeping_changes: int


class Stored(Struct, frozen=True, dict=True):
    """A version with its body: what the registry sent and what was read from it."""

    version: Version
    payload: bytes
    #: The record as JSON, as ``msgspec.json.encode`` wrote it.
    record_json: bytes

    @cached_property
    def record(self) -> Record:
        """The record. ``StoreError`` if this version of Tracker cannot read it any more."""
        try:
            return msgspec.json.decode(self.record_json, type=Record)
        except msgspec.DecodeError as error:
            raise StoreError(
                f"version {self.version.number} of {self.version.trial} holds a record that this "
                f"Tracker cannot read ({error}); read it anew from its payload with `tracker "
                "replay`, or update Tracker"
            ) from error


class Stood(Headline, frozen=True, kw_only=True):
    """A watched trial as it stood at a moment, in short."""

    trial: str
    registry: str
    #: Its title as it is now.
    title: str | None
    #: Number of the version that stood; None: none was known then.
    version: int | None
    source: str | None
    registry_date: str | None
    stood_from: str | None
    observed_at: str | None
    last_confirmed: str | None
    silent: bool
    #: Where none was known then: since when the first version stood, and when one was seen first;
    #: None if none ever was.
    first_stood: str | None
    first_seen: str | None

    @property
    def known(self) -> bool:
        """Whether a version of it was known then."""
        return self.version is not None


class Trial(Headline, frozen=True, kw_only=True):
    """A trial as its newest version shows it, with what the looks at it came to."""

    id: str
    registry: str
    brief_title: str | None = None
    official_title: str | None = None
    acronym: str | None = None
    #: All other ids that it goes by.
    other_ids: tuple[str, ...] = ()
    collaborators: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    #: Id of the version that the headline is from; None if it was never seen.
    version_id: int | None = None
    #: How many versions are stored.
    versions: int = 0
    #: When it was first seen.
    first_seen: str | None = None
    #: When it was last looked at with success.
    last_look: str | None = None
    #: When the newest version was last found unchanged.
    last_confirmed: str | None = None
    failing: Failing | None = None
    #: Since when the registry does not show it any more, and why.
    gone_since: str | None = None
    gone_reason: str | None = None

    @property
    def title(self) -> str | None:
        """The title by which a person knows it."""
        return self.brief_title or self.official_title


def tidy(row: dict[str, Any], *lists: str) -> None:
    """Bring headline columns, and further JSON arrays, from SQL's types to ours, in place."""
    for name in ("phases", *lists):
        row[name] = tuple(msgspec.json.decode(row[name])) if row[name] else ()
    if row["has_results"] is not None:
        row["has_results"] = bool(row["has_results"])
