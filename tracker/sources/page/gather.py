"""Text and the ends of elements to lines: what breaks a line, and what marks it.

Comes in: elements as they begin and end, and the text between. Goes out: lines.
Does not: walk the page (``markup``) or decide what is shown (``furniture``).
"""

from __future__ import annotations

import re

from bs4 import Tag

from tracker.sources.page.cells import cells_of, column_names
from tracker.sources.page.labels import is_label, is_name, names_a_fact
from tracker.sources.page.line import Line
from tracker.text import plain

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd"),
        *("details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main"),
        *("menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    )
)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)", re.IGNORECASE)
_KEPT_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_KEPT_CLASS = re.compile(r"(?:^|\s)(?:whitespace-)?pre(?:-line|-wrap)?(?:$|\s)")
_BULLET = re.compile(r"[*+•·-]\s")
_NUMBERED = re.compile(r"\(?\d{1,3}\s?\\?[.,)]")
_ITEM_NUMBER = re.compile(r"(\d{1,3})\\?[.)]\s+\S")
_LETTERED = re.compile(r"\(?(?:[a-z]|[ivx]{1,4})\\?[.)]\s")
_MARKDOWN = re.compile(r"^[ \t]*[*+•·-]\s", re.MULTILINE)
#: Where no list shows that text is Markdown, shorter lines are no paragraphs by a blank line alone.
_PARAGRAPH = 40
#: A label is in one or two pieces of text; to look no further keeps long lines cheap.
_PIECES = 6


class Gatherer:
    """Collects text until a block ends, and makes a line of it."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._text: list[str] = []
        self._level = 0
        self._kept = 0
        #: The lists around this place: how many items so far; None where they have bullets.
        self._lists: list[int | None] = []
        self._marker = ""
        self._may_part = False
        self._cells: set[int] = set()
        self._columns: dict[int, str] = {}

    def skip(self, tag: Tag) -> None:
        """Pass over an element; a block that is not shown still parts what stands around it."""
        if tag.name in _BLOCKS or tag.name in ("nav", "dialog"):
            self.end_line()

    def enter(self, tag: Tag) -> None:
        """Begin an element."""
        if id(tag) in self._cells:
            self._part_cells()
        if _is_block(tag):
            self.end_line()
        elif self._is_label() and not self._text[-1][-1:].isspace():
            self._part_label()
        if tag.name == "table":
            self._columns.update(column_names(tag))
        if tag.name in ("ul", "ol", "menu"):
            self._lists.append(0 if tag.name == "ol" else None)
        if tag.name == "li":
            self._begin_item()
        self._level = _level(tag) or self._level
        self._kept += _keeps_lines(tag)
        self._cells.update(cells_of(tag))
        if id(tag) in self._columns:
            self._name_cell(self._columns[id(tag)])

    def leave(self, tag: Tag) -> None:
        """End an element."""
        if _is_block(tag):
            self.end_line()
        elif self._is_label():
            self._part_label()
        if id(tag) in self._cells:
            self._part_cells()
        if tag.name in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
        if tag.name == "li":
            self._marker = ""
        if _level(tag):
            self._level = 0
        self._kept -= _keeps_lines(tag)

    def text(self, data: str) -> None:
        """Take text; a line end in it is a blank unless it ends a paragraph of raw text."""
        if self._may_part and not data.isspace():
            self._may_part = False
            if not data.lstrip()[:1].islower():
                self.end_line()
        if "\n" not in data and "\r" not in data:
            self._text.append(data)
            return
        least = 0 if _MARKDOWN.search(data) else _PARAGRAPH
        first, *rows = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._text.append(first)
        above = last = first.strip()
        for row in rows:
            if self._kept or _part(above, last, row.strip(), least):
                self.end_line()
            self._text.append(f" {row}")
            last = row.strip()
            above = last or above

    def end_line(self) -> None:
        """Make a line of the text so far, if there is any."""
        if not self._text:
            return
        body = plain("".join(self._text))
        self._text.clear()
        self._may_part = False
        if body:
            self.lines.append(Line(self._marked(body), self._level))
            self._marker = ""

    def _begin_item(self) -> None:
        self._marker = "*"
        if self._lists and self._lists[-1] is not None:
            self._lists[-1] += 1
            self._marker = f"{self._lists[-1]}."

    def _name_cell(self, column: str) -> None:
        """Show the name of a cell's column before it, known names as labels are."""
        self._text.append(column if is_name(column) else f"{column}: ")
        if is_name(column):
            self.end_line()

    def _is_label(self) -> bool:
        """Whether the line so far is a known label and nothing else."""
        if self._level or not 0 < len(self._text) < _PIECES:
            return False
        return is_name(plain("".join(self._text)))

    def _part_cells(self) -> None:
        """Part two cells, unless a comma or a label's colon says that they belong together."""
        body = plain("".join(self._text))
        goes_on = body[-1:] in (",", "(") and len(body) <= _PARAGRAPH and not _BULLET.match(body)
        if goes_on or (body[-1:] == ":" and is_label(body)):
            self._text.append(" ")
        else:
            self.end_line()

    def _part_label(self) -> None:
        """Part a label from its value: a colon keeps them on one line.

        A label of one word may begin a sentence instead; the next text shows it.
        """
        body = plain("".join(self._text))
        if body[-1:] == ":" and is_label(body):
            self._text.append(" ")
        elif " " in body:
            self.end_line()
        else:
            self._may_part = True

    def _marked(self, body: str) -> str:
        """A list item as the registry's Markdown has it.

        A number of its own wins over the list's; an item of an inner list that begins with a
        letter ("a) ...") is a line of the item above it.
        """
        if not self._marker or _BULLET.match(body):
            return body
        if _NUMBERED.match(body):
            return f"* {body}"
        if len(self._lists) > 1 and _LETTERED.match(body):
            return body
        return f"{self._marker} {body}"


def _is_block(tag: Tag) -> bool:
    if tag.name in _BLOCKS:
        return True
    style = tag.get("style")
    return isinstance(style, str) and _BLOCK_STYLE.search(style) is not None


def _level(tag: Tag) -> int:
    """1 to 6 for a heading."""
    if len(tag.name) == 2 and tag.name[0] == "h" and tag.name[1] in "123456":
        return int(tag.name[1])
    if tag.get("role") == "heading":
        level = str(tag.get("aria-level") or "2")
        return int(level) if level in "123456" else 2
    return 0


def _keeps_lines(tag: Tag) -> bool:
    if tag.name == "pre":
        return True
    style, names = tag.get("style"), tag.get("class")
    kept = isinstance(style, str) and _KEPT_STYLE.search(style) is not None
    return kept or (isinstance(names, list) and _KEPT_CLASS.search(" ".join(names)) is not None)


def _part(above: str, last: str, row: str, least: int) -> bool:
    """Whether a line end in raw text parts two lines: Markdown that was not rendered.

    ``last`` is the line above ``row``, ``above`` the last one that is not empty; ``least`` is the
    length that makes a paragraph of what stands between blank lines.
    """
    if not row:
        return False
    if _BULLET.match(row) or is_name(row) or is_name(last) or names_a_fact(row.split(":")[0]):
        return True
    if _number(row) and _number(row) in (1, _number(last) + 1):
        return True
    return bool(above and not last) and max(len(above), len(row)) >= least


def _number(row: str) -> int:
    """The number of an item of a list, 0 if a row is none."""
    found = _ITEM_NUMBER.match(row)
    return int(found.group(1)) if found else 0
