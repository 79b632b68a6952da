"""Sites, their contacts, and the countries of a trial.

Comes in: the lines of their sections. Goes out: sites in the draft.
Does not: look places up; what the page says of a place is all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import msgspec

from tracker.record import Contact, Site
from tracker.sources.page import values
from tracker.sources.page.bunches import Bunch, headed, other_of
from tracker.sources.page.draft import Draft
from tracker.sources.page.items import Item, bare, items_of, open_label
from tracker.sources.page.labels import ENTRY_LABELS
from tracker.sources.page.people import contacts_of, people_items
from tracker.text import plain

_COMMA = re.compile(r",\s+")
_POSTAL_CODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9 -]{2,9}")
_STATUS_WORD = re.compile(r"[A-Z]+(?:_[A-Z]+)*")
#: Second parts of names of countries that hold a comma: "Korea, Republic of".
_OF = re.compile(
    r"(?:the\s+)?(?:\w+\s+)*(?:republic|province|states|people's \w+ \w+)\s+of\b.*", re.IGNORECASE
)


def read_sites(
    heading: str, lines: Sequence[str], countries: Collection[str], draft: Draft
) -> list[Site]:
    """The sites: a facility, a line with its place, a status."""
    items = [_with_status(item) for item in items_of(lines, ENTRY_LABELS["locations"], strict=True)]
    if any(item.field in ("facility", "city", "country") for item in items):
        entries = headed(items)
    else:
        entries = _entries(items, countries)
    return [_site(entry, countries, heading, draft) for entry in entries]


def _with_status(item: Item) -> Item:
    """A line that is nothing but a status, as such."""
    text = bare(item.value)
    if not item.field and _STATUS_WORD.fullmatch(text) and values.word("Status", text):
        return item._replace(field="status", label="Site Status", value=text)
    return item


def _entries(items: Sequence[Item], countries: Collection[str]) -> list[Bunch]:
    """One entry a site: it ends after its place and, where it is shown, its status."""
    entries: list[Bunch] = []
    current = Bunch([], {}, {})
    ended = False
    for at, item in enumerate(items):
        if item.field:
            if item.value:
                current.facts[item.field] = item.value
            ended = True
            continue
        below = items[at + 1] if at + 1 < len(items) else None
        pair = open_label(bare(item.value)) if ended else None
        if pair and not (below and not below.field and _is_place(bare(below.value), countries)):
            current.other[pair[0]] = pair[1]
            continue
        if ended:
            entries.append(current)
            current, ended = Bunch([], {}, {}), False
        current.texts.append(plain(bare(item.value)))
        # "Hospital X, China" above "Beijing, China" is the facility, not the place.
        first = len(current.texts) == 1 and below is not None and not below.field
        named = first and below is not None and _is_place(bare(below.value), countries)
        ended = _is_place(current.texts[-1], countries) and not named
    return [*entries, current] if current.texts or current.facts else entries


def _is_place(text: str, countries: Collection[str]) -> bool:
    """Whether a line says where, as "City, State, Country"."""
    if countries:
        return any(text == country or text.endswith(f", {country}") for country in countries)
    return ", " in text


def _site(entry: Bunch, countries: Collection[str], heading: str, draft: Draft) -> Site:
    texts = list(entry.texts)
    place: dict[str, str] = {}
    if texts and (_is_place(texts[-1], countries) and (len(texts) > 1 or countries)):
        place = place_of(texts.pop(), countries)
    place |= {field: plain(text) for field, text in entry.facts.items() if text}
    facility = place.get("facility") or (texts.pop(0) if texts else None)
    other = dict(other_of(entry, heading, draft) or {})
    if texts:
        other["address"] = "\n".join(texts)
    return Site(
        facility=facility,
        status=draft.word("Status", place.get("status", ""), f"{heading}.Site Status"),
        city=place.get("city"),
        state=place.get("state"),
        zip=place.get("zip"),
        country=place.get("country"),
        other=other or None,
    )


def place_of(text: str, countries: Collection[str] = ()) -> dict[str, str]:
    """City, state, postal code and country of a line.

    >>> place_of("Boston, Massachusetts, 02115, United States")["zip"]
    '02115'
    >>> place_of("Seoul, Korea, Republic of")
    {'city': 'Seoul', 'country': 'Korea, Republic of'}
    """
    country = max(
        (c for c in countries if text == c or text.endswith(f", {c}")), key=len, default=""
    )
    rest = text[: len(text) - len(country)].rstrip(", ") if country else text
    parts = [part for part in _COMMA.split(rest) if part]
    if not country and len(parts) > 1:
        size = 2 if len(parts) > 2 and _OF.fullmatch(parts[-1]) else 1
        country = ", ".join(parts[-size:])
        parts = parts[:-size]
    code = next((part for part in parts[1:] if _POSTAL_CODE.fullmatch(part)), "")
    if code:
        parts.remove(code)
    state = parts.pop() if len(parts) > 1 else ""
    place = {"city": ", ".join(parts), "state": state, "zip": code, "country": country}
    return {name: value for name, value in place.items() if value}


def read_countries(heading: str, countries: Sequence[str], sites: list[Site], draft: Draft) -> None:
    """The list of countries repeats the sites'; those without a site are kept."""
    seen = {site.country for site in sites}
    without = [country for country in countries if country not in seen]
    if without:
        draft.keep_known(heading, without)


def with_contacts(
    heading: str, lines: Sequence[str], sites: list[Site], draft: Draft
) -> list[Site]:
    """The sites with their contacts.

    A contact belongs to the facility that is named above it, or to the only site. With several
    sites and no names the page does not say whose it is: the contacts are kept together.
    """
    items = people_items(items_of(lines, ENTRY_LABELS["facility_contacts"], strict=True))
    facilities = {site.facility: at for at, site in enumerate(sites)}
    found: dict[int | None, list[Item]] = {}
    at = 0 if len(sites) == 1 else None
    for item in items:
        named = item.value if item.field == "facility" else plain(bare(item.value))
        if item.field in ("", "facility") and named in facilities:
            at = facilities[named]
        else:
            found.setdefault(at, []).append(item)
    sites = list(sites)
    for place, run in found.items():
        contacts = contacts_of(run, heading, draft)
        if place is None:
            draft.keep_known(heading, msgspec.to_builtins(contacts))
        else:
            sites[place] = _with(sites[place], contacts)
    return sites


def _with(site: Site, contacts: tuple[Contact, ...]) -> Site:
    return msgspec.structs.replace(site, contacts=(*site.contacts, *contacts))
