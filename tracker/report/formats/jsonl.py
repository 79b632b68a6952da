"""A report as JSON Lines: one object an event, a change or a coming date; nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tracker.report.edition import Edition
from tracker.report.terminal import neutral_json

_ENCODE = msgspec.json.Encoder().encode


def render(edition: Edition) -> Iterator[str]:
    """The objects of ``tracker events`` and ``tracker changes``, each with its ``type``."""
    for one in edition.news:
        for event in one.events:
            yield _line({"type": "event", "title": one.title, **msgspec.to_builtins(event)})
        for change in one.changes:
            yield _line({"type": "change", "title": one.title, **change.as_json()})


def _line(value: dict[str, object]) -> str:
    return neutral_json(_ENCODE(value).decode()) + "\n"
