"""A report as an Atom feed (RFC 4287); text only, so that no reader runs what a registry sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tracker.report.edition import Edition
from tracker.report.formats.entries import Entry, entries, feed_id
from tracker.report.phrases import TITLE, heading

_SPACE = "http://www.w3.org/2005/Atom"


def render(edition: Edition) -> Iterator[str]:
    """The feed as one document."""
    yield from document(
        feed_id(edition),
        title=TITLE,
        subtitle=heading(edition),
        updated=edition.made_at,
        told=entries(edition),
    )


def document(
    id_: str,
    *,
    title: str,
    subtitle: str,
    updated: str,
    told: Iterable[Entry],
    itself: str | None = None,
) -> Iterator[str]:
    """Entries as one feed. ``itself``: the address at which it is read anew."""
    feed = Element("feed", {"xmlns": _SPACE})
    _text(feed, "id", id_)
    _text(feed, "title", title)
    _text(feed, "subtitle", subtitle)
    _text(feed, "updated", updated)
    if itself:
        SubElement(feed, "link", {"rel": "self", "href": itself})
    _text(SubElement(feed, "author"), "name", "Tracker")
    for one in told:
        _entry(feed, one)
    indent(feed)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield tostring(feed, encoding="unicode") + "\n"


def _entry(feed: Element, one: Entry) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", one.id)
    _text(entry, "title", one.title)
    _text(entry, "updated", one.at)
    if one.page:
        SubElement(entry, "link", {"rel": "alternate", "href": one.page})
    for tag in one.tags:
        SubElement(entry, "category", {"term": tag})
    _text(entry, "content", one.text).set("type", "text")


def _text(parent: Element, name: str, text: str) -> Element:
    made = SubElement(parent, name)
    made.text = text
    return made
