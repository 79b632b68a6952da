"""The results section of the old form.

Comes in: ``<clinical_results>``. Goes out: ``resultsSection`` as API v2 has it.
Does not: know outcomes (``outcomes``) or adverse events (``events``) in detail.

Groups were numbered P1, B1, O1, E1 and are FG000, BG000, OG000, EG000 since.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.classic.events import events_of
from tracker.sources.classic.kinds import Rows, a_text, entries, filled, taken
from tracker.sources.classic.markup import children, prose, text
from tracker.sources.classic.measures import baseline_of, group_id, groups_of
from tracker.sources.classic.outcomes import outcome_of

FLOW: Rows = (
    ("recruitment_details", "recruitmentDetails", prose),
    ("pre_assignment_details", "preAssignmentDetails", prose),
    (".", "groups", lambda flow: groups_of(flow)),
    (".", "periods", lambda flow: entries(children(flow, "period_list/period"), PERIOD)),
)
PERIOD: Rows = (
    ("title", "title", a_text),
    (".", "milestones", lambda one: entries(children(one, "milestone_list/milestone"), MILESTONE)),
    (".", "dropWithdraws", lambda one: entries(children(one, _DROPPED), REASON)),
)
_DROPPED = "drop_withdraw_reason_list/drop_withdraw_reason"
_PARTICIPANTS = "participants_list/participants"
MILESTONE: Rows = (
    ("title", "type", a_text),
    (".", "achievements", lambda one: [_people(p) for p in children(one, _PARTICIPANTS)]),
)
CONTACT: Rows = (
    ("name_or_title", "title", a_text),
    ("organization", "organization", a_text),
    ("email", "email", a_text),
    ("phone", "phone", a_text),
    ("phone_ext", "phoneExt", a_text),
)


def a_reason(title: Element) -> str | None:
    """Why people left; what was unknown or unspecified is called other since."""
    said = text(title)
    return "Other" if said in ("Unknown", "Unspecified") else said


REASON: Rows = (
    ("title", "type", a_reason),
    (".", "reasons", lambda one: [_people(p) for p in children(one, _PARTICIPANTS)]),
)


def results_of(results: Element) -> dict[str, Any]:
    """The whole section."""
    flow, baseline = results.find("participant_flow"), results.find("baseline")
    events = results.find("reported_events")
    outcomes = [outcome_of(one) for one in children(results, "outcome_list/outcome")]
    return filled(
        {
            "participantFlowModule": taken(flow, FLOW) if flow is not None else None,
            "baselineCharacteristicsModule": baseline_of(baseline)
            if baseline is not None
            else None,
            "outcomeMeasuresModule": filled({"outcomeMeasures": outcomes}),
            "adverseEventsModule": events_of(events) if events is not None else None,
            "moreInfoModule": _more(results),
        }
    )


def _people(one: Element) -> dict[str, Any]:
    return filled(
        {
            "groupId": group_id(one.get("group_id")),
            "numSubjects": one.get("count"),
            "comment": prose(one),
        }
    )


def _more(results: Element) -> dict[str, Any]:
    caveats = prose(results.find("limitations_and_caveats"))
    contact, agreements = results.find("point_of_contact"), results.find("certain_agreements")
    return filled(
        {
            "limitationsAndCaveats": filled({"description": caveats}),
            "certainAgreement": _agreement(agreements) if agreements is not None else None,
            "pointOfContact": taken(contact, CONTACT) if contact is not None else None,
        }
    )


#: How the form's own sentences about agreements with investigators tell what was chosen.
_NONE = "There is NOT an agreement"
_ONLY = "The only disclosure restriction on the PI is that the sponsor can review"
_PERIODS = {"less than or equal to 60 days": "LTE60", "more than 60 days": "GT60"}


def _agreement(agreements: Element) -> dict[str, Any]:
    """What investigators may publish. Of employees nothing more is asked."""
    employed = "NOT employed" not in (text(agreements.find("pi_employee")) or "")
    made: dict[str, Any] = {"piSponsorEmployee": employed}
    said = text(agreements.find("restrictive_agreement"))
    if employed or said is None:
        return made
    made["restrictiveAgreement"] = not said.startswith(_NONE)
    if said.startswith(_ONLY):
        kinds = (kind for words, kind in _PERIODS.items() if words in said)
        made["restrictionType"] = next(kinds, "OTHER")
    elif made["restrictiveAgreement"]:
        made["restrictionType"] = "OTHER"
        made["otherDetails"] = prose(agreements.find("restrictive_agreement"))
    return made
