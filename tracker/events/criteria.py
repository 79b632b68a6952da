"""The text of eligibility criteria as items: what includes and what excludes.

    canonical text -> Items, each with its side and, where there is one, its group

Comes in: criteria as canonical plain text, one block a line (``tracker.text``). Goes out: Items.
Does not: compare, or understand an item. Depth of nesting is not kept, as the canonical text does
not: a sub-item is an item.

>>> [item.side for item in split("Inclusion Criteria: Adults only")]
['inclusion']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tracker.events.plain_words import folded, wordset

Side = Literal["inclusion", "exclusion", "unsorted"]

#: Texts are split to this length and this number of items; what lies behind is one item.
_LONGEST, _MOST = 200_000, 1_500
_LONGEST_HEADING = 160


class Item(NamedTuple):
    """One criterion."""

    side: Side
    text: str
    #: Its place in the whole text.
    place: int
    #: Whom it concerns, where the heading says so: "cohort a".
    group: str = ""


_MARKER = re.compile(
    r"^(?:[-*+•·▪●○◦–—>]+\s*)?(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):、]+(?=\s|[A-Z])\s*"
    r"|[①-⑳⑴-⒇]\s*|\(\d{1,3}\)\s*)*"
)
#: What strings items together stands behind them: "; and", ", or".
_TRAILING = re.compile(r"(?:\s*[;,]\s*|\s+)(?:and|or|and/or)?\s*$", re.IGNORECASE)
#: "1. Adults 2. Written consent 3. ..." on one line.
_INLINE_NUMBER = re.compile(r"(?:^|(?<=[\s.;,]))\(?(\d{1,2})[.)]\s+(?=\S)")
_SIDE_WORD = re.compile(r"\b(non-?\s?inclusion|inclusion|exclusion)s?\b")
_CRITERIA = r"(?:criteri\w*|critier\w*|citeri\w*|requirements?)"
#: "Key Inclusion Criteria (Part A):", "EXCLUSION -", "Criteria for inclusion in the control group".
_NAMED = re.compile(
    rf"^(?:(?P<pre>(?:[\w/&'-]+\s+){{0,5}})(?P<kind>non-?\s?inclusion|inclusion|exclusion)s?"
    rf"(?:\s+{_CRITERIA})?|{_CRITERIA}\s+(?:for|of)\s+(?P<kind2>non-?\s?inclusion|inclusion"
    rf"|exclusion))(?P<post>[^:;.]{{0,70}}?)\s*(?P<end>[:：;.—-]|$)\s*(?P<rest>.*)$",
    re.DOTALL,
)
#: "Participants are excluded if any of the following apply:".
_OUT = re.compile(
    r"\b(?:excluded?s?|exclude|ineligible|not (?:be )?eligible|not (?:be )?included"
    r"|not (?:be )?(?:enrolled|enter))\b"
)
_IN = re.compile(r"\b(?:eligible|included?|enrolled|enter(?:ed)?|participate|inclusion criteria)\b")
_FOLLOWING = re.compile(r"\b(?:following|below|if(?: they)?|who|criteria)\b")
#: Lines that speak of criteria without being their heading.
_NO_HEADING = re.compile(
    r"\b(?:may apply|apply|applied|not (?:ful\w+|meet\w*|confirm\w*)|who (?:do|does|did) not"
    r"|inclusion\s?/\s?exclusion|inclusion (?:and|or|visit|period|of)|exclusion (?:period|and|or)"
    r"|prior to|at (?:the time of )?inclusion|incorrect|determined|see )\b"
)
_USUAL = wordset(
    "key main major general specific principal primary other additional further common the all "
    "study subject subjects patient patients participant participants trial criteria for in of to "
    "as follows follow are is include includes including eligibility selected selection list"
)


def split(text: str | None) -> tuple[Item, ...]:
    """The items of a criteria text, in its order."""
    items: list[Item] = []
    side: Side = "unsorted"
    group = ""
    for line in _lines((text or "")[:_LONGEST]):
        found = heading(line)
        if found is not None:
            side, group, line = found
        for part in _parts(line):
            items.append(Item(side, part, len(items), group))
            if len(items) >= _MOST:
                return tuple(items)
    return tuple(items)


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if line.strip():
            yield line.strip()


def heading(line: str) -> tuple[Side, str, str] | None:
    """Side, group and rest of a line that is or begins with a heading; None for an item.

    >>> heading("Key Exclusion Criteria for Cohort A:")
    ('exclusion', 'cohort a', '')
    >>> heading("Patient in an exclusion period of another study") is None
    True
    """
    bare = _MARKER.sub("", line, count=1)
    low = folded(bare[: 2 * _LONGEST_HEADING])
    if _SIDE_WORD.search(low[:_LONGEST_HEADING]):
        return _named(bare, low)
    return _told(low)


def _named(bare: str, low: str) -> tuple[Side, str, str] | None:
    """A heading that says "inclusion" or "exclusion"."""
    match = _NAMED.match(low)
    if match is None:
        return _told(low)
    rest = bare[match.start("rest") :].strip() if match["rest"] else ""
    name = low[: match.start("rest")] if rest else low
    ends = match["end"] in (":", "：")
    short = len(name.split()) <= 6 and not rest
    if not (ends or short) or _NO_HEADING.search(name):
        return _told(low) if not rest else None
    if (match["kind2"] or match["kind"]).startswith("non"):
        side: Side = "exclusion"
    else:
        side = "inclusion" if "inclusion" in (match["kind2"] or match["kind"]) else "exclusion"
    return side, _group(f"{match['pre'] or ''} {match['post']}"), rest


def _told(low: str) -> tuple[Side, str, str] | None:
    """A sentence that stands above a list: "Subjects will be excluded if they have:"."""
    if len(low) > _LONGEST_HEADING or not low.rstrip().endswith((":", "：")):
        return None
    if not _FOLLOWING.search(low):
        return None
    if _OUT.search(low):
        return "exclusion", "", ""
    return ("inclusion", "", "") if _IN.search(low) and "all" in low.split() else None


def _group(words: str) -> str:
    """Whom a heading concerns, its usual words left out."""
    return " ".join(word for word in re.findall(r"[\w/+-]+", words) if word not in _USUAL)


def _parts(line: str) -> Iterator[str]:
    """The items of one line: one, or several where it numbers them or strings them up."""
    body = line
    pieces = [body]
    if len(body) > 60:
        numbers = [int(match[1]) for match in _INLINE_NUMBER.finditer(body)]
        if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            pieces = _INLINE_NUMBER.sub("\x00", body).split("\x00")
        elif len(body) > 200 and body.count(";") > 2:
            pieces = body.split(";")
    for piece in pieces:
        bare = _TRAILING.sub("", _MARKER.sub("", piece.strip(), count=1).strip())
        if any(char.isalnum() for char in bare):
            yield bare
