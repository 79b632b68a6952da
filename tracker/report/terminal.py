r"""Registry text on a terminal: made harmless, measured, cut.

Comes in: any text; what a registry sends is not trusted.
Goes out: text without control codes; its width in cells; the same, cut to a width.
Does not: know colours. Everything that ``report.lines`` renders goes through :func:`neutral`.

>>> neutral("safe\x1b[2J text")
'safe␛[2J text'
"""

from __future__ import annotations

import re
from functools import cache

#: C0 and C1 control codes, line and paragraph separators, what turns the direction of writing,
#: and half characters that no terminal can be sent.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
#: Those of them that JSON may hold as they are.
_HIDDEN = re.compile("[\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANKS = "\t\n\r\u2028\u2029"


def neutral(text: str) -> str:
    r"""One line of text that a terminal shows and does not obey.

    Control codes are shown as the signs that Unicode has for them; tabs and line breaks become
    spaces, and what would turn the direction of writing is left out.

    >>> neutral("a\tb\x07\u202ec")
    'a b␇c'
    """
    return _HARMFUL.sub(_sign, text) if _HARMFUL.search(text) else text


def neutral_json(text: str) -> str:
    r"""JSON that a terminal shows and does not obey; read again, it says the same.

    In JSON what is harmful can only stand inside texts, where there is an escape for it.

    >>> neutral_json('{"a":"\u009b2J\u202eb"}')
    '{"a":"\\u009b2J\\u202eb"}'
    """
    if text.isascii():  # Of C0 the encoder has made escapes already.
        return text.replace("\x7f", "\\u007f")
    return _HIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def neutral_block(text: str) -> str:
    """The same as :func:`neutral` for a text of several lines, which stay."""
    return "\n".join(map(neutral, text.split("\n"))) if _HARMFUL.search(text) else text


def _sign(match: re.Match[str]) -> str:
    code = match.group()
    if code in _BLANKS:
        return " "
    number = ord(code)
    if number < 0x20:
        return chr(0x2400 + number)
    if number == 0x7F:
        return "\u2421"
    return "\ufffd" if number < 0xA0 or 0xD800 <= number < 0xE000 else ""


def width(text: str) -> int:
    """How many cells of a terminal a text takes.

    >>> width("Bergonié"), width("北京")
    (8, 4)
    """
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # Late: most text needs no table of wide characters.

    return cell_len(text)


def cut(text: str, cells: int) -> str:
    """A text in at most so many cells, with an ellipsis where something was cut.

    >>> cut("a study of everything", 10)
    'a study o…'
    """
    if width(text) <= cells:
        return text
    end = fitting(text, cells - 1)
    return text[:end].rstrip() + "…" if cells > 0 else ""


def fitting(text: str, cells: int) -> int:
    """How many signs of a text fit into so many cells.

    >>> fitting("abcdefg", 3), fitting("北京", 3)
    (3, 1)
    """
    if text.isascii():
        return min(len(text), cells)
    used = 0
    for place, sign in enumerate(text):
        used += _size(sign)
        if used > cells:
            return place
    return len(text)


@cache
def _size(sign: str) -> int:
    return width(sign)


def padded(text: str, cells: int) -> str:
    """A text in exactly so many cells."""
    short = cut(text, cells)
    return short + " " * (cells - width(short))
