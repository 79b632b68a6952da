"""Who and where, in the old form: ids, sponsors, people, sites, publications, documents.

Comes in: the root of the XML. Goes out: parts of a study with their places.
Does not: know the rest of the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.classic.kinds import Rows, a_day, a_text, a_word, a_yes, entries, filled, taken
from tracker.sources.classic.markup import children, prose, text
from tracker.sources.classic.words import word

_CONTACTS = "protocolSection.contactsLocationsModule."
_SPONSORS = "protocolSection.sponsorCollaboratorsModule."
_REFERENCES = "protocolSection.referencesModule."


def a_name(element: Element) -> str | None:
    """The name of a person, as API v2 writes it: "Ada B. Lovelace, PhD"."""
    parts = (text(element.find(name)) for name in ("first_name", "middle_name", "last_name"))
    name = " ".join(part for part in parts if part)
    degrees = text(element.find("degrees"))
    return f"{name}, {degrees}" if name and degrees else name or None


AGENCY: Rows = (("agency", "name", a_text), ("agency_class", "class", a_word))
RESPONSIBLE: Rows = (
    ("responsible_party_type", "type", a_word),
    ("investigator_full_name", "investigatorFullName", a_text),
    ("investigator_title", "investigatorTitle", a_text),
    ("investigator_affiliation", "investigatorAffiliation", a_text),
    ("name_title", "oldNameTitle", a_text),
    ("organization", "oldOrganization", a_text),
)
OFFICIAL: Rows = (
    (".", "name", a_name),
    ("affiliation", "affiliation", a_text),
    ("role", "role", a_word),
)
CONTACT: Rows = (
    (".", "name", a_name),
    (".", "role", lambda _: "CONTACT"),
    ("phone", "phone", a_text),
    ("phone_ext", "phoneExt", a_text),
    ("email", "email", a_text),
)
INVESTIGATOR: Rows = ((".", "name", a_name), ("role", "role", a_word))
SITE: Rows = (
    ("facility/name", "facility", a_text),
    ("status", "status", a_word),
    ("facility/address/city", "city", a_text),
    ("facility/address/state", "state", a_text),
    ("facility/address/zip", "zip", a_text),
    ("facility/address/country", "country", a_text),
    (".", "contacts", lambda site: _contacts(site)),
)
LINK: Rows = (("description", "label", prose), ("url", "url", a_text))
DATA: Rows = (
    ("doc_id", "id", a_text),
    ("doc_type", "type", a_text),
    ("doc_url", "url", a_text),
    ("doc_comment", "comment", prose),
)
DOCUMENT: Rows = (
    ("document_has_protocol", "hasProtocol", a_yes),
    ("document_has_sap", "hasSap", a_yes),
    ("document_has_icf", "hasIcf", a_yes),
    ("document_type", "label", a_text),
    ("document_date", "date", a_day),
    ("document_url", "filename", lambda one: (text(one) or "").rpartition("/")[2]),
)


def parts(root: Element) -> Iterator[tuple[str, Any]]:
    """All that is about people and places."""
    ids = [{"id": said} for one in children(root, "id_info/secondary_id") if (said := text(one))]
    yield "protocolSection.identificationModule.secondaryIdInfos", ids
    yield _SPONSORS + "collaborators", entries(children(root, "sponsors/collaborator"), AGENCY)
    party = root.find("responsible_party")
    if party is not None:
        yield _SPONSORS + "responsibleParty", taken(party, RESPONSIBLE)
    yield _CONTACTS + "overallOfficials", entries(children(root, "overall_official"), OFFICIAL)
    central = (*children(root, "overall_contact"), *children(root, "overall_contact_backup"))
    yield _CONTACTS + "centralContacts", _of_people(central, CONTACT)
    yield _CONTACTS + "locations", entries(children(root, "location"), SITE)
    yield _REFERENCES + "references", [*_references(root)]
    yield _REFERENCES + "seeAlsoLinks", entries(children(root, "link"), LINK)
    yield _REFERENCES + "availIpds", entries(children(root, "study_docs/study_doc"), DATA)
    documents = children(root, "provided_document_section/provided_document")
    yield "documentSection.largeDocumentModule.largeDocs", entries(documents, DOCUMENT)


def _of_people(elements: Any, rows: Rows) -> list[dict[str, Any]]:
    """Entries that say more than a role."""
    return [entry for entry in entries(elements, rows) if set(entry) - {"role"}]


def _contacts(site: Element) -> list[dict[str, Any]]:
    contacts = (*children(site, "contact"), *children(site, "contact_backup"))
    people = _of_people(children(site, "investigator"), INVESTIGATOR)
    return [*_of_people(contacts, CONTACT), *people]


def _references(root: Element) -> Iterator[dict[str, Any]]:
    """Publications; only those about results had an element of their own."""
    for path, kind in (("reference", "BACKGROUND"), ("results_reference", "RESULT")):
        for one in children(root, path):
            pmid, citation = text(one.find("PMID")), text(one.find("citation"))
            yield filled({"pmid": pmid, "type": word(kind), "citation": citation})
