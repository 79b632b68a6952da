"""Trial pages: HTML or plain text that shows one trial under headings and labels.

Comes in: ids, and pages as bytes. Goes out: requests, and one Reading a page.
Does not: fetch. The mark-up of a page does not matter: what is read is the visible text flow.

A page shows less than the registry's API, so its versions have a lineage of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from msgspec import Struct

from tracker.errors import ConfigError, UsageError
from tracker.sources.base import Entry, Page, Reading, Request, Search
from tracker.sources.page.reader import mark_of, read_page
from tracker.sources.page.refusals import must_be_about

__all__ = ["PageSource", "must_be_about"]


class PageSource(Struct, frozen=True):
    """Pages at ``url_template``, an address with ``{id}`` in the place of the trial's id.

    Raises ConfigError for a template that is no such address.
    """

    url_template: str
    pause: float = 1.05
    name: str = "page"
    registry: str = "ctgov"
    lineage: str = "page"
    reader: int = 1

    def __post_init__(self) -> None:
        parts = urlsplit(self.url_template)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            problem = "is no web address"
        elif "{id}" not in self.url_template:
            problem = "has no {id} in it"
        elif "{id}" in parts.netloc:
            problem = "has {id} in the name of the host"
        else:
            return
        raise ConfigError(
            f"the address of trial pages, {self.url_template!r}, {problem}; write under"
            ' [sources.page] something like url = "https://example.org/trial/{id}"'
        )

    def version_request(self) -> Request | None:
        """None: pages have no data set that could be asked for its version."""
        return None

    def read_version(self, body: bytes) -> str:
        """Never called, for nothing is asked."""
        del body
        raise UsageError("trial pages have no version of their data set")

    def requests(self, trials: Sequence[str]) -> Iterator[Request]:
        """One request a trial."""
        for trial in trials:
            yield self.single_request(trial)

    def single_request(self, trial: str) -> Request:
        """The page of one trial."""
        url = self.url_template.replace("{id}", quote(trial, safe=""))
        return Request(url, (), "html", (trial,))

    def search_request(self, search: Search, token: str | None = None) -> Request:
        """Pages cannot be searched: UsageError."""
        del search, token
        raise UsageError("trial pages cannot be searched; use the source ctgov, or name the trials")

    def split(self, body: bytes) -> Page:
        """The one trial of a page; its mark is a digest of the visible text."""
        trial, mark = mark_of(body)
        return Page((Entry(trial, body, mark),), None, 1)

    def read(self, payload: bytes) -> Reading:
        """Read one page, HTML or plain text."""
        record, drift = read_page(payload)
        return Reading(record.identification.id, record, None, drift)
