"""The sections of a record whose fields hold one value or a short list."""

from __future__ import annotations

from typing import Annotated

from tracker.record.entries import (
    AvailableIpd,
    Collaborator,
    LargeDocument,
    Link,
    Outcome,
    Reference,
    SecondaryId,
    UnpostedEvent,
    ViolationEvent,
)
from tracker.record.parts import Day, Markup, Part, Text, Token, says


class Identification(Part, frozen=True):
    """Who the trial is: ids and titles."""

    id: Annotated[Token, says("The registry's id of the trial, e.g. NCT06931145.")]
    id_aliases: Annotated[
        tuple[Token, ...], says("Obsolete or duplicate ids of the same trial.")
    ] = ()
    org_study_id: Annotated[Text | None, says("The organisation's own study id.")] = None
    org_study_id_type: Annotated[Token | None, says("Kind of the organisation's id.")] = None
    org_study_id_link: Annotated[Token | None, says("Where that id leads.")] = None
    secondary_ids: Annotated[tuple[SecondaryId, ...], says("Other identifiers.")] = ()
    brief_title: Annotated[Text | None, says("Short title for the public.")] = None
    official_title: Annotated[Text | None, says("Title of the protocol.")] = None
    acronym: Annotated[Text | None, says("Acronym.")] = None
    organization: Annotated[Text | None, says("Organisation that registered the trial.")] = None
    organization_class: Annotated[Token | None, says("Class of that organisation.")] = None


class Status(Part, frozen=True):
    """Where the trial stands."""

    overall_status: Annotated[Token | None, says("Recruitment status of the whole study.")] = None
    last_known_status: Annotated[
        Token | None, says("Status before the registry set it to UNKNOWN.")
    ] = None
    why_stopped: Annotated[
        Markup | None, says("Reason given for stopping, suspending or withdrawing.")
    ] = None
    delayed_posting: Annotated[bool | None, says("Posting is delayed (unapproved device).")] = None
    has_expanded_access: Annotated[bool | None, says("An expanded-access programme exists.")] = None
    expanded_access_id: Annotated[Token | None, says("Its own registry id.")] = None
    expanded_access_status: Annotated[
        Token | None, says("Its status; derived by the registry from that record.")
    ] = None


class Dates(Part, frozen=True):
    """The dates of the trial and of its record, each as written, with its type."""

    start_date: Annotated[Day | None, says("Start of the study.")] = None
    start_date_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None
    primary_completion_date: Annotated[
        Day | None, says("Last data collection for the primary outcome.")
    ] = None
    primary_completion_date_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None
    completion_date: Annotated[Day | None, says("Last data collection of the study.")] = None
    completion_date_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None
    study_first_submitted: Annotated[Day | None, says("First submission.")] = None
    study_first_submitted_qc: Annotated[
        Day | None, says("First submission that met quality control.")
    ] = None
    study_first_posted: Annotated[Day | None, says("First day the public could see it.")] = None
    study_first_posted_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None
    results_waived: Annotated[bool | None, says("Results submission was waived.")] = None
    results_first_submitted: Annotated[Day | None, says("Results first submitted.")] = None
    results_first_submitted_qc: Annotated[
        Day | None, says("Results submission that met quality control.")
    ] = None
    results_first_posted: Annotated[Day | None, says("Results first posted.")] = None
    results_first_posted_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None
    disp_first_submitted: Annotated[
        Day | None, says("Certificate of delay or extension request first submitted.")
    ] = None
    disp_first_submitted_qc: Annotated[Day | None, says("The same, after QC.")] = None
    disp_first_posted: Annotated[Day | None, says("The same, posted.")] = None
    disp_first_posted_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None
    status_verified_date: Annotated[
        Day | None, says("Month in which the sponsor last verified the record.")
    ] = None
    last_update_submitted: Annotated[Day | None, says("Last submission of an update.")] = None
    last_update_posted: Annotated[Day | None, says("Last update posted.")] = None
    last_update_posted_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None


class Enrollment(Part, frozen=True):
    """How many people the trial has or wants."""

    enrollment_count: Annotated[int | None, says("Number of participants.")] = None
    enrollment_type: Annotated[Token | None, says("ESTIMATED or ACTUAL.")] = None


class Design(Part, frozen=True):
    """How the study is built."""

    study_type: Annotated[
        Token | None, says("INTERVENTIONAL, OBSERVATIONAL or EXPANDED_ACCESS.")
    ] = None
    phases: Annotated[tuple[Token, ...], says("Phases; two for a combined phase.")] = ()
    allocation: Annotated[Token | None, says("How people come to arms.")] = None
    intervention_model: Annotated[Token | None, says("Shape of the comparison.")] = None
    intervention_model_description: Annotated[Markup | None, says("In words.")] = None
    primary_purpose: Annotated[Token | None, says("What the study is for.")] = None
    observational_model: Annotated[Token | None, says("Observational design.")] = None
    time_perspective: Annotated[Token | None, says("Forward, backward, cross-section.")] = None
    masking: Annotated[Token | None, says("Who does not know the assignment: how many.")] = None
    masking_description: Annotated[Markup | None, says("In words.")] = None
    who_masked: Annotated[tuple[Token, ...], says("Who does not know the assignment.")] = ()
    patient_registry: Annotated[bool | None, says("It is a patient registry.")] = None
    target_duration: Annotated[Token | None, says("Follow-up of a registry.")] = None
    bio_spec_retention: Annotated[Token | None, says("Samples kept, with or without DNA.")] = None
    bio_spec_description: Annotated[Markup | None, says("Which samples.")] = None
    expanded_access_individual: Annotated[bool | None, says("For single patients.")] = None
    expanded_access_intermediate: Annotated[bool | None, says("For mid-size groups.")] = None
    expanded_access_treatment: Annotated[bool | None, says("Treatment protocol.")] = None
    n_ptrs_to_this_exp_acc: Annotated[
        int | None, says("Records that point here; derived by the registry.")
    ] = None


class Sponsors(Part, frozen=True):
    """Who runs and answers for the trial."""

    lead_sponsor: Annotated[Text | None, says("Name of the lead sponsor.")] = None
    lead_sponsor_class: Annotated[Token | None, says("Class of the lead sponsor.")] = None
    collaborators: Annotated[tuple[Collaborator, ...], says("Collaborators.")] = ()
    responsible_party_type: Annotated[Token | None, says("Who is responsible.")] = None
    responsible_party_name: Annotated[Text | None, says("Investigator's name.")] = None
    responsible_party_title: Annotated[Text | None, says("Investigator's title.")] = None
    responsible_party_affiliation: Annotated[Text | None, says("Affiliation.")] = None
    responsible_party_old_name_title: Annotated[Text | None, says("Before 2011.")] = None
    responsible_party_old_organization: Annotated[Text | None, says("Before 2011.")] = None


class Oversight(Part, frozen=True):
    """Who watches over the trial."""

    has_dmc: Annotated[bool | None, says("There is a data monitoring committee.")] = None
    is_fda_regulated_drug: Annotated[bool | None, says("Studies an FDA-regulated drug.")] = None
    is_fda_regulated_device: Annotated[bool | None, says("Studies an FDA-regulated device.")] = None
    is_unapproved_device: Annotated[bool | None, says("The device is not approved.")] = None
    is_ppsd: Annotated[bool | None, says("Paediatric post-market surveillance.")] = None
    is_us_export: Annotated[bool | None, says("Product is exported from the US.")] = None
    fdaaa801_violation: Annotated[bool | None, says("The FDA gave notice of violation.")] = None


class Description(Part, frozen=True):
    """What the study is about, in the sponsor's words."""

    brief_summary: Annotated[Markup | None, says("Short summary.")] = None
    detailed_description: Annotated[Markup | None, says("Long description.")] = None


class Conditions(Part, frozen=True):
    """What is studied."""

    conditions: Annotated[tuple[Text, ...], says("Diseases or conditions.")] = ()
    keywords: Annotated[tuple[Text, ...], says("Keywords.")] = ()


class Outcomes(Part, frozen=True):
    """The outcome measures of the protocol, in the registry's order."""

    primary_outcomes: Annotated[tuple[Outcome, ...], says("Primary outcomes.")] = ()
    secondary_outcomes: Annotated[tuple[Outcome, ...], says("Secondary outcomes.")] = ()
    other_outcomes: Annotated[tuple[Outcome, ...], says("Other pre-specified outcomes.")] = ()


class Eligibility(Part, frozen=True):
    """Who can take part."""

    eligibility_criteria: Annotated[Markup | None, says("Inclusion and exclusion.")] = None
    healthy_volunteers: Annotated[bool | None, says("Healthy people can take part.")] = None
    sex: Annotated[Token | None, says("FEMALE, MALE or ALL.")] = None
    gender_based: Annotated[bool | None, says("Eligibility rests on gender.")] = None
    gender_description: Annotated[Markup | None, says("In words.")] = None
    minimum_age: Annotated[Token | None, says("e.g. 18 Years.")] = None
    maximum_age: Annotated[Token | None, says("e.g. 75 Years.")] = None
    study_population: Annotated[Markup | None, says("Where people come from.")] = None
    sampling_method: Annotated[Token | None, says("Probability sample or not.")] = None


class IpdSharing(Part, frozen=True):
    """What the sponsor says about sharing the data of participants."""

    ipd_sharing: Annotated[Token | None, says("YES, NO or UNDECIDED.")] = None
    ipd_description: Annotated[Markup | None, says("The plan.")] = None
    ipd_info_types: Annotated[tuple[Token, ...], says("What will be shared.")] = ()
    ipd_time_frame: Annotated[Markup | None, says("When.")] = None
    ipd_access_criteria: Annotated[Markup | None, says("With whom.")] = None
    ipd_url: Annotated[Token | None, says("Where.")] = None


class References(Part, frozen=True):
    """What to read about the study."""

    references: Annotated[tuple[Reference, ...], says("Publications.")] = ()
    see_also_links: Annotated[tuple[Link, ...], says("Web pages.")] = ()
    avail_ipds: Annotated[tuple[AvailableIpd, ...], says("Available data.")] = ()


class Documents(Part, frozen=True):
    """Documents posted with the record."""

    no_sap: Annotated[bool | None, says("There is no analysis plan.")] = None
    large_docs: Annotated[tuple[LargeDocument, ...], says("The documents.")] = ()


class Annotations(Part, frozen=True):
    """What the registry notes on the record."""

    unposted_responsible_party: Annotated[
        Text | None, says("Who submitted results that are not posted.")
    ] = None
    unposted_events: Annotated[tuple[UnpostedEvent, ...], says("Steps of that submission.")] = ()
    violation_events: Annotated[tuple[ViolationEvent, ...], says("Steps of a violation.")] = ()
