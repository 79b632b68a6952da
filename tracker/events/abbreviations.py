"""Which abbreviation stands for which words: "Overall survival (OS)".

Comes in: a line of text. Goes out: abbreviations with their long forms, as stemmed words.
Does not: know which concepts there are.
"""

from __future__ import annotations

import re
import unicodedata

from tracker.events.plain_words import content_words, wordset

BRACKET = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_SHORT = re.compile(r"(?=[^a-z]*[A-Z])[A-Za-z0-9][A-Za-z0-9&/,+-]{1,11}")
_CAPITALS = re.compile(r"\b[A-Z]{3,8}\b")
_MOST_SHORTS = 40
_INITIAL = re.compile(r"[^\W_]+")
#: "PD-L1", "IL-6", "HAM-D": a hyphen inside a name, not between two words.
_NAME = re.compile(r"\b([A-Z]{1,6}[a-z]?)-([A-Z]{0,2}\d{1,3}[A-Za-z]?|[A-Z])\b(?!-[a-z])")
#: Words that an abbreviation takes no letter from.
NO_WORDS = wordset(
    "a an the of in on at to for from by with and or as is are was were be been being this that "
    "these those which who whom whose it its their his her they will would may can could shall "
    "should has have had do doe did also via into onto during per than then there any each both "
    "such s = e.g i.e"
)


def joined(text: str) -> str:
    """A text with the names in it without their hyphens: "PDL1", "IL6".

    >>> joined("PD-L1 in non-smokers")
    'PDL1 in non-smokers'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NAME.sub(r"\1\2", text)


def abbreviated(before: str, inside: str) -> tuple[str, tuple[str, ...]] | None:
    """The abbreviation and its words around one bracket; None where there is none."""
    if _SHORT.fullmatch(inside):
        for short in (inside, inside.split("-")[0], inside.rstrip("0123456789")):
            long = _long_form(short, before[-120:])
            if long and len(short) > 1:
                return short, tuple(content_words(long))
        return None
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
    """The end of a text whose words, but for grammar, begin with the letters; numbers are whole."""
    sought = "".join(letters)
    words: list[str] = []
    for match in reversed(list(_INITIAL.finditer(before))):
        word = match[0].lower()
        if word in NO_WORDS:
            continue
        words.insert(0, word if word.isdigit() else word[0])
        if len("".join(words)) >= len(sought):
            return before[match.start() :].strip() if _spells(words, sought) else None
    return None


def _spells(words: list[str], sought: str) -> bool:
    return len(sought) > 1 and "".join(words) == sought


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


def spelled_elsewhere(lines: list[str], known: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Abbreviations without words beside them, whose letters begin words of another line."""
    shorts = {match[0] for line in lines for match in _CAPITALS.finditer(line)} - known
    if not shorts or len(shorts) > _MOST_SHORTS:
        return []
    found = []
    for line in lines:
        words = [word for word in _INITIAL.findall(line) if word.lower() not in NO_WORDS]
        initials = "".join(word[0] for word in words).lower()
        for short in sorted(shorts):
            place = initials.find(short.lower())
            if place >= 0:
                long = content_words(" ".join(words[place : place + len(short)]))
                found.append((short, tuple(long)))
    return found
