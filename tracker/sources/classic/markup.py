"""XML to elements, and the texts of elements.

Comes in: bytes of XML. Goes out: elements; text in the Markdown that the reader of studies wants.
Does not: know what the elements mean, or let a file define entities or point outside itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tracker.errors import ReadError

_BLANK = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_ITEM = re.compile(r"^(?:-|\d{1,3}[.)])\s")
#: Typographic signs that the registry has since replaced in all records by those of a keyboard:
#: quotation marks, hyphens and dashes, the minus sign, and the wide forms of ASCII.
_STRAIGHT = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2013\u2212"), "-"),
    **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
}
_CUT_SHORT = ("no element found", "unclosed token", "unclosed CDATA section")


def parsed(data: bytes) -> Element:
    """The root of a record. ``ReadError`` says why there is none."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ReadError(
            "not_a_trial",
            "it defines entities or a document type, which no record of the registry does; it is "
            "not read, as such a file can be made to fill the memory",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        if any(words in str(error) for words in _CUT_SHORT):
            raise ReadError("truncated", f"it is cut short: {error}") from error
        raise ReadError("damaged", f"it is not well-formed XML: {error}") from error
    if root.tag != "clinical_study":
        raise ReadError("not_a_trial", f"it is XML, but its root is <{str(root.tag)[:40]}>")
    return root


def text(element: Element | None) -> str | None:
    """The text of an element in one line; None where there is none."""
    words = " ".join((element.text or "").split()) if element is not None else ""
    return words.translate(_STRAIGHT) or None


def prose(element: Element | None) -> str | None:
    r"""Running text as Markdown: paragraphs apart, nothing to be escaped.

    In a text block lines are broken anywhere, and a blank line stands between paragraphs and
    between the items of a list; elsewhere a line is a paragraph.
    """
    if element is None:
        return None
    block = element.find("textblock")
    parts = _LINE.split(element.text or "") if block is None else _BLANK.split(block.text or "")
    paragraphs = (" ".join(part.split()) for part in parts)
    told = "\n\n".join(_escaped(part) for part in paragraphs if part)
    return told.translate(_STRAIGHT) or None


def _escaped(paragraph: str) -> str:
    """Signs that mean something in Markdown, as themselves; the mark of an item stays one."""
    mark = _ITEM.match(paragraph)
    body = paragraph[mark.end() :] if mark else paragraph
    body = body.replace("\\", "\\\\").replace("&", "&amp;")
    return ("* " if mark[0][0] == "-" else mark[0]) + body if mark else body


def children(element: Element | None, path: str) -> Iterator[Element]:
    """The elements at a path; none where there is nothing."""
    return iter(element.findall(path) if element is not None else ())
