"""The words that the registry's record history has for the parts of a record.

Comes in: nothing but labels and changes. Goes out: which label a change of ours belongs to, and
which labels a person means by a category.
Does not: judge; ``tracker.past.witness`` compares.

The registry names the modules of its data model that a version touched. Seen in answers: all but
``Sponsor/Collaborators`` and ``IPDSharing``, whose spelling is taken from public clients.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tracker.errors import UsageError

#: Label -> the sections of a Record that its module goes to; of results, the field below.
LABELS: dict[str, tuple[str, ...]] = {
    "Study Identification": ("identification",),
    "Study Status": ("status", "dates"),
    "Sponsor/Collaborators": ("sponsors",),
    "Oversight": ("oversight",),
    "Study Description": ("description",),
    "Conditions": ("conditions",),
    "Study Design": ("design", "enrollment"),
    "Arms and Interventions": ("arms", "interventions"),
    "Outcome Measures": ("outcomes",),
    "Eligibility": ("eligibility",),
    "Contacts/Locations": ("contacts", "officials", "sites"),
    "IPDSharing": ("ipd_sharing",),
    "References": ("references",),
    "Participant Flow": ("results.participant_flow",),
    "Baseline Characteristics": ("results.baseline",),
    "Outcome Measures (Results)": ("results.outcome_measures",),
    "Adverse Events": ("results.adverse_events",),
    "More Information": ("results.more_info",),
    "Document Section": ("documents",),
}

#: The module of the registry's own data that each label stands for: section, module.
MODULES: dict[str, tuple[str, str]] = {
    "Study Identification": ("protocolSection", "identificationModule"),
    "Study Status": ("protocolSection", "statusModule"),
    "Sponsor/Collaborators": ("protocolSection", "sponsorCollaboratorsModule"),
    "Oversight": ("protocolSection", "oversightModule"),
    "Study Description": ("protocolSection", "descriptionModule"),
    "Conditions": ("protocolSection", "conditionsModule"),
    "Study Design": ("protocolSection", "designModule"),
    "Arms and Interventions": ("protocolSection", "armsInterventionsModule"),
    "Outcome Measures": ("protocolSection", "outcomesModule"),
    "Eligibility": ("protocolSection", "eligibilityModule"),
    "Contacts/Locations": ("protocolSection", "contactsLocationsModule"),
    "IPDSharing": ("protocolSection", "ipdSharingStatementModule"),
    "References": ("protocolSection", "referencesModule"),
    "Participant Flow": ("resultsSection", "participantFlowModule"),
    "Baseline Characteristics": ("resultsSection", "baselineCharacteristicsModule"),
    "Outcome Measures (Results)": ("resultsSection", "outcomeMeasuresModule"),
    "Adverse Events": ("resultsSection", "adverseEventsModule"),
    "More Information": ("resultsSection", "moreInfoModule"),
    "Document Section": ("documentSection", "largeDocumentModule"),
}

#: What a person can ask for -> the labels that are meant.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "status": ("Study Status",),
    "dates": ("Study Status",),
    "enrollment": ("Study Design",),
    "design": ("Study Design",),
    "outcomes": ("Outcome Measures",),
    "eligibility": ("Eligibility",),
    "arms": ("Arms and Interventions",),
    "sites": ("Contacts/Locations",),
    "contacts": ("Contacts/Locations",),
    "sponsor": ("Sponsor/Collaborators",),
    "identification": ("Study Identification",),
    "description": ("Study Description",),
    "conditions": ("Conditions",),
    "references": ("References",),
    "oversight": ("Oversight",),
    "ipd_sharing": ("IPDSharing",),
    "documents": ("Document Section",),
    "results": (
        "Participant Flow",
        "Baseline Characteristics",
        "Outcome Measures (Results)",
        "Adverse Events",
        "More Information",
    ),
}


def same(label: str) -> str:
    """A label as it is compared: a change of its spacing or capitals is none of its meaning.

    >>> same("IPD Sharing") == same("IPDSharing")
    True
    """
    return "".join(letter for letter in label.lower() if letter.isalnum())


_KNOWN = {same(label): label for label in LABELS}
_LABEL_OF = {section: label for label, sections in LABELS.items() for section in sections}


def known(label: str) -> str | None:
    """Our spelling of a label of the registry; None for one that we do not know."""
    return _KNOWN.get(same(label))


def label_of(section: str, below: str | None) -> str | None:
    """The label of the module that a change is in; None where the history has no word for it.

    A change is given by the beginning of its path: its section, and what comes below.

    >>> label_of("results", "adverse_events"), label_of("sites", "Clinic | Oslo")
    ('Adverse Events', 'Contacts/Locations')
    """
    return _LABEL_OF.get(f"results.{below}" if section == "results" else section)


def labels_of(words: Iterable[str]) -> frozenset[str]:
    """The labels that are meant by these categories. ``UsageError`` for a word that is none."""
    meant: set[str] = set()
    for word in words:
        if word not in CATEGORIES:
            raise UsageError(
                f"{word!r} is no part that the record history tells apart; "
                f"there are {', '.join(CATEGORIES)}"
            )
        meant.update(CATEGORIES[word])
    return frozenset(meant)


def touched(labels: Iterable[str], meant: Collection[str]) -> bool:
    """Whether a version that bears these labels touched one of those that are meant."""
    return any(known(label) in meant for label in labels)
