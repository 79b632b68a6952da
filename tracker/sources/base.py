"""The contract of a source: what a registry (or a page, a file) must offer to be tracked.

A source decides which requests to make and how to read what comes back. It is pure: no I/O, no
clock, no globals; ``tracker.fetch`` sends its requests and ``tracker.check`` calls it.

    ids -> requests() -> (fetch) -> split() -> entries -> read() -> Reading

A new registry is one new module that offers a :class:`Source`, listed in ``tracker.sources``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from msgspec import Struct

from tracker.record import Record


class Request(Struct, frozen=True):
    """One GET request, to be sent politely by the fetcher."""

    url: str
    #: Query parameters in order.
    params: tuple[tuple[str, str], ...] = ()
    #: The media type that the answer must have ("json", "html"); anything else is a miss.
    expects: str = "json"
    #: The trials that the answer should hold, for messages and for counting.
    trials: tuple[str, ...] = ()


class Entry(Struct, frozen=True):
    """One trial in an answer, still as bytes."""

    trial: str
    payload: bytes
    #: Digest of the payload without its volatile parts. Equal marks mean equal content; unequal
    #: marks mean nothing yet. It spares reading a record that did not move.
    mark: bytes
    #: Obsolete ids under which the same record answers.
    aliases: tuple[str, ...] = ()


class Page(Struct, frozen=True):
    """What one answer held."""

    entries: tuple[Entry, ...]
    #: Token of the next page; None on the last one.
    next_token: str | None = None
    #: How many there are in all, where the source says so.
    total: int | None = None


class Drift(Struct, frozen=True, order=True):
    """Something the registry sent that no field or vocabulary of ours knows; it is kept."""

    #: Path in the payload, lists without index: "protocolSection.designModule.newField".
    path: str
    #: ``field`` for an unknown field, ``value`` for an unknown word of a vocabulary.
    kind: str
    #: The value, cut to 200 characters.
    example: str


class Reading(Struct, frozen=True):
    """What a source read from one payload."""

    trial: str
    record: Record
    #: The registry's own name of its data set (ClinicalTrials.gov: ``versionHolder``), opaque.
    data_version: str | None = None
    drift: tuple[Drift, ...] = ()
    #: Parts of a record that this payload says nothing about, named as in ``tracker.diff.hidden``.
    #: What is not shown is not compared with what another source of the lineage shows.
    hides: tuple[str, ...] = ()


class Submission(Struct, frozen=True, kw_only=True):
    """One line of a registry's own list of a trial's versions."""

    #: The registry's number of the version, from 0.
    number: int
    #: Day of submission, as written; it is not the day on which the public could see it.
    date: str | None = None
    #: Overall status as submitted.
    status: str | None = None
    #: The parts of the record that the registry says the version touched, in its own words.
    labels: tuple[str, ...] = ()
    #: Whatever else the list says of it, under the registry's own names.
    more: dict[str, Any] = {}


class Miss(Struct, frozen=True):
    """A trial that could not be looked at: a value with a reason, never a version.

    Kinds: gone, withheld, blocked, unreachable, limited, server_error, refused, not_json,
    truncated, too_large, empty, wrong_trial, not_a_trial, timeout, redirect_refused,
    older (the registry fell back to an earlier data set).
    """

    trial: str
    kind: str
    #: One sentence that says what happened and, where it helps, what to do.
    reason: str


class Search(Struct, frozen=True, omit_defaults=True):
    """A search that is watched: what is asked for, in the registry's own words."""

    query: str | None = None
    condition: str | None = None
    intervention: str | None = None
    sponsor: str | None = None
    status: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    country: str | None = None

    def __str__(self) -> str:
        """The search in one line, as it is listed and logged."""
        said = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value:
                text = ",".join(value) if isinstance(value, tuple) else value
                said.append(text if name == "query" else f"{name}={text}")
        return " ".join(said)


class Reader(Protocol):
    """What is needed of a source to read what it sent, whenever that was."""

    @property
    def name(self) -> str:
        """Short stable name, stored with each version: "ctgov", "page"."""
        ...

    @property
    def registry(self) -> str:
        """The registry whose records it shows: "ctgov"."""
        ...

    @property
    def lineage(self) -> str:
        """Versions are compared inside one lineage only: a page shows less than the API does."""
        ...

    @property
    def reader(self) -> int:
        """Version of the reader; raised whenever the same payload would be read differently."""
        ...

    def read(self, payload: bytes) -> Reading:
        """Read one payload into a Record. ``ReadError`` if it is not a trial."""
        ...


class Source(Reader, Protocol):
    """What ``check`` needs from a source."""

    @property
    def pause(self) -> float:
        """Seconds that must pass between two requests to this source, at the least."""
        ...

    def version_request(self) -> Request | None:
        """Ask which data set the registry serves now; None where it cannot be asked."""
        ...

    def read_version(self, body: bytes) -> str:
        """The opaque name of the data set."""
        ...

    def requests(self, trials: Sequence[str]) -> Iterator[Request]:
        """As few requests as will show all these trials."""
        ...

    def single_request(self, trial: str) -> Request:
        """Ask for one record, to confirm that it is absent, moved or withheld."""
        ...

    def search_request(self, search: Search, token: str | None = None) -> Request:
        """One page of a search; ``UsageError`` where the source cannot search."""
        ...

    def split(self, body: bytes) -> Page:
        """Take an answer apart without reading its records. ``ReadError`` if it is not one."""
        ...
