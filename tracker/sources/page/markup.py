"""HTML to the lines that a browser would show.

Comes in: the text of an HTML page. Goes out: one line a block, in the order of the page.
Does not: read labels or values.

Mark-ups of one text differ in where lines break and how items are marked (``gather``), in what
stands beside what (``cells``), and in what stands around the text (``furniture``).
"""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup

from tracker.errors import ReadError
from tracker.sources.page.furniture import in_page_contents, is_passed_over
from tracker.sources.page.gather import Gatherer
from tracker.sources.page.line import Line

_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>", re.IGNORECASE)


class _Leave:
    """Marks the end of an element on the stack."""

    def __init__(self, tag: Tag) -> None:
        self.tag = tag


def parse(text: str) -> BeautifulSoup:
    """Take mark-up apart. ReadError (``not_a_trial``) if no parser could."""
    with warnings.catch_warnings():
        # Mark-up of a kind that the parser remarks on is read all the same.
        warnings.simplefilter("ignore")
        try:
            return BeautifulSoup(_PROLOG.sub("", text), "html.parser")
        except (ParserRejectedMarkup, AssertionError) as error:
            reason = "the page's mark-up is broken; save it again, or save it as plain text"
            raise ReadError("not_a_trial", reason) from error


def html_lines(text: str) -> list[Line]:
    """The visible lines of an HTML page. Its depth costs no stack: nesting is walked by hand."""
    soup = parse(text)
    contents = in_page_contents(soup)
    page = Gatherer()
    stack: list[object] = [soup]
    while stack:
        node = stack.pop()
        if isinstance(node, _Leave):
            page.leave(node.tag)
        elif isinstance(node, Tag):
            if id(node) in contents or is_passed_over(node):
                page.skip(node)
                continue
            page.enter(node)
            stack.append(_Leave(node))
            stack.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            page.text(str(node))
    page.end_line()
    return page.lines
