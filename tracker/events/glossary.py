"""What a record abbreviates, and its words with concepts as single words.

    texts of a record -> Glossary;  text, Glossary -> words

Comes in: the texts of outcomes. Goes out: one word for what is written in several ways: "Overall
survival (OS)", "OS" and "overall survival" are one. The words of the record itself win over the
general table of ``outcome_concepts``.
Does not: compare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from tracker.events.outcome_concepts import abbreviations, concepts
from tracker.events.outcome_words import GENERIC
from tracker.events.plain_words import content_words, folded, stem, wordset

_CONCEPTS = concepts()
#: Concept -> the words in which it is written first of all.
_WRITTEN: dict[str, tuple[str, ...]] = {}
for _phrase, _concept in _CONCEPTS.items():
    _WRITTEN.setdefault(_concept, _phrase)
_LONGEST_PHRASE = max(map(len, _CONCEPTS))
_FIRST_WORDS = frozenset(phrase[0] for phrase in _CONCEPTS)

_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_SHORT = re.compile(r"(?=[^a-z]*[A-Z])[A-Za-z0-9][A-Za-z0-9&/,+-]{1,11}")
_TOKEN = re.compile(
    r"[<>]=?|[≤≥=]|\d+(?:\.\d+)?|%|[^\W\d_][^\W_]*(?:['.][^\W_]+)*(?:-\d+[a-z]?(?![\w-]))?"
)
_CAPITALS = re.compile(r"\b[A-Z]{4,8}\b")
_MOST_SHORTS = 40
_INITIAL = re.compile(r"[^\W_]+")
#: "PD-L1", "IL-6", "HAM-D": a hyphen inside a name, not between two words.
_NAME = re.compile(r"\b([A-Z]{1,6}[a-z]?)-([A-Z]{0,2}\d{1,3}[A-Za-z]?|[A-Z])\b(?!-[a-z])")


#: "post-operative", "post operative": one word with its prefix.
_PREFIX = re.compile(
    r"\b(post|pre|peri|intra|re|sub|multi|inter|over|under)(?:-\s?(?=[a-z]{3})"
    r"|\s(?=operati|surg|treat|bronch))"
)


def _joined(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NAME.sub(r"\1\2", text)


_ABBREVIATIONS = {_joined(short): name for short, name in abbreviations().items()}


class Glossary(NamedTuple):
    """What a record abbreviates by itself."""

    #: Abbreviation as written -> the word that stands for it.
    shorts: dict[str, str] = {}  # noqa: RUF012 - read only
    #: The words written out, stemmed -> the same word.
    phrases: dict[tuple[str, ...], str] = {}  # noqa: RUF012 - read only
    #: Each word that stands for something, and what it stands for.
    written: dict[str, tuple[str, ...]] = _WRITTEN
    #: The words with which phrases begin.
    firsts: frozenset[str] = _FIRST_WORDS
    #: Words that so many outcomes of the record share that they tell none from another.
    common: frozenset[str] = frozenset()


def glossary(texts: Iterable[str]) -> Glossary:
    """What texts abbreviate: "Overall survival (OS)" or "OS (overall survival)".

    An abbreviation used for two things that share less than half of their words is left out.

    >>> glossary(["Change in Oral Pain Index (OPI)"]).phrases
    {('oral', 'pain', 'index'): 'opi'}
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    lines = [_joined(text) for text in texts]
    for text in lines:
        if "(" not in text and "[" not in text:
            continue
        for match in _BRACKET.finditer(text):
            pair = _abbreviated(text[: match.start()].rstrip(), match[1].strip())
            if pair is not None and pair[1] not in found.setdefault(pair[0], []):
                found[pair[0]].append(pair[1])
    _spelled_elsewhere(lines, found)
    return _agreed(found)


def _spelled_elsewhere(lines: list[str], found: dict[str, list[tuple[str, ...]]]) -> None:
    """Abbreviations without words beside them, whose letters begin words of another text."""
    shorts = {m[0] for line in lines for m in _CAPITALS.finditer(line)} - found.keys()
    shorts = {short for short in shorts if short not in _ABBREVIATIONS}
    if not shorts or len(shorts) > _MOST_SHORTS:
        return
    for line in lines:
        words = [word for word in _INITIAL.findall(line) if word.lower() not in _NO_WORDS]
        initials = "".join(word[0] for word in words).lower()
        for short in shorts:
            place = initials.find(short.lower())
            if place >= 0:
                long = tuple(content_words(" ".join(words[place : place + len(short)])))
                found.setdefault(short, []).append(long)


def _agreed(found: dict[str, list[tuple[str, ...]]]) -> Glossary:
    """Abbreviations whose long forms are one thing; known concepts keep their own name."""
    shorts: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    written = dict(_WRITTEN)
    for short, longs in found.items():
        first = set(longs[0])
        if any(2 * len(first & set(long)) < len(first | set(long)) for long in longs):
            continue
        word = _known_concept(short, longs) or re.sub(r"[^a-z0-9]", "", short.lower())
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
    if usual is not None and any(set(_WRITTEN[usual]) <= set(long) for long in longs):
        return usual
    return None


def _abbreviated(before: str, inside: str) -> tuple[str, tuple[str, ...]] | None:
    """The abbreviation and its words around one bracket; None where there is none."""
    if _SHORT.fullmatch(inside):
        long = _long_form(inside, before[-120:])
        return (inside, tuple(content_words(long))) if long else None
    last = before.rsplit(" ", 1)[-1]
    if _SHORT.fullmatch(last) and _long_form(last, inside) == inside:
        return last, tuple(content_words(inside))
    return None


def _long_form(short: str, before: str) -> str | None:
    """The shortest end of a text whose letters spell it (Schwartz and Hearst, PSB 2003)."""
    letters = [c for c in short.lower() if c.isalnum()]
    if letters and letters[-1] == "s" and short[-1] == "s":
        letters.pop()
    return _by_initials(letters, before) or _by_letters(letters, before)


def _by_initials(letters: list[str], before: str) -> str | None:
    """The end of a text whose words, but for grammar, begin with the letters."""
    starts = [m.start() for m in _INITIAL.finditer(before) if m[0].lower() not in _NO_WORDS]
    starts = starts[-len(letters) :]
    if len(letters) < 2 or [before[place].lower() for place in starts] != letters:
        return None
    return before[starts[0] :].strip()


def _by_letters(letters: list[str], before: str) -> str | None:
    """The shortest end of a text that holds the letters in order, the first at a word's begin."""
    text, place = before.lower(), len(before)
    for number, letter in enumerate(reversed(letters)):
        first = number == len(letters) - 1
        place -= 1
        while place >= 0 and (
            text[place] != letter or (first and place > 0 and text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    long = before[place:].strip()
    return long if len(letters) > 1 and 1 < len(long.split()) <= 2 * len(letters) else None


def expanded(text: str, known: Glossary) -> str:
    """A text in which each abbreviation is the word that stands for it, said once."""
    text = _joined(text)
    text = _BRACKET.sub(lambda m: _bracket(text[: m.start()].rstrip(), m[1].strip(), m[0]), text)
    words = []
    for word in text.split():
        bare = word.strip("()[],;:.")
        single = bare[:-1] if bare.endswith("s") and bare[:-1].isupper() else bare
        for short in (bare, single):
            long = known.shorts.get(short) or _ABBREVIATIONS.get(short)
            if long:
                word = word.replace(bare, long)
                break
        words.append(word)
    return _PREFIX.sub(r"\1", folded(" ".join(words)))


def _bracket(before: str, inside: str, whole: str) -> str:
    """A bracket that only abbreviates, or writes out, what stands before it is dropped."""
    return " " if _abbreviated(before, inside) is not None else whole


_NO_WORDS = wordset(
    "a an the of in on at to for from by with and or as is are was were be been being this that "
    "these those which who whom whose it its their his her they will would may can could shall "
    "should has have had do doe did also via into onto during per than then there any each both "
    "such s = e.g i.e"
)


def words_in(text: str) -> list[str]:
    """The words of a folded text that carry meaning."""
    words = (stem(word) for word in _TOKEN.findall(text))
    return [word for word in words if word not in _NO_WORDS]


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
