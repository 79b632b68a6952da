r"""Markdown, as API v2 serves text, to HTML, as the record history does.

Comes in: text of a study in the Markdown that the registry writes: paragraphs, lists, escapes.
Goes out: the same text as entity-escaped HTML, with a new line after each sentence.
Does not: know emphasis, links or tables; the registry's text has none.

>>> to_html("Age \\> 18.")
'Age &gt; 18.'
>>> to_html("Inclusion:\n\n* One\n* Two and/or three")
'<p>Inclusion:</p><ul><li>One</li><li>Two and&#x2F;or three</li></ul>'
"""

from __future__ import annotations

import re
from typing import Any

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ITEM = re.compile(r"(?P<indent>\s*)(?:(?P<number>\d{1,3}[.)])|[*+-])\s+(?P<text>.*)")
_SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[A-Z])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "/": "&#x2F;"}

#: The fields that hold Markdown, wherever they stand; all other text is one plain line.
_NAMES = """
    accessCriteria allCauseMortalityComment briefSummary ciLowerLimitComment ciUpperLimitComment
    comment description detailedDescription eligibilityCriteria estimateComment genderDescription
    groupDescription interventionModelDescription maskingDescription nonInferiorityComment notes
    otherAnalysisDescription otherDetails pValueComment populationDescription preAssignmentDetails
    recruitmentDetails statisticalComment studyPopulation whyStopped
"""
_MARKUP = frozenset(_NAMES.split())
#: Those that do so only in one place: (what they stand in, name).
_MARKUP_IN = frozenset((("ipdSharingStatementModule", "timeFrame"), ("seeAlsoLinks", "label")))


def in_html(value: Any, field: str = "", above: str = "") -> Any:
    """A study, or a part of one, with all its text as HTML.

    ``field`` is the part's name, ``above`` that of what it stands in.
    """
    if isinstance(value, dict):
        return {name: in_html(part, name, field) for name, part in value.items()}
    if isinstance(value, list):
        return [in_html(part, field, above) for part in value]
    if not isinstance(value, str):
        return value
    marked_up = field in _MARKUP or (above, field) in _MARKUP_IN
    return to_html(value) if marked_up else _entities(value)


def to_html(text: str) -> str:
    """HTML of one text; a single paragraph gets no mark-up."""
    blocks = _blocks(text)
    if len(blocks) == 1 and blocks[0][0] is None:
        return _inline(blocks[0][1])
    html, open_lists = [], []  # type: list[str], list[tuple[int, str]]
    for marker, body in blocks:
        if marker is None:
            html += _closing(open_lists, -1)
            html.append(f"<p>{_inline(body)}</p>")
        else:
            html += _closing(open_lists, marker[0]) or []
            html += _item(open_lists, marker, _inline(body))
    return "".join(html + _closing(open_lists, -1))


def _blocks(text: str) -> list[tuple[tuple[int, str] | None, str]]:
    """Paragraphs and list items; an item comes with its indent and the kind of its list."""
    blocks: list[tuple[tuple[int, str] | None, str]] = []
    fresh = True
    for line in text.split("\n"):
        item = _ITEM.match(line)
        if item:
            kind = "ol" if item["number"] else "ul"
            blocks.append(((len(item["indent"]), kind), item["text"]))
        elif line.strip() and (fresh or not blocks):
            blocks.append((None, line.strip()))
        elif line.strip():
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {line.strip()}")
        fresh = not line.strip()
    return blocks


def _closing(open_lists: list[tuple[int, str]], indent: int) -> list[str]:
    """Close the lists that stand deeper than this indent."""
    closed = []
    while open_lists and open_lists[-1][0] > indent:
        closed.append(f"</li></{open_lists.pop()[1]}>")
    return closed


def _item(open_lists: list[tuple[int, str]], marker: tuple[int, str], body: str) -> list[str]:
    """Begin a list item, in the list that is open at its indent or in a new one."""
    if open_lists and open_lists[-1] == marker:
        return [f"</li><li>{body}"]
    closed = _closing(open_lists, marker[0] - 1)
    open_lists.append(marker)
    return [*closed, f"<{marker[1]}><li>{body}"]


def _inline(text: str) -> str:
    return _SENTENCE_END.sub("\n", _entities(_ESCAPED.sub(r"\1", text)))


def _entities(text: str) -> str:
    return "".join(_ENTITIES.get(letter, letter) for letter in text)
