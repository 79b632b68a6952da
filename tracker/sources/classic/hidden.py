"""What the old form does not show, in the names of ``tracker.diff.hidden``."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tracker.sources.classic.markup import text

#: In none of its years.
ALWAYS = (
    "annotations",
    "other",
    "identification.org_study_id_type",
    "identification.org_study_id_link",
    "identification.organization_class",
    "identification.secondary_ids.type",
    "identification.secondary_ids.domain",
    "identification.secondary_ids.link",
    "status.delayed_posting",
    "status.expanded_access_id",
    "status.expanded_access_status",
    "dates.results_waived",
    "design.n_ptrs_to_this_exp_acc",
    "sites.country_code",
    "sites.latitude",
    "sites.longitude",
    # Publications were not marked as linked by the library, and their citations are the library's.
    "references@registry",
    "references.references.citation",
    "references.references.retractions",
    # Filled in today where nothing was said.
    "results.outcome_measures.analyses.ci_pct_value",
    "results.outcome_measures.analyses.ci_num_sides",
)

#: Before 2018, when dates were called received and changed.
UNTIL_2017 = (
    "dates.study_first_submitted_qc",
    "dates.study_first_posted",
    "dates.study_first_posted_type",
    "dates.results_first_submitted_qc",
    "dates.results_first_posted",
    "dates.results_first_posted_type",
    # Once there were results, the certificate of delay before them was shown no more.
    "dates.disp_first_submitted",
    "dates.disp_first_submitted_qc",
    "dates.disp_first_posted",
    "dates.disp_first_posted_type",
    "dates.last_update_posted",
    "dates.last_update_posted_type",
)

#: Before January 2017, when the final rule brought new questions (42 CFR Part 11).
UNTIL_2016 = (
    "dates.start_date_type",
    "design.intervention_model_description",
    "design.masking_description",
    "oversight.is_fda_regulated_drug",
    "oversight.is_fda_regulated_device",
    "oversight.is_unapproved_device",
    "oversight.is_ppsd",
    "oversight.is_us_export",
    "eligibility.gender_based",
    "eligibility.gender_description",
    "documents",
    "results.participant_flow.type_units_analyzed",
    "results.baseline.type_units_analyzed",
    "results.baseline.measures.denom_units_selected",
    "results.baseline.measures.calculate_pct",
    "results.baseline.measures.population_description",
    "results.baseline.measures.denoms",
    "results.outcome_measures.calculate_pct",
    "results.outcome_measures.type_units_analyzed",
    "results.outcome_measures.denom_units_selected",
    "results.outcome_measures.analyses.tested_non_inferiority",
    "results.outcome_measures.analyses.non_inferiority_type",
    "results.adverse_events.all_cause_mortality_comment",
    "results.adverse_events.event_groups.deaths_num_affected",
    "results.adverse_events.event_groups.deaths_num_at_risk",
)


def hidden_in(root: Element) -> tuple[str, ...]:
    """The parts that this record says nothing about; the form tells its time by its elements."""
    hidden: tuple[str, ...] = ALWAYS
    if root.find("study_first_submitted") is None:
        hidden += UNTIL_2017
    if root.find("study_design_info") is None:
        hidden += UNTIL_2016
    if any(text(one) == "Other" for one in root.iter("agency_class")):
        # Four classes were nine by 2020; what was other may be a network or an agency now.
        hidden += ("sponsors.lead_sponsor_class", "sponsors.collaborators.agency_class")
    employed = text(root.find("clinical_results/certain_agreements/pi_employee")) or ""
    if "ARE employed" in employed:
        # Of employees the question was never asked; today some records answer it all the same.
        hidden += ("results.more_info.certain_agreement.restrictive_agreement",)
    return hidden
