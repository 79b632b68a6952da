r"""Values as cells of a CSV that a spreadsheet may open.

Comes in: rows of plain values. Goes out: lines of CSV, each with its line break.
Does not: write files.

Text comes from registries and is not trusted. A spreadsheet takes a cell for a formula when it
begins with ``=``, ``+``, ``-`` or ``@``, also behind blanks and control codes and in their wide
forms; such a cell gets an apostrophe in front, and the spreadsheet shows it as the text that it is.
Numbers stay as they are. Text with a semicolon or a tab is quoted like text with a comma, so that
no spreadsheet of another locale finds the beginning of a cell in the middle of it. Control codes
are shown as signs, so that a CSV on a terminal does not steer it.

>>> cell("=1+1"), cell("-5"), cell("- 18 years or older"), cell("a=b")
("'=1+1", '-5', "'- 18 years or older", 'a=b')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from tracker.report.terminal import neutral_block, neutral_json

_FORMULA = re.compile(r"[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")
_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$')


def cell(value: Any, *, raw: bool = False) -> str:
    """A value as text: absent is empty, lists are JSON, what could be obeyed is made harmless.

    ``raw`` leaves text as it is, for programs that read CSV and obey nothing in it.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value if raw else neutral_block(harmless(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return neutral_json(msgspec.json.encode(value).decode())


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def csv_line(values: Iterable[Any], *, raw: bool = False) -> str:
    r"""One line of CSV.

    >>> csv_line(["a", None, 5, 'say "x"; y'])
    'a,,5,"say ""x""; y"\n'
    """
    return ",".join(_quoted(cell(value, raw=raw)) for value in values) + "\n"


def csv_lines(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, raw: bool = False
) -> Iterator[str]:
    """The heading and the rows."""
    yield csv_line(columns, raw=True)
    for row in rows:
        yield csv_line(row, raw=raw)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
