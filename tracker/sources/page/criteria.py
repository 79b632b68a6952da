"""The eligibility section: criteria as text, then ages, sex and the like.

Comes in: the lines of the section. Goes out: values in the draft.
Does not: take the criteria apart; they are one text, as the registry has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.sources.page.draft import Draft, prose
from tracker.sources.page.facts import read_facts
from tracker.sources.page.headings import name_of
from tracker.sources.page.items import bare, items_of, match
from tracker.sources.page.labels import CRITERIA, ELIGIBILITY
from tracker.sources.page.values import fits

_NUMBERED = re.compile(r"\d{1,3}\\?[.,)]")


def read_eligibility(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Criteria, and the labels before and after them."""
    begin = _criteria_begin(lines)
    end = _criteria_end(lines, begin)
    read_facts(heading, lines[:begin], draft)
    if lines[begin:end]:
        draft.put("eligibility.eligibility_criteria", criteria(lines[begin:end]))
    read_facts(heading, lines[end:], draft)


def criteria(lines: Sequence[str]) -> str:
    r"""The criteria as the registry's own text: headings of their own end in a colon.

    >>> criteria(["Inclusion Criteria", "* 1\\. adult", "Exclusion Criteria", "* asthma"])
    'Inclusion Criteria:\n- 1. adult\nExclusion Criteria:\n- asthma'
    """
    return prose([_with_colon(line) for line in lines])


def _with_colon(line: str) -> str:
    """98 of 100 records write a colon there, and the page shows none."""
    return f"{line}:" if name_of(line) in CRITERIA and line[-1].isalpha() else line


def _criteria_begin(lines: Sequence[str]) -> int:
    """The first line that is no label and no value: labels can stand above the criteria."""
    items = items_of(lines, ELIGIBILITY, strict=False)
    return next((item.at for item in items if not item.field), len(lines))


def _criteria_end(lines: Sequence[str], begin: int) -> int:
    """Where the labels after the criteria begin.

    A criterion can begin with the same words ("Sex: ..."), so a label counts only if its value
    fits and neither a list item nor a heading of criteria stands below it.
    """
    end = len(lines)
    for at in range(len(lines) - 1, begin - 1, -1):
        line = bare(lines[at])
        found = match(line, ELIGIBILITY)
        if found and _is_fact(found.label.kind, found.rest or _next(lines, at)):
            end = at
        elif name_of(line) in CRITERIA or line != lines[at] or _NUMBERED.match(line):
            break
    return end


def _next(lines: Sequence[str], at: int) -> str:
    return bare(lines[at + 1]) if at + 1 < len(lines) else ""


def _is_fact(kind: str, value: str) -> bool:
    return (
        not value or kind == "markup" or fits(kind, value) or match(value, ELIGIBILITY) is not None
    )
