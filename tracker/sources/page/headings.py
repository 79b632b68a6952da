"""The headings that a trial page can have, as one visible table, and how to know one again.

Comes in: a line of visible text. Goes out: the topic that it opens, or None.
Does not: look at what stands around the line; ``layout`` weighs that.

Names are compared without case, punctuation and counts: "Study Arms & Groups (3)" is
"study arms and groups". A new wording on the page is one more name in the table.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: What stands under a heading: ``prose`` is running text, ``list`` one item a line, ``pairs``
#: labels with values, ``entries`` groups of lines that belong together, ``skip`` nothing of the
#: trial.
PROSE, LIST, PAIRS, ENTRIES, SKIP = "prose", "list", "pairs", "entries", "skip"


class Topic(NamedTuple):
    """One subject of a page."""

    key: str
    form: str
    names: tuple[str, ...]


def _topic(key: str, form: str, names: str) -> Topic:
    return Topic(key, form, tuple(names.split(" | ")))


TOPICS: tuple[Topic, ...] = (
    _topic("results", PAIRS, "Study Results | Results | Results Status | Trial Results"),
    _topic(
        "basic",
        PAIRS,
        "Basic Information | Key Information | Study Information | Trial Information | Overview"
        " | Study Overview | Trial Overview | At a Glance | Key Facts | Key Dates | Study Dates"
        " | Study Record Dates | Timeline",
    ),
    _topic("official_title", PROSE, "Official Title | Scientific Title"),
    _topic("brief_summary", PROSE, "Brief Summary | Summary | Study Summary | Trial Summary"),
    _topic("detailed_description", PROSE, "Detailed Description | Full Description"),
    _topic(
        "conditions",
        LIST,
        "Conditions | Condition(s) | Medical Conditions | Conditions Studied | Study Conditions"
        " | Conditions or Diseases | Diseases and Conditions",
    ),
    _topic("keywords", LIST, "Keywords | Key Words | Study Keywords"),
    _topic("design", PAIRS, "Study Design | Trial Design | Design Details | Study Design Details"),
    _topic(
        "groups",
        ENTRIES,
        "Study Groups | Study Arms | Arms | Arm Groups | Arms and Groups | Study Arms and Groups"
        " | Treatment Arms | Groups and Cohorts | Study Cohorts | Arms and Interventions"
        " | Groups and Interventions",
    ),
    _topic(
        "interventions",
        ENTRIES,
        "Interventions | Study Interventions | Interventions and Treatments"
        " | Interventions/Treatments | Intervention Details",
    ),
    _topic(
        "primary_outcomes",
        ENTRIES,
        "Primary Outcomes | Primary Outcome | Primary Outcome Measures | Primary Outcome Measure"
        " | Primary Endpoints",
    ),
    _topic(
        "secondary_outcomes",
        ENTRIES,
        "Secondary Outcomes | Secondary Outcome | Secondary Outcome Measures"
        " | Secondary Outcome Measure | Secondary Endpoints",
    ),
    _topic(
        "other_outcomes",
        ENTRIES,
        "Other Outcomes | Other Outcome Measures | Other Pre-specified Outcomes"
        " | Other Pre-specified Outcome Measures | Exploratory Outcomes",
    ),
    _topic("outcomes", ENTRIES, "Outcomes | Outcome Measures | Study Outcomes | Endpoints"),
    _topic(
        "eligibility",
        ENTRIES,
        "Eligibility Criteria | Eligibility | Participation Criteria | Eligibility Requirements"
        " | Who Can Participate | Who Can Take Part",
    ),
    _topic(
        "sponsors",
        ENTRIES,
        "Sponsors | Sponsor | Study Sponsors | Sponsors and Collaborators"
        " | Sponsor and Collaborators | Sponsor/Collaborators",
    ),
    _topic("lead_sponsor", ENTRIES, "Lead Sponsor | Primary Sponsor"),
    _topic("collaborators", ENTRIES, "Collaborators | Collaborating Organizations"),
    _topic("responsible_party", ENTRIES, "Responsible Party"),
    _topic(
        "officials",
        ENTRIES,
        "Study Officials | Overall Officials | Overall Study Officials | Principal Investigators"
        " | Principal Investigator | Investigators | Study Investigators | Officials",
    ),
    _topic(
        "locations",
        ENTRIES,
        "Locations | Study Locations | Trial Locations | Study Sites | Sites | Trial Sites"
        " | Facilities | Locations and Sites",
    ),
    _topic("countries", LIST, "Countries | Study Countries | Location Countries"),
    _topic(
        "central_contacts",
        ENTRIES,
        "Central Contacts | Central Contact | Study Contacts | Study Contact | Contacts"
        " | Overall Contacts | Contact Information",
    ),
    _topic(
        "facility_contacts",
        ENTRIES,
        "Facility Contacts | Facility Contact | Site Contacts | Local Contacts | Location Contacts",
    ),
    _topic(
        "identifiers",
        ENTRIES,
        "Other Identifiers | Identifiers | Study Identifiers | Secondary Identifiers"
        " | Secondary IDs | Other IDs | Other Study IDs | Other Study ID Numbers",
    ),
    _topic(
        "references",
        ENTRIES,
        "References | Publications | Study Publications | Study References | Citations",
    ),
    _topic("links", ENTRIES, "Links | See Also | See Also Links | Related Links"),
    _topic(
        "ipd_sharing",
        PAIRS,
        "IPD Sharing | IPD Sharing Statement | IPD Sharing Plan | Data Sharing"
        " | Data Sharing Statement | Individual Participant Data Sharing",
    ),
    _topic("oversight", PAIRS, "Oversight | Study Oversight | Regulatory Information"),
    _topic("documents", ENTRIES, "Documents | Study Documents | Provided Documents"),
    _topic(
        "related",
        SKIP,
        "More Related Trials | Related Trials | Similar Trials | Related Studies"
        " | Similar Studies | More Trials | Recommended Trials | Other Trials",
    ),
)

BY_KEY: dict[str, Topic] = {topic.key: topic for topic in TOPICS}

_COUNT = re.compile(r"\s*[(\[]\d+[)\]]\s*$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
#: Longer lines are never headings or labels, so they need not be compared.
NAME_LENGTH = 60


def name_of(text: str) -> str:
    """A heading or label as it is compared.

    >>> name_of("Study Arms & Groups (3)"), name_of("Accepts Healthy Volunteers?")
    ('study arms and groups', 'accepts healthy volunteers')
    """
    if len(text) > NAME_LENGTH + 10:
        return ""
    lowered = _COUNT.sub("", text).casefold().replace("&", " and ").replace("(s)", "s")
    return _NOT_WORD.sub(" ", lowered).strip()


_BY_NAME: dict[str, Topic] = {name_of(name): topic for topic in TOPICS for name in topic.names}


def topic_of(text: str) -> Topic | None:
    """The topic whose heading this line is.

    A heading begins with a capital letter, and is no word of a vocabulary.

    >>> topic_of("Principal Investigator").key, topic_of("PRINCIPAL_INVESTIGATOR")
    ('officials', None)
    """
    return _BY_NAME.get(name_of(text)) if text[:1].isupper() and "_" not in text else None


def inline_topic(text: str) -> tuple[Topic, str] | None:
    """The topic and the rest of a line such as "Brief Summary: The study ..."."""
    head, colon, rest = text.partition(":")
    topic = topic_of(head) if colon else None
    if topic is None or topic.form not in (PROSE, LIST) or not rest.strip():
        return None
    return topic, rest.strip()
