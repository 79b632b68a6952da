"""The vocabularies of API v2: the words that a field may hold, and where.

A word that is not here passes through and is reported as drift; the registry adds words without a
new major version. Facts from the official OpenAPI file 2.0.5.
"""

from __future__ import annotations

#: The words of each vocabulary, by its official name.
VOCABULARIES: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "AgencyClass": "NIH FED OTHER_GOV INDIV INDUSTRY NETWORK AMBIG OTHER UNKNOWN",
        "AgreementRestrictionType": "LTE60 GT60 OTHER",
        "AnalysisDispersionType": "STANDARD_DEVIATION STANDARD_ERROR_OF_MEAN",
        "ArmGroupType": """
            EXPERIMENTAL ACTIVE_COMPARATOR PLACEBO_COMPARATOR SHAM_COMPARATOR NO_INTERVENTION
            OTHER
        """,
        "BioSpecRetention": "NONE_RETAINED SAMPLES_WITH_DNA SAMPLES_WITHOUT_DNA",
        "ConfidenceIntervalNumSides": "ONE_SIDED TWO_SIDED",
        "ContactRole": """
            STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR CONTACT
        """,
        "DateType": "ACTUAL ESTIMATED",
        "DesignAllocation": "RANDOMIZED NON_RANDOMIZED NA",
        "DesignMasking": "NONE SINGLE DOUBLE TRIPLE QUADRUPLE",
        "DesignTimePerspective": "RETROSPECTIVE PROSPECTIVE CROSS_SECTIONAL OTHER",
        "EnrollmentType": "ACTUAL ESTIMATED",
        "EventAssessment": "NON_SYSTEMATIC_ASSESSMENT SYSTEMATIC_ASSESSMENT",
        "ExpandedAccessStatus": """
            AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING
        """,
        "InterventionType": """
            BEHAVIORAL BIOLOGICAL COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT
            DRUG GENETIC PROCEDURE RADIATION OTHER
        """,
        "InterventionalAssignment": "SINGLE_GROUP PARALLEL CROSSOVER FACTORIAL SEQUENTIAL",
        "IpdSharing": "YES NO UNDECIDED",
        "IpdSharingInfoType": "STUDY_PROTOCOL SAP ICF CSR ANALYTIC_CODE",
        "MeasureDispersionType": """
            NA STANDARD_DEVIATION STANDARD_ERROR INTER_QUARTILE_RANGE FULL_RANGE CONFIDENCE_80
            CONFIDENCE_90 CONFIDENCE_95 CONFIDENCE_975 CONFIDENCE_99 CONFIDENCE_OTHER
            GEOMETRIC_COEFFICIENT
        """,
        "MeasureParam": """
            GEOMETRIC_MEAN GEOMETRIC_LEAST_SQUARES_MEAN LEAST_SQUARES_MEAN LOG_MEAN MEAN MEDIAN
            NUMBER COUNT_OF_PARTICIPANTS COUNT_OF_UNITS
        """,
        "NonInferiorityType": """
            SUPERIORITY NON_INFERIORITY EQUIVALENCE OTHER NON_INFERIORITY_OR_EQUIVALENCE
            SUPERIORITY_OR_OTHER NON_INFERIORITY_OR_EQUIVALENCE_LEGACY
            SUPERIORITY_OR_OTHER_LEGACY
        """,
        "ObservationalModel": """
            COHORT CASE_CONTROL CASE_ONLY CASE_CROSSOVER ECOLOGIC_OR_COMMUNITY FAMILY_BASED
            DEFINED_POPULATION NATURAL_HISTORY OTHER
        """,
        "OfficialRole": "STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR",
        "OrgStudyIdType": "NIH FDA VA CDC AHRQ SAMHSA",
        "OutcomeMeasureType": "PRIMARY SECONDARY OTHER_PRE_SPECIFIED POST_HOC",
        "Phase": "NA EARLY_PHASE1 PHASE1 PHASE2 PHASE3 PHASE4",
        "PrimaryPurpose": """
            TREATMENT PREVENTION DIAGNOSTIC ECT SUPPORTIVE_CARE SCREENING
            HEALTH_SERVICES_RESEARCH BASIC_SCIENCE DEVICE_FEASIBILITY OTHER
        """,
        "RecruitmentStatus": """
            ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING
            RECRUITING SUSPENDED TERMINATED WITHDRAWN AVAILABLE
        """,
        "ReferenceType": "BACKGROUND RESULT DERIVED",
        "ReportingStatus": "NOT_POSTED POSTED",
        "ResponsiblePartyType": "SPONSOR PRINCIPAL_INVESTIGATOR SPONSOR_INVESTIGATOR",
        "SamplingMethod": "PROBABILITY_SAMPLE NON_PROBABILITY_SAMPLE",
        "SecondaryIdType": """
            NIH FDA VA CDC AHRQ SAMHSA OTHER_GRANT EUDRACT_NUMBER CTIS REGISTRY OTHER
        """,
        "Sex": "FEMALE MALE ALL",
        "Status": """
            ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING
            RECRUITING SUSPENDED TERMINATED WITHDRAWN AVAILABLE NO_LONGER_AVAILABLE
            TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING WITHHELD UNKNOWN
        """,
        "StudyType": "EXPANDED_ACCESS INTERVENTIONAL OBSERVATIONAL",
        "UnpostedEventType": "RESET RELEASE UNRELEASE",
        "ViolationEventType": """
            VIOLATION_IDENTIFIED CORRECTION_CONFIRMED PENALTY_IMPOSED
            ISSUES_IN_LETTER_ADDRESSED_CONFIRMED
        """,
        "WhoMasked": "PARTICIPANT CARE_PROVIDER INVESTIGATOR OUTCOMES_ASSESSOR",
    }.items()
}

_PLACES: dict[str, tuple[str, ...]] = {
    "AgencyClass": (
        "protocolSection.identificationModule.organization.class",
        "protocolSection.sponsorCollaboratorsModule.collaborators[].class",
        "protocolSection.sponsorCollaboratorsModule.leadSponsor.class",
    ),
    "AgreementRestrictionType": ("resultsSection.moreInfoModule.certainAgreement.restrictionType",),
    "AnalysisDispersionType": (
        "resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].dispersionType",
    ),
    "ArmGroupType": ("protocolSection.armsInterventionsModule.armGroups[].type",),
    "BioSpecRetention": ("protocolSection.designModule.bioSpec.retention",),
    "ConfidenceIntervalNumSides": (
        "resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].ciNumSides",
    ),
    "ContactRole": (
        "protocolSection.contactsLocationsModule.centralContacts[].role",
        "protocolSection.contactsLocationsModule.locations[].contacts[].role",
    ),
    "DateType": (
        "protocolSection.statusModule.completionDateStruct.type",
        "protocolSection.statusModule.dispFirstPostDateStruct.type",
        "protocolSection.statusModule.lastUpdatePostDateStruct.type",
        "protocolSection.statusModule.primaryCompletionDateStruct.type",
        "protocolSection.statusModule.resultsFirstPostDateStruct.type",
        "protocolSection.statusModule.startDateStruct.type",
        "protocolSection.statusModule.studyFirstPostDateStruct.type",
    ),
    "DesignAllocation": ("protocolSection.designModule.designInfo.allocation",),
    "DesignMasking": ("protocolSection.designModule.designInfo.maskingInfo.masking",),
    "DesignTimePerspective": ("protocolSection.designModule.designInfo.timePerspective",),
    "EnrollmentType": ("protocolSection.designModule.enrollmentInfo.type",),
    "EventAssessment": (
        "resultsSection.adverseEventsModule.otherEvents[].assessmentType",
        "resultsSection.adverseEventsModule.seriousEvents[].assessmentType",
    ),
    "ExpandedAccessStatus": ("protocolSection.statusModule.expandedAccessInfo.statusForNctId",),
    "InterventionType": ("protocolSection.armsInterventionsModule.interventions[].type",),
    "InterventionalAssignment": ("protocolSection.designModule.designInfo.interventionModel",),
    "IpdSharing": ("protocolSection.ipdSharingStatementModule.ipdSharing",),
    "IpdSharingInfoType": ("protocolSection.ipdSharingStatementModule.infoTypes",),
    "MeasureDispersionType": (
        "resultsSection.baselineCharacteristicsModule.measures[].dispersionType",
    ),
    "MeasureParam": (
        "resultsSection.baselineCharacteristicsModule.measures[].paramType",
        "resultsSection.outcomeMeasuresModule.outcomeMeasures[].paramType",
    ),
    "NonInferiorityType": (
        "resultsSection.outcomeMeasuresModule.outcomeMeasures[].analyses[].nonInferiorityType",
    ),
    "ObservationalModel": ("protocolSection.designModule.designInfo.observationalModel",),
    "OfficialRole": ("protocolSection.contactsLocationsModule.overallOfficials[].role",),
    "OrgStudyIdType": ("protocolSection.identificationModule.orgStudyIdInfo.type",),
    "OutcomeMeasureType": ("resultsSection.outcomeMeasuresModule.outcomeMeasures[].type",),
    "Phase": ("protocolSection.designModule.phases",),
    "PrimaryPurpose": ("protocolSection.designModule.designInfo.primaryPurpose",),
    "RecruitmentStatus": ("protocolSection.contactsLocationsModule.locations[].status",),
    "ReferenceType": ("protocolSection.referencesModule.references[].type",),
    "ReportingStatus": ("resultsSection.outcomeMeasuresModule.outcomeMeasures[].reportingStatus",),
    "ResponsiblePartyType": ("protocolSection.sponsorCollaboratorsModule.responsibleParty.type",),
    "SamplingMethod": ("protocolSection.eligibilityModule.samplingMethod",),
    "SecondaryIdType": ("protocolSection.identificationModule.secondaryIdInfos[].type",),
    "Sex": ("protocolSection.eligibilityModule.sex",),
    "Status": (
        "protocolSection.statusModule.lastKnownStatus",
        "protocolSection.statusModule.overallStatus",
    ),
    "StudyType": ("protocolSection.designModule.studyType",),
    "UnpostedEventType": (
        "annotationSection.annotationModule.unpostedAnnotation.unpostedEvents[].type",
    ),
    "ViolationEventType": (
        "annotationSection.annotationModule.violationAnnotation.violationEvents[].type",
    ),
    "WhoMasked": ("protocolSection.designModule.designInfo.maskingInfo.whoMasked",),
}

#: Which vocabulary each path of a study holds; entries of lists are marked by [].
WORDS_AT: dict[str, str] = {path: name for name, paths in _PLACES.items() for path in paths}
