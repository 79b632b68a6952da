"""Values as a page shows them, to values as the Record holds them.

Comes in: one visible value and its kind. Goes out: the value, or None where it does not fit.
Does not: know labels or sections.

A kind is one of ``day count yesno age id role phone email url pmid``, of the free kinds ``text
markup token``, or the name of a vocabulary of the registry ("Status", "Phase"). Words are brought
to the registry's spelling where they are its words ("Not yet recruiting" is NOT_YET_RECRUITING);
a word that is none stays as written.
"""

from __future__ import annotations

import re

from tracker.dates import interval
from tracker.sources.ctgov.words import VOCABULARIES

#: Shown where there is no value.
PLACEHOLDERS = frozenset(
    ("-", "--", "–", "—", "n/a", "not provided", "not specified", "not available", "none provided")
)
TRIAL_ID = re.compile(r"\bNCT\d{8}\b", re.IGNORECASE)

_ISO = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?(?![\d-])")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})\b")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TYPE = re.compile(r"\b(actual|estimated?|anticipated|expected|planned)\b", re.IGNORECASE)
_SAID = r"(?:actual|estimated?|anticipated|expected|planned|target)"
_COUNT = re.compile(
    rf"(?:{_SAID}:?\s+)?(\d{{1,3}}(?:[, ]\d{{3}})+|\d+)"
    r"(?:\s+(?:participants?|patients?|people|subjects?|volunteers?|individuals?))?"
    rf"(?:\s*[(\[]?{_SAID}[)\]]?)?\Z",
    re.IGNORECASE,
)
_AGE = re.compile(r"\d+(?:\.\d+)?\s+(?:year|month|week|day|hour|minute)s?\b", re.IGNORECASE)
_FORMS = {
    "id": TRIAL_ID,
    "phone": re.compile(
        r"(?:tel:?\s*)?\+?[\d(][\d\s().,/+-]{4,}(?:(?:ext|x)\.?\s*\d+)?", re.IGNORECASE
    ),
    "email": re.compile(r"(?:mailto:)?[^\s@]+@[^\s@]+\.[^\s@]+", re.IGNORECASE),
    "url": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "pmid": re.compile(r"\d{4,9}\b.*"),
}
_NO_LIMIT = frozenset(("no limit", "none", "no maximum", "no minimum"))
_YESNO = {"yes": True, "true": True, "no": False, "false": False}

_ALIASES = {
    "NOTAPPLICABLE": "NA",
    "NONEOPENLABEL": "NONE",
    "OPENLABEL": "NONE",
    "SINGLEGROUPASSIGNMENT": "SINGLE_GROUP",
    "PARALLELASSIGNMENT": "PARALLEL",
    "CROSSOVERASSIGNMENT": "CROSSOVER",
    "FACTORIALASSIGNMENT": "FACTORIAL",
    "SEQUENTIALASSIGNMENT": "SEQUENTIAL",
    "NONRANDOMISED": "NON_RANDOMIZED",
    "RANDOMISED": "RANDOMIZED",
    "PARTICIPANTS": "PARTICIPANT",
    "CAREPROVIDERS": "CARE_PROVIDER",
    "CAREGIVER": "CARE_PROVIDER",
    "CAREGIVERS": "CARE_PROVIDER",
    "INVESTIGATORS": "INVESTIGATOR",
    "OUTCOMEASSESSOR": "OUTCOMES_ASSESSOR",
    "OUTCOMEASSESSORS": "OUTCOMES_ASSESSOR",
    "OUTCOMESASSESSORS": "OUTCOMES_ASSESSOR",
}
_WORDS: dict[str, dict[str, str]] = {
    name: {word.replace("_", ""): word for word in words} for name, words in VOCABULARIES.items()
}


def is_absent(text: str) -> bool:
    """Whether a value says only that there is none."""
    return not text or text.casefold() in PLACEHOLDERS


def word(vocabulary: str, text: str) -> str | None:
    """The registry's word for a text; None if it is none of this vocabulary.

    >>> word("Status", "Active, not recruiting"), word("Phase", "Phase 4"), word("Sex", "x")
    ('ACTIVE_NOT_RECRUITING', 'PHASE4', None)
    """
    bare = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    known = _WORDS[vocabulary]
    return known.get(bare) or known.get(_ALIASES.get(bare, "").replace("_", ""))


def words(vocabulary: str, text: str) -> tuple[str, ...] | None:
    """Several words in one text; None unless all of it is words of the vocabulary.

    >>> words("Phase", "Phase 2/Phase 3"), words("WhoMasked", "Participant, Care Provider")
    (('PHASE2', 'PHASE3'), ('PARTICIPANT', 'CARE_PROVIDER'))
    """
    whole = word(vocabulary, text)
    if whole:
        return (whole,)
    parts = [part for part in re.split(r"\s*(?:[,;/|&]|\band\b)\s*", text) if part]
    if vocabulary == "Phase":
        parts = [f"Phase {part}" if part.isdigit() else part for part in parts]
    found = [word(vocabulary, part) for part in parts]
    return tuple(part for part in found if part) if found and all(found) else None


def day(text: str) -> str | None:
    """A date in ISO form, as exact as it was written; None if it is no date.

    >>> day("2025-04-15 (Estimated)"), day("April 2025"), day("15 Apr 2025"), day("04/05/2025")
    ('2025-04-15', '2025-04', '2025-04-15', None)
    """
    iso = _ISO.match(text)
    written = iso.group(1) if iso else _named_month(text)
    return written if interval(written) else None


def _named_month(text: str) -> str | None:
    first, second = _DAY_FIRST.match(text), _MONTH_FIRST.match(text)
    if first:
        number, month, year = first.groups()
    elif second:
        month, number, year = second.groups()
    else:
        return None
    if month[:3].lower() not in _MONTHS:
        return None
    written = f"{year}-{_MONTHS.index(month[:3].lower()) + 1:02d}"
    return f"{written}-{int(number):02d}" if number else written


def date_type(text: str) -> str | None:
    """ACTUAL or ESTIMATED where a date or a count says so.

    >>> date_type("50 [Anticipated]"), date_type("2025-04-15")
    ('ESTIMATED', None)
    """
    found = _TYPE.search(text)
    if found is None:
        return None
    return "ACTUAL" if found.group(1).lower() == "actual" else "ESTIMATED"


def count(text: str) -> int | None:
    """A number of people.

    >>> count("50 participants"), count("1,200 (Estimated)"), count("Arm 7 of the main study")
    (50, 1200, None)
    """
    found = _COUNT.match(text)
    return int(re.sub(r"\D", "", found.group(1))) if found else None


def yesno(text: str) -> bool | None:
    """A yes or a no.

    >>> yesno("No"), yesno("Yes, with limits"), yesno("maybe")
    (False, True, None)
    """
    first = re.match(r"[A-Za-z]+", text)
    return _YESNO.get(first.group().casefold()) if first else None


def age(text: str) -> str | None:
    """An age as the registry writes it; None where there is no limit.

    >>> age("18 Years"), age("No limit")
    ('18 Years', None)
    """
    return text if _AGE.match(text) else None


def fits(kind: str, text: str) -> bool:
    """Whether a text can be a value of this kind beyond doubt."""
    if kind in VOCABULARIES:
        return words(kind, text) is not None
    if kind == "age":
        return age(text) is not None or text.casefold() in _NO_LIMIT or is_absent(text)
    if kind == "role":
        return " " not in text or word("ContactRole", text) is not None
    if kind in _FORMS:
        return _FORMS[kind].fullmatch(text) is not None
    readers = {"day": day, "count": count, "yesno": yesno}
    return readers[kind](text) is not None if kind in readers else bool(text)
