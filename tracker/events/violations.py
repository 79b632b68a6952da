"""Notices of noncompliance that the FDA sent and the registry shows.

Comes in: a Life. Goes out: Events of the family "results".
Does not: find a violation; it repeats the registry's own note (``violation_events``).
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.dates import interval
from tracker.events.base import Evidence, Life, Rule
from tracker.events.finding import Finding, day_of, iso, rule, version_link
from tracker.events.phrasing import read_out
from tracker.record import ViolationEvent


def _dated(event: ViolationEvent) -> str | None:
    return event.issued_date or event.release_date or event.posted_date or event.creation_date


def notice(life: Life) -> Iterator[Finding]:
    """A step of a notice of noncompliance on the record, told once (D8: violationEvents)."""
    seen: set[tuple[str | None, str | None]] = set()
    before = life.snapshots[0] if life.snapshots else None
    for snapshot in life.snapshots:
        for event in sorted(snapshot.record.annotations.violation_events, key=repr):
            key = (event.type, _dated(event))
            if key in seen or before is None:
                continue
            seen.add(key)
            stated, told = day_of(life, snapshot)
            days = interval(key[1])
            day = iso(days.low) if days else stated
            yield Finding(
                key=key,
                date=day,
                known_by=max(day, told),
                versions=(before.number, snapshot.number),
                headline=f"The record shows a notice of the FDA: {read_out(event.type)}",
                facts={"type": event.type, "description": event.description, "date": key[1]},
                evidence=(
                    Evidence(
                        "violation_events",
                        after={"type": event.type, "date": key[1]},
                        link=version_link(life.trial, snapshot),
                    ),
                ),
            )
        before = snapshot


RULES: tuple[Rule, ...] = (
    rule(
        "results_violation_notice",
        notice,
        finds="A step of an FDA notice of noncompliance on the record.",
        source="change semantics D8 (annotation section, violationEvents)",
        example="The record shows a notice of the FDA: violation identified",
        not_claimed="More than the registry's own note.",
    ),
)
