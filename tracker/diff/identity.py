"""What makes an entry of a list the same entry in two versions, and what a person calls it.

Entries are matched by what they are, never by position and never by similarity. Two entries with
one key (many a "Research Site" in one city) are a multiset: their order cannot matter.
"""

from __future__ import annotations

from typing import Any

from tracker.diff.countries import same_country
from tracker.record import (
    Arm,
    AvailableIpd,
    Collaborator,
    Contact,
    Intervention,
    LargeDocument,
    Link,
    Official,
    Outcome,
    Part,
    Reference,
    Retraction,
    SecondaryId,
    Site,
    UnpostedEvent,
    ViolationEvent,
)
from tracker.record.results import (
    AdverseEvent,
    BaselineMeasure,
    EventGroup,
    Group,
    OutcomeMeasure,
    Period,
)

#: The fields that identify an entry. Of a nested tuple the first that is there counts.
IDENTITY: dict[type[Part], tuple[str | tuple[str, ...], ...]] = {
    Site: ("facility", "city", "state", "zip", "country"),
    Arm: ("label",),
    Intervention: ("name",),
    Outcome: ("measure",),
    Contact: ("name",),
    Official: ("name",),
    Collaborator: ("name",),
    SecondaryId: ("id",),
    Reference: (("pmid", "citation"),),
    Retraction: ("pmid",),
    Link: ("url",),
    AvailableIpd: (("id", "url"),),
    LargeDocument: (("filename", "label"),),
    UnpostedEvent: ("type", "date"),
    ViolationEvent: ("type", "creation_date"),
    OutcomeMeasure: ("type", "title"),
    BaselineMeasure: ("title",),
    AdverseEvent: ("term", "organ_system"),
    EventGroup: ("id",),
    Group: ("id",),
    Period: ("title",),
}

#: The fields by which a person names an entry; without a row, those of IDENTITY.
_NAMED_BY: dict[type[Part], tuple[str, ...]] = {
    Site: ("facility", "city", "country"),
    Reference: ("citation", "pmid"),
    Link: ("label", "url"),
    LargeDocument: ("label", "filename"),
    OutcomeMeasure: ("title",),
    AdverseEvent: ("term",),
    EventGroup: ("title", "id"),
    Group: ("title", "id"),
}

#: Of these types only the first field that is there is the name; the others say where.
_ONE_NAME = (Reference, Link, LargeDocument, EventGroup, Group)


def key_of(entry: Part | str) -> str:
    """The identity of an entry, as text; entries of unknown types are what they hold."""
    if isinstance(entry, str):
        return entry
    if isinstance(entry, Site):  # lists of a thousand sites are the ones that take time
        country = same_country(entry.country or "")
        return f"{entry.facility} | {entry.city} | {entry.state} | {entry.zip} | {country}"
    fields = IDENTITY.get(type(entry))
    if fields is None:
        return repr(entry)
    return " | ".join(_said(entry, field) or "" for field in fields)


def name_of(entry: Part | str, limit: int = 160) -> str:
    """What a person calls an entry: "Institut Bergonié, Bordeaux, France".

    >>> name_of(Site(facility="Institut Bergonié", city="Bordeaux", country="France"))
    'Institut Bergonié, Bordeaux, France'
    """
    if isinstance(entry, str):
        return _cut(entry, limit)
    kind = type(entry)
    fields: Any = _NAMED_BY.get(kind) or IDENTITY.get(kind) or ()
    values = [_said(entry, field) for field in fields]
    said = [value for value in values if value]
    if kind in _ONE_NAME:
        said = said[:1]
    return _cut(", ".join(said), limit) or "(without a name)"


def _said(entry: Part, field: str | tuple[str, ...]) -> str | None:
    names = field if isinstance(field, tuple) else (field,)
    return next((str(v) for name in names if (v := getattr(entry, name))), None)


def _cut(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def address_of(site: Site) -> tuple[str, ...] | None:
    """The postal address of a site without its name; None where it is too vague to identify it."""
    if not (site.zip and site.city):
        return None
    return (site.city, site.state or "", site.zip, same_country(site.country or ""))


def position_of(site: Site) -> tuple[Any, ...] | None:
    """The position of a site, with its country; None where the registry gave none."""
    if site.latitude is None or site.longitude is None:
        return None
    return (site.latitude, site.longitude, same_country(site.country or ""))
