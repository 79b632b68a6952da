"""The record-history back end: a trial's versions as its sponsor submitted them.

Comes in: the submissions of a trial, oldest first, as the registry holds them.
Goes out: the summary that lists them, and single versions with their text as HTML.
Does not: keep anything; it is worked out from the submissions each time.

As with the service: versions count from 0, a version's date is that of the submission, text is
entity-escaped HTML, there is no derivedSection, and old versions carry today's linked papers and
places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.standin.markup import in_html
from tracker.standin.registry import as_dict

Submitted = Sequence[tuple[str, bytes]]

#: The sections' modules and the labels that the history gives them.
_LABELS = {
    "identificationModule": "Study Identification",
    "statusModule": "Study Status",
    "sponsorCollaboratorsModule": "Sponsor/Collaborators",
    "oversightModule": "Oversight",
    "descriptionModule": "Study Description",
    "conditionsModule": "Conditions",
    "designModule": "Study Design",
    "armsInterventionsModule": "Arms and Interventions",
    "outcomesModule": "Outcome Measures",
    "eligibilityModule": "Eligibility",
    "contactsLocationsModule": "Contacts/Locations",
    "ipdSharingStatementModule": "IPDSharing",
    "referencesModule": "References",
    "participantFlowModule": "Participant Flow",
    "baselineCharacteristicsModule": "Baseline Characteristics",
    "outcomeMeasuresModule": "Outcome Measures (Results)",
    "adverseEventsModule": "Adverse Events",
    "moreInfoModule": "More Information",
    "largeDocumentModule": "Document Section",
}
_SECTIONS = ("protocolSection", "resultsSection", "documentSection")


def summary(submitted: Submitted) -> dict[str, Any]:
    """The list of versions, with what changed in each and what was stated first."""
    studies = [_as_submitted(data) for _, data in submitted]
    dates = [date for date, _ in submitted]
    changes = [
        _change(number, date, study, studies[number - 1] if number else study)
        for number, (date, study) in enumerate(zip(dates, studies, strict=True))
    ]
    watched = {
        "outcomes": ("outcomesModule",),
        "primaryOutcomes": ("outcomesModule", "primaryOutcomes"),
        "secondaryOutcomes": ("outcomesModule", "secondaryOutcomes"),
        "enrollmentInfo": ("designModule", "enrollmentInfo"),
    }
    last = {name: moves[-1] for name, path in watched.items() if (moves := _moves(studies, path))}
    return {
        "changes": changes,
        "originalData": _original(studies),
        "lastUpdateVersions": last,
        "outcomesUpdateCount": len(_moves(studies, watched["outcomes"])),
    }


def version(submitted: Submitted, number: int, today: bytes) -> dict[str, Any]:
    """One version whole; ``today`` is the current record, for what the registry makes anew."""
    study = _as_submitted(submitted[number][1])
    _renew(study["protocolSection"], as_dict(today).get("protocolSection", {}))
    return {"studyVersion": number, "study": in_html(study)}


def _change(number: int, date: str, study: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    new_modules, old_modules = _modules(study), _modules(old)
    return {
        "version": number,
        "date": date,
        "status": _at(study, ("statusModule", "overallStatus")),
        "studyType": _at(study, ("designModule", "studyType")),
        "moduleLabels": [
            label
            for name, label in _LABELS.items()
            if new_modules.get(name) != old_modules.get(name)
        ],
        "lastUpdateSubmitQcDate": date,
    }


def _modules(study: dict[str, Any]) -> dict[str, Any]:
    return {name: part for section in _SECTIONS for name, part in study.get(section, {}).items()}


def _at(study: dict[str, Any], path: tuple[str, ...]) -> Any:
    """What stands at a path below the protocol section; None where nothing does."""
    value: Any = study.get("protocolSection", {})
    for name in path:
        value = value.get(name, {})
    return value or None


def _moves(studies: list[dict[str, Any]], path: tuple[str, ...]) -> list[int]:
    """The numbers of the versions in which a part became another."""
    parts = [_at(study, path) for study in studies]
    return [number for number in range(1, len(parts)) if parts[number] != parts[number - 1]]


def _original(studies: list[dict[str, Any]]) -> dict[str, Any]:
    """What the first version stated, as far as readers come back to it."""
    if not studies:
        return {}
    first, now = studies[0], studies[-1]
    stated = {
        "primaryOutcomes": _at(first, ("outcomesModule", "primaryOutcomes")),
        "secondaryOutcomes": _at(first, ("outcomesModule", "secondaryOutcomes")),
        "enrollmentInfo": _at(first, ("designModule", "enrollmentInfo")),
    }
    same = {
        "orgFullNameSame": ("identificationModule", "organization", "fullName"),
        "responsiblePartySame": ("sponsorCollaboratorsModule", "responsibleParty"),
        "leadSponsorSame": ("sponsorCollaboratorsModule", "leadSponsor"),
    }
    said: dict[str, Any] = {name: in_html(value, name) for name, value in stated.items() if value}
    return said | {name: _at(first, path) == _at(now, path) for name, path in same.items()}


def _as_submitted(data: bytes) -> dict[str, Any]:
    """A study without what the registry derives: UNKNOWN is never submitted."""
    study = as_dict(data)
    study.pop("derivedSection", None)
    status = study.get("protocolSection", {}).get("statusModule", {})
    if "lastKnownStatus" in status:
        status["overallStatus"] = status.pop("lastKnownStatus")
    return study


def _renew(old: dict[str, Any], today: dict[str, Any]) -> None:
    """Put today's places and linked papers into an old version."""
    now = today.get("contactsLocationsModule", {}).get("locations", ())
    places = {_address(site): site["geoPoint"] for site in now if "geoPoint" in site}
    for site in old.get("contactsLocationsModule", {}).get("locations", ()):
        if _address(site) in places:
            site["geoPoint"] = places[_address(site)]
    papers = [
        paper
        for module, derived in ((old, False), (today, True))
        for paper in module.get("referencesModule", {}).get("references", ())
        if (paper.get("type") == "DERIVED") is derived
    ]
    if papers:
        old.setdefault("referencesModule", {})["references"] = papers


def _address(site: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(site.get(name) for name in ("facility", "city", "state", "country"))
