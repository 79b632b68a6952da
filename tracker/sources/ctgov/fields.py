"""Where each field of an API v2 study goes in the Record.

The table has the shape of the study itself (OpenAPI 2.0.5, facts in the data dictionary): a name
inside is a key of the payload, a text is ``section.field`` of the Record. A field that is a list
of entries, or an object with a type of its own (results), is read by that type: its keys are the
type's field names in camelCase, but for those in ``OTHER_NAMES``.

``VOLATILE`` is the written list of what is not part of a record's content:

- ``derivedSection``: computed by the registry on each refresh; its ``versionHolder`` moves daily;
- ``stdAges``: follows from the ages; ``interventionNames``: follows from the interventions' arms.
"""

from __future__ import annotations

from typing import Any

from tracker.record import Collaborator, Part, Site

Fields = dict[str, Any]

#: Marks a part of the payload that is volatile or derived and never read.
SKIP = ""

VOLATILE = (
    "derivedSection",
    "protocolSection.eligibilityModule.stdAges",
    "protocolSection.armsInterventionsModule.armGroups[].interventionNames",
)

IDENTIFICATION: Fields = {
    "nctId": "identification.id",
    "nctIdAliases": "identification.id_aliases",
    "orgStudyIdInfo": {
        "id": "identification.org_study_id",
        "type": "identification.org_study_id_type",
        "link": "identification.org_study_id_link",
    },
    "secondaryIdInfos": "identification.secondary_ids",
    "organization": {
        "fullName": "identification.organization",
        "class": "identification.organization_class",
    },
    "briefTitle": "identification.brief_title",
    "officialTitle": "identification.official_title",
    "acronym": "identification.acronym",
}


def _date(field: str) -> Fields:
    return {"date": f"dates.{field}", "type": f"dates.{field}_type"}


STATUS: Fields = {
    "statusVerifiedDate": "dates.status_verified_date",
    "overallStatus": "status.overall_status",
    "lastKnownStatus": "status.last_known_status",
    "delayedPosting": "status.delayed_posting",
    "whyStopped": "status.why_stopped",
    "expandedAccessInfo": {
        "hasExpandedAccess": "status.has_expanded_access",
        "nctId": "status.expanded_access_id",
        "statusForNctId": "status.expanded_access_status",
    },
    "startDateStruct": _date("start_date"),
    "primaryCompletionDateStruct": _date("primary_completion_date"),
    "completionDateStruct": _date("completion_date"),
    "studyFirstSubmitDate": "dates.study_first_submitted",
    "studyFirstSubmitQcDate": "dates.study_first_submitted_qc",
    "studyFirstPostDateStruct": _date("study_first_posted"),
    "resultsWaived": "dates.results_waived",
    "resultsFirstSubmitDate": "dates.results_first_submitted",
    "resultsFirstSubmitQcDate": "dates.results_first_submitted_qc",
    "resultsFirstPostDateStruct": _date("results_first_posted"),
    "dispFirstSubmitDate": "dates.disp_first_submitted",
    "dispFirstSubmitQcDate": "dates.disp_first_submitted_qc",
    "dispFirstPostDateStruct": _date("disp_first_posted"),
    "lastUpdateSubmitDate": "dates.last_update_submitted",
    "lastUpdatePostDateStruct": _date("last_update_posted"),
}

SPONSORS: Fields = {
    "responsibleParty": {
        "type": "sponsors.responsible_party_type",
        "investigatorFullName": "sponsors.responsible_party_name",
        "investigatorTitle": "sponsors.responsible_party_title",
        "investigatorAffiliation": "sponsors.responsible_party_affiliation",
        "oldNameTitle": "sponsors.responsible_party_old_name_title",
        "oldOrganization": "sponsors.responsible_party_old_organization",
    },
    "leadSponsor": {"name": "sponsors.lead_sponsor", "class": "sponsors.lead_sponsor_class"},
    "collaborators": "sponsors.collaborators",
}

OVERSIGHT: Fields = {
    "oversightHasDmc": "oversight.has_dmc",
    "isFdaRegulatedDrug": "oversight.is_fda_regulated_drug",
    "isFdaRegulatedDevice": "oversight.is_fda_regulated_device",
    "isUnapprovedDevice": "oversight.is_unapproved_device",
    "isPpsd": "oversight.is_ppsd",
    "isUsExport": "oversight.is_us_export",
    "fdaaa801Violation": "oversight.fdaaa801_violation",
}

DESIGN: Fields = {
    "studyType": "design.study_type",
    "nPtrsToThisExpAccNctId": "design.n_ptrs_to_this_exp_acc",
    "expandedAccessTypes": {
        "individual": "design.expanded_access_individual",
        "intermediate": "design.expanded_access_intermediate",
        "treatment": "design.expanded_access_treatment",
    },
    "patientRegistry": "design.patient_registry",
    "targetDuration": "design.target_duration",
    "phases": "design.phases",
    "designInfo": {
        "allocation": "design.allocation",
        "interventionModel": "design.intervention_model",
        "interventionModelDescription": "design.intervention_model_description",
        "primaryPurpose": "design.primary_purpose",
        "observationalModel": "design.observational_model",
        "timePerspective": "design.time_perspective",
        "maskingInfo": {
            "masking": "design.masking",
            "maskingDescription": "design.masking_description",
            "whoMasked": "design.who_masked",
        },
    },
    "bioSpec": {
        "retention": "design.bio_spec_retention",
        "description": "design.bio_spec_description",
    },
    "enrollmentInfo": {
        "count": "enrollment.enrollment_count",
        "type": "enrollment.enrollment_type",
    },
}

ELIGIBILITY: Fields = {
    "eligibilityCriteria": "eligibility.eligibility_criteria",
    "healthyVolunteers": "eligibility.healthy_volunteers",
    "sex": "eligibility.sex",
    "genderBased": "eligibility.gender_based",
    "genderDescription": "eligibility.gender_description",
    "minimumAge": "eligibility.minimum_age",
    "maximumAge": "eligibility.maximum_age",
    "stdAges": SKIP,
    "studyPopulation": "eligibility.study_population",
    "samplingMethod": "eligibility.sampling_method",
}

IPD_SHARING: Fields = {
    "ipdSharing": "ipd_sharing.ipd_sharing",
    "description": "ipd_sharing.ipd_description",
    "infoTypes": "ipd_sharing.ipd_info_types",
    "timeFrame": "ipd_sharing.ipd_time_frame",
    "accessCriteria": "ipd_sharing.ipd_access_criteria",
    "url": "ipd_sharing.ipd_url",
}

#: The whole study.
STUDY: Fields = {
    "protocolSection": {
        "identificationModule": IDENTIFICATION,
        "statusModule": STATUS,
        "sponsorCollaboratorsModule": SPONSORS,
        "oversightModule": OVERSIGHT,
        "descriptionModule": {
            "briefSummary": "description.brief_summary",
            "detailedDescription": "description.detailed_description",
        },
        "conditionsModule": {
            "conditions": "conditions.conditions",
            "keywords": "conditions.keywords",
        },
        "designModule": DESIGN,
        "armsInterventionsModule": {"armGroups": ".arms", "interventions": ".interventions"},
        "outcomesModule": {
            "primaryOutcomes": "outcomes.primary_outcomes",
            "secondaryOutcomes": "outcomes.secondary_outcomes",
            "otherOutcomes": "outcomes.other_outcomes",
        },
        "eligibilityModule": ELIGIBILITY,
        "contactsLocationsModule": {
            "centralContacts": ".contacts",
            "overallOfficials": ".officials",
            "locations": ".sites",
        },
        "referencesModule": {
            "references": "references.references",
            "seeAlsoLinks": "references.see_also_links",
            "availIpds": "references.avail_ipds",
        },
        "ipdSharingStatementModule": IPD_SHARING,
    },
    "resultsSection": {
        "participantFlowModule": "results.participant_flow",
        "baselineCharacteristicsModule": "results.baseline",
        "outcomeMeasuresModule": {"outcomeMeasures": "results.outcome_measures"},
        "adverseEventsModule": "results.adverse_events",
        "moreInfoModule": "results.more_info",
    },
    "annotationSection": {
        "annotationModule": {
            "unpostedAnnotation": {
                "unpostedResponsibleParty": "annotations.unposted_responsible_party",
                "unpostedEvents": "annotations.unposted_events",
            },
            "violationAnnotation": {"violationEvents": "annotations.violation_events"},
        },
    },
    "documentSection": {
        "largeDocumentModule": {
            "noSap": "documents.no_sap",
            "largeDocs": "documents.large_docs",
        },
    },
    "derivedSection": SKIP,
    "hasResults": ".has_results",
}

#: Keys of entries that are not the field name in camelCase.
OTHER_NAMES: dict[type[Part], Fields] = {
    Collaborator: {"agency_class": "class"},
    Site: {"latitude": "geoPoint.lat", "longitude": "geoPoint.lon"},
}

#: Keys of entries that are derived and never read.
SKIPPED: dict[str, tuple[str, ...]] = {
    "protocolSection.armsInterventionsModule.armGroups[]": ("interventionNames",),
}
