r"""Registry text to canonical plain text.

Comes in: text as Markdown (API v2), as HTML (record history, pages) or as a plain line.
Goes out: plain text in which only words count: one block a line, list items marked "- " or with
their own number, white space collapsed. The same content comes to the same text from either form,
so that a new renderer at the registry never makes a change.
Does not: know fields or registries.

Markdown escapes follow CommonMark 0.28 section 2.4 (a backslash before ASCII punctuation), the
dialect that the API names.

>>> from_markdown("Age \\> 18\n\n* 1\\. able to\n  consent")
'Age > 18\n- 1. able to consent'
>>> from_html("<p>Age &gt; 18</p><ul><li>1. able to consent</li></ul>")
'Age > 18\n- 1. able to consent'
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from operator import itemgetter

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u200b\ufeff\u00ad]|[\x00-\x08\x0e-\x1f\x7f]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BULLET = re.compile(r"^[*+•·-]\s+")
_NUMBER = re.compile(r"^(\d{1,3})[.)]\s+")
_BULLETS = frozenset("*+•·-")
#: What is visible, or a space, in ASCII.
_ASCII = bytes(range(0x20, 0x7F))
_escaped = itemgetter(1)  # a function in C; a template would be expanded in Python each time
#: What a list item can begin with.
_MARKERS = frozenset("*+•·-0123456789")
_ITEM_NUMBER = re.compile(r"^(- )?\d{1,3}\. ", re.MULTILINE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK_START = re.compile(r"^(?:[*+•·-]|\d{1,3}[.)])(?:\s+|$)")


def plain(text: str) -> str:
    """Collapse white space and drop invisible characters of one line of text.

    >>> plain("  Phase  II\u00a0trial ")
    'Phase II trial'
    """
    # Almost every line is clean already; these checks run in C and cost a tenth of a regex.
    if text.isprintable() and "  " not in text and text.strip() == text:
        return text
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def all_plain(lines: Iterable[str]) -> bool:
    """Whether no one of these lines would change by :func:`plain`; none of them is empty.

    With spaces between and around them, a space at an edge is a double one too. What is visible in
    ASCII is deleted at one go, and only the rest asked letter by letter.

    >>> all_plain(["Phase II", " trial"]), all_plain(["Phase II trial", "≥ 18 years"])
    (False, True)
    """
    text = f" {' '.join(lines)} "
    rest = text.encode(errors="surrogatepass").translate(None, _ASCII)
    return "  " not in text and rest.decode(errors="surrogatepass").isprintable()


def from_markdown(text: str) -> str:
    """Canonical plain text of Markdown as the API v2 serves it."""
    if text[:1] not in _BULLETS and "\\" not in text and "&" not in text and text.isprintable():
        numbered = text[:1].isdigit()
        if "  " in text or text.strip() != text:
            text = _SPACE.sub(" ", text).strip()
        return _marked("", text) if numbered else text
    blocks = _blocks(text)
    if not all_plain(blocks):
        blocks = [plain(block) for block in blocks]
    return "\n".join([said for block in blocks if (said := _block(block))])


def _blocks(text: str) -> list[str]:
    """Split into blocks: a blank line or a list marker begins a new one."""
    blocks: list[str] = []
    begin = True
    for line in map(str.strip, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if not line:
            begin = True
        elif begin or (line[0] in _MARKERS and _BLOCK_START.match(line)):
            blocks.append(line)
            begin = False
        else:
            blocks[-1] += f" {line}"
    return blocks


def _block(body: str) -> str:
    """Read a block's marker, its escapes and its entities; its white space is in order."""
    marker = ""
    if body[:1] in _BULLETS and body[1:2] == " ":
        body, marker = body[2:], "- "
    if "\\" in body:
        body = _ESCAPE.sub(_escaped, body)
    if "&" in body:
        body = html.unescape(body)
    return _marked(marker, body)


def _marked(marker: str, body: str) -> str:
    """One block: its marker and its text, with entities read and numbers of items one way.

    Sponsors type bullets of their own, inside the items of a list too: those are no words.
    """
    if "&" in body:
        body = _unescaped(body)
    if body[:1] not in _MARKERS:
        return marker + body if body else ""
    if body[0].isdigit() and (number := _NUMBER.match(body)):
        marker, body = f"{marker}{number[1]}. ", body[number.end() :]
    while bullet := _BULLET.match(body):
        marker, body = marker or "- ", body[bullet.end() :]
    return "" if body in ("", "-", "*", "+") else marker + body


def _unescaped(text: str) -> str:
    """Text without entities. Some were entities already when the sponsor typed them."""
    for _ in range(3):
        plainer = html.unescape(text)
        if plainer == text:
            break
        text = plainer
    return plain(text)


#: Tags that begin and end a block.
_BLOCK_TAGS = """
    address article aside blockquote br caption dd div dl dt figcaption footer form h1 h2 h3
    h4 h5 h6 header hr main nav ol p pre section table tbody td tfoot th thead tr ul
"""
_BREAKING = frozenset(_BLOCK_TAGS.split())
_SILENT = frozenset(("script", "style", "template", "noscript"))


class _Flow(HTMLParser):
    """Collects the visible text of HTML as blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._text: list[str] = []
        self._marker = ""
        self._lists: list[int | None] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "li":
            self._end_block()
            self._marker = self._next_marker(_whole(attrs, "value"))
        elif tag in _BREAKING:
            self._end_block()
            if tag in ("ul", "ol"):
                self._lists.append(_whole(attrs, "start", 1) - 1 if tag == "ol" else None)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "li" or tag in _BREAKING:
            self._end_block()
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_block()

    def _next_marker(self, value: int) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = value or number + 1
        return f"{self._lists[-1]}. "

    def _end_block(self) -> None:
        body = plain("".join(self._text))
        self._text.clear()
        if body:
            self.blocks.append(_marked(self._marker, body))
            self._marker = ""


def _whole(attrs: list[tuple[str, str | None]], name: str, default: int = 0) -> int:
    """A whole number among the attributes of a tag."""
    text = dict(attrs).get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def from_html(text: str) -> str:
    r"""Canonical plain text of HTML: a fragment, or a line in which only entities are escaped.

    As everywhere in HTML, a new line is a space: only tags make blocks.

    >>> from_html("<ol><li>A &lt; B</li><li>C&#x2F;D</li></ol>")
    '1. A < B\n2. C/D'
    >>> from_html("Dose of 5.\n10 mg")
    'Dose of 5. 10 mg'
    """
    if "<" not in text:
        return _marked("", plain(text))
    flow = _Flow()
    flow.feed(text)
    flow.close()
    return "\n".join(block for block in flow.blocks if block)


def from_html_line(text: str) -> str:
    r"""One line of text in which entities are escaped; its tags, if any, are no part of it.

    >>> from_html_line("Nivolumab&#x2F;Ipilimumab\n<mark>one</mark>")
    'Nivolumab/Ipilimumab one'
    """
    if "<" in text:
        text = _TAG.sub("", text)
    return plain(html.unescape(text)) if "&" in text else plain(text)


def without_numbers(text: str) -> str:
    r"""Canonical text without the numbers that its list items bear.

    A list that begins at 5 in one form of a text may begin at 1 in another.

    >>> without_numbers("Criteria:\n5. Able\n- 6. Willing")
    'Criteria:\nAble\n- Willing'
    """
    return _ITEM_NUMBER.sub(r"\1", text)


def from_markdown_lines(text: str) -> str:
    r"""Canonical plain text of text without mark-up: lines and bullets, no escapes.

    >>> from_markdown_lines("a \\* b\n\n- c")
    'a \\* b\n- c'
    """
    return from_markdown(text.replace("\\", "\\\\"))
