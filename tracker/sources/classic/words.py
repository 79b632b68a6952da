"""Dates and words of the old form in the spelling of API v2.

Comes in: labels as the classic site showed them. Goes out: dates as ISO, words of vocabularies.
Does not: know fields.

Most words are their label in capitals with underscores; ``_OTHERS`` has those that are not, with
the registry's own legacy labels (data dictionary; service facts 4).
"""

from __future__ import annotations

import re

_MONTHS = {
    month: f"{number:02}"
    for number, month in enumerate(
        (
            *("January", "February", "March", "April", "May", "June", "July"),
            *("August", "September", "October", "November", "December"),
        ),
        1,
    )
}
_DATE = re.compile(r"([A-Z][a-z]+) (?:(\d{1,2}), ?)?(\d{4})\Z")

#: Label -> word, where the rule does not give it.
_OTHERS = {
    "n/a": "NA",
    "phase 0": "EARLY_PHASE1",
    "early phase 1": "EARLY_PHASE1",
    "both": "ALL",
    "u.s. fed": "FED",
    "anticipated": "ESTIMATED",
    "estimate": "ESTIMATED",
    "open label": "NONE",
    "none (open label)": "NONE",
    "no masking": "NONE",
    "single blind": "SINGLE",
    "single group assignment": "SINGLE_GROUP",
    "parallel assignment": "PARALLEL",
    "crossover assignment": "CROSSOVER",
    "factorial assignment": "FACTORIAL",
    "sequential assignment": "SEQUENTIAL",
    "educational/counseling/training": "OTHER",
    "electroconvulsive therapy": "ECT",
    "ecologic or community studies": "ECOLOGIC_OR_COMMUNITY",
    "case-only": "CASE_ONLY",
    "case-control": "CASE_CONTROL",
    "family-based": "FAMILY_BASED",
    "case control": "CASE_CONTROL",
    "device feasibility": "DEVICE_FEASIBILITY",
    "subject": "PARTICIPANT",
    "caregiver": "CARE_PROVIDER",
    "principal investigator or sub-investigator": "PRINCIPAL_INVESTIGATOR",
    "inter-quartile range": "INTER_QUARTILE_RANGE",
    "80% confidence interval": "CONFIDENCE_80",
    "90% confidence interval": "CONFIDENCE_90",
    "95% confidence interval": "CONFIDENCE_95",
    "97.5% confidence interval": "CONFIDENCE_975",
    "99% confidence interval": "CONFIDENCE_99",
    "geometric coefficient of variation": "GEOMETRIC_COEFFICIENT",
    "standard error of the mean": "STANDARD_ERROR_OF_MEAN",
    "other pre-specified": "OTHER_PRE_SPECIFIED",
    "post-hoc": "POST_HOC",
    "1-sided": "ONE_SIDED",
    "2-sided": "TWO_SIDED",
    "non-inferiority or equivalence": "NON_INFERIORITY_OR_EQUIVALENCE",
    "study protocol": "STUDY_PROTOCOL",
    "statistical analysis plan (sap)": "SAP",
    "informed consent form (icf)": "ICF",
    "clinical study report (csr)": "CSR",
    "analytic code": "ANALYTIC_CODE",
}
_SEPARATORS = re.compile(r"[^A-Z0-9]+")


def day(label: str) -> str | None:
    """A date of the old form as ISO, as partial as it was; None for what is none.

    >>> day("March 15, 2004"), day("March 2004"), day("soon")
    ('2004-03-15', '2004-03', None)
    """
    match = _DATE.match(" ".join(label.split()))
    if match is None or match[1] not in _MONTHS:
        return None
    month = f"{match[3]}-{_MONTHS[match[1]]}"
    return f"{month}-{int(match[2]):02}" if match[2] else month


def word(label: str) -> str:
    """A label as a word of API v2's vocabularies.

    >>> word("Active, not recruiting"), word("Phase 0"), word("No Longer Available")
    ('ACTIVE_NOT_RECRUITING', 'EARLY_PHASE1', 'NO_LONGER_AVAILABLE')
    """
    known = _OTHERS.get(label.lower())
    return known or _SEPARATORS.sub("_", label.upper()).strip("_")


def phases(label: str) -> list[str]:
    """The phases of a label.

    >>> phases("Phase 1/Phase 2"), phases("N/A")
    (['PHASE1', 'PHASE2'], ['NA'])
    """
    parts = [label] if label.upper() == "N/A" else label.split("/")
    return [word(part.strip()).replace("PHASE_", "PHASE") for part in parts]


def yes(label: str) -> bool | None:
    """Yes or no; None for anything else.

    >>> yes("Accepts Healthy Volunteers"), yes("No"), yes("maybe")
    (True, False, None)
    """
    known = label.lower()
    if known in ("yes", "accepts healthy volunteers"):
        return True
    return False if known == "no" else None
