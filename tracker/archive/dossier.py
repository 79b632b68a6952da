"""A trial and a day to the case that its dossier is made of.

Comes in: an open archive, an id, the day of a manuscript. Goes out: a Case.
Does not: give it a form. Versions of sources that show only a part of a record are left out, and
that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.archive import Archive
from tracker.dates import interval, utc
from tracker.diff import diff
from tracker.errors import UnknownTrial, UsageError
from tracker.events import Event, Life, anchors, find_events
from tracker.events.anchors import Anchor, Anchors
from tracker.lives import life_of
from tracker.report.dossier.case import Anchored, Case, day_of_version
from tracker.report.entries import counted
from tracker.store import Version


def case_of(archive: Archive, trial: str, manuscript: str | None = None) -> Case:
    """All that a dossier tells. ``UsageError`` for a day that is none or before all versions."""
    known = archive.trial(trial)
    now = archive.config.now()
    everything = archive.versions(known.id)
    versions = [one for one in everything if not one.partial]
    if not versions:
        raise UnknownTrial(
            f"no whole version of {known.id} is stored; `tracker check {known.id}` looks at it"
        )
    later = _standing(versions, manuscript)
    life = life_of(archive.store, known.id, now.date())
    records = {one.number: one.record for one in life.snapshots}
    events = find_events(life)
    first = versions[0]
    return Case(
        trial=known.id,
        registry=known.registry,
        title=known.title,
        made_at=utc(now),
        manuscript=manuscript,
        complete=life.complete,
        versions=tuple(versions),
        first=first,
        later=later,
        first_record=records[first.number],
        later_record=records[later.number],
        changes=diff(records[first.number], records[later.number]),
        events=events,
        anchors=tuple(_anchored(anchors(life))),
        unknown=tuple(_unknown(life, versions, len(everything) - len(versions), events)),
    )


def _standing(versions: Sequence[Version], manuscript: str | None) -> Version:
    """The version that stood at the end of the manuscript's day; the newest without one."""
    if manuscript is None:
        return versions[-1]
    days = interval(manuscript)
    if days is None:
        raise UsageError(
            f"{manuscript[:80]!r} is no date: write the manuscript's day (2026-03-01) or month"
        )
    end = days.high.isoformat()
    stood = [one for one in versions if one.stood_from[:10] <= end]
    if not stood:
        raise UsageError(
            f"no version of {versions[0].trial} is known for {manuscript}; the oldest one stood "
            f"from {versions[0].stood_from[:10]}"
        )
    return stood[-1]


def _anchored(found: Anchors) -> Iterator[Anchored]:
    named = (("Earliest recorded", found.earliest), ("As stated by the trial", found.stated))
    for name, one in named:
        start, completion = one.start, one.completion
        yield Anchored(
            definition=name,
            start=start.date if start else None,
            start_basis=_basis(start) if start else None,
            completion=completion.date if completion else None,
            completion_basis=_basis(completion) if completion else None,
        )


def _basis(anchor: Anchor) -> str:
    type_ = f", {anchor.type.lower()}" if anchor.type else ""
    return f"{anchor.basis}{type_}, version {anchor.version}"


# -- what is not known --------------------------------------------------------------------------


def _unknown(
    life: Life, versions: Sequence[Version], partial: int, events: Sequence[Event]
) -> Iterator[str]:
    first = versions[0]
    if not life.complete:
        yield (
            "The first registration: the oldest version held here is of "
            f"{day_of_version(first)}, and it is not known to be the first one. What the record "
            "said before is not in this page."
        )
    if len(versions) == 1:
        yield "What changed: only one version is held."
    if partial:
        yield (
            f"{counted('version', partial)} of sources that show only a part of the record (pages) "
            "took no part."
        )
    newest = versions[-1]
    for name in ("start_date", "primary_completion_date", "completion_date"):
        if getattr(newest, name) is None:
            yield f"The {name.replace('_', ' ')}: the newest version gives none."
    if not any(event.family == "registration" for event in events):
        yield "Whether it was registered before it began: the record does not give both dates."
    yield from _open_questions(events)
    yield (
        "Anything that was never put on the registry: protocols, amendments and ethics approvals "
        "that the record does not mention."
    )


def _open_questions(events: Sequence[Event]) -> Iterator[str]:
    undecided = [event for event in events if event.facts.get("phase") == "uncertain"]
    if undecided:
        yield (
            f"When {counted('outcome change', len(undecided))} happened in the course of the "
            "trial: the two definitions of start and completion differ, or a date is partial."
        )
    for event in events:
        if event.rule in ("results_cannot_decide", "registration_ambiguous"):
            yield f"{event.headline}."
