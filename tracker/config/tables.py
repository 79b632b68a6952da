"""The tables and keys of ``tracker.toml``, with their defaults and bounds.

Comes in, goes out: nothing; these are the shapes that ``load`` fills. A new table is a new
:class:`Table` here and one field of :class:`Tables`; everything else follows from the types.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

#: Least seconds between two requests to a registry; ClinicalTrials.gov asks crawlers for one
#: second, and requests that come faster are answered with 429.
LEAST_PAUSE = 1.05
_DAY = 24 * 60 * 60.0


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all tables share: fixed values, known keys only."""


class Fetch(Table, frozen=True):
    """``[fetch]``: how requests are sent, to any source."""

    connect_timeout: Annotated[
        float, Meta(gt=0, le=_DAY, description="Seconds to wait for a connection.")
    ] = 10.0
    read_timeout: Annotated[
        float, Meta(gt=0, le=_DAY, description="Seconds of silence inside an answer.")
    ] = 60.0
    total_timeout: Annotated[
        float, Meta(gt=0, le=_DAY, description="Seconds for one whole answer.")
    ] = 300.0
    max_bytes: Annotated[
        int, Meta(ge=1024, description="Largest answer, in bytes, decompressed.")
    ] = 256 * 1024 * 1024
    tries: Annotated[
        int, Meta(ge=1, le=10, description="How often a request is sent before it has failed.")
    ] = 4
    longest_wait: Annotated[
        float,
        Meta(ge=0, le=_DAY, description="Longest wait, in seconds, that a registry may ask for."),
    ] = 120.0
    user_agent: Annotated[
        str | None,
        Meta(description="A whole User-Agent in place of the usual one."),
    ] = None
    tls_max: Annotated[
        Literal["1.2", "1.3"] | None,
        Meta(description="Highest TLS version to offer."),
    ] = None


class Ctgov(Table, frozen=True):
    """``[sources.ctgov]``: ClinicalTrials.gov."""

    url: Annotated[str, Meta(description="The service, with or without /api/v2.")] = (
        "https://clinicaltrials.gov"
    )
    pause: Annotated[
        float, Meta(ge=0, le=_DAY, description="Seconds between two requests, at the least.")
    ] = LEAST_PAUSE
    batch: Annotated[
        int, Meta(ge=1, le=500, description="Trials that are asked for in one request.")
    ] = 500


class Page(Table, frozen=True):
    """``[sources.page]``: trial pages in HTML."""

    url: Annotated[
        str | None, Meta(description="Address of a trial's page, with {id} in place of its id.")
    ] = None
    pause: Annotated[
        float, Meta(ge=0, le=_DAY, description="Seconds between two requests, at the least.")
    ] = LEAST_PAUSE


class Sources(Table, frozen=True):
    """``[sources]``: one table a source."""

    ctgov: Ctgov = Ctgov()
    page: Page = Page()


class Tables(Table, frozen=True):
    """The whole of ``tracker.toml``."""

    db: Annotated[Path, Meta(description="The database.")] = Path("snapshots/tracker.db")
    mirror: Annotated[
        bool, Meta(description="Keep one readable JSON file a trial beside the database.")
    ] = False
    contact: Annotated[
        str | None,
        Meta(description="E-mail address or URL by which a registry can reach who runs this."),
    ] = None
    fetch: Fetch = Fetch()
    sources: Sources = Sources()
