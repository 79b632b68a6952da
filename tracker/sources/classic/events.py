"""Adverse events in the old form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.classic.kinds import filled
from tracker.sources.classic.markup import children, prose, text
from tracker.sources.classic.measures import group_id, groups_of
from tracker.sources.classic.words import word

#: The row that sums up a table; its numbers stand with the groups since.
_TOTAL = "Total"


def events_of(events: Element) -> dict[str, Any]:
    """The whole module."""
    groups = groups_of(events)
    made: dict[str, Any] = {
        "frequencyThreshold": text(events.find("other_events/frequency_threshold")),
        "timeFrame": text(events.find("time_frame")),
        "description": prose(events.find("desc")),
        "eventGroups": groups,
    }
    for kind in ("serious", "other"):
        table = events.find(f"{kind}_events")
        if table is not None:
            made[f"{kind}Events"] = [*_events(table)]
            _sum_up(groups, table, kind)
    return filled(made)


def _sum_up(groups: list[dict[str, Any]], table: Element, kind: str) -> None:
    """How many people had any event, with each group."""
    totals = {
        group_id(counts.get("group_id")): counts
        for category in children(table, "category_list/category")
        if text(category.find("title")) == _TOTAL
        for counts in category.iter("counts")
    }
    for group in groups:
        counts = totals.get(group.get("id"))
        if counts is not None:
            group |= filled(
                {
                    f"{kind}NumAffected": _number(counts, "subjects_affected"),
                    f"{kind}NumAtRisk": _number(counts, "subjects_at_risk"),
                }
            )


def _events(table: Element) -> Iterator[dict[str, Any]]:
    vocabulary = text(table.find("default_vocab"))
    assessment = text(table.find("default_assessment"))
    for category in children(table, "category_list/category"):
        system = text(category.find("title"))
        if system == _TOTAL:
            continue
        for event in children(category, "event_list/event"):
            term = event.find("sub_title")
            own = term.get("vocab") if term is not None else None
            collected = text(event.find("assessment")) or assessment
            yield filled(
                {
                    "term": text(term),
                    "organSystem": system,
                    "sourceVocabulary": own or vocabulary,
                    "assessmentType": word(collected) if collected else None,
                    "notes": prose(event.find("description")),
                    "stats": [_stats(counts) for counts in children(event, "counts")],
                }
            )


def _stats(counts: Element) -> dict[str, Any]:
    made = {
        "groupId": group_id(counts.get("group_id")),
        "numEvents": _number(counts, "events"),
        "numAffected": _number(counts, "subjects_affected"),
        "numAtRisk": _number(counts, "subjects_at_risk"),
    }
    return {key: value for key, value in made.items() if value is not None}


def _number(counts: Element, name: str) -> int | None:
    said = counts.get(name) or ""
    return int(said) if said.isdigit() else None
