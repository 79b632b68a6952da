"""The facts of a record that get columns of their own.

Comes in: a Record.
Goes out: the headline of a version, and the titles, names and ids by which a trial is found, as
values of columns; lists are JSON arrays, so that Datasette can facet them.
Does not: read or write the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.record import Record


def headline_row(record: Record) -> dict[str, Any]:
    """The headline of a record: the columns that ``trials`` and ``versions`` share."""
    status, dates, outcomes = record.status, record.dates, record.outcomes
    return {
        "overall_status": status.overall_status,
        "last_known_status": status.last_known_status,
        "why_stopped": status.why_stopped,
        "enrollment_count": _number(record.enrollment.enrollment_count),
        "enrollment_type": record.enrollment.enrollment_type,
        "start_date": dates.start_date,
        "start_date_type": dates.start_date_type,
        "primary_completion_date": dates.primary_completion_date,
        "primary_completion_date_type": dates.primary_completion_date_type,
        "completion_date": dates.completion_date,
        "completion_date_type": dates.completion_date_type,
        "phases": as_list(record.design.phases),
        "study_type": record.design.study_type,
        "lead_sponsor": record.sponsors.lead_sponsor,
        "site_count": len(record.sites),
        "country_count": len(_countries(record)),
        "primary_outcome_count": len(outcomes.primary_outcomes),
        "secondary_outcome_count": len(outcomes.secondary_outcomes),
        "other_outcome_count": len(outcomes.other_outcomes),
        "has_results": record.has_results,
        "results_first_posted": dates.results_first_posted,
    }


def face(record: Record) -> dict[str, Any]:
    """What the trial is known and searched by: columns of ``trials`` only."""
    who, about = record.identification, record.conditions
    ids = [*who.id_aliases, who.org_study_id, *(one.id for one in who.secondary_ids)]
    given = [name for one in record.interventions for name in (one.name, *one.other_names)]
    return {
        "brief_title": who.brief_title,
        "official_title": who.official_title,
        "acronym": who.acronym,
        "other_ids": as_list(ids),
        "collaborators": as_list(one.name for one in record.sponsors.collaborators),
        "conditions": as_list(about.conditions),
        "keywords": as_list(about.keywords),
        "interventions": as_list(given),
        "countries": as_list(_countries(record)),
    }


def as_list(values: Iterable[str | None]) -> str | None:
    """A JSON array of the texts that are there, each once, in order; NULL if there is none.

    >>> as_list(["PHASE2", None, "PHASE3", "PHASE2"])
    '["PHASE2","PHASE3"]'
    """
    present = dict.fromkeys(value for value in values if value)
    return msgspec.json.encode(list(present)).decode() if present else None


def _number(value: int | None) -> int | None:
    """A number that a column can hold; one that cannot be meant stays in the record only."""
    return value if value is not None and abs(value) < 1 << 63 else None


def _countries(record: Record) -> list[str]:
    return sorted({site.country for site in record.sites if site.country})
