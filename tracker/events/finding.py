"""What the rules of most families are built from: findings, their dates and their evidence.

    Life -> a rule's own function -> Findings -> Finder -> Events

Comes in: what a rule found. Goes out: Events with stable ids, Rules for the table.
Does not: hold a rule.

A rule's function says what it found and by what it is known again (``key``); that it is an event
of this rule and family, and which id it bears, is added here, once for all rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct

from tracker.dates import interval
from tracker.events.base import Event, Evidence, Life, Rule, Snapshot, Step, compare_link, event_id
from tracker.record import Identification, Part, Record


class Finding(Struct, frozen=True, kw_only=True):
    """What a rule found, before it is an event."""

    #: What makes it the same finding on every run: dates of the registry, fields, values; never
    #: a version number, the day of looking or the day on which we saw it.
    key: tuple[object, ...]
    date: str
    known_by: str
    versions: tuple[int, int]
    headline: str
    facts: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()


class Finder(Struct, frozen=True):
    """Turns what a function finds into events of one rule; pickles by the function's name."""

    rule: str
    family: str
    version: int
    find: Callable[[Life], Iterable[Finding]]

    def __call__(self, life: Life) -> Iterator[Event]:
        """The events of a life by this rule."""
        for found in self.find(life):
            yield Event(
                id=event_id(life.trial, self.rule, *found.key),
                trial=life.trial,
                family=self.family,
                rule=self.rule,
                rule_version=self.version,
                date=found.date,
                known_by=found.known_by,
                versions=found.versions,
                headline=found.headline,
                facts=found.facts,
                evidence=found.evidence,
            )


def rule(
    name: str,
    find: Callable[[Life], Iterable[Finding]],
    *,
    finds: str,
    source: str,
    example: str,
    not_claimed: str,
    kind: Literal["change", "state", "coming"] = "change",
    version: int = 1,
) -> Rule:
    """A row of a table of rules; the family is the first word of the rule's name."""
    family = name.partition("_")[0]
    return Rule(
        id=name,
        family=family,
        version=version,
        finds=finds,
        source=source,
        example=example,
        not_claimed=not_claimed,
        find=Finder(name, family, version, find),
        kind=kind,
    )


# --- days -----------------------------------------------------------------------------------------


def iso(day: dt.date) -> str:
    """A day as the registry writes it."""
    return day.isoformat()


def happened(step: Step) -> str:
    """The day on which a change happened: that of its version.

    What came silently bears the day of an older state; it happened when it was first seen. A
    version of the registry's own record history has its own day even so.
    """
    after = step.after
    if step.silent and after.registry_version is None:
        return max(after.observed_at[:10], _day(after))
    return _day(after)


def known(snapshot: Snapshot, *, silent: bool = False) -> str:
    """The day by which a reader could have known a version: posted, else when we saw it."""
    posted = None if silent else interval(snapshot.posted)
    return iso(posted.high) if posted else snapshot.observed_at[:10]


def registry_day(snapshot: Snapshot) -> str:
    """A version's own day, the same on every machine: its submission, else its posting."""
    dates = snapshot.record.dates
    return dates.last_update_submitted or dates.last_update_posted or snapshot.date


def _day(snapshot: Snapshot) -> str:
    days = interval(snapshot.date[:10])
    return iso(days.low) if days else snapshot.observed_at[:10]


def day_of(life: Life, snapshot: Snapshot) -> tuple[str, str]:
    """When a version came to be, and by when a reader could have known it."""
    step = next((s for s in life.steps if s.after.number == snapshot.number), None)
    if step is None:
        return _day(snapshot), known(snapshot)
    return happened(step), known(snapshot, silent=step.silent)


# --- evidence -------------------------------------------------------------------------------------

_EMPTY = Record(identification=Identification(id=""))
#: In which section of a Record each field of one value stands; the names are unique.
_SECTION_OF = {
    field: section
    for section in Record.__struct_fields__
    if isinstance(part := getattr(_EMPTY, section), Part)
    for field in part.__struct_fields__
    if field != "other"
}


def value(record: Record, field: str) -> Any:
    """What a record says in a field of one value, by the field's own name."""
    section = _SECTION_OF.get(field)
    return getattr(record if section is None else getattr(record, section), field)


def plain(record: Record, field: str) -> Any:
    """The same as JSON has it; what is empty is absent."""
    said = value(record, field)
    if isinstance(said, tuple):
        return [one for one in said if isinstance(one, str)] or (len(said) or None)
    return said


def in_step(
    step: Step,
    *key: object,
    headline: str,
    facts: dict[str, Any],
    fields: Iterable[str],
) -> Finding:
    """A finding of a change, with the named fields before and after as evidence."""
    before, after = step.before, step.after
    link = compare_link(after.record.identification.id, before, after)
    return Finding(
        key=(registry_day(after), *key),
        date=happened(step),
        known_by=known(after, silent=step.silent),
        versions=(before.number, after.number),
        headline=headline,
        facts=facts,
        evidence=tuple(
            Evidence(field, plain(before.record, field), plain(after.record, field), link=link)
            for field in fields
        ),
    )


def held_since(life: Life, fields: tuple[str, ...]) -> Snapshot:
    """The oldest version since which these fields have said what the newest one says."""
    newest = life.snapshots[-1]
    now = [value(newest.record, field) for field in fields]
    held = newest
    for snapshot in reversed(life.snapshots[:-1]):
        if [value(snapshot.record, field) for field in fields] != now:
            break
        held = snapshot
    return held


def as_of_now(
    life: Life,
    *key: object,
    headline: str,
    facts: dict[str, Any],
    fields: tuple[str, ...],
    date: str | None = None,
    known_from: str | None = None,
    lasting: bool = False,
) -> Finding:
    """A finding of a state that rests on the newest version.

    ``date``: since when it holds or on which day it will; None means since the record says so.
    ``known_from``: the first day from which one could know even of a record that did not move.
    ``lasting``: it holds whatever the record says today. What does not says by which day's look.
    """
    newest = life.snapshots[-1]
    stated, told = day_of(life, held_since(life, fields))
    if life.last_seen is not None and not lasting:
        headline += f" (as last seen, on {life.last_seen})"
    return Finding(
        key=key,
        date=date or stated,
        known_by=max(told, known_from or told),
        versions=(newest.number, newest.number),
        headline=headline,
        facts=facts,
        evidence=shown(life, newest, fields),
    )


def shown(life: Life, snapshot: Snapshot, fields: Iterable[str]) -> tuple[Evidence, ...]:
    """What one version says in the named fields."""
    link = version_link(life.trial, snapshot)
    record = snapshot.record
    return tuple(Evidence(field, after=plain(record, field), link=link) for field in fields)


def version_link(trial: str, snapshot: Snapshot) -> str:
    """The registry's own page of one version; of the record's history where it has no number."""
    page = f"https://clinicaltrials.gov/study/{trial}?tab=history"
    number = snapshot.registry_version
    return page if number is None else f"{page}&a={number + 1}"
