"""A classic record in the shape of an API v2 study.

Comes in: the root of the XML. Goes out: a study as the reader of API v2 takes it.
Does not: read texts or words further than their spelling; that reader does.

A row of a table: where it stands in the XML, where it goes in the study, what it is. An element
that no table names is kept under its own name, so that nothing is lost.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tracker.sources.classic import design, people, retired
from tracker.sources.classic.kinds import (
    Rows,
    Study,
    a_dated,
    a_day,
    a_number,
    a_text,
    a_word,
    a_yes,
    an_age,
    put,
)
from tracker.sources.classic.markup import children, prose, text
from tracker.sources.classic.results import results_of
from tracker.sources.classic.words import phases

_ID = "protocolSection.identificationModule."
_STATUS = "protocolSection.statusModule."
_SPONSORS = "protocolSection.sponsorCollaboratorsModule."
_OVERSIGHT = "protocolSection.oversightModule."
_DESIGN = "protocolSection.designModule."
_ELIGIBILITY = "protocolSection.eligibilityModule."
_IPD = "protocolSection.ipdSharingStatementModule."

#: Elements that stand once.
ONCE: Rows = (
    ("id_info/nct_id", _ID + "nctId", a_text),
    ("id_info/org_study_id", _ID + "orgStudyIdInfo.id", a_text),
    ("brief_title", _ID + "briefTitle", a_text),
    ("official_title", _ID + "officialTitle", a_text),
    ("acronym", _ID + "acronym", a_text),
    ("source", _ID + "organization.fullName", a_text),
    ("overall_status", _STATUS + "overallStatus", a_word),
    ("last_known_status", _STATUS + "lastKnownStatus", a_word),
    ("why_stopped", _STATUS + "whyStopped", prose),
    ("has_expanded_access", _STATUS + "expandedAccessInfo.hasExpandedAccess", a_yes),
    ("start_date", _STATUS + "startDateStruct", a_dated),
    ("primary_completion_date", _STATUS + "primaryCompletionDateStruct", a_dated),
    ("completion_date", _STATUS + "completionDateStruct", a_dated),
    ("verification_date", _STATUS + "statusVerifiedDate", a_day),
    # As the form was from January 2018 on.
    ("study_first_submitted", _STATUS + "studyFirstSubmitDate", a_day),
    ("study_first_submitted_qc", _STATUS + "studyFirstSubmitQcDate", a_day),
    ("study_first_posted", _STATUS + "studyFirstPostDateStruct", a_dated),
    ("results_first_submitted", _STATUS + "resultsFirstSubmitDate", a_day),
    ("results_first_submitted_qc", _STATUS + "resultsFirstSubmitQcDate", a_day),
    ("results_first_posted", _STATUS + "resultsFirstPostDateStruct", a_dated),
    ("disposition_first_submitted", _STATUS + "dispFirstSubmitDate", a_day),
    ("disposition_first_submitted_qc", _STATUS + "dispFirstSubmitQcDate", a_day),
    ("disposition_first_posted", _STATUS + "dispFirstPostDateStruct", a_dated),
    ("last_update_submitted", _STATUS + "lastUpdateSubmitDate", a_day),
    ("last_update_posted", _STATUS + "lastUpdatePostDateStruct", a_dated),
    # As it was before; "received" is what is now called submitted.
    ("firstreceived_date", _STATUS + "studyFirstSubmitDate", a_day),
    ("firstreceived_results_date", _STATUS + "resultsFirstSubmitDate", a_day),
    ("firstreceived_results_disposition_date", _STATUS + "dispFirstSubmitDate", a_day),
    ("lastchanged_date", _STATUS + "lastUpdateSubmitDate", a_day),
    ("sponsors/lead_sponsor/agency", _SPONSORS + "leadSponsor.name", a_text),
    ("sponsors/lead_sponsor/agency_class", _SPONSORS + "leadSponsor.class", a_word),
    ("oversight_info/has_dmc", _OVERSIGHT + "oversightHasDmc", a_yes),
    ("oversight_info/is_fda_regulated_drug", _OVERSIGHT + "isFdaRegulatedDrug", a_yes),
    ("oversight_info/is_fda_regulated_device", _OVERSIGHT + "isFdaRegulatedDevice", a_yes),
    ("oversight_info/is_unapproved_device", _OVERSIGHT + "isUnapprovedDevice", a_yes),
    ("oversight_info/is_ppsd", _OVERSIGHT + "isPpsd", a_yes),
    ("oversight_info/is_us_export", _OVERSIGHT + "isUsExport", a_yes),
    ("brief_summary", "protocolSection.descriptionModule.briefSummary", prose),
    ("detailed_description", "protocolSection.descriptionModule.detailedDescription", prose),
    ("study_type", _DESIGN + "studyType", design.a_study_type),
    ("phase", _DESIGN + "phases", lambda element: phases(text(element) or "")),
    ("target_duration", _DESIGN + "targetDuration", a_text),
    ("biospec_retention", _DESIGN + "bioSpec.retention", a_word),
    ("biospec_descr", _DESIGN + "bioSpec.description", prose),
    ("enrollment", _DESIGN + "enrollmentInfo.count", a_number),
    ("eligibility/criteria", _ELIGIBILITY + "eligibilityCriteria", prose),
    ("eligibility/gender", _ELIGIBILITY + "sex", a_word),
    ("eligibility/gender_based", _ELIGIBILITY + "genderBased", a_yes),
    ("eligibility/gender_description", _ELIGIBILITY + "genderDescription", prose),
    ("eligibility/minimum_age", _ELIGIBILITY + "minimumAge", an_age),
    ("eligibility/maximum_age", _ELIGIBILITY + "maximumAge", an_age),
    ("eligibility/healthy_volunteers", _ELIGIBILITY + "healthyVolunteers", a_yes),
    ("eligibility/study_pop", _ELIGIBILITY + "studyPopulation", prose),
    ("eligibility/sampling_method", _ELIGIBILITY + "samplingMethod", a_word),
    ("patient_data/sharing_ipd", _IPD + "ipdSharing", a_word),
    ("patient_data/ipd_description", _IPD + "description", prose),
    ("patient_data/ipd_time_frame", _IPD + "timeFrame", prose),
    ("patient_data/ipd_access_criteria", _IPD + "accessCriteria", prose),
    ("patient_data/ipd_url", _IPD + "url", a_text),
)

#: Elements that may stand more than once, each with one value.
EACH: Rows = (
    ("id_info/nct_alias", _ID + "nctIdAliases", a_text),
    ("condition", "protocolSection.conditionsModule.conditions", a_text),
    ("keyword", "protocolSection.conditionsModule.keywords", a_text),
    ("patient_data/ipd_info_type", _IPD + "infoTypes", a_word),
)


def study_of(root: Element) -> Study:
    """The whole record."""
    study: Study = {}
    for path, target, read in ONCE:
        element = root.find(path)
        if element is not None:
            put(study, target, read(element))
    for path, target, read in EACH:
        put(study, target, [value for one in children(root, path) if (value := read(one))])
    for target, value in (*design.parts(root), *people.parts(root), *retired.parts(root)):
        put(study, target, value)
    results = root.find("clinical_results")
    study["hasResults"] = results is not None
    if results is not None:
        study["resultsSection"] = results_of(results)
    return study
