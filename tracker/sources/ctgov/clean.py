"""What brings text of the registry to its canonical form, for both lanes of the reader.

Comes in: texts. Goes out: the same, canonical; a text that says nothing is None.
Does not: know which field holds which kind of text; the types of the Record say so.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

from tracker import text

#: How each kind of text comes to its canonical form; what is not here is kept to the letter.
Canon = Mapping[str, Callable[[str], str]]
CANONICAL: Canon = {"markup": text.from_markdown, "text": text.plain}

#: The same for each form in which the registry sends text: API v2 as Markdown, the record history
#: as HTML, with entities in all text that it sends.
CANONS: Mapping[str, Canon] = {
    "markdown": CANONICAL,
    "html": {"markup": text.from_html, "text": text.from_html_line, "token": html.unescape},
}

#: One text of each entry of a list, in order; None where an entry has none.
Texts = list[str | None]


def clean_lines(texts: Texts) -> Texts:
    """Lines of text, each by :func:`tracker.text.plain`; nearly all are canonical as they come."""
    if not any(texts) or text.all_plain(filter(None, texts)):
        return texts
    return [one and (text.plain(one) or None) for one in texts]


def clean_markup(texts: Texts) -> Texts:
    """Running text, each by :func:`tracker.text.from_markdown`; the same ones come often."""
    clean = {one: text.from_markdown(one) or None for one in set(texts) if one}
    return [one and clean[one] for one in texts] if clean else texts
