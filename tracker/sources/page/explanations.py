"""The one-line explanations under headings: told apart from content by their place and form.

Comes in: a line, or how the sections of a page begin. Goes out: what kind of line or page it is.
Does not: know the explanations by heart, for the page may word them anew; ``layout`` drops them.

Where the page explains its headings, it does so under all of them, in one sentence, on the first
line. Sections of labels, lists and entries do not begin with a sentence otherwise, so they tell
whether the page is of that kind; running text then goes by its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: A sentence that is longer is content.
_MOST_WORDS = 45
_LEAST_WORDS = 3
_END = re.compile(r"[.!?…][\"”')\]]?\Z")
_ABBREVIATED = re.compile(
    r"(?:\b(?:ltd|inc|co|corp|gmbh|llc|dr|prof|jr|sr|st|etc|no|vs|al|approx|dept|univ|hosp)|\b[a-z])"
    r"\.\Z",
    re.IGNORECASE,
)
#: First words that speak to the reader of a page, and nothing else.
_ADDRESSING = frozenset(
    (
        *("browse", "check", "discover", "dive", "explore", "find", "get", "here", "learn"),
        *("meet", "read", "see", "view"),
    )
)
#: First words that speak to the reader where the sentence is about a study.
_PERHAPS_ADDRESSING = frozenset(
    (
        *("access", "additional", "consult", "download", "examine", "gain", "identify"),
        *("know", "look", "reach", "review", "understand", "use"),
    )
)
#: First words of a question or a guide, which need no full stop to be known as such.
_ASKING = frozenset(("how", "what", "when", "where", "which", "who", "whom", "whose", "why"))
_OF_PAGES = re.compile(
    r"\b(?:this|the|each|associated with this|participating)\s+"
    r"(?:trial|study|section|page|record|registry|site|research)\b",
    re.IGNORECASE,
)


def is_sentence(line: str) -> bool:
    """Whether a line is a sentence or two, not a name, a title or an item of a list.

    >>> is_sentence("See who pays for the work and who helps.")
    True
    >>> is_sentence("Chia Tai Tianqing Pharmaceutical Group Co., Ltd."), is_sentence("* It is so.")
    (False, False)
    """
    parts = line.split()
    if not _LEAST_WORDS <= len(parts) <= _MOST_WORDS or not line[:1].isupper():
        return False
    if sum(part[:1].islower() for part in parts) * 2 < len(parts) or _ABBREVIATED.search(line):
        return False
    guides = _ADDRESSING | _PERHAPS_ADDRESSING | _ASKING
    return bool(_END.search(line)) or _first_word(line) in guides


def _first_word(line: str) -> str:
    return re.sub(r"\W", "", line.split()[0]).casefold()


def invites(line: str) -> bool:
    """Whether a sentence speaks to the reader of the page, whatever stands around it."""
    if not is_sentence(line):
        return False
    if _first_word(line) in _ADDRESSING:
        return True
    return _first_word(line) in _PERHAPS_ADDRESSING and bool(_OF_PAGES.search(line))


def explains(siblings: Sequence[Sequence[str]]) -> bool:
    """Whether a page explains its headings: most of its sections begin with a sentence."""
    begun = sum(is_sentence(lines[0]) for lines in siblings)
    return begun * 2 > len(siblings)
