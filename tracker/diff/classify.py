"""Which category a field belongs to, and who makes it change: sponsor, registry or bookkeeping.

The rules are facts about the registry (change semantics, measured 1-2; service facts 2.5), written
as tables; nothing here is a judgement of importance.
"""

from __future__ import annotations

from typing import Any

from tracker.changes import Class
from tracker.record import Part, Reference

#: The category of each section of a Record.
CATEGORY_OF_SECTION = {
    "identification": "identification",
    "status": "status",
    "dates": "dates",
    "enrollment": "enrollment",
    "design": "design",
    "sponsors": "sponsor",
    "oversight": "oversight",
    "description": "description",
    "conditions": "conditions",
    "arms": "arms",
    "interventions": "arms",
    "outcomes": "outcomes",
    "eligibility": "eligibility",
    "contacts": "contacts",
    "officials": "contacts",
    "sites": "sites",
    "references": "references",
    "ipd_sharing": "ipd_sharing",
    "has_results": "results",
    "results": "results",
    "documents": "documents",
    "annotations": "annotations",
    "other": "other",
}

#: Dates that move with every update of the record, whatever was updated.
BOOKKEEPING = frozenset(
    (
        "status_verified_date",
        "last_update_submitted",
        "last_update_posted",
        "last_update_posted_type",
    )
)

#: Dates of the record that are about results.
_ABOUT_RESULTS = (
    "results_first_submitted",
    "results_first_submitted_qc",
    "results_first_posted",
    "results_first_posted_type",
    "results_waived",
)

#: Fields that the registry makes or copies from elsewhere.
_REGISTRY_MADE = frozenset(
    (
        "country",
        "country_code",
        "latitude",
        "longitude",
        "retractions",
        "expanded_access_status",
        "n_ptrs_to_this_exp_acc",
        "study_first_posted_type",
        "results_first_posted_type",
        "disp_first_posted_type",
        "id_aliases",
    )
)


def category_of(section: str, field: str) -> str:
    """The category under which a change of this field is told."""
    if field in BOOKKEEPING:
        return "bookkeeping"
    if field in _ABOUT_RESULTS:
        return "results"
    return CATEGORY_OF_SECTION[section]


def class_of(section: str, field: str, after: Any, *, turned_unknown: bool) -> Class:
    """Who made a change of a single value.

    A status of UNKNOWN is never submitted: the registry sets it, and keeps the submitted status as
    the last known one (registry glossary; change semantics 2).
    """
    if field in BOOKKEEPING:
        return "bookkeeping"
    if section in ("annotations", "other") or field in _REGISTRY_MADE:
        return "registry"
    if field == "overall_status" and after == "UNKNOWN":
        return "registry"
    if field == "last_known_status" and turned_unknown:
        return "registry"
    return "sponsor"


def class_of_entry(section: str, *entries: Part | str | None) -> Class:
    """Who made an entry come, go or change; the library links publications of type DERIVED."""
    derived = [e for e in entries if isinstance(e, Reference) and e.type == "DERIVED"]
    if section == "annotations" or (derived and len(derived) == len([e for e in entries if e])):
        return "registry"
    return "sponsor"
