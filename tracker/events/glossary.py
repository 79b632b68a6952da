"""What a record abbreviates, and its words with concepts as single words.

    texts of a record -> Glossary;  text, Glossary -> words

Comes in: the texts of outcomes. Goes out: one word for what is written in several ways: "Overall
survival (OS)", "OS" and "overall survival" are one. The words of the record itself win over the
general table of ``outcome_concepts``.
Does not: compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker.events.abbreviations import BRACKET, NO_WORDS, abbreviated, joined, spelled_elsewhere
from tracker.events.outcome_concepts import abbreviations, concepts
from tracker.events.outcome_words import GENERIC
from tracker.events.plain_words import folded, stem

_CONCEPTS = concepts()
#: Concept -> the words in which it is written first of all.
_WRITTEN: dict[str, tuple[str, ...]] = {}
for _phrase, _concept in _CONCEPTS.items():
    _WRITTEN.setdefault(_concept, _phrase)
_LONGEST_PHRASE = max(map(len, _CONCEPTS))
_FIRST_WORDS = frozenset(phrase[0] for phrase in _CONCEPTS)

_TOKEN = re.compile(
    r"[<>]=?|[≤≥=]|\d+(?:\.\d+)?|%|[^\W\d_]\w*(?:['.][^\W_]+)*(?:-\d+[a-z]?(?![\w-]))?"
)

#: "post-operative", "post operative": one word with its prefix.
_PREFIX = re.compile(
    r"\b(post|pre|peri|intra|re|sub|multi|inter|over|under)(?:-\s?(?=[a-z]{3})"
    r"|\s(?=operati|surg|treat|bronch))"
)


_ABBREVIATIONS = {joined(short): name for short, name in abbreviations().items()}


_NO_SHORTS: Mapping[str, str] = {}
_NO_PHRASES: Mapping[tuple[str, ...], str] = {}


class Glossary(NamedTuple):
    """What a record abbreviates by itself. The tables are read, never written."""

    #: Abbreviation as written -> the word that stands for it.
    #: (with an underscore, so that no rule for plurals touches it).
    shorts: Mapping[str, str] = _NO_SHORTS
    #: The words written out, stemmed -> the same word.
    phrases: Mapping[tuple[str, ...], str] = _NO_PHRASES
    #: Each word that stands for something, and what it stands for.
    written: Mapping[str, tuple[str, ...]] = _WRITTEN
    #: The words with which phrases begin.
    firsts: frozenset[str] = _FIRST_WORDS
    #: Words that so many outcomes of the record share that they tell none from another.
    common: frozenset[str] = frozenset()


def glossary(measures: Iterable[str], others: Iterable[str] = ()) -> Glossary:
    """What texts abbreviate: "Overall survival (OS)" or "OS (overall survival)".

    Of measures also what one only abbreviates and another one writes out. An abbreviation that is
    used for two things, which share less than half of their words, is left out.

    >>> glossary(["Change in Oral Pain Index (OPI)"]).shorts
    {'OPI': 'opi_'}
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    lines = [joined(text) for text in measures]
    for text in (*lines, *map(joined, others)):
        if "(" not in text and "[" not in text:
            continue
        for match in BRACKET.finditer(text):
            pair = abbreviated(text[: match.start()].rstrip(), match[1].strip())
            if pair is not None and pair[1] not in found.setdefault(pair[0], []):
                found[pair[0]].append(pair[1])
    for short, long in spelled_elsewhere(lines, found.keys() | _ABBREVIATIONS.keys()):
        found.setdefault(short, []).append(long)
    return _agreed(found)


def _agreed(found: dict[str, list[tuple[str, ...]]]) -> Glossary:
    """Abbreviations whose long forms are one thing; known concepts keep their own name."""
    shorts: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    written = dict(_WRITTEN)
    for short, longs in found.items():
        first = set(longs[0])
        if any(2 * len(first & set(long)) < len(first | set(long)) for long in longs):
            continue
        word = _known_concept(short, longs) or re.sub(r"[^a-z0-9]", "", short.lower()) + "_"
        shorts[short] = word
        phrases |= dict.fromkeys(longs, word)
        written.setdefault(word, longs[0])
    firsts = _FIRST_WORDS | {phrase[0] for phrase in phrases if phrase}
    return Glossary(shorts, phrases, written, firsts)


def _known_concept(short: str, longs: list[tuple[str, ...]]) -> str | None:
    """The concept of the general table that long forms are: alone, or with words that say little.

    "Objective response rate (ORR)" is the objective response; "overall satisfaction (OS)" is not
    overall survival.
    """
    for long in longs:
        telling = {word for word in _fused(list(long), Glossary()) if word not in GENERIC}
        if len(telling) == 1 and telling <= _WRITTEN.keys():
            return telling.pop()
    usual = _ABBREVIATIONS.get(short)
    if usual is not None and any(_mostly(set(_WRITTEN[usual]), set(long)) for long in longs):
        return usual
    return None


def _mostly(usual: set[str], long: set[str]) -> bool:
    """Whether a long form is the usual one: all of its words, or most of both ("progress-free")."""
    return usual <= long or (len(usual) > 2 and 2 * len(usual & long) >= len(usual | long))


def expanded(text: str, known: Glossary) -> str:
    """A text in which each abbreviation is the word that stands for it, said once."""
    text = joined(text)
    text = BRACKET.sub(lambda m: _bracket(text[: m.start()].rstrip(), m, known), text)
    words = [_written_out(word, known) for word in text.split()]
    return _PREFIX.sub(r"\1", folded(" ".join(words)))


def _written_out(word: str, known: Glossary) -> str:
    """A word in which an abbreviation, its plural, or one with a number or a suffix is replaced."""
    bare = word.strip("()[],;:.")
    long = _stands_for(bare, known)
    if long is None and bare.endswith("s") and bare[:-1].isupper():
        long = _stands_for(bare[:-1], known)
    if long is None and (numbered := _NUMBERED.fullmatch(bare)):
        stem_, number = _stands_for(numbered[1], known), numbered[2]
        long = f"{stem_} {number}" if stem_ else None
    if long is None and "-" in bare[1:-1]:
        parts = [_stands_for(part, known) or part for part in bare.split("-")]
        long = " ".join(parts) if parts != bare.split("-") else None
    return word.replace(bare, long) if long else word


#: "SVR12", "CAPS5": an abbreviation and a number behind it.
_NUMBERED = re.compile(r"([A-Z]{3,})(\d{1,2})")


def _stands_for(short: str, known: Glossary) -> str | None:
    return known.shorts.get(short) or _ABBREVIATIONS.get(short)


def _bracket(before: str, bracket: re.Match[str], known: Glossary) -> str:
    """A bracket that only abbreviates, or writes out, what stands before it is dropped."""
    inside = bracket[1].strip()
    pair = abbreviated(before, inside)
    if pair is None or pair[0] not in (inside, before.rsplit(" ", 1)[-1]):
        # "(QoR-40)" says more than the words before it: which questionnaire.
        return bracket[0]
    # Letters that happen to stand in the words before them abbreviate nothing.
    agreed = pair[0] in known.shorts or pair[0] not in _ABBREVIATIONS
    return " " if agreed else bracket[0]


def words_in(text: str) -> list[str]:
    """The words of a folded text that carry meaning."""
    words = (stem(word) for word in _TOKEN.findall(text))
    return [word for word in words if word not in NO_WORDS]


def tokens(text: str, known: Glossary) -> list[str]:
    """The same, with concepts and what the record abbreviates as single words."""
    return _fused(words_in(text), known)


def _fused(words: list[str], known: Glossary) -> list[str]:
    """Words with the longest known phrases put together."""
    firsts, phrases = known.firsts, known.phrases
    if firsts.isdisjoint(words):
        return words
    fused, place = [], 0
    while place < len(words):
        word, size = words[place], 1
        if word in firsts:
            for longest in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
                phrase = tuple(words[place : place + longest])
                concept = phrases.get(phrase) or _CONCEPTS.get(phrase)
                if concept is not None:
                    word, size = concept, longest
                    break
        fused.append(word)
        place += size
    return fused


def apart(words: Iterable[str], known: Glossary) -> Iterable[str]:
    """Words with what stands for others written out."""
    for word in words:
        yield from known.written.get(word, (word,))
