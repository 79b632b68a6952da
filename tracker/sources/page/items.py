"""Finds labels and their values in lines: on one line, with a colon, or on two lines.

Comes in: the lines of a section and its table of labels.
Goes out: items in the order of the page; a line that no label claims is an item without field.
Does not: read values or know the Record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracker.sources.ctgov.words import VOCABULARIES
from tracker.sources.page.headings import name_of, topic_of
from tracker.sources.page.labels import CRITERIA, Label, Labels
from tracker.sources.page.values import fits, is_absent, words


class Item(NamedTuple):
    """One label with its value, or one line of text (``field`` is empty)."""

    field: str
    #: The label as the page shows it; empty for text.
    label: str
    kind: str
    #: The value as shown, empty where there is none; several lines for running text.
    value: str
    #: The number of its first line in the section.
    at: int = 0


class Match(NamedTuple):
    """A label found at the beginning of a line."""

    label: Label
    shown: str
    rest: str
    #: Whether a colon sets it apart beyond doubt.
    colon: bool


#: Fields whose words may stand on several lines, and the vocabulary of the lines below the first.
_BELOW = {
    "design.phases": "Phase",
    "design.who_masked": "WhoMasked",
    "design.masking": "WhoMasked",
    "ipd_sharing.ipd_info_types": "IpdSharingInfoType",
}
_BULLET = re.compile(r"^[*+•·-]\s+")
_OPEN_LABEL = re.compile(r"([A-Z][^:.;]{1,58}?):\s+(\S.*)\Z", re.DOTALL)
_DASHES = "-–— "
_TOKEN = re.compile(r"[A-Z][A-Z0-9_]+")


def bare(line: str) -> str:
    """A line without a list's bullet."""
    return _BULLET.sub("", line)


def match(line: str, labels: Labels) -> Match | None:
    """The label with which a line begins, or None.

    >>> table = {"group type": Label("type", "ArmGroupType")}
    >>> match("Group Type EXPERIMENTAL", table).rest, match("Group Type: OTHER", table).rest
    ('EXPERIMENTAL', 'OTHER')
    >>> match("Group Type of any kind", table) is None
    True
    """
    if not line[:1].isupper():
        return None
    head, colon, rest = line.partition(":")
    label = labels.get(name_of(head)) if colon else None
    if label:
        return Match(label, head.strip(), rest.strip(), True)
    label = labels.get(name_of(line))
    if label:
        # "Site Status -": the dash says that there is no value.
        return Match(label, line.rstrip(_DASHES), "-" if line[-1] in _DASHES else "", False)
    return _run_in(line, labels)


def _run_in(line: str, labels: Labels) -> Match | None:
    """A label and its value with nothing but a space between them."""
    parts = line.split(" ")
    for size in range(min(5, len(parts) - 1), 0, -1):
        shown, rest = " ".join(parts[:size]), " ".join(parts[size:])
        label = labels.get(name_of(shown))
        if label and _can_run_in(label, size, rest):
            return Match(label, shown, rest, False)
    return None


def _can_run_in(label: Label, size: int, rest: str) -> bool:
    if label.kind in VOCABULARIES:
        return words(label.kind, rest) is not None or _TOKEN.fullmatch(rest) is not None
    if label.kind in ("text", "markup"):
        return size > 1 and (rest[0].isupper() or rest[0].isdigit())
    if label.kind == "token":
        return " " not in rest or size > 1
    return fits(label.kind, rest)


def items_of(lines: Sequence[str], labels: Labels, *, strict: bool) -> list[Item]:
    """All lines as items.

    ``strict`` is for lists of entries, where the line after a label without a value may be the
    name of the next entry: it is the value only if it fits.
    """
    items: list[Item] = []
    at = 0
    while at < len(lines):
        found, below = match(bare(lines[at]), labels), at + 1
        if found is None:
            items.append(Item("", "", "", lines[at], at))
        else:
            below = _value_end(lines, at + 1, found, labels, strict)
            items.append(_item(found, lines[at + 1 : below], at))
        at = below
    return items


def _item(found: Match, below: Sequence[str], at: int) -> Item:
    value = "\n".join([found.rest, *below] if found.rest else below)
    field, kind = found.label
    # "N/A" is a word of some vocabularies and no value elsewhere.
    if is_absent(value) and not (kind in VOCABULARIES and fits(kind, value)):
        value = ""
    return Item(field, found.shown, kind, value, at)


def _value_end(lines: Sequence[str], at: int, found: Match, labels: Labels, strict: bool) -> int:
    """Where the value of a label ends, of which the lines below the label begin at ``at``."""
    if found.label.kind == "markup":
        return next((n for n in range(at, len(lines)) if _ends(bare(lines[n]), labels)), len(lines))
    if not found.rest:
        if at == len(lines) or match(bare(lines[at]), labels):
            return at
        if strict and not _fits_strictly(found.label.kind, bare(lines[at])):
            return at
        at += 1
    vocabulary = _BELOW.get(found.label.field)
    while vocabulary and at < len(lines) and words(vocabulary, bare(lines[at])):
        at += 1
    return at


def _ends(line: str, labels: Labels) -> bool:
    return match(line, labels) is not None or name_of(line) in CRITERIA


def _fits_strictly(kind: str, text: str) -> bool:
    """Whether a line can be nothing but the value of the label above it."""
    if kind == "token":
        return " " not in text
    if kind in VOCABULARIES and "_" in text and _TOKEN.fullmatch(text):
        return True
    return is_absent(text) or fits(kind, text)


def open_label(line: str) -> tuple[str, str] | None:
    """A label that no table knows, with its value: "Funding Code: X1".

    >>> open_label("Funding Code: X1"), open_label("The aim is: to see whether it works.")
    (('Funding Code', 'X1'), None)
    """
    found = _OPEN_LABEL.match(line)
    if found is None or topic_of(line):
        return None
    shown, value = found.groups()
    return (shown, value) if is_label_like(shown) else None


def is_label_like(text: str) -> bool:
    """Whether a line has the look of a label: a few words, most with a capital letter."""
    parts = text.split()
    small = sum(part[:1].islower() for part in parts)
    return text[:1].isupper() and len(parts) <= 6 and small <= 1 and text[-1:] not in ".,;!?"
