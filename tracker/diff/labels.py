"""What fields, entries and words of a vocabulary are called in a sentence."""

from __future__ import annotations

#: What a field is called in a sentence, where reading its name out is not enough.
LABELS = {
    "id_aliases": "obsolete ids",
    "org_study_id": "organisation's study id",
    "brief_title": "title",
    "lead_sponsor": "lead sponsor",
    "lead_sponsor_class": "class of the lead sponsor",
    "start_date": "start",
    "primary_completion_date": "primary completion",
    "completion_date": "completion",
    "enrollment_count": "enrolment",
    "enrollment_type": "enrolment type",
    "why_stopped": "reason for stopping",
    "has_dmc": "data monitoring committee",
    "is_fda_regulated_drug": "FDA-regulated drug",
    "is_fda_regulated_device": "FDA-regulated device",
    "is_ppsd": "paediatric post-market surveillance",
    "is_us_export": "export from the US",
    "ipd_sharing": "sharing of individual data",
    "ipd_url": "address of the data-sharing plan",
    "results_first_posted": "first posting of results",
    "last_update_posted": "last update posted",
    "last_update_submitted": "last update submitted",
    "status_verified_date": "last verified",
    "eligibility_criteria": "eligibility criteria",
    "healthy_volunteers": "healthy volunteers",
    "has_results": "results on the record",
    "overall_status": "status",
    "ipd_description": "data-sharing plan",
    "ipd_info_types": "what will be shared",
    "ipd_time_frame": "time frame of data sharing",
    "ipd_access_criteria": "access to shared data",
    "disp_first_submitted": "first submission of a certificate of delay",
    "disp_first_submitted_qc": "quality-control date of a certificate of delay",
    "disp_first_posted": "first posting of a certificate of delay",
    "results_first_submitted": "first submission of results",
    "results_first_submitted_qc": "quality-control date of results",
    "arm_group_labels": "arms",
}

#: What one entry of a list is called: singular, plural.
NOUNS = {
    "sites": ("site", "sites"),
    "arms": ("arm", "arms"),
    "interventions": ("intervention", "interventions"),
    "primary_outcomes": ("primary outcome", "primary outcomes"),
    "secondary_outcomes": ("secondary outcome", "secondary outcomes"),
    "other_outcomes": ("other outcome", "other outcomes"),
    "contacts": ("central contact", "central contacts"),
    "officials": ("study official", "study officials"),
    "collaborators": ("collaborator", "collaborators"),
    "secondary_ids": ("secondary id", "secondary ids"),
    "references": ("publication", "publications"),
    "see_also_links": ("link", "links"),
    "avail_ipds": ("available data set", "available data sets"),
    "large_docs": ("document", "documents"),
    "conditions": ("condition", "conditions"),
    "keywords": ("keyword", "keywords"),
    "unposted_events": ("step of unposted results", "steps of unposted results"),
    "violation_events": ("step of a violation notice", "steps of a violation notice"),
    "outcome_measures": ("outcome with results", "outcomes with results"),
}

#: Fields whose values are words of a vocabulary, which sentences read out.
VOCABULARY = frozenset(
    (
        "overall_status",
        "last_known_status",
        "expanded_access_status",
        "status",
        "phases",
        "study_type",
        "allocation",
        "intervention_model",
        "primary_purpose",
        "observational_model",
        "time_perspective",
        "masking",
        "who_masked",
        "sampling_method",
        "sex",
        "bio_spec_retention",
        "agency_class",
        "lead_sponsor_class",
        "organization_class",
        "ipd_sharing",
        "ipd_info_types",
        "role",
        "reporting_status",
    )
)


def read_out(word: str) -> str:
    """A word of a vocabulary as a person says it.

    >>> read_out("NOT_YET_RECRUITING"), read_out("PHASE2")
    ('not yet recruiting', 'phase 2')
    """
    if word.startswith(("PHASE", "EARLY_PHASE")):
        return word.replace("PHASE", "phase ").replace("EARLY_", "early ").lower()
    return word.replace("_", " ").lower() if word.isupper() else word


def label(field: str) -> str:
    """What a field is called in a sentence."""
    return LABELS.get(field) or field.replace("_", " ")


def noun(field: str, count: int = 1) -> str:
    """What entries of a list are called, for one or more of them."""
    last = field.rpartition(".")[2]
    one, many = NOUNS.get(last, (last.replace("_", " ").removesuffix("s"), last.replace("_", " ")))
    return one if count == 1 else many
