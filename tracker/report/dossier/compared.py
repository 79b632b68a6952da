"""First registered against a later version, row by row.

Comes in: a case. Goes out: rows of a table: what, then, later, whether it is the same.
Does not: match outcomes; how each one changed is told by the events of the outcomes family.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.changes import Change
from tracker.diff.labels import label
from tracker.record import Outcome, Part, Record
from tracker.report import facts
from tracker.report.digest import is_told
from tracker.report.dossier.case import Case
from tracker.report.hypertext import text
from tracker.report.points import points
from tracker.report.values import said
from tracker.store.rows import Version

_NONE = "(not given)"
_DATES = ("start_date", "primary_completion_date", "completion_date")
_DESIGN = ("allocation", "intervention_model", "masking", "primary_purpose", "observational_model")
_WHO = ("minimum_age", "maximum_age", "sex")
_LISTS = ("primary_outcomes", "secondary_outcomes", "other_outcomes")
#: Outcomes of one list that a cell shows; the record's own page holds all.
_MOST = 40
#: What the table itself shows; other changes are told below it.
_SHOWN = frozenset(("status", "enrollment", "dates", "outcomes", "bookkeeping"))


class Row(NamedTuple):
    """One line of the comparison; the cells are HTML."""

    what: str
    first: str
    later: str
    same: bool


def rows(case: Case) -> Iterator[Row]:
    """All rows; what neither version says has none."""
    for what, first, later in _pairs(case):
        if first != _NONE or later != _NONE:
            yield Row(text(what), first, later, first == later)
    for field in _LISTS:
        then, now = (_outcomes(one, field) for one in (case.first_record, case.later_record))
        if then != _NONE or now != _NONE:
            yield Row(text(label(field).capitalize()), then, now, _stayed(case, field))


def _stayed(case: Case, field: str) -> bool:
    """Whether no outcome of a list changed, in what cells show and in what they leave out."""
    fields = (change.field for change in case.changes)
    return not any(one == field or one.startswith(f"{field}.") for one in fields)


def others(case: Case) -> list[str]:
    """What else differs, in sentences."""
    left: list[Change] = [
        change for change in case.changes if change.category not in _SHOWN and is_told(change)
    ]
    return [point.text for point in points(left)]


def _pairs(case: Case) -> Iterator[tuple[str, str, str]]:
    one, two = case.first, case.later
    before, after = case.first_record, case.later_record
    yield "Status", text(facts.status(one) or _NONE), text(facts.status(two) or _NONE)
    yield "Why stopped", text(one.why_stopped or _NONE), text(two.why_stopped or _NONE)
    yield "Enrolment", text(facts.enrolment(one) or _NONE), text(facts.enrolment(two) or _NONE)
    for field in _DATES:
        yield label(field).capitalize(), _dated(one, field), _dated(two, field)
    yield "Phase", text(facts.phases(one) or _NONE), text(facts.phases(two) or _NONE)
    yield "Lead sponsor", text(one.lead_sponsor or _NONE), text(two.lead_sponsor or _NONE)
    yield "Number of sites", text(facts.places(one) or "none"), text(facts.places(two) or "none")
    for field in _DESIGN:
        then, now = (_word(field, record.design) for record in (before, after))
        yield label(field).capitalize(), then, now
    for field in _WHO:
        then, now = (_word(field, record.eligibility) for record in (before, after))
        yield label(field).capitalize(), then, now


def _dated(one: Version, field: str) -> str:
    value = getattr(one, field)
    return text(facts.typed(value, getattr(one, f"{field}_type")) if value else _NONE)


def _word(field: str, section: Part) -> str:
    return text(said(field, getattr(section, field)))


def _outcomes(record: Record, field: str) -> str:
    listed: tuple[Outcome, ...] = getattr(record.outcomes, field)
    if not listed:
        return _NONE
    items = "".join(f"<li>{_outcome(one)}</li>" for one in listed[:_MOST])
    more = f"<li>and {len(listed) - _MOST:,} more</li>" if len(listed) > _MOST else ""
    return f"<ol>{items}{more}</ol>"


def _outcome(one: Outcome) -> str:
    frame = f'<br><span class="soft">{text(one.time_frame, 400)}</span>' if one.time_frame else ""
    return text(one.measure or "(without a name)", 600) + frame
