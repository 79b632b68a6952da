"""The labels that a trial page can have, as visible tables: which field, which kind of value.

Comes in: nothing. Goes out: tables by section, and the names of all labels and headings.
Does not: read values; ``items`` finds labels in lines, ``values`` reads what follows them.

A row is a field, the kind of its value (see ``values``) and the names of the label. Fields of
FACTS are places in the Record; those of the other tables belong to one entry of a list.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.sources.page.headings import name_of, topic_of


class Label(NamedTuple):
    """What stands behind a label."""

    field: str
    kind: str


Labels = dict[str, Label]


def _table(*rows: tuple[str, str, str]) -> Labels:
    return {
        name_of(name): Label(field, kind)
        for field, kind, names in rows
        for name in names.split("|")
    }


#: Single facts; they can stand in any section that is made of labels and values.
FACTS = _table(
    ("identification.id", "id", "NCT ID|NCT Number|NCTID|Trial ID|ClinicalTrials.gov ID"),
    ("identification.id", "id", "ClinicalTrials.gov Identifier|Registry ID|Trial Identifier"),
    ("identification.brief_title", "text", "Title|Brief Title|Public Title|Study Title"),
    ("identification.official_title", "text", "Official Title|Scientific Title"),
    ("identification.acronym", "text", "Acronym|Study Acronym"),
    ("identification.organization", "text", "Organization|Registering Organization"),
    ("status.overall_status", "Status", "Recruitment Status|Overall Status|Trial Status"),
    ("status.overall_status", "Status", "Study Status|Status"),
    ("status.last_known_status", "Status", "Last Known Status|Last Known Recruitment Status"),
    ("status.why_stopped", "markup", "Why Stopped|Reason Stopped|Reason for Stopping"),
    ("dates.last_update_posted", "day", "Last Updated|Last Update Posted|Last Update|Updated"),
    ("dates.last_update_submitted", "day", "Last Update Submitted"),
    ("dates.study_first_posted", "day", "First Posted|Study First Posted|First Posted Date"),
    ("dates.study_first_submitted", "day", "First Submitted|Study First Submitted"),
    ("dates.results_first_posted", "day", "Results First Posted|Results Posted Date"),
    ("dates.results_first_submitted", "day", "Results First Submitted"),
    ("dates.status_verified_date", "day", "Last Verified|Status Verified|Verification Date"),
    ("dates.start_date", "day", "Study Start Date|Start Date|Study Start|Trial Start Date"),
    ("dates.primary_completion_date", "day", "Primary Completion Date|Primary Completion"),
    (
        "dates.primary_completion_date",
        "day",
        "Study Primary Completion Date|Primary Study Completion Date",
    ),
    ("dates.completion_date", "day", "Study Completion Date|Completion Date|Study Completion"),
    ("dates.completion_date", "day", "Trial Completion Date|Study End Date|End Date"),
    ("dates.start_date", "day", "Estimated Start Date|Actual Start Date"),
    ("dates.start_date", "day", "Estimated Study Start Date|Actual Study Start Date"),
    ("dates.primary_completion_date", "day", "Estimated Primary Completion Date"),
    ("dates.primary_completion_date", "day", "Actual Primary Completion Date"),
    ("dates.completion_date", "day", "Estimated Completion Date|Actual Completion Date"),
    ("dates.completion_date", "day", "Estimated Study Completion Date"),
    ("dates.completion_date", "day", "Actual Study Completion Date"),
    ("enrollment.enrollment_count", "count", "Total Enrollment|Enrollment|Enrolment"),
    ("enrollment.enrollment_count", "count", "Enrollment Target|Target Enrollment|Sample Size"),
    ("enrollment.enrollment_count", "count", "Estimated Enrollment|Actual Enrollment"),
    ("enrollment.enrollment_count", "count", "Participants|Total Participants"),
    ("enrollment.enrollment_count", "count", "Enrollment Count|Number of Participants"),
    ("enrollment.enrollment_type", "EnrollmentType", "Enrollment Type"),
    ("dates.start_date_type", "DateType", "Start Date Type|Study Start Date Type"),
    ("dates.completion_date_type", "DateType", "Completion Date Type|Study Completion Date Type"),
    ("dates.primary_completion_date_type", "DateType", "Primary Completion Date Type"),
    ("design.study_type", "StudyType", "Study Classification|Study Type|Trial Type"),
    ("design.phases", "Phase", "Clinical Phase|Phase|Study Phase|Trial Phase|Phases"),
    ("design.allocation", "DesignAllocation", "Allocation Method|Allocation"),
    ("design.intervention_model", "InterventionalAssignment", "Intervention Model"),
    ("design.intervention_model", "InterventionalAssignment", "Interventional Model"),
    ("design.intervention_model_description", "markup", "Intervention Model Description"),
    ("design.primary_purpose", "PrimaryPurpose", "Primary Study Purpose|Primary Purpose|Purpose"),
    ("design.masking", "DesignMasking", "Blinding Strategy|Masking|Blinding|Study Blinding"),
    ("design.masking_description", "markup", "Masking Description|Blinding Description"),
    ("design.who_masked", "WhoMasked", "Who Masked|Who Is Masked|Blinded Parties|Masked Roles"),
    (
        "design.observational_model",
        "ObservationalModel",
        "Observational Model|Observational Model Type",
    ),
    ("design.observational_model", "ObservationalModel", "Observation Model|Study Model"),
    ("design.time_perspective", "DesignTimePerspective", "Time Perspective|Study Time Perspective"),
    ("design.target_duration", "token", "Target Duration|Target Follow-Up Duration"),
    ("design.patient_registry", "yesno", "Patient Registry"),
    ("design.bio_spec_retention", "BioSpecRetention", "Biospecimen Retention"),
    ("design.bio_spec_description", "markup", "Biospecimen Description"),
    ("eligibility.minimum_age", "age", "Minimum Eligible Age|Minimum Age|Min Age"),
    ("eligibility.maximum_age", "age", "Maximum Eligible Age|Maximum Age|Max Age"),
    ("eligibility.sex", "Sex", "Eligible Sex|Sex|Gender|Eligible Gender|Sexes Eligible"),
    ("eligibility.healthy_volunteers", "yesno", "Accepts Healthy Volunteers"),
    ("eligibility.healthy_volunteers", "yesno", "Healthy Volunteers|Healthy Volunteers Accepted"),
    ("eligibility.gender_based", "yesno", "Gender Based|Gender-Based Eligibility"),
    ("eligibility.gender_description", "markup", "Gender Description"),
    ("eligibility.study_population", "markup", "Study Population"),
    ("eligibility.sampling_method", "SamplingMethod", "Sampling Method"),
    ("oversight.has_dmc", "yesno", "Has DMC|Data Monitoring Committee|Oversight Has DMC"),
    ("oversight.is_fda_regulated_drug", "yesno", "FDA Regulated Drug|Is FDA Regulated Drug"),
    ("oversight.is_fda_regulated_device", "yesno", "FDA Regulated Device|Is FDA Regulated Device"),
    ("ipd_sharing.ipd_sharing", "IpdSharing", "Plan to Share IPD|IPD Sharing|Share IPD"),
    ("ipd_sharing.ipd_description", "markup", "IPD Description|IPD Plan Description"),
    ("ipd_sharing.ipd_info_types", "IpdSharingInfoType", "IPD Information Types|IPD Info Types"),
    ("ipd_sharing.ipd_time_frame", "markup", "IPD Time Frame|IPD Sharing Time Frame"),
    ("ipd_sharing.ipd_access_criteria", "markup", "IPD Access Criteria"),
    ("ipd_sharing.ipd_url", "url", "IPD URL|IPD Sharing URL"),
)

#: The facts that stand after the criteria of eligibility, by what their names speak of.
ELIGIBILITY = {name: label for name, label in FACTS.items() if label.field[:4] == "elig"}

_PEOPLE = _table(
    ("name", "text", "Name|Contact Name|Full Name"),
    ("role", "role", "Role|Contact Role|Official Role"),
    ("phone", "phone", "Phone|Phone Number|Telephone|Tel"),
    ("phone_ext", "token", "Phone Ext|Extension|Ext"),
    ("email", "email", "Email|E-mail|Email Address"),
    ("affiliation", "text", "Affiliation|Organization|Institution"),
)
_OUTCOME = _table(
    ("measure", "text", "Measure|Outcome|Outcome Measure|Measure Title|Title"),
    ("time_frame", "text", "Time Frame|Timeframe|Measure Time Frame|Outcome Time Frame"),
    ("description", "markup", "Description|Measure Description|Outcome Description"),
    ("outcome_type", "OutcomeMeasureType", "Outcome Type|Type"),
)
_SITE = _table(
    ("facility", "text", "Facility|Facility Name|Site|Site Name"),
    ("status", "Status", "Site Status|Status|Recruitment Status|Location Status"),
    ("city", "text", "City"),
    ("state", "text", "State|State/Province|Region|Province"),
    ("zip", "token", "Zip|Zip Code|Postal Code"),
    ("country", "text", "Country"),
)
_SPONSOR = _table(
    ("name", "text", "Name|Sponsor Name|Organization"),
    ("role", "token", "Sponsor Role|Role"),
    ("class", "AgencyClass", "Sponsor Class|Agency Class|Class|Sponsor Type|Organization Class"),
)

#: Labels inside the entries of each list.
ENTRY_LABELS: dict[str, Labels] = {
    "groups": _table(
        ("label", "text", "Arm|Arm Label|Group|Group Label|Arm Group Label"),
        ("group_type", "ArmGroupType", "Group Type|Arm Type|Arm Group Type|Cohort Type"),
        ("type", "InterventionType", "Intervention Type"),
        ("name", "text", "Intervention Name"),
        ("other_names", "text", "Other Names|Other Intervention Names|Also Known As"),
    ),
    "interventions": _table(
        ("name", "text", "Name|Intervention Name|Intervention"),
        ("type", "InterventionType", "Intervention Type|Type"),
        ("description", "markup", "Description|Intervention Description"),
        ("other_names", "text", "Other Names|Other Intervention Names|Also Known As"),
        ("arms", "text", "Arm Group Labels|Study Arms|Used In"),
    ),
    "primary_outcomes": _OUTCOME,
    "secondary_outcomes": _OUTCOME,
    "other_outcomes": _OUTCOME,
    "outcomes": _OUTCOME,
    "eligibility": ELIGIBILITY,
    "sponsors": _SPONSOR,
    "lead_sponsor": _SPONSOR,
    "collaborators": _SPONSOR,
    "responsible_party": _table(
        ("type", "ResponsiblePartyType", "Responsibility Role|Responsible Party Type|Role|Type"),
        ("name", "text", "Name|Investigator Name|Investigator Full Name"),
        ("title", "text", "Title|Investigator Title"),
        ("affiliation", "text", "Affiliation|Investigator Affiliation|Organization"),
    ),
    "officials": _PEOPLE,
    "central_contacts": _PEOPLE,
    "facility_contacts": {**_PEOPLE, **_table(("facility", "text", "Facility|Site|Location"))},
    "locations": _SITE,
    "identifiers": _table(
        ("id", "text", "Identifier|ID|Identifier Value"),
        ("type", "token", "Identifier Type|ID Type|Type"),
        ("source", "token", "Identifier Source|Source"),
        ("domain", "text", "Identifier Domain|Domain|Identifier Organization|Issuing Organization"),
        ("link", "url", "Identifier Link|Link"),
    ),
    "references": _table(
        ("pmid", "pmid", "PMID|PubMed ID|PubMed"),
        ("type", "ReferenceType", "Reference Type|Type|Publication Type"),
        ("citation", "text", "Citation"),
    ),
    "links": _table(("url", "url", "URL|Link|Address"), ("label", "text", "Label|Title")),
    "documents": _table(("label", "text", "Document Type|Document|Type"), ("date", "day", "Date")),
}


def labels_of(topic: str) -> Labels:
    """The labels that can stand in a section; single facts where it has none of its own."""
    return ENTRY_LABELS.get(topic, FACTS)


#: The headings inside the criteria of eligibility.
CRITERIA = frozenset(("inclusion criteria", "exclusion criteria"))
#: The names of all labels.
ALL_NAMES = frozenset(FACTS) | frozenset(name for table in ENTRY_LABELS.values() for name in table)


def is_name(text: str) -> bool:
    """Whether a line is a known heading or label and nothing else."""
    if not text[:1].isupper():
        return False
    name = name_of(text)
    return name in ALL_NAMES or name in CRITERIA or topic_of(text) is not None


def is_label(text: str) -> bool:
    """Whether a line is a known label and no heading."""
    return text[:1].isupper() and name_of(text) in ALL_NAMES and topic_of(text) is None


def names_a_fact(text: str) -> bool:
    """Whether a line is a label that only a trial page has: two words at least, no heading."""
    return " " in name_of(text) and is_label(text)
