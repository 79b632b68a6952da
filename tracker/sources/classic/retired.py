"""What the old form showed and API v2 does not: kept under the record's ``other``, by its old name.

Comes in: the root of the XML. Goes out: one part of a study.
Does not: keep what the registry derives (MeSH terms, lists of countries) or puts around a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.base import Drift
from tracker.sources.classic.markup import children, text

#: The key under which all of it is kept.
KEY = "classic"

#: Elements that API v2 has no place for.
RETIRED = (
    "number_of_arms",
    "number_of_groups",
    "is_fda_regulated",
    "is_section_801",
    "oversight_info/authority",
    "removed_countries/country",
    "pending_results/submitted",
    "pending_results/returned",
)
_OUTCOMES = ("primary_outcome", "secondary_outcome", "other_outcome")

#: Top-level elements that are read elsewhere, derived, or no part of the record.
_TEXT = """
    required_header id_info brief_title acronym official_title sponsors source oversight_info
    brief_summary detailed_description overall_status last_known_status why_stopped start_date
    completion_date primary_completion_date phase study_type has_expanded_access study_design
    study_design_info expanded_access_info target_duration primary_outcome secondary_outcome
    other_outcome number_of_arms number_of_groups enrollment condition arm_group intervention
    biospec_retention biospec_descr eligibility overall_official overall_contact
    overall_contact_backup location location_countries removed_countries link reference
    results_reference verification_date firstreceived_date firstreceived_results_date
    firstreceived_results_disposition_date lastchanged_date study_first_submitted
    study_first_submitted_qc study_first_posted results_first_submitted
    results_first_submitted_qc results_first_posted disposition_first_submitted
    disposition_first_submitted_qc disposition_first_posted last_update_submitted
    last_update_submitted_qc last_update_posted responsible_party keyword is_fda_regulated
    is_section_801 condition_browse intervention_browse patient_data study_docs
    provided_document_section pending_results clinical_results
"""
_KNOWN = frozenset(_TEXT.split())


def parts(root: Element) -> Iterator[tuple[str, Any]]:
    """All that has no other place, and what was never heard of."""
    kept: dict[str, Any] = {}
    for path in RETIRED:
        said = [words for one in children(root, path) if (words := text(one))]
        if said:
            kept[path] = said if len(said) > 1 or "/" in path else said[0]
    design = text(root.find("study_design")) or ""
    if "Endpoint Classification: " in design:
        kept["endpoint_classification"] = design.partition("Endpoint Classification: ")[
            2
        ].partition(", ")[0]
    for name in _OUTCOMES:
        safety = [
            f"{text(one.find('measure'))}"
            for one in children(root, name)
            if text(one.find("safety_issue")) == "Yes"
        ]
        if safety:
            kept[f"{name}/safety_issue"] = safety
    for element in root:
        if element.tag not in _KNOWN:
            kept[f"unknown/{element.tag}"] = " ".join(" ".join(element.itertext()).split())
    yield KEY, kept


def unheard_of(study: dict[str, Any]) -> tuple[Drift, ...]:
    """Elements that no table of ours names, as drift; they are kept all the same."""
    kept = study.get(KEY, {})
    return tuple(
        Drift(name.partition("/")[2], "field", said[:200])
        for name, said in kept.items()
        if name.startswith("unknown/")
    )
