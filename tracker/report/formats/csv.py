"""A report as CSV, one row an event or change; no text is taken for a formula, nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.changes import StoredChange
from tracker.events.base import Event
from tracker.report.cells import csv_lines
from tracker.report.edition import Edition, News
from tracker.report.facts import link
from tracker.report.phrases import page_of

COLUMNS = (
    *("type", "trial", "title", "date", "known_by", "family", "rule", "headline"),
    *("version_before", "version_after", "class", "id", "page"),
)


def render(edition: Edition) -> Iterator[str]:
    """The heading and the rows; of a change the family is its category."""
    return csv_lines(COLUMNS, (row for one in edition.news for row in _rows(one)))


def _rows(one: News) -> Iterator[list[Any]]:
    for event in one.events:
        yield ["event", one.trial, one.title, *_of_event(event), page_of(event, one.registry)]
    for change in one.changes:
        yield ["change", one.trial, one.title, *_of_change(change), link(one.trial, one.registry)]


def _of_event(event: Event) -> list[Any]:
    before, after = event.versions
    days = [event.date, event.known_by]
    return [*days, event.family, event.rule, event.headline, before, after, "", event.id]


def _of_change(change: StoredChange) -> list[Any]:
    days = [change.registry_date, change.observed_at[:10]]
    said = [change.category, "", change.summary]
    return [*days, *said, change.version - 1, change.version, change.class_, ""]
