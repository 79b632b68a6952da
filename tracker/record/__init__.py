"""The normalised trial record, the same for every registry.

Comes in: keyword arguments from a reader in ``tracker.sources``.
Goes out: one frozen, picklable :class:`Record`; ``msgspec.json.encode(record)`` is its JSON.
Does not: read payloads, compare, hash or store.

Names follow the ClinicalTrials.gov data dictionary in snake_case, values are the registry's own.
Absent is absent: ``None`` or an empty tuple in Python, no key at all in JSON. A partial date
("2026-03") stays as written; :func:`tracker.dates.interval` says which days it can mean.
What a registry sends and no field takes is kept in ``other`` of the part it came with, under the
registry's own name, so that nothing is lost.
"""

from __future__ import annotations

from typing import Annotated

from tracker.record.entries import (
    Arm,
    AvailableIpd,
    Collaborator,
    Contact,
    Intervention,
    LargeDocument,
    Link,
    Official,
    Outcome,
    Reference,
    Retraction,
    SecondaryId,
    Site,
    UnpostedEvent,
    ViolationEvent,
)
from tracker.record.parts import Part, says
from tracker.record.results import Results
from tracker.record.sections import (
    Annotations,
    Conditions,
    Dates,
    Description,
    Design,
    Documents,
    Eligibility,
    Enrollment,
    Identification,
    IpdSharing,
    Outcomes,
    Oversight,
    References,
    Sponsors,
    Status,
)


class Record(Part, frozen=True):
    """One trial as a registry shows it at one moment."""

    identification: Annotated[Identification, says("Ids and titles.")]
    status: Annotated[Status, says("Where it stands.")] = Status()
    dates: Annotated[Dates, says("Dates of trial and record.")] = Dates()
    enrollment: Annotated[Enrollment, says("How many people.")] = Enrollment()
    design: Annotated[Design, says("How it is built.")] = Design()
    sponsors: Annotated[Sponsors, says("Who runs it.")] = Sponsors()
    oversight: Annotated[Oversight, says("Who watches over it.")] = Oversight()
    description: Annotated[Description, says("What it is about.")] = Description()
    conditions: Annotated[Conditions, says("What is studied.")] = Conditions()
    arms: Annotated[tuple[Arm, ...], says("Groups of participants.")] = ()
    interventions: Annotated[tuple[Intervention, ...], says("What is given or done.")] = ()
    outcomes: Annotated[Outcomes, says("What is measured.")] = Outcomes()
    eligibility: Annotated[Eligibility, says("Who can take part.")] = Eligibility()
    contacts: Annotated[tuple[Contact, ...], says("Central contacts.")] = ()
    officials: Annotated[tuple[Official, ...], says("Persons responsible.")] = ()
    sites: Annotated[tuple[Site, ...], says("Where it runs.")] = ()
    references: Annotated[References, says("What to read.")] = References()
    ipd_sharing: Annotated[IpdSharing, says("Sharing of data.")] = IpdSharing()
    has_results: Annotated[bool | None, says("Results are on the record.")] = None
    results: Annotated[Results | None, says("The results, as posted.")] = None
    documents: Annotated[Documents, says("Posted documents.")] = Documents()
    annotations: Annotated[Annotations, says("Notes of the registry.")] = Annotations()


__all__ = [
    "Annotations",
    "Arm",
    "AvailableIpd",
    "Collaborator",
    "Conditions",
    "Contact",
    "Dates",
    "Description",
    "Design",
    "Documents",
    "Eligibility",
    "Enrollment",
    "Identification",
    "Intervention",
    "IpdSharing",
    "LargeDocument",
    "Link",
    "Official",
    "Outcome",
    "Outcomes",
    "Oversight",
    "Part",
    "Record",
    "Reference",
    "References",
    "Results",
    "Retraction",
    "SecondaryId",
    "Site",
    "Sponsors",
    "Status",
    "UnpostedEvent",
    "ViolationEvent",
]
