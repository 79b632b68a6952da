"""Brings the texts of parts that were read in C to their canonical form, in place."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, get_args, get_origin

from msgspec.structs import force_setattr

from tracker import text
from tracker.record import Part
from tracker.sources.ctgov.hints import bare, hints

#: How each kind of text comes to its canonical form; what is not here is kept to the letter.
Canon = Mapping[str, Callable[[str], str]]
CANONICAL: Canon = {"markup": text.from_markdown, "text": text.plain}

#: The same for each form in which the registry sends text: API v2 as Markdown, the record history
#: as HTML, with entities in all text that it sends.
CANONS: Mapping[str, Canon] = {
    "markdown": CANONICAL,
    "html": {"markup": text.from_html, "text": text.from_html_line, "token": html.unescape},
}


@cache
def cleaner(kind: type[Part]) -> Callable[[Any], None]:
    """A function that cleans a part that nobody else holds yet."""
    texts, lines, below = _plan(kind)
    # One getter in C for all texts: this runs for every part of every record.
    said = attrgetter(*[name for name, _ in texts], "other", "other")  # two at least: a tuple

    def clean(part: Any) -> None:
        for (name, canonical), value in zip(texts, said(part), strict=False):
            if value is not None:
                tidy = canonical(value)
                if tidy is not value:
                    force_setattr(part, name, tidy or None)
        for name in lines:
            values = getattr(part, name)
            if values:
                force_setattr(part, name, tuple([text.plain(value) for value in values]))
        for name, clean_below in below:
            value = getattr(part, name)
            if type(value) is tuple:
                for entry in value:
                    clean_below(entry)
            elif value is not None:
                clean_below(value)
                if value == type(value)():  # an object that says nothing is absent
                    force_setattr(part, name, None)

    return clean


_Texts = list[tuple[str, Callable[[str], str]]]
_Below = list[tuple[str, Callable[[Any], None]]]


def _plan(kind: type[Part]) -> tuple[_Texts, list[str], _Below]:
    """The fields of a part that hold text, lists of text, and parts that hold any."""
    texts: _Texts = []
    lines: list[str] = []
    below: _Below = []
    for name, hint in hints(kind).items():
        inner, kind_of_text = bare(hint)
        many = get_origin(inner) is tuple
        if many:
            inner, kind_of_text = bare(get_args(inner)[0])
        if isinstance(inner, type) and issubclass(inner, Part):
            if any(_plan(inner)):
                below.append((name, cleaner(inner)))
        elif many and kind_of_text == "text":
            lines.append(name)
        elif kind_of_text in CANONICAL:
            texts.append((name, CANONICAL[kind_of_text]))
    return texts, lines, below


def is_tidy(raw: bytes) -> bool:
    """Whether no text in these bytes of JSON would change by :func:`tracker.text.plain`.

    Bytes without escapes, double spaces, spaces inside a quote's edge and invisible characters
    hold only such texts; of others nothing is said, and they are cleaned one by one.
    """
    return (
        b"\\" not in raw
        and b"  " not in raw
        and b'" ' not in raw
        and b' "' not in raw
        and raw.decode().isprintable()
    )


@cache
def has_markup(kind: type[Part]) -> bool:
    """Whether a part, or any part below it, holds running text in mark-up."""
    for hint in hints(kind).values():
        inner, kind_of_text = bare(hint)
        if get_origin(inner) is tuple:
            inner, kind_of_text = bare(get_args(inner)[0])
        if kind_of_text == "markup":
            return True
        if isinstance(inner, type) and issubclass(inner, Part) and has_markup(inner):
            return True
    return False
