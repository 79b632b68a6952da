"""Sections of labels and values: status, dates, design, and what stands in the head of a page.

Comes in: items of a section. Goes out: values in the draft; unknown labels in ``other``.
Does not: read lists of entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from tracker.sources.ctgov.words import VOCABULARIES
from tracker.sources.page import values
from tracker.sources.page.draft import Draft, prose
from tracker.sources.page.explanations import is_sentence
from tracker.sources.page.items import Item, bare, is_label_like, items_of, open_label
from tracker.sources.page.labels import FACTS
from tracker.text import plain

#: Dates that the registry gives with their type.
_TYPED = frozenset(
    (
        *("dates.start_date", "dates.primary_completion_date", "dates.completion_date"),
        *("dates.study_first_posted", "dates.results_first_posted", "dates.last_update_posted"),
    )
)
_PLURAL = frozenset(("design.phases", "design.who_masked", "ipd_sharing.ipd_info_types"))
_MASKED = re.compile(r"(.+?)\s*\((.+)\)\Z")
_NO_RESULTS = re.compile(r"\b(?:pending|no|not|none|yet|without|awaiting)\b", re.IGNORECASE)


def read_facts(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """A section of labels and values."""
    items = items_of(lines, FACTS, strict=False)
    for known, run in groupby(items, key=lambda item: bool(item.field)):
        if known:
            for item in run:
                put_fact(heading, item, draft)
        else:
            keep_unknown(heading, [item.value for item in run], draft)


def put_fact(heading: str, item: Item, draft: Draft) -> None:
    """One label and its value; a value that does not fit is kept under its label."""
    if not item.value:
        return
    path = f"{heading}.{item.label}" if heading else item.label
    if item.field == "design.masking":
        item = _with_who_masked(item, draft)
    value = _value(item, draft, path)
    if value is None:
        if item.kind != "age" or not values.fits("age", item.value):
            draft.keep(item.label, item.value, under=heading, kind="value")
    elif not draft.put(item.field, value):
        draft.keep(item.label, item.value, under=heading)
    said = values.date_type(f"{item.label} {item.value}")
    if said and (item.field in _TYPED or item.kind == "count"):
        draft.put(item.field.replace("_count", "") + "_type", said)


def _value(item: Item, draft: Draft, path: str) -> Any:
    if item.field in _PLURAL:
        return _several(item, draft, path)
    if item.kind in VOCABULARIES:
        return draft.word(item.kind, item.value, path)
    return _READERS[item.kind](item.value)


def _several(item: Item, draft: Draft, path: str) -> tuple[str, ...]:
    lines = item.value.split("\n")
    found = [values.words(item.kind, line) for line in lines]
    if all(found):
        return tuple(word for row in found if row for word in row)
    draft.report(path, "value", item.value)
    return tuple(lines)


def _with_who_masked(item: Item, draft: Draft) -> Item:
    """Without the list of those who are masked: in brackets after the word, or below it."""
    text, *below = item.value.split("\n")
    found = _MASKED.match(text)
    inside = values.words("WhoMasked", found.group(2)) if found else None
    who = [word for line in below for word in values.words("WhoMasked", line) or ()]
    if inside or who:
        draft.put("design.who_masked", (*(inside or ()), *who))
    return item._replace(value=found.group(1) if found and inside else text)


_READERS: dict[str, Callable[[str], Any]] = {
    "day": values.day,
    "count": values.count,
    "yesno": values.yesno,
    "age": values.age,
    "id": str.upper,
    "text": plain,
    "token": str,
    "url": str,
    "markup": lambda text: prose(text.split("\n")),
}


def keep_unknown(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Labels that no table knows, with their values; other lines under their heading."""
    loose, rest = [], [bare(line) for line in lines]
    while rest:
        line = rest.pop(0)
        pair = open_label(line)
        if pair:
            draft.keep(pair[0], pair[1], under=heading)
        elif rest and is_label_like(line) and not open_label(rest[0]):
            draft.keep(line.rstrip(": "), rest.pop(0), under=heading)
        else:
            loose.append(line)
    draft.keep_lines(heading, loose)


def read_results(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Whether there are results; the sentence that says so at length is an explanation."""
    items = items_of(lines, FACTS, strict=True)
    said = [bare(item.value) for item in items if not item.field]
    if (said and "result" in said[0].casefold()) or (said and is_sentence(said[0])):
        draft.put("has_results", _NO_RESULTS.search(said[0]) is None)
        said = [line for line in said[1:] if not is_sentence(line)]
    for item in items:
        if item.field:
            put_fact(heading, item, draft)
    keep_unknown(heading, said, draft)
