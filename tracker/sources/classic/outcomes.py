"""Outcome measures with results, and their analyses, in the old form."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.classic.kinds import Rows, a_day, a_text, a_word, a_yes, entries, put, taken
from tracker.sources.classic.markup import children, prose, text
from tracker.sources.classic.measures import (
    classes_of,
    counted,
    denoms_of,
    group_id,
    groups_of,
    is_number_analysed,
)

OUTCOME: Rows = (
    ("type", "type", a_word),
    ("title", "title", a_text),
    ("description", "description", prose),
    ("time_frame", "timeFrame", a_text),
    ("population", "populationDescription", prose),
    ("posting_date", "anticipatedPostingDate", a_day),
    (".", "groups", groups_of),
    (".", "analyses", lambda one: entries(children(one, "analysis_list/analysis"), ANALYSIS)),
)
#: What stood with the measure and stands with the outcome since.
MEASURED: Rows = (
    ("units", "unitOfMeasure", a_text),
    ("param", "paramType", a_word),
    ("dispersion", "dispersionType", a_text),
    ("units_analyzed", "denomUnitsSelected", a_text),
)
ANALYSIS: Rows = (
    (
        ".",
        "groupIds",
        lambda one: [group_id(text(g)) for g in children(one, "group_id_list/group_id")],
    ),
    ("groups_desc", "groupDescription", prose),
    ("non_inferiority", "testedNonInferiority", a_yes),
    ("non_inferiority_type", "nonInferiorityType", a_word),
    ("non_inferiority_desc", "nonInferiorityComment", prose),
    ("p_value", "pValue", a_text),
    ("p_value_desc", "pValueComment", prose),
    ("method", "statisticalMethod", a_text),
    ("method_desc", "statisticalComment", prose),
    ("param_type", "paramType", a_text),
    ("param_value", "paramValue", a_text),
    ("ci_percent", "ciPctValue", a_text),
    ("ci_n_sides", "ciNumSides", a_word),
    ("ci_lower_limit", "ciLowerLimit", a_text),
    ("ci_upper_limit", "ciUpperLimit", a_text),
    ("ci_lower_limit_na_comment", "ciLowerLimitComment", prose),
    ("ci_upper_limit_na_comment", "ciUpperLimitComment", prose),
    ("dispersion_type", "dispersionType", a_word),
    ("dispersion_value", "dispersionValue", a_text),
    ("estimate_desc", "estimateComment", prose),
    ("other_analysis_desc", "otherAnalysisDescription", prose),
)


def outcome_of(outcome: Element) -> dict[str, Any]:
    """One outcome with its values."""
    made = taken(outcome, OUTCOME)
    put(made, "denoms", denoms_of(outcome))
    for measure in (*children(outcome, "measure_list/measure"), *children(outcome, "measure")):
        if is_number_analysed(measure):
            made["denoms"] = [*made.get("denoms", ()), *counted(measure)]
            continue
        made |= taken(measure, MEASURED)
        put(made, "denoms", denoms_of(measure))
        put(made, "classes", classes_of(measure))
    measured = outcome.find("measure_list") is not None or outcome.find("measure") is not None
    made["reportingStatus"] = "POSTED" if measured else "NOT_POSTED"
    return made
