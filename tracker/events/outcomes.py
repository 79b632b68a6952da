"""The outcomes family: what happened to the outcomes that a trial set out to measure.

Comes in: a Life. Goes out: Events of the family "outcomes", one rule a kind of change.
Does not: match (``outcome_match``), compare (``outcome_change``) or place in time
(``outcome_steps``); this is the table of rules, and what each of them says and does not say.

The classes are those of Holst et al. (PLoS Med 2023), as D2 of the change semantics has them:
major (new, omitted, promoted, demoted), minor (time, measurement; changed or added), wording, and
what only comes from posting results. No rule weighs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.events.base import Life, Rule
from tracker.events.finding import Finder, Finding
from tracker.events.outcome_steps import found_in

_D2 = "Change semantics D2, after Holst et al., PLoS Med 2023;20(10):e1004306"
_NO_MOTIVE = "It does not say why, or that the protocol changed: only what the record says."


def new(life: Life) -> Iterable[Finding]:
    """An outcome that no outcome of the version before is (D2: new_primary)."""
    return found_in(life, "outcome_new")


def omitted(life: Life) -> Iterable[Finding]:
    """An outcome that no outcome of the version after is (D2: primary_omitted)."""
    return found_in(life, "outcome_omitted")


def replaced(life: Life) -> Iterable[Finding]:
    """Exactly one outcome of a list went and exactly one came, with nothing in common.

    D2: exactly one out and one in is a replacement, otherwise added and removed; pairs are never
    guessed. A peer whose rule asked less had a precision of .11 (peers 2.8).
    """
    return found_in(life, "outcome_replaced")


def promoted(life: Life) -> Iterable[Finding]:
    """A secondary or other outcome became a primary one, or an other one a secondary one (D2)."""
    return found_in(life, "outcome_promoted")


def demoted(life: Life) -> Iterable[Finding]:
    """A primary outcome became a secondary or other one, or a secondary one an other one (D2)."""
    return found_in(life, "outcome_demoted")


def time_frame_changed(life: Life) -> Iterable[Finding]:
    """The points of time of one outcome differ, or are no longer given (D2: timing).

    Times are compared as points, so that other units, a baseline or another wording are no change.
    """
    return found_in(life, "outcome_time_frame_changed")


def time_frame_added(life: Life) -> Iterable[Finding]:
    """An outcome without any time was given one (D2: added timing)."""
    return found_in(life, "outcome_time_frame_added")


def measurement_changed(life: Life) -> Iterable[Finding]:
    """Instrument, figure, threshold, unit, assessor or population of one outcome differ.

    D2: measurement and aggregation, changed or omitted. "Number of participants with", "incidence
    of" and "percentage of participants with" count the same, and are no change. Another scale of
    the same subject, and a composite with other components, are.
    """
    return found_in(life, "outcome_measurement_changed")


def measurement_added(life: Life) -> Iterable[Finding]:
    """How an outcome is measured was said where it was not said before (D2: added measurement).

    So it is where a scale or a test stands in place of what it measures: "Depression", then "MADRS
    total score".
    """
    return found_in(life, "outcome_measurement_added")


def reworded(life: Life) -> Iterable[Finding]:
    """Other words for the same outcome, also one told as several or several as one (D2: NONE)."""
    return found_in(life, "outcome_reworded")


def reordered(life: Life) -> Iterable[Finding]:
    """Outcomes of one list changed places (D2: sets are compared, order is no change)."""
    return found_in(life, "outcome_reordered")


def points_to_results(life: Life) -> Iterable[Finding]:
    """An outcome only points to the results, or results came with the version (D2: ARTEFACT)."""
    return found_in(life, "outcome_points_to_results")


def _rule(
    name: str, find: Callable[[Life], Iterable[Finding]], finds: str, example: str, not_claimed: str
) -> Rule:
    return Rule(
        id=name,
        family="outcomes",
        version=1,
        finds=finds,
        source=_D2,
        example=example,
        not_claimed=not_claimed,
        find=Finder(name, "outcomes", 1, find),
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "outcome_new",
        new,
        "An outcome that the version before did not have, in any list or wording.",
        "A primary outcome was added during recruitment: “Hospital admissions for any reason”",
        f"{_NO_MOTIVE} Another outcome may have been meant by other words that no rule knows.",
    ),
    _rule(
        "outcome_omitted",
        omitted,
        "An outcome that the version after no longer has, in any list or wording.",
        "A primary outcome was left out after completion: “Morning stiffness in minutes”",
        f"{_NO_MOTIVE} It may still be reported.",
    ),
    _rule(
        "outcome_replaced",
        replaced,
        "Exactly one outcome of a list went and one came, and they are not one outcome.",
        "A primary outcome was replaced during recruitment: from “Number of falls” to “Serum "
        "vitamin D concentration”",
        f"{_NO_MOTIVE} That the one stands for the other is only the likeliest reading.",
    ),
    _rule(
        "outcome_promoted",
        promoted,
        "An outcome moved to a higher list: other, secondary, primary.",
        "A secondary outcome became a primary one during recruitment: “Overall survival (OS)”",
        _NO_MOTIVE,
    ),
    _rule(
        "outcome_demoted",
        demoted,
        "An outcome moved to a lower list: primary, secondary, other.",
        "A primary outcome became a secondary one during recruitment: “Wound closure”",
        _NO_MOTIVE,
    ),
    _rule(
        "outcome_time_frame_changed",
        time_frame_changed,
        "The points of time at which one outcome is measured differ or are no longer given.",
        "The time frame of a primary outcome changed during recruitment: “Overall survival”, "
        "from “24 months” to “60 months”",
        "That the follow-up of the trial changed. Times within 8.5 % in other units are the same.",
    ),
    _rule(
        "outcome_time_frame_added",
        time_frame_added,
        "An outcome without a time was given one.",
        "A primary outcome was given a time frame before recruitment began: “Pain on movement”, "
        "“6 weeks”",
        "That there was no plan before: older records had no field for it.",
    ),
    _rule(
        "outcome_measurement_changed",
        measurement_changed,
        "One outcome is measured otherwise: instrument, figure, threshold, unit, assessor, "
        "population, components of a composite; or no longer said how.",
        "How a primary outcome is measured changed (number) during recruitment: from “Patients "
        "with at least 30% less pain” to “Patients with at least 50% less pain”",
        "That the measurement itself changed: the record may only say more exactly what was done. "
        "Which scale measures what is known of common ones only.",
    ),
    _rule(
        "outcome_measurement_added",
        measurement_added,
        "How an outcome is measured was said where it was not.",
        "How a primary outcome is measured was stated in more detail (measure) during "
        "recruitment: from “Pain” to “Pain measured by visual analogue scale (VAS)”",
        "That it was not planned so before.",
    ),
    _rule(
        "outcome_reworded",
        reworded,
        "Other words for one outcome; or one told as several (by component, dose, arm or member of "
        "its kind), or several as one.",
        "A primary outcome was reworded during recruitment: from “Overall survival at 24 months” "
        "to “Overall survival (OS)”",
        "That no word of it matters: a difference that no rule knows counts as wording.",
    ),
    _rule(
        "outcome_reordered",
        reordered,
        "Outcomes of one list changed places among themselves.",
        "The secondary outcomes were put in another order during recruitment: “Cough”",
        "That the order means a rank.",
    ),
    _rule(
        "outcome_points_to_results",
        points_to_results,
        "An outcome only points to the results, or outcomes were rewritten in the version that "
        "brought results.",
        "Outcomes were rewritten in the version that brought results after completion",
        "A switch: what differs in such a version may only be the form in which results are "
        "posted. It does not rule one out either.",
    ),
)
