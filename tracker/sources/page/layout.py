"""Lines of a page to its parts: the head and the sections, without explanations.

Comes in: the visible lines. Goes out: a :class:`Layout`.
Does not: read the content of sections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracker.sources.page.explanations import explains, invites, is_sentence
from tracker.sources.page.headings import PROSE, SKIP, Topic, name_of
from tracker.sources.page.items import bare
from tracker.sources.page.line import Line
from tracker.sources.page.marks import Mark, headings, with_ends

#: What a page says beside its facts: links and buttons, by their names.
_BUTTONS = frozenset(
    (
        *("view on pubmed", "view document", "view on map", "view full results", "view all"),
        *("show more", "show less", "show all", "read more", "see more", "load more", "expand"),
        *("collapse", "copy", "share", "save", "print", "back to top", "learn more", "view map"),
    )
)
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\s*(?:©|\d)|all rights reserved", re.IGNORECASE)


class Section(NamedTuple):
    """One section; ``topic`` is None where the heading is not known."""

    topic: Topic | None
    heading: str
    lines: tuple[str, ...]


class Layout(NamedTuple):
    """A page in parts."""

    #: What stands above the first section: title, id, dates.
    head: tuple[Line, ...]
    sections: tuple[Section, ...]


def layout(lines: Sequence[Line]) -> Layout:
    """Take a page apart."""
    marks = headings(lines)
    sections = [_section(lines, mark, end) for mark, end in with_ends(marks, len(lines))]
    shown = [section for section in sections if section.topic is None or section.topic.form != SKIP]
    head = tuple(lines[: marks[0].at]) if marks else tuple(lines)
    return Layout(head, _without_explanations(shown))


def _section(lines: Sequence[Line], mark: Mark, end: int) -> Section:
    heading = bare(lines[mark.at].text).rstrip(": ")
    texts = [line.text for line in lines[mark.at + 1 : end]]
    if mark.rest:
        heading = heading.partition(":")[0]
        texts = [*_inline(mark), *texts]
    below = next((at for at, text in enumerate(texts) if _COPYRIGHT.match(text)), len(texts))
    texts = [text for text in texts[:below] if name_of(bare(text)) not in _BUTTONS]
    return Section(mark.topic, heading, tuple(texts))


def _inline(mark: Mark) -> list[str]:
    """What stands behind a heading's colon; names there are parted by semicolons or bars."""
    if mark.topic is not None and mark.topic.form == PROSE:
        return [mark.rest]
    return [name.strip() for name in re.split(r"[;|•]", mark.rest) if name.strip()]


def _without_explanations(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections without the line that explains their heading."""
    structured = [s.lines for s in sections if s.topic and s.topic.form != PROSE and s.lines]
    explained = explains(structured)
    return tuple(_without_explanation(section, explained, not structured) for section in sections)


def _without_explanation(section: Section, explained: bool, only_prose: bool) -> Section:
    """The section without its first line, if that explains the heading.

    In running text the first sentence may be all there is. The registry asks for a brief summary,
    so that a single sentence is the summary itself, unless it speaks to the reader.
    """
    lines, topic = section.lines, section.topic
    if not lines or not is_sentence(lines[0]):
        return section
    if topic is not None and topic.form != PROSE:
        drop = explained or invites(lines[0])
    elif topic is None or explained:
        drop = invites(lines[0]) or (explained and len(lines) > 1)
        drop = drop or (explained and topic is not None and topic.key != "brief_summary")
    else:
        drop = only_prose and invites(lines[0]) and len(lines) > 1
    return section._replace(lines=lines[1:]) if drop else section
