"""Words made comparable: case, spelling and number of a word put aside.

Comes in: text. Goes out: folded text, and the words that carry meaning, in one spelling each.
Does not: know what an outcome or a criterion is.

>>> content_words("Haemoglobin levels of the randomised children")
['hemoglobin', 'level', 'randomize', 'child']
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def wordset(text: str) -> frozenset[str]:
    """The words of a text as a set, for tables."""
    return frozenset(text.split())


_SIGNS = str.maketrans(
    {
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "®": "",
        "™": "",
        "©": "",
        "µ": "u",
        "μ": "u",
        "×": "x",
        "·": ".",
        "≧": "≥",
        "≦": "≤",
    }
)
_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
#: Words that carry grammar only. Negations and comparisons are not among them.
_GRAMMAR = wordset(
    "a an the of in on at to for from by with and or as is are was were be been being this that "
    "these those which who whom whose it its their his her they he she will would may can could "
    "shall should has have had do does did also e.g eg i.e ie etc via into onto within during "
    "per than then there any each both such other own s"
)
_IRREGULAR = {
    "children": "child",
    "women": "woman",
    "men": "man",
    "feces": "feces",
    "diabetes": "diabetes",
    "series": "series",
    "index": "index",
    "indices": "index",
    "criteria": "criterion",
    "data": "data",
    "programme": "program",
    "analogue": "analog",
    "grey": "gray",
    "sulphate": "sulfate",
    "randomised": "randomize",
    "randomized": "randomize",
    "analyse": "analyze",
    "does": "does",
    "better": "better",
    "foetal": "fetal",
    "foetus": "fetus",
}
#: Small numbers in words -> digits.
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
            *("eighteen", "nineteen", "twenty"),
        ),
        start=1,
    )
} | {"twenty-four": "24", "thirty": "30", "forty-eight": "48", "sixty": "60", "ninety": "90"}
_LONGEST_WORD = 64


def folded(text: str) -> str:
    """Text in lower case with one kind of hyphen, quotation mark and digit.

    >>> folded("PD‑L1 ≥ ５０")
    'pd-l1 ≥ 50'
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).lower()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """One spelling for singular and plural, British and American; the word is in lower case.

    >>> [stem(w) for w in ("biopsies", "oedema", "tumours", "hospitalisation", "glasses", "dose")]
    ['biopsy', 'edema', 'tumor', 'hospitalization', 'glass', 'dose']
    """
    word = word[:_LONGEST_WORD].removesuffix("'s")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isalpha():
        return word
    return _american(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_SPELLINGS = (
    (re.compile(r"ae(?=[mnsdtlr])"), "e"),
    (re.compile(r"(?<=[dhfpl])oe(?=[adrmtni])|^oe(?=[dst])"), "e"),
    (re.compile(r"is(?=ation$|ed$|ing$|e$)(?<=[a-z]{4})"), "iz"),
    (re.compile(r"(?<=[a-z]{2}[mvblni])our(?=$|al$)"), "or"),
    (re.compile(r"(?<=[a-z]{2}[tb])re$"), "er"),
    (re.compile(r"ical$"), "ic"),
)


def _american(word: str) -> str:
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return word


def words_of(text: str) -> list[str]:
    """All words of a folded text, hyphens taken apart."""
    return _WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, each in one spelling."""
    return [stem(word) for word in words_of(folded(text)) if word not in _GRAMMAR]
