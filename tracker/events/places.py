"""What the site ledger holds: places, their moments, counts, and what happened in each step.

Comes in: nothing. Goes out: the values that ``ledger`` makes and reports read.
Does not: make them.
"""

from __future__ import annotations

from msgspec import Struct, field

from tracker.diff.countries import same_country
from tracker.diff.identity import name_of
from tracker.record import Site

OPEN = frozenset(("RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"))
CLOSED = frozenset(("ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED", "NO_LONGER_AVAILABLE"))


class Moment(Struct, frozen=True):
    """Something that happened to one site."""

    #: The day of the version that shows it.
    date: str
    #: listed (in the first version), added, returned, removed, renamed, opened, reopened,
    #: suspended, closed, withdrawn, pending (not yet recruiting), changed, silent (its status is no
    #: longer shown).
    what: str
    version: int
    #: The site as it was called then.
    site: Site
    #: The site's own words before and after: a status, or a name.
    before: str | None = None
    after: str | None = None


class Place(Struct):
    """One site through its life."""

    site: Site
    #: It stands in the newest version.
    listed: bool = True
    moments: list[Moment] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What a person calls it, by its last name."""
        return name_of(self.site)

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, oldest first."""
        earlier = [m.before for m in self.moments if m.what == "renamed" and m.before]
        return (*earlier, self.name)

    @property
    def country(self) -> str:
        """Its country, one name for what the registry names in several ways."""
        return same_country(self.site.country or "")

    @property
    def was_open_at_first(self) -> bool:
        """It recruited already in the first version that was seen."""
        return self.moments[0].what == "listed" and self.moments[0].after in OPEN

    def first(self, what: str) -> str | None:
        """The day on which something happened to it first: ``first("opened")``."""
        return next((m.date for m in self.moments if m.what == what), None)

    def last(self, what: str) -> str | None:
        """The day on which something happened to it last."""
        return next((m.date for m in reversed(self.moments) if m.what == what), None)

    @property
    def was_open(self) -> bool:
        """It recruited at some time."""
        return any(m.what in ("opened", "reopened") or m.after in OPEN for m in self.moments)


class Count(Struct, frozen=True):
    """How many sites a version lists."""

    date: str
    version: int
    listed: int
    open: int
    by_status: dict[str, int]
    by_country: dict[str, int]


class Happening(Struct, frozen=True):
    """What happened to sites in one step: a kind, and the sites with what was and is."""

    what: str
    places: tuple[tuple[Place, Moment], ...]


class Ledger(Struct, frozen=True):
    """All sites of a trial through its life."""

    places: tuple[Place, ...]
    #: One count for each version.
    counts: tuple[Count, ...]
    #: By the place of the step in the life; steps without a change of sites are left out.
    happenings: dict[int, tuple[Happening, ...]]

    def in_country(self, country: str) -> tuple[Place, ...]:
        """The sites of one country, past ones too."""
        return tuple(place for place in self.places if place.country == same_country(country))
