"""The entries of the lists of a record: sites, outcomes, arms, contacts and so on."""

from __future__ import annotations

from typing import Annotated

from tracker.record.parts import Day, Markup, Part, Text, Token, says


class SecondaryId(Part, frozen=True):
    """Another identifier of the study: grant, EudraCT, registry number."""

    id: Annotated[Text | None, says("The identifier.")] = None
    type: Annotated[Token | None, says("Kind of identifier.")] = None
    domain: Annotated[Text | None, says("Who issued it.")] = None
    link: Annotated[Token | None, says("Where it leads.")] = None


class Collaborator(Part, frozen=True):
    """An organisation that helps the sponsor."""

    name: Annotated[Text | None, says("Name.")] = None
    agency_class: Annotated[Token | None, says("Class of the organisation.")] = None


class Outcome(Part, frozen=True):
    """One outcome measure of the protocol."""

    measure: Annotated[Text | None, says("What is measured.")] = None
    time_frame: Annotated[Text | None, says("When it is measured.")] = None
    description: Annotated[Markup | None, says("How it is measured.")] = None


class Arm(Part, frozen=True):
    """One group of participants."""

    label: Annotated[Text | None, says("Name of the arm.")] = None
    type: Annotated[Token | None, says("Role of the arm.")] = None
    description: Annotated[Markup | None, says("What happens in it.")] = None


class Intervention(Part, frozen=True):
    """One treatment, procedure or exposure."""

    type: Annotated[Token | None, says("DRUG, DEVICE, PROCEDURE and so on.")] = None
    name: Annotated[Text | None, says("Name.")] = None
    description: Annotated[Markup | None, says("How it is given.")] = None
    arm_group_labels: Annotated[tuple[Text, ...], says("Arms in which it is used.")] = ()
    other_names: Annotated[tuple[Text, ...], says("Other names.")] = ()


class Contact(Part, frozen=True):
    """A person or desk to ask."""

    name: Annotated[Text | None, says("Name.")] = None
    role: Annotated[Token | None, says("Role.")] = None
    phone: Annotated[Token | None, says("Telephone.")] = None
    phone_ext: Annotated[Token | None, says("Extension.")] = None
    email: Annotated[Token | None, says("E-mail.")] = None


class Official(Part, frozen=True):
    """A person responsible for the study."""

    name: Annotated[Text | None, says("Name.")] = None
    affiliation: Annotated[Text | None, says("Affiliation.")] = None
    role: Annotated[Token | None, says("Role.")] = None


class Site(Part, frozen=True):
    """One place where the study runs."""

    facility: Annotated[Text | None, says("Name of the place.")] = None
    status: Annotated[Token | None, says("Recruitment status of the site.")] = None
    city: Annotated[Text | None, says("City.")] = None
    state: Annotated[Text | None, says("State or region.")] = None
    zip: Annotated[Token | None, says("Postal code.")] = None
    country: Annotated[Text | None, says("Country, as the registry names it.")] = None
    country_code: Annotated[Token | None, says("Code; made by the registry.")] = None
    contacts: Annotated[tuple[Contact, ...], says("Contacts at the site.")] = ()
    latitude: Annotated[
        float | None, says("Degrees north; geocoded by the registry, often the city's centre.")
    ] = None
    longitude: Annotated[float | None, says("Degrees east; geocoded by the registry.")] = None


class Retraction(Part, frozen=True):
    """A retraction of a publication, linked by the library."""

    pmid: Annotated[Token | None, says("PubMed id of the notice.")] = None
    source: Annotated[Text | None, says("Journal reference of the notice.")] = None


class Reference(Part, frozen=True):
    """A publication. Type DERIVED is linked by the library, not by the sponsor."""

    pmid: Annotated[Token | None, says("PubMed id.")] = None
    type: Annotated[Token | None, says("BACKGROUND, RESULT or DERIVED.")] = None
    citation: Annotated[Text | None, says("Citation.")] = None
    retractions: Annotated[tuple[Retraction, ...], says("Retractions of it.")] = ()


class Link(Part, frozen=True):
    """A web page about the study."""

    label: Annotated[Markup | None, says("What it is.")] = None
    url: Annotated[Token | None, says("Address.")] = None


class AvailableIpd(Part, frozen=True):
    """A data set or document that can be had."""

    id: Annotated[Text | None, says("Identifier.")] = None
    type: Annotated[Text | None, says("What it is.")] = None
    url: Annotated[Token | None, says("Address.")] = None
    comment: Annotated[Markup | None, says("Comment.")] = None


class LargeDocument(Part, frozen=True):
    """A protocol, plan or consent form posted with the record."""

    type_abbrev: Annotated[Token | None, says("Prot, SAP, ICF and so on.")] = None
    has_protocol: Annotated[bool | None, says("Holds the protocol.")] = None
    has_sap: Annotated[bool | None, says("Holds the statistical analysis plan.")] = None
    has_icf: Annotated[bool | None, says("Holds the consent form.")] = None
    label: Annotated[Text | None, says("Title.")] = None
    date: Annotated[Day | None, says("Date of the document.")] = None
    upload_date: Annotated[Token | None, says("When it was uploaded.")] = None
    filename: Annotated[Token | None, says("File name.")] = None
    size: Annotated[int | None, says("Bytes.")] = None


class UnpostedEvent(Part, frozen=True):
    """A step of results submitted but not yet posted."""

    type: Annotated[Token | None, says("RELEASE, UNRELEASE or RESET.")] = None
    date: Annotated[Day | None, says("When.")] = None
    date_unknown: Annotated[bool | None, says("The day is not known.")] = None


class ViolationEvent(Part, frozen=True):
    """A step of a notice of violation by the FDA."""

    type: Annotated[Token | None, says("Kind of step.")] = None
    description: Annotated[Text | None, says("In words.")] = None
    creation_date: Annotated[Day | None, says("Created.")] = None
    issued_date: Annotated[Day | None, says("Issued.")] = None
    release_date: Annotated[Day | None, says("Released.")] = None
    posted_date: Annotated[Day | None, says("Posted.")] = None
