"""Names of fields: where in a study a piece or an area of the query language is found.

Comes in: a study and a name ("Phase", "ConditionSearch", "protocolSection.statusModule").
Goes out: the values that stand there, or the study cut down to what was asked for.
Does not: know all pieces of the service; a name that it does not know is refused as there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tracker.standin.answers import Refused

_P = "protocolSection."
_STATUS = _P + "statusModule."
_IDS = _P + "identificationModule."
_SPONSORS = _P + "sponsorCollaboratorsModule."
_ARMS = _P + "armsInterventionsModule."
_LOCATIONS = _P + "contactsLocationsModule.locations."
_OUTCOMES = _P + "outcomesModule."
_DERIVED = "derivedSection."

#: Piece names of the service and the paths that they stand for; lists are walked through.
PIECES = {
    "NCTId": _IDS + "nctId",
    "NCTIdAlias": _IDS + "nctIdAliases",
    "OrgStudyId": _IDS + "orgStudyIdInfo.id",
    "SecondaryId": _IDS + "secondaryIdInfos.id",
    "BriefTitle": _IDS + "briefTitle",
    "OfficialTitle": _IDS + "officialTitle",
    "Acronym": _IDS + "acronym",
    "OrgFullName": _IDS + "organization.fullName",
    "OverallStatus": _STATUS + "overallStatus",
    "LastKnownStatus": _STATUS + "lastKnownStatus",
    "StatusVerifiedDate": _STATUS + "statusVerifiedDate",
    "StartDate": _STATUS + "startDateStruct.date",
    "PrimaryCompletionDate": _STATUS + "primaryCompletionDateStruct.date",
    "CompletionDate": _STATUS + "completionDateStruct.date",
    "StudyFirstPostDate": _STATUS + "studyFirstPostDateStruct.date",
    "ResultsFirstPostDate": _STATUS + "resultsFirstPostDateStruct.date",
    "LastUpdatePostDate": _STATUS + "lastUpdatePostDateStruct.date",
    "LastUpdateSubmitDate": _STATUS + "lastUpdateSubmitDate",
    "LeadSponsorName": _SPONSORS + "leadSponsor.name",
    "LeadSponsorClass": _SPONSORS + "leadSponsor.class",
    "CollaboratorName": _SPONSORS + "collaborators.name",
    "Condition": _P + "conditionsModule.conditions",
    "Keyword": _P + "conditionsModule.keywords",
    "StudyType": _P + "designModule.studyType",
    "Phase": _P + "designModule.phases",
    "EnrollmentCount": _P + "designModule.enrollmentInfo.count",
    "InterventionType": _ARMS + "interventions.type",
    "InterventionName": _ARMS + "interventions.name",
    "InterventionOtherName": _ARMS + "interventions.otherNames",
    "LocationFacility": _LOCATIONS + "facility",
    "LocationCity": _LOCATIONS + "city",
    "LocationState": _LOCATIONS + "state",
    "LocationZip": _LOCATIONS + "zip",
    "LocationCountry": _LOCATIONS + "country",
    "LocationStatus": _LOCATIONS + "status",
    "PrimaryOutcomeMeasure": _OUTCOMES + "primaryOutcomes.measure",
    "SecondaryOutcomeMeasure": _OUTCOMES + "secondaryOutcomes.measure",
    "ConditionMeshTerm": _DERIVED + "conditionBrowseModule.meshes.term",
    "ConditionAncestorTerm": _DERIVED + "conditionBrowseModule.ancestors.term",
    "InterventionMeshTerm": _DERIVED + "interventionBrowseModule.meshes.term",
    "HasResults": "hasResults",
}

#: Search areas: what each of the query parameters looks through. ``query.term`` sees everything.
AREAS: dict[str, tuple[str, ...]] = {
    "BasicSearch": (_P.rstrip("."), _DERIVED.rstrip(".")),
    "ConditionSearch": tuple(
        PIECES[name]
        for name in (
            "Condition",
            "Keyword",
            "BriefTitle",
            "OfficialTitle",
            "ConditionMeshTerm",
            "ConditionAncestorTerm",
        )
    ),
    "InterventionSearch": (
        _ARMS.rstrip("."),
        PIECES["BriefTitle"],
        PIECES["OfficialTitle"],
        PIECES["InterventionMeshTerm"],
    ),
    "SponsorSearch": (_SPONSORS.rstrip("."), PIECES["OrgFullName"]),
    "LocationSearch": (_LOCATIONS.rstrip("."),),
    "TitleSearch": (PIECES["BriefTitle"], PIECES["OfficialTitle"], PIECES["Acronym"]),
    "OutcomeSearch": (_OUTCOMES.rstrip("."),),
    "IdSearch": tuple(
        PIECES[name] for name in ("NCTId", "NCTIdAlias", "Acronym", "OrgStudyId", "SecondaryId")
    ),
} | {name: (path,) for name, path in PIECES.items()}

_STATUSES = [
    "ACTIVE_NOT_RECRUITING",
    "COMPLETED",
    "ENROLLING_BY_INVITATION",
    "NOT_YET_RECRUITING",
    "RECRUITING",
    "SUSPENDED",
    "TERMINATED",
    "WITHDRAWN",
    "AVAILABLE",
    "NO_LONGER_AVAILABLE",
    "TEMPORARILY_NOT_AVAILABLE",
    "APPROVED_FOR_MARKETING",
    "WITHHELD",
    "UNKNOWN",
]

#: The closed vocabularies that a query is held to.
ENUMS: dict[str, tuple[str, ...]] = {
    "OverallStatus": tuple(_STATUSES),
    "LastKnownStatus": tuple(_STATUSES),
    "LocationStatus": tuple(_STATUSES[:9]),
    "Phase": ("NA", "EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4"),
    "StudyType": ("EXPANDED_ACCESS", "INTERVENTIONAL", "OBSERVATIONAL"),
}


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """Every value at or below a path of a study, as text.

    >>> list(leaves({"a": [{"b": 1, "c": ["x"]}]}, "a"))
    ['1', 'x']
    """
    if isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    elif isinstance(value, dict):
        head, _, rest = path.partition(".")
        for below in [value[head]] if head in value else [] if head else value.values():
            yield from leaves(below, rest)
    elif not path:
        yield str(value).lower() if isinstance(value, bool) else str(value)


def prune(study: bytes, fields: str | None) -> bytes:
    """The study with nothing but these fields (comma or pipe between them); all where None."""
    if not fields:
        return study
    whole = msgspec.json.decode(study)
    cut: dict[str, Any] = {}
    for name in fields.replace("|", ",").split(","):
        path = PIECES.get(name.strip(), name.strip())
        if path.split(".")[0] not in (*whole, "protocolSection", "derivedSection"):
            raise Refused(400, f"Parameter 'fields' contains invalid field name: '{name}'")
        _merge(cut, _branch(whole, path.split(".")))
    return msgspec.json.encode(cut)


def _branch(value: Any, path: list[str]) -> Any:
    """The part of a value that lies on a path; nothing where the path leads nowhere."""
    if not path:
        return value
    if isinstance(value, list):
        return [_branch(item, path) for item in value]
    if not isinstance(value, dict) or path[0] not in value:
        return {}
    return {path[0]: _branch(value[path[0]], path[1:])}


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        old = into.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            _merge_lists(old, value)
        else:
            into[key] = value


def _merge_lists(into: list[Any], more: list[Any]) -> None:
    """Two cuts of one list: their entries belong together by position."""
    for old, value in zip(into, more, strict=True):
        if isinstance(old, dict):
            _merge(old, value)
