"""The forms that a report can have: the table ``FORMATS``, one small module each.

Comes in: an :class:`~tracker.report.edition.Edition`. Goes out: pieces of text, to be written one
after the other as they are.
Does not: look anything up, write files, know a clock: the same edition gives the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tracker.report.edition import Edition
from tracker.report.formats import (
    atom,
    calendar,
    csv,
    html,
    json_feed,
    jsonl,
    markdown,
    text,
)


class Format(NamedTuple):
    """One form of a report."""

    render: Callable[[Edition], Iterator[str]]
    #: Ends of file names that mean it.
    suffixes: tuple[str, ...]
    media_type: str
    #: What it is for, in a few words.
    says: str
    #: It holds the dates to come, which cost a look at the life of every trial.
    dates: bool = False


FORMATS: dict[str, Format] = {
    "text": Format(text.render, (".txt",), "text/plain", "for the terminal"),
    "markdown": Format(markdown.render, (".md",), "text/markdown", "for issues, wikis, chats"),
    "html": Format(html.render, (".html", ".htm"), "text/html", "one file: page or mail", True),
    "jsonl": Format(jsonl.render, (".jsonl", ".ndjson"), "application/x-ndjson", "for programs"),
    "csv": Format(csv.render, (".csv",), "text/csv", "for spreadsheets"),
    "atom": Format(atom.render, (".atom", ".xml"), "application/atom+xml", "for feed readers"),
    "json-feed": Format(
        json_feed.render, (".json",), "application/feed+json", "for feed readers, as JSON"
    ),
    "ics": Format(calendar.render, (".ics",), "text/calendar", "dates to come", True),
}


def format_of(name: str) -> str | None:
    """The form that a file's name means by its end; None where it means none.

    >>> format_of("week.html"), format_of("week")
    ('html', None)
    """
    for key, one in FORMATS.items():
        if name.lower().endswith(one.suffixes):
            return key
    return None
