"""What all formats of a report say in the same words.

Comes in: an edition and its parts. Goes out: sentences, addresses and stable ids.
Does not: know a format.
"""

from __future__ import annotations

import uuid

from tracker.dates import interval
from tracker.diff.labels import read_out
from tracker.events.base import Event
from tracker.report.digest import Digest, also
from tracker.report.edition import Coming, Edition, News
from tracker.report.entries import counted
from tracker.report.facts import link
from tracker.report.plain import plain, spoken

TITLE = "What changed in clinical trials"
NOTHING = "Nothing new fits"
#: Makes ids of ours from ids of events; never changes, or readers see everything once more.
_SPACE = uuid.UUID("6b8f5b0e-7a5c-5d1b-9a52-0f1f6c2a9d10")
#: Days between an update and its posting that are nothing to speak of.
_LATE = 7
_KINDS = {
    "completion": "Completion",
    "primary_completion": "Primary completion",
    "results_due": "Results due",
    "unknown": "Status becomes unknown unless verified",
}


def heading(of: Edition) -> str:
    """What a report tells of, in one line."""
    if of.heading is not None:
        return of.heading
    since = f"since {spoken(of.since)}" if of.since else "all that is known"
    return f"{TITLE}, {since}" + (f" ({plain(of.scope)})" if of.scope else "")


def sums(of: Edition) -> str:
    """How much a report tells, without a full stop."""
    if not of.news:
        return NOTHING
    said = f"{counted('event', of.event_count)} in {counted('trial', len(of.news))}"
    return said + (f"; {counted('other change', of.change_count)}" if of.change_count else "")


def name_of(of: News | Coming) -> str:
    """The title of a trial."""
    return plain(of.title or "(without a title)", 300)


def headline(event: Event) -> str:
    """What happened."""
    return plain(event.headline)


def clocks(event: Event) -> str:
    """The day of an event, and the day of its posting where that came more than a week later."""
    date = plain(event.date, 40)
    before, after = event.versions
    happened, public = interval(event.date), interval(event.known_by)
    if before == after or happened is None or public is None:
        return date
    late = (public.low - happened.high).days > _LATE
    return f"{date}, public {public.low}" if late else date


def points_of(digest: Digest) -> list[str]:
    """Sentences of the changes that no event says; what the registry did is counted."""
    said = [plain(point.text) for point in digest.points]
    rest = also(digest.registry, 0 if said or digest.registry else digest.bookkeeping)
    if rest and not said:
        rest = rest.removeprefix("also: ")
    return [*said, *([rest] if rest else [])]


def page_of(event: Event, registry: str) -> str | None:
    """The registry's own page that shows an event: that of its evidence, else the trial's."""
    for evidence in event.evidence:
        if evidence.link and evidence.link.startswith("https://"):
            return evidence.link
    return link(event.trial, registry)


def kind_of(one: Coming) -> str:
    """What a coming date is."""
    return _KINDS.get(one.kind) or read_out(one.kind.upper())


def coming_said(one: Coming) -> str:
    """A coming date in one line without its date."""
    type_ = f", {one.type.lower()}" if one.type else ""
    moves = f", moved {counted('time', one.moved)}" if one.moved else ""
    return plain(f"{kind_of(one)}{type_}{moves}")


def urn(*parts: str) -> str:
    """A stable id for feeds and calendars.

    >>> urn("event", "a") == urn("event", "a") != urn("event", "b")
    True
    """
    name = "\x1f".join(parts).encode(errors="replace")
    return uuid.uuid5(_SPACE, name.decode()).urn
