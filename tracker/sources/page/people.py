"""Sponsors, the responsible party, contacts and officials.

Comes in: the lines of their sections. Goes out: values in the draft, or the parts themselves.
Does not: know sites; ``places`` gives contacts to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from tracker.record import Collaborator, Contact, Official
from tracker.sources.page import values
from tracker.sources.page.bunches import Bunch, bunches, headed, other_of
from tracker.sources.page.draft import Draft
from tracker.sources.page.items import Item, bare, items_of
from tracker.sources.page.labels import ENTRY_LABELS
from tracker.text import plain

_LEAD = frozenset(("lead", "lead sponsor", "primary", "primary sponsor", "sponsor"))
_AGENCY_WORD = re.compile(r"[A-Z][A-Z_]+")
_PHONE_EXT = re.compile(r"\s*(?:ext|x)\.?\s*(\d+)\Z", re.IGNORECASE)
_BEFORE_ADDRESS = re.compile(r"(?:mailto|tel):?\s*", re.IGNORECASE)


def read_sponsors(heading: str, lines: Sequence[str], draft: Draft, *, role: str = "") -> None:
    """Lead sponsor and collaborators; ``role`` is what the heading itself says."""
    items = items_of(lines, ENTRY_LABELS["sponsors"], strict=True)
    entries = headed(_with_classes(items))
    known = [entry.fact("role") or role for entry in entries]
    if len(entries) == 1 and not known[0]:
        known = ["lead"]
    for entry, said in zip(entries, known, strict=True):
        name = plain(entry.fact("name") or " ".join(bare(text) for text in entry.texts))
        kind = draft.word("AgencyClass", entry.fact("class") or "", f"{heading}.Class")
        if said.casefold() in _LEAD and draft.put("sponsors.lead_sponsor", name):
            if kind:
                draft.put("sponsors.lead_sponsor_class", kind)
            for label, value in entry.other.items():
                draft.keep(label, value, under=heading)
        else:
            _collaborator(name, kind, said, entry, heading, draft)


def _collaborator(
    name: str, kind: str | None, role: str, entry: Bunch, heading: str, draft: Draft
) -> None:
    if role.casefold() not in ("", "collaborator", *_LEAD):
        draft.report(f"{heading}.Sponsor Role", "value", role)
    other = other_of(entry, heading, draft) or {}
    if role.casefold() != "collaborator":
        other = {"role": role, **other} if role else other
    part = Collaborator(name=name or None, agency_class=kind, other=other or None)
    draft.append("sponsors.collaborators", part)


def _with_classes(items: Sequence[Item]) -> list[Item]:
    """Lines that are nothing but the class of an organisation, as such.

    A class that is not known yet stands between a name and a role.
    """
    found: list[Item] = []
    for item, below in zip_longest(items, items[1:]):
        text = bare(item.value)
        between = bool(found) and not found[-1].field and below is not None and below.field
        is_class = values.word("AgencyClass", text) is not None or between == "role"
        if not item.field and is_class and _AGENCY_WORD.fullmatch(text):
            item = item._replace(field="class", label="Class", value=text)
        found.append(item)
    return found


def read_responsible_party(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Name, title and affiliation stand in that order, without labels."""
    items = items_of(lines, ENTRY_LABELS["responsible_party"], strict=True)
    places = ["name", "title", "affiliation"]
    texts = []
    for item in items:
        if not item.field:
            texts.append(plain(bare(item.value)))
        elif item.field == "type" and item.value:
            word = draft.word("ResponsiblePartyType", item.value, f"{heading}.{item.label}")
            draft.put("sponsors.responsible_party_type", word)
        elif item.value:
            draft.put(f"sponsors.responsible_party_{item.field}", plain(item.value))
            places.remove(item.field)
    organisation = draft.get("sponsors.lead_sponsor")
    for text in texts:
        place = "affiliation" if text == organisation and "affiliation" in places else None
        if place or places:
            place = place or places[0]
            draft.put(f"sponsors.responsible_party_{place}", text)
            places.remove(place)
        else:
            draft.keep_lines(heading, [text])


def contacts_of(items: Sequence[Item], heading: str, draft: Draft) -> tuple[Contact, ...]:
    """Persons or desks, each a name with role, telephone and e-mail below it."""
    return tuple(_contact(bunch, heading, draft) for bunch in headed(people_items(items)))


def read_central_contacts(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """The contacts of the whole study."""
    items = items_of(lines, ENTRY_LABELS["central_contacts"], strict=True)
    draft.put(".contacts", contacts_of(items, heading, draft))


def people_items(items: Sequence[Item]) -> list[Item]:
    """Items with telephone numbers and addresses known by their form."""
    return [_by_form(item) for item in items]


def _by_form(item: Item) -> Item:
    text = bare(item.value)
    for kind in ("phone", "email"):
        if not item.field and values.fits(kind, text):
            return item._replace(field=kind, label=kind.capitalize(), kind=kind, value=text)
    return item


def _contact(bunch: Bunch, heading: str, draft: Draft) -> Contact:
    phone = _BEFORE_ADDRESS.sub("", bunch.fact("phone") or "")
    extension = _PHONE_EXT.search(phone)
    other = other_of(bunch, heading, draft) or {}
    if bunch.fact("affiliation"):
        other["affiliation"] = plain(bunch.facts["affiliation"])
    return Contact(
        name=plain(bunch.fact("name") or " ".join(bare(text) for text in bunch.texts)) or None,
        role=bunch.fact("role"),
        phone=(phone[: extension.start()] if extension else phone) or None,
        phone_ext=bunch.fact("phone_ext") or (extension.group(1) if extension else None),
        email=_BEFORE_ADDRESS.sub("", bunch.fact("email") or "") or None,
        other=other or None,
    )


def read_officials(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Persons responsible: name and affiliation around their role."""
    items = items_of(lines, ENTRY_LABELS["officials"], strict=True)
    for bunch in bunches(items, marks={"role"}, starts={"name"}):
        texts = [plain(bare(text)) for text in bunch.texts]
        name = bunch.fact("name") or (texts.pop(0) if texts else "")
        affiliation = bunch.fact("affiliation") or (texts.pop(0) if texts else "")
        role = draft.word("OfficialRole", bunch.fact("role") or "", f"{heading}.Role")
        other = dict(other_of(bunch, heading, draft) or {})
        other |= {field: bunch.facts[field] for field in ("phone", "email") if bunch.fact(field)}
        if texts:
            other["text"] = "\n".join(texts)
        draft.append(
            ".officials",
            Official(
                name=plain(name) or None,
                affiliation=plain(affiliation) or None,
                role=role,
                other=other or None,
            ),
        )
