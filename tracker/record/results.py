"""The results section of a record, as posted: flow, baseline, outcomes, adverse events.

The shape is that of ClinicalTrials.gov, the only registry with results this deep. Numbers stay
strings where the registry sends strings: "<0.001" and "NA" are values too.
"""

from __future__ import annotations

from typing import Annotated

from tracker.record.parts import Day, Markup, Part, Text, Token, says


class Group(Part, frozen=True):
    """A group of participants as results count them."""

    id: Annotated[Token | None, says("Key of the group inside its module.")] = None
    title: Annotated[Text | None, says("Name.")] = None
    description: Annotated[Markup | None, says("Who is in it.")] = None


class Count(Part, frozen=True):
    """A number for one group."""

    group_id: Annotated[Token | None, says("The group.")] = None
    value: Annotated[Token | None, says("The number.")] = None


class Denom(Part, frozen=True):
    """What was counted, and how many of it in each group."""

    units: Annotated[Text | None, says("Unit, e.g. Participants.")] = None
    counts: Annotated[tuple[Count, ...], says("Numbers a group.")] = ()


class Measurement(Part, frozen=True):
    """One measured value."""

    group_id: Annotated[Token | None, says("The group.")] = None
    value: Annotated[Token | None, says("The value.")] = None
    spread: Annotated[Token | None, says("Dispersion.")] = None
    lower_limit: Annotated[Token | None, says("Lower limit.")] = None
    upper_limit: Annotated[Token | None, says("Upper limit.")] = None
    comment: Annotated[Markup | None, says("Comment, e.g. why there is no value.")] = None


class Category(Part, frozen=True):
    """Values of one category of a class."""

    title: Annotated[Text | None, says("Name.")] = None
    measurements: Annotated[tuple[Measurement, ...], says("Values a group.")] = ()


class MeasureClass(Part, frozen=True):
    """Values of one class (row) of a measure."""

    title: Annotated[Text | None, says("Name.")] = None
    denoms: Annotated[tuple[Denom, ...], says("Numbers analysed.")] = ()
    categories: Annotated[tuple[Category, ...], says("Categories.")] = ()


class Achievement(Part, frozen=True):
    """How many of a group reached a milestone."""

    group_id: Annotated[Token | None, says("The group.")] = None
    num_subjects: Annotated[Token | None, says("People.")] = None
    num_units: Annotated[Token | None, says("Units.")] = None
    comment: Annotated[Markup | None, says("Comment.")] = None


class Milestone(Part, frozen=True):
    """A step of the participant flow: started, completed and so on."""

    type: Annotated[Text | None, says("The step.")] = None
    comment: Annotated[Markup | None, says("Comment.")] = None
    achievements: Annotated[tuple[Achievement, ...], says("Numbers a group.")] = ()


class DropReason(Part, frozen=True):
    """How many of a group left for one reason."""

    group_id: Annotated[Token | None, says("The group.")] = None
    num_subjects: Annotated[Token | None, says("People.")] = None
    num_units: Annotated[Token | None, says("Units.")] = None
    comment: Annotated[Markup | None, says("Comment.")] = None


class DropWithdraw(Part, frozen=True):
    """A reason to leave."""

    type: Annotated[Text | None, says("The reason.")] = None
    comment: Annotated[Markup | None, says("Comment.")] = None
    reasons: Annotated[tuple[DropReason, ...], says("Numbers a group.")] = ()


class Period(Part, frozen=True):
    """A stage of the participant flow."""

    title: Annotated[Text | None, says("Name.")] = None
    milestones: Annotated[tuple[Milestone, ...], says("Steps.")] = ()
    drop_withdraws: Annotated[tuple[DropWithdraw, ...], says("Reasons to leave.")] = ()


class ParticipantFlow(Part, frozen=True):
    """Who went through the study."""

    pre_assignment_details: Annotated[Markup | None, says("Before assignment.")] = None
    recruitment_details: Annotated[Markup | None, says("Recruitment.")] = None
    type_units_analyzed: Annotated[Text | None, says("Unit other than participants.")] = None
    groups: Annotated[tuple[Group, ...], says("Groups.")] = ()
    periods: Annotated[tuple[Period, ...], says("Stages.")] = ()


class BaselineMeasure(Part, frozen=True):
    """One characteristic at baseline."""

    title: Annotated[Text | None, says("Name.")] = None
    description: Annotated[Markup | None, says("In words.")] = None
    population_description: Annotated[Markup | None, says("Who was analysed.")] = None
    param_type: Annotated[Token | None, says("Mean, count and so on.")] = None
    dispersion_type: Annotated[Token | None, says("Kind of dispersion.")] = None
    unit_of_measure: Annotated[Text | None, says("Unit.")] = None
    calculate_pct: Annotated[bool | None, says("Percentages are computed.")] = None
    denom_units_selected: Annotated[Text | None, says("Unit of the denominator.")] = None
    denoms: Annotated[tuple[Denom, ...], says("Numbers analysed.")] = ()
    classes: Annotated[tuple[MeasureClass, ...], says("Rows.")] = ()


class Baseline(Part, frozen=True):
    """Who the participants were."""

    population_description: Annotated[Markup | None, says("Who was analysed.")] = None
    type_units_analyzed: Annotated[Text | None, says("Unit other than participants.")] = None
    groups: Annotated[tuple[Group, ...], says("Groups.")] = ()
    denoms: Annotated[tuple[Denom, ...], says("Numbers analysed.")] = ()
    measures: Annotated[tuple[BaselineMeasure, ...], says("Characteristics.")] = ()


class Analysis(Part, frozen=True):
    """A statistical analysis of an outcome measure."""

    param_type: Annotated[Text | None, says("Estimated parameter.")] = None
    param_value: Annotated[Token | None, says("Its value.")] = None
    dispersion_type: Annotated[Token | None, says("Kind of dispersion.")] = None
    dispersion_value: Annotated[Token | None, says("Its value.")] = None
    statistical_method: Annotated[Text | None, says("Method.")] = None
    statistical_comment: Annotated[Markup | None, says("Comment on the method.")] = None
    p_value: Annotated[Token | None, says("P value.")] = None
    p_value_comment: Annotated[Markup | None, says("Comment on it.")] = None
    ci_num_sides: Annotated[Token | None, says("Sides of the interval.")] = None
    ci_pct_value: Annotated[Token | None, says("Level of the interval.")] = None
    ci_lower_limit: Annotated[Token | None, says("Lower limit.")] = None
    ci_upper_limit: Annotated[Token | None, says("Upper limit.")] = None
    ci_lower_limit_comment: Annotated[Markup | None, says("Comment on it.")] = None
    ci_upper_limit_comment: Annotated[Markup | None, says("Comment on it.")] = None
    estimate_comment: Annotated[Markup | None, says("Comment on the estimate.")] = None
    tested_non_inferiority: Annotated[bool | None, says("Non-inferiority was tested.")] = None
    non_inferiority_type: Annotated[Token | None, says("Kind of hypothesis.")] = None
    non_inferiority_comment: Annotated[Markup | None, says("Comment on it.")] = None
    other_analysis_description: Annotated[Markup | None, says("Another analysis.")] = None
    group_description: Annotated[Markup | None, says("What was compared.")] = None
    group_ids: Annotated[tuple[Token, ...], says("Groups compared.")] = ()


class OutcomeMeasure(Part, frozen=True):
    """One outcome with its results."""

    type: Annotated[Token | None, says("PRIMARY, SECONDARY and so on.")] = None
    title: Annotated[Text | None, says("What was measured.")] = None
    description: Annotated[Markup | None, says("How.")] = None
    population_description: Annotated[Markup | None, says("Who was analysed.")] = None
    reporting_status: Annotated[Token | None, says("POSTED or NOT_POSTED.")] = None
    anticipated_posting_date: Annotated[Day | None, says("When it will be posted.")] = None
    param_type: Annotated[Token | None, says("Mean, count and so on.")] = None
    dispersion_type: Annotated[Text | None, says("Kind of dispersion.")] = None
    unit_of_measure: Annotated[Text | None, says("Unit.")] = None
    calculate_pct: Annotated[bool | None, says("Percentages are computed.")] = None
    time_frame: Annotated[Text | None, says("When.")] = None
    type_units_analyzed: Annotated[Text | None, says("Unit other than participants.")] = None
    denom_units_selected: Annotated[Text | None, says("Unit of the denominator.")] = None
    groups: Annotated[tuple[Group, ...], says("Groups.")] = ()
    denoms: Annotated[tuple[Denom, ...], says("Numbers analysed.")] = ()
    classes: Annotated[tuple[MeasureClass, ...], says("Rows.")] = ()
    analyses: Annotated[tuple[Analysis, ...], says("Statistical analyses.")] = ()


class EventGroup(Part, frozen=True):
    """A group as adverse events count it."""

    id: Annotated[Token | None, says("Key of the group.")] = None
    title: Annotated[Text | None, says("Name.")] = None
    description: Annotated[Markup | None, says("Who is in it.")] = None
    deaths_num_affected: Annotated[int | None, says("Deaths.")] = None
    deaths_num_at_risk: Annotated[int | None, says("At risk of death.")] = None
    serious_num_affected: Annotated[int | None, says("People with serious events.")] = None
    serious_num_at_risk: Annotated[int | None, says("At risk of them.")] = None
    other_num_affected: Annotated[int | None, says("People with other events.")] = None
    other_num_at_risk: Annotated[int | None, says("At risk of them.")] = None


class EventStats(Part, frozen=True):
    """Numbers of one adverse event in one group."""

    group_id: Annotated[Token | None, says("The group.")] = None
    num_events: Annotated[int | None, says("Events.")] = None
    num_affected: Annotated[int | None, says("People.")] = None
    num_at_risk: Annotated[int | None, says("People at risk.")] = None


class AdverseEvent(Part, frozen=True):
    """One kind of adverse event."""

    term: Annotated[Text | None, says("The event.")] = None
    organ_system: Annotated[Text | None, says("Organ system.")] = None
    source_vocabulary: Annotated[Text | None, says("Vocabulary of the term.")] = None
    assessment_type: Annotated[Token | None, says("How events were collected.")] = None
    notes: Annotated[Markup | None, says("Notes.")] = None
    stats: Annotated[tuple[EventStats, ...], says("Numbers a group.")] = ()


class AdverseEvents(Part, frozen=True):
    """Harms."""

    frequency_threshold: Annotated[Token | None, says("Threshold of other events, per cent.")] = (
        None
    )
    time_frame: Annotated[Text | None, says("When events were collected.")] = None
    description: Annotated[Markup | None, says("How.")] = None
    all_cause_mortality_comment: Annotated[Markup | None, says("On deaths.")] = None
    event_groups: Annotated[tuple[EventGroup, ...], says("Groups.")] = ()
    serious_events: Annotated[tuple[AdverseEvent, ...], says("Serious events.")] = ()
    other_events: Annotated[tuple[AdverseEvent, ...], says("Other events.")] = ()


class CertainAgreement(Part, frozen=True):
    """Limits on what investigators may publish."""

    pi_sponsor_employee: Annotated[bool | None, says("Investigators are employees.")] = None
    restrictive_agreement: Annotated[bool | None, says("There is an agreement.")] = None
    restriction_type: Annotated[Token | None, says("Kind of restriction.")] = None
    other_details: Annotated[Markup | None, says("In words.")] = None


class PointOfContact(Part, frozen=True):
    """Whom to ask about results."""

    title: Annotated[Text | None, says("Name or title.")] = None
    organization: Annotated[Text | None, says("Organisation.")] = None
    email: Annotated[Token | None, says("E-mail.")] = None
    phone: Annotated[Token | None, says("Telephone.")] = None
    phone_ext: Annotated[Token | None, says("Extension.")] = None


class LimitationsAndCaveats(Part, frozen=True):
    """What limits the results."""

    description: Annotated[Markup | None, says("In words.")] = None


class MoreInfo(Part, frozen=True):
    """Caveats, agreements and contact of the results."""

    limitations_and_caveats: Annotated[LimitationsAndCaveats | None, says("Limitations.")] = None
    certain_agreement: Annotated[CertainAgreement | None, says("Agreements.")] = None
    point_of_contact: Annotated[PointOfContact | None, says("Contact.")] = None


class Results(Part, frozen=True):
    """The results section."""

    participant_flow: Annotated[ParticipantFlow | None, says("Participant flow.")] = None
    baseline: Annotated[Baseline | None, says("Baseline characteristics.")] = None
    outcome_measures: Annotated[tuple[OutcomeMeasure, ...], says("Outcomes.")] = ()
    adverse_events: Annotated[AdverseEvents | None, says("Harms.")] = None
    more_info: Annotated[MoreInfo | None, says("More.")] = None
