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
DAY = 24 * 60 * 60.0
#: Events of one run on a channel: more is rather a rule that matches too much than news. In a
#: digest that is one long message, else as many messages.
_MOST, _MOST_EACH = 1000, 100


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all tables share: fixed values, known keys only."""


class Fetch(Table, frozen=True):
    """``[fetch]``: how requests are sent, to any source."""

    connect_timeout: Annotated[
        float, Meta(gt=0, le=DAY, description="Seconds to wait for a connection.")
    ] = 10.0
    read_timeout: Annotated[
        float, Meta(gt=0, le=DAY, description="Seconds of silence inside an answer.")
    ] = 60.0
    total_timeout: Annotated[
        float, Meta(gt=0, le=DAY, description="Seconds for one whole answer.")
    ] = 300.0
    max_bytes: Annotated[
        int, Meta(ge=1024, description="Largest answer, in bytes, decompressed.")
    ] = 256 * 1024 * 1024
    tries: Annotated[
        int, Meta(ge=1, le=10, description="How often a request is sent before it has failed.")
    ] = 4
    longest_wait: Annotated[
        float,
        Meta(ge=0, le=DAY, description="Longest wait, in seconds, that a registry may ask for."),
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
        float, Meta(ge=0, le=DAY, description="Seconds between two requests, at the least.")
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
        float, Meta(ge=0, le=DAY, description="Seconds between two requests, at the least.")
    ] = LEAST_PAUSE


class Sources(Table, frozen=True):
    """``[sources]``: one table a source."""

    ctgov: Ctgov = Ctgov()
    page: Page = Page()


class Channel(Table, frozen=True):
    """One of ``[[notify.channels]]``: a mail server (``smtp``), or an Apprise target (``url``)."""

    name: Annotated[str, Meta(min_length=1, description="What rules and messages call it.")]
    url: Annotated[
        str | None, Meta(description='An Apprise target, as "env:NAME": it holds secrets.')
    ] = None
    smtp: Annotated[str | None, Meta(description="A mail server: host, or host:port.")] = None
    user: Annotated[str | None, Meta(description="Who logs in at the mail server.")] = None
    password: Annotated[str | None, Meta(description='Their password, as "env:NAME".')] = None
    sender: Annotated[str | None, Meta(description="From whom a mail comes.")] = None
    to: Annotated[tuple[str, ...], Meta(description="To whom a mail goes.")] = ()
    tls: Annotated[
        Literal["starttls", "implicit", "none"] | None,
        Meta(description="How mail is encrypted, where the port does not say it."),
    ] = None
    each: Annotated[bool, Meta(description="A message an event, in place of one digest a run.")] = (
        False
    )
    most: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(
            description="Events that may go out in one run; more are held back until "
            "`tracker notify --release`. Unset: 1000, or 100 with `each`.",
        ),
    ] = None

    @property
    def bound(self) -> int:
        """How many events may go out in one run: what is written, or what is usual."""
        return self.most or (_MOST_EACH if self.each else _MOST)


class Alert(Table, frozen=True):
    """One of ``[[notify.rules]]``: which events are sent where. What is not named is not asked."""

    name: Annotated[str, Meta(min_length=1, description="What `tracker rules test` calls it.")]
    channels: Annotated[
        tuple[str, ...], Meta(description="Names of channels; none is all of them.")
    ] = ()
    trials: Annotated[tuple[str, ...], Meta(description="Only events of these trials.")] = ()
    tags: Annotated[
        tuple[str, ...], Meta(description="Only of trials with one of these tags.")
    ] = ()
    families: Annotated[tuple[str, ...], Meta(description="Only of these families.")] = ()
    rules: Annotated[
        tuple[str, ...], Meta(description="Only by these rules of docs/events.md.")
    ] = ()
    fields: Annotated[
        tuple[str, ...], Meta(description="Only those that rest on one of these fields.")
    ] = ()
    min_days: Annotated[
        int | None,
        Meta(description="Only where a date moved, or something is late, by so many days."),
    ] = None
    min_percent: Annotated[
        float | None, Meta(description="Only where a number changed by so much of itself.")
    ] = None
    days_left: Annotated[
        int, Meta(ge=0, description="What is to come is told when so many days are left.")
    ] = 30
    quiet: Annotated[
        str | None, Meta(description='Hours in which nothing is sent: "22:00-07:00".')
    ] = None


class Notify(Table, frozen=True):
    """``[notify]``: who is told of what."""

    timezone: Annotated[
        str, Meta(description='Where quiet hours are told, such as "Europe/Berlin".')
    ] = "UTC"
    channels: Annotated[
        tuple[Channel, ...], Meta(description="Where messages go: `[[notify.channels]]`.")
    ] = ()
    rules: Annotated[
        tuple[Alert, ...], Meta(description="Which events are sent: `[[notify.rules]]`.")
    ] = ()


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
    notify: Notify = Notify()
