"""Bytes of a page to the lines that a reader of the page would see.

Comes in: a payload: plain text, or HTML in any mark-up and nearly any encoding.
Goes out: the visible text flow, one :class:`Line` a block, the same for all mark-ups.
Does not: know trials, except that a known label alone is a line of its own.
"""

from __future__ import annotations

import codecs
import re

from tracker.errors import ReadError
from tracker.sources.page.labels import is_name
from tracker.sources.page.line import Line
from tracker.sources.page.markup import html_lines
from tracker.text import plain

#: Trial pages have well under 1 MB, saved with their pictures in them some more. Taking mark-up
#: apart costs about two seconds a megabyte.
MAX_BYTES = 16_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
#: What the names of Latin-1 mean on the web (WHATWG Encoding Standard, section 4.2).
_LATIN = frozenset(("iso8859-1", "ascii"))
_WHOLE = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_CLOSED = re.compile(
    r"</(?:div|p|h[1-6]|span|td|tr|dd|dl|li|ul|section|main|body|table)\s*>", re.IGNORECASE
)
_OPENED = re.compile(r"<(?:p|h[1-6]|br|div|table|tr|td|dt|dd|li)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_HASHES = re.compile(r"(#{1,6})\s+(\S.*)")


def lines_of(payload: bytes) -> list[Line]:
    """The visible lines of a payload.

    Raises ReadError: ``empty``, ``too_large``, or ``not_a_trial`` for what is no text.

    >>> [line.text for line in lines_of(b"<p>Group <b>Type</b></p><p>OTHER</p>")]
    ['Group Type', 'OTHER']
    """
    text = text_of(payload)
    return html_lines(text) if is_html(text) else _plain_lines(text)


def text_of(payload: bytes) -> str:
    """The characters of a payload, whatever its encoding; wrong bytes become U+FFFD."""
    if not payload.strip(b" \t\r\n\x00"):
        raise ReadError("empty", "the page is empty; fetch or save it again")
    if len(payload) > MAX_BYTES:
        size = f"{len(payload) / 1e6:.0f} MB"
        raise ReadError("too_large", f"the page has {size}, more than a trial page can have")
    for mark, encoding in _BOMS:
        if payload.startswith(mark):
            return payload[len(mark) :].decode(encoding, "replace")
    if payload.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b")) or b"\x00" in payload[:4096]:
        raise ReadError(
            "not_a_trial", "the file is not text; save the page as HTML or as plain text"
        )
    return _decoded(payload)


def _decoded(payload: bytes) -> str:
    """UTF-8 where it is, for saved pages often keep an old declaration; else as declared."""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        encoding = _declared(payload) or _likelier(payload)
        return payload.decode(encoding, "replace")


def _declared(payload: bytes) -> str | None:
    found = _DECLARED.search(payload[:4096])
    if found is None:
        return None
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
        "".encode(name)
    except (LookupError, ValueError):
        return None
    # A declaration that could be read as ASCII cannot stand in a 16-bit encoding.
    return "cp1252" if name in _LATIN else "utf-8" if name.startswith("utf") else name


def _likelier(payload: bytes) -> str:
    """UTF-8 with some broken bytes, or the Windows encoding of Western Europe."""
    text = payload.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    return "utf-8" if whole > broken else "cp1252"


def is_html(text: str) -> bool:
    r"""Whether text is mark-up; "p \< 0.05" in plain text is none.

    >>> is_html("<P>a<P>b<P>c"), is_html("Platelets <li and <p 0.05")
    (True, False)
    """
    if _WHOLE.search(text) or _CLOSED.search(text):
        return True
    return sum(1 for _ in _OPENED.finditer(text)) >= 3


def _plain_lines(text: str) -> list[Line]:
    """The lines of plain text; a Markdown heading is one, too."""
    found = []
    for raw in text.splitlines():
        line = plain(raw)
        heading = _HASHES.fullmatch(line)
        if heading:
            found.append(Line(heading.group(2), len(heading.group(1))))
        elif line:
            found.append(Line(_unmarked(line), 0))
    return found


def _unmarked(line: str) -> str:
    """A line without the stars that make a label bold in Markdown."""
    if line.startswith("**"):
        label, stars, rest = line[2:].partition("**")
        if stars and is_name(label):
            return f"{label} {rest.strip()}".strip()
    return line
