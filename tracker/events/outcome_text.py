"""The text of an outcome taken apart: what is measured, how, in whom, as which figure, and when.

    Outcome, glossary -> Reading

Comes in: outcomes of a record, and what the record abbreviates by itself. Goes out: Readings.
Does not: compare. A part that no rule finds stays with what is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tracker.events.glossary import Glossary, apart, expanded, tokens
from tracker.events.outcome_instruments import ABOUT, MEASURED
from tracker.events.outcome_names import areas_named, is_product, names_parted, unlabelled
from tracker.events.outcome_synonyms import SYNONYMS
from tracker.events.outcome_words import (
    AGGREGATIONS,
    GENERIC,
    SCALES,
    UMBRELLAS,
)
from tracker.events.plain_words import folded, wordset
from tracker.events.time_frames import TimeFrame, read_time
from tracker.events.times_inside import time_inside
from tracker.record import Outcome

#: What a word weighs at least that tells what is measured.
TELLING = 0.9
#: Texts are read to this length; what differs behind it is seen as a difference of text only.
_LONGEST_MEASURE = 1_500
_LONGEST_DESCRIPTION = 6_000

_HOW = re.compile(
    r"\b(?:(?:as )?(?:measured|assessed|evaluated|determined|defined|quantified|estimated|recorded"
    r"|graded|rated|scored|detected|confirmed|judged|reported)\s+(?:by|with|using|on|via|through"
    r"|from|according to|in|as|per)"
    r"|as (?:an? |the )?(?:measure|marker|indicator) of|using|according to|based on|by means of"
    r"|in terms of|via|by the use of"
    r"|per (?=\w*recist|\w*\d|protocol|ctcae|investigator|bicr|irc|nci|who |lugano|cheson"
    r"|iwg|criteria)"
    r"|(?<!followed )(?<!caused )(?<!induced )(?<!divided )by (?!(?:more|less|at|the end|week|day"
    r"|month|year|visit|group|arm|treatment)\b))(?<![a-z](?=[a-z]))"
)
_WHO = re.compile(
    r"\b(?:in|among|for|of|by|within)\s+(?:all\s+|the\s+|those\s+|randomi[sz]ed\s+|treated\s+)*"
    r"(?:participants|patients|subjects|adults|children|adolescents|women|men|individuals|persons"
    r"|people|infants|population|cohorts?|arms?|groups?|parts?|stages?)\b"
    r"(?!\s+(?:who\s+(?:had|have|experienced?|achieved?|reported?|died)|with|having|achieving"
    r"|experiencing|reporting))[^,;.:()]*"
    r"|\b(?:in|among)\s+(?:participants|patients|subjects|those)\s+(?:with|who|having)\b[^,;.:()]*"
)
#: Parts of a study, questions of a questionnaire: "Part A", "Stage 2/3", "Question 4".
_PART = re.compile(
    r"\b(cohort|part|arm|group|stage|phase|period|question|domain|item|stratum|step|sub-?study"
    r"|segment|sequence|factor|dose level|trimester|eye|vaccination|dose|q)s?\s?"
    r"(?:number |no\.? |#)?"
    r"((?:\d{1,3}[ab]?|[a-h]|i{1,3}v?|iv|vi{0,3})(?:\s?(?:/|,|and|-|or|&|to)\s?"
    r"(?:\d{1,3}[ab]?|[a-h]|i{1,3}v?|iv|vi{0,3}))*)\b(?!\s?(?:m?g|ug|mcg|ml|iu|units?|%)\b)"
)
_ASIDE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NEGATION = re.compile(
    r"\b(?:no|not|non|without|free (?:of|from)|freedom from|absence of|lack of|never|un\w+able)\b"
)
_AGGREGATION = {name: re.compile(pattern) for name, pattern in AGGREGATIONS.items()}


@dataclass(frozen=True)
class Reading:
    """One outcome, read."""

    #: All words of the measure that carry meaning, sorted; equal bags are equal measures.
    bag: tuple[str, ...]
    #: The words of what is measured, before means are taken in where it says little.
    head: frozenset[str]
    #: What is measured, each word with its weight; concepts and abbreviations as one word.
    what: dict[str, float]
    #: The same with all words by themselves.
    flat: dict[str, float]
    #: By which instrument or rule.
    how: frozenset[str]
    #: In which population.
    who: frozenset[str]
    #: Part of the study, question, grade: "part a".
    parts: frozenset[str]
    #: Numbers with their comparator: thresholds, doses.
    numbers: frozenset[str]
    negated: bool
    aggregation: str | None
    #: Time frame of its own field, and time inside the measure.
    frame: TimeFrame
    inside: TimeFrame
    #: The description, folded.
    description_text: str
    known: Glossary

    @property
    def common(self) -> frozenset[str]:
        """Words that many outcomes of the record share."""
        return self.known.common

    @cached_property
    def weighty(self) -> frozenset[str]:
        """The words that tell what is measured."""
        return frozenset(word for word, weight in self.what.items() if weight >= TELLING)

    @property
    def of_its_own(self) -> bool:
        """It is a rate or a time by its nature, and everybody means the same by it."""
        return not _OF_THEIR_OWN.isdisjoint(self.bag)

    @cached_property
    def description(self) -> frozenset[str]:
        """The words of the description; read when asked for, as most are never needed."""
        return frozenset(_both_ways(tokens(self.description_text, self.known), self.known))


def read(outcome: Outcome, known: Glossary) -> Reading:
    """Take an outcome apart. ``known`` is the glossary of the record, or of both records."""
    measure = (outcome.measure or "")[:_LONGEST_MEASURE]
    line, inside = time_inside(areas_named(unlabelled(expanded(measure, known))))
    line = names_parted(line)
    head, how, who = _split(_PART.sub(" ", line))
    named = frozenset(tokens(head, known))
    telling = {word for word in named if _weight(word, known) >= 0.5} - known.common
    if telling <= UMBRELLAS:
        if how.strip() and (telling or named & known.common):
            named = frozenset()
        head, how = f"{head} {how}", ""
        if not telling:
            head, who = f"{head} {who}", ""
    description = " ".join(folded((outcome.description or "")[:_LONGEST_DESCRIPTION]).split())
    return Reading(
        bag=tuple(sorted(tokens(line, known))),
        head=named,
        what=_beside(_weighed(tokens(head, known), known)),
        flat=_weighed(list(apart(tokens(head, known), known)), known),
        how=frozenset(_both_ways(tokens(how, known), known)) - GENERIC,
        who=frozenset(tokens(who, known)) - GENERIC,
        parts=frozenset(_parts(line)),
        numbers=frozenset(_numbers(line)),
        negated=bool(_NEGATION.search(line)),
        aggregation=_aggregation(line, known),
        frame=read_time(outcome.time_frame),
        inside=inside,
        description_text=description,
        known=known,
    )


def _split(line: str) -> tuple[str, str, str]:
    """What is measured, how, and in whom; a bracket says how."""
    who = " ".join(_WHO.findall(line))
    rest = _WHO.sub(" ", line)
    aside = " ".join(m[1] or m[2] or "" for m in _ASIDE.finditer(rest))
    rest = _ASIDE.sub(" ", rest)
    match = _HOW.search(rest)
    if match is None or not rest[: match.start()].strip():
        return (rest, aside, who) if rest.strip() else (aside, "", who)
    return rest[: match.start()], f"{rest[match.end() :]} {aside}", who


def _both_ways(words: list[str], known: Glossary) -> list[str]:
    """Words, and what those that stand for others are written out."""
    return [*words, *apart(words, known)]


#: Outcomes that are a time or a rate by their nature, whatever figure sums them up.
_OF_THEIR_OWN = wordset(
    "overall_survival pfs dfs efs rfs ffs mfs ttp response_duration objective_response mortality "
    "complete_response partial_response path_response disease_control"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
_NUMBER = re.compile(
    r"(?<![\w.-])(\d+(?:\.\d+)?)\s?(%|percent\b)?(?![\w.]*[a-z]|-(?:min|hour|sec|met))"
)
_PERCENT_CHANGE = re.compile(
    r"(?:percent(?:age)?|%) (?:\w+ )?(?:of )?(?:change|reduction|improvement|decrease|increase)"
)
_PART_VALUE = re.compile(r"\d{1,3}[ab]?|[a-z]+")


def _weighed(words: list[str], known: Glossary) -> dict[str, float]:
    """Words with what each tells: a concept most, a word that any outcome can bear least."""
    told = (word for word in words if word[0].isalpha())
    return {SYNONYMS.get(word, word): _weight(word, known) for word in told}


#: What a scale weighs beside words that say what is measured: "WOMAC pain subscale".
_BESIDE = 0.5


def _beside(words: dict[str, float]) -> dict[str, float]:
    """Words in which a scale counts little where others say what is measured with it."""
    scales = words.keys() & ABOUT.keys()
    if not scales or not any(w >= 0.9 for word, w in words.items() if word not in scales):
        return words
    return words | dict.fromkeys(scales - MEASURED, _BESIDE)


def _weight(word: str, known: Glossary) -> float:
    if word in known.written:
        return 1.5
    if word in GENERIC or is_product(word):
        return 0.1
    return 0.35 if word in SCALES else 1.0


def _parts(line: str) -> Iterable[str]:
    """Parts of the study or of an instrument: "part:a", "question:2"."""
    for match in _PART.finditer(line):
        kind = "question" if match[1] == "q" else match[1]
        for value in _PART_VALUE.findall(match[2]):
            if value not in ("and", "or", "to"):
                yield f"{kind}:{_ROMAN.get(value, value)}"


def _numbers(line: str) -> Iterable[str]:
    """Numbers that are neither times nor names of parts: "50%", "3"."""
    for match in _NUMBER.finditer(_PART.sub(" ", line)):
        yield match[1].removesuffix(".0") + ("%" if match[2] else "")


def _aggregation(line: str, known: Glossary) -> str | None:
    """The way in which values become a figure that the text names first of all."""
    if _OF_THEIR_OWN.intersection(tokens(line, known)):
        figures = (name for name in ("median", "share") if _AGGREGATION[name].search(line))
        return next(figures, None)
    found = ((name, pattern.search(line)) for name, pattern in _AGGREGATION.items())
    named = {name: match.start() for name, match in found if match}
    changed = _PERCENT_CHANGE.search(line)
    if changed is not None and named.get("share", changed.start()) >= changed.start():
        named = {"percent change": 0} | named
    for name in ("correlation", "accuracy"):
        if name in named:
            return name
    return next(iter(named), None)
