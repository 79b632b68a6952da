"""A report as a JSON Feed, version 1.1; text only, no HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tracker.report.edition import Edition
from tracker.report.formats.entries import Entry, entries, feed_id
from tracker.report.phrases import TITLE, heading
from tracker.report.terminal import neutral_json


def render(edition: Edition) -> Iterator[str]:
    """The feed as one document."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "description": heading(edition),
        "authors": [{"name": "Tracker"}],
        "language": "en",
        "_tracker": {"id": feed_id(edition), "made_at": edition.made_at},
        "items": [_item(one) for one in entries(edition)],
    }
    text = msgspec.json.format(msgspec.json.encode(feed), indent=1).decode()
    yield neutral_json(text) + "\n"


def _item(one: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": one.id,
        "title": one.title,
        "content_text": one.text,
        "date_published": one.at,
        "tags": list(one.tags),
    }
    return item | ({"url": one.page} if one.page else {})
