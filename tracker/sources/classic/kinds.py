"""What elements of the old form are: lines, prose, dates, words, numbers; and where they go.

Comes in: elements. Goes out: values as API v2 has them; nothing where there is nothing.
Does not: know which element is what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.classic.markup import text
from tracker.sources.classic.words import day, word, yes

Study = dict[str, Any]
#: Where it stands in the XML, where it goes, what it is.
Rows = tuple[tuple[str, str, Callable[[Element], Any]], ...]


def a_text(element: Element) -> str | None:
    """A line of text."""
    return text(element)


def a_day(element: Element) -> str | None:
    """A date; one that cannot be understood stays as it is written."""
    said = text(element)
    return (day(said) or said) if said else None


def a_dated(element: Element) -> Study:
    """A date with its type, where it has one."""
    kind = element.get("type")
    return filled({"date": a_day(element), "type": word(kind) if kind else None})


def a_word(element: Element) -> str | None:
    """A word of a vocabulary."""
    said = text(element)
    return word(said) if said else None


def a_yes(element: Element) -> bool | None:
    """Yes or no."""
    return yes(text(element) or "")


def a_number(element: Element) -> int | None:
    """A whole number."""
    said = text(element) or ""
    return int(said) if said.isdigit() else None


def an_age(element: Element) -> str | None:
    """An age; none is said to be N/A."""
    said = text(element)
    return None if said == "N/A" else said


def put(study: Study, target: str, value: Any) -> None:
    """Put a value at a place of the study, if there is one."""
    if value in (None, "", [], {}):
        return
    *above, last = target.split(".")
    place = study
    for key in above:
        place = place.setdefault(key, {})
    place[last] = value


def filled(values: Study) -> Study:
    """Only what is there."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def taken(element: Element, rows: Rows) -> Study:
    """The values of a table's rows, from below one element."""
    made: Study = {}
    for path, target, read in rows:
        found = element.find(path) if path != "." else element
        if found is not None:
            put(made, target, read(found))
    return made


def entries(elements: Iterable[Element], rows: Rows) -> list[Study]:
    """One entry an element, by a table; those in which nothing stands are left out."""
    return [made for element in elements if (made := taken(element, rows))]
