"""Events and changes of many trials as one report: grouped by trial, what matters first.

Comes in: events, changes, the titles of trials, dates to come.
Goes out: an :class:`Edition`, from which each format of ``report.formats`` makes its text.
Does not: score. The order is written down here: first by family, in the order of ``FAMILIES``;
what comes with routine updates stands behind all else; newest first among equals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from tracker.changes import StoredChange
from tracker.events.base import FAMILIES, Event
from tracker.report.digest import Digest, digest

#: Events that come with the ordinary course of a trial: true, kept, and told last.
ROUTINE = frozenset(
    (
        "outcome_reordered",
        "outcome_reworded",
        "record_reverified",
        "registration_prospective",
        "results_due",
        "status_expected",
        "status_unknown_countdown",
    )
)
#: The field by which an entry of a list is known.
_NAMING = frozenset(("measure", "facility", "label", "name"))
_FAMILY = {family: place for place, family in enumerate(FAMILIES)}


class Coming(Struct, frozen=True, kw_only=True):
    """A date that lies ahead in a trial's record, or follows from it."""

    trial: str
    registry: str
    title: str | None
    #: completion, primary_completion, results_due, unknown.
    kind: str
    #: As the registry wrote it: "2027-03" is a month, not a day.
    date: str
    #: ESTIMATED or ACTUAL where the record says so.
    type: str | None = None
    #: In how many versions it moved since it was first given.
    moved: int = 0


class Named(NamedTuple):
    """What a trial is called, and where it is registered."""

    registry: str
    title: str | None


class News(Struct, frozen=True, kw_only=True):
    """What there is to tell of one trial."""

    trial: str
    registry: str
    title: str | None
    #: By the order of this module.
    events: tuple[Event, ...] = ()
    #: Changes that no event rests on, by version.
    changes: tuple[StoredChange, ...] = ()

    def digests(self) -> Iterator[Digest]:
        """The changes in sentences, version by version, newest first.

        Bookkeeping alone is not told beside events.
        """
        versions: dict[int, list[StoredChange]] = {}
        for change in self.changes:
            versions.setdefault(change.version, []).append(change)
        for number in sorted(versions, reverse=True):
            same = versions[number]
            one = digest(self.trial, self.title, number, same, silent=same[0].silent)
            if one.points or one.registry or not self.events:
                yield one


class Edition(Struct, frozen=True, kw_only=True):
    """A report before it has a form."""

    #: When it was made, UTC.
    made_at: str
    #: From when on it tells: a moment, UTC; None is from the beginning.
    since: str | None = None
    #: What narrows it, in words: "tag oncology".
    scope: str | None = None
    #: What stands above it, where that is not since when it tells and of what.
    heading: str | None = None
    news: tuple[News, ...] = ()
    coming: tuple[Coming, ...] = ()

    @property
    def event_count(self) -> int:
        """How many events it tells."""
        return sum(len(one.events) for one in self.news)

    @property
    def change_count(self) -> int:
        """How many changes it tells beside them, but for those of bookkeeping."""
        return sum(change.class_ != "bookkeeping" for one in self.news for change in one.changes)


def edition(
    events: Iterable[Event],
    changes: Iterable[StoredChange],
    names: Mapping[str, Named],
    *,
    made_at: str,
    since: str | None = None,
    scope: str | None = None,
    heading: str | None = None,
    coming: Iterable[Coming] = (),
) -> Edition:
    """The report of these events and changes. A change that an event rests on is not told twice."""
    told: dict[str, list[Event]] = {}
    for event in events:
        told.setdefault(event.trial, []).append(event)
    left: dict[str, list[StoredChange]] = {}
    covered = {trial: _rests_on(group) for trial, group in told.items()}
    for change in changes:
        if not _is_covered(change, covered.get(change.trial, {})):
            left.setdefault(change.trial, []).append(change)
    news = [
        _news(trial, told.get(trial, []), left.get(trial, []), names)
        for trial in dict.fromkeys((*told, *left))
    ]
    return Edition(
        made_at=made_at,
        since=since,
        scope=scope,
        heading=heading,
        news=tuple(sorted(news, key=_rank_of_news)),
        coming=tuple(sorted(coming, key=lambda one: (one.date, one.trial, one.kind))),
    )


def _news(
    trial: str, events: list[Event], changes: list[StoredChange], names: Mapping[str, Named]
) -> News:
    named = names.get(trial, Named("", None))
    ordered = sorted(events, key=lambda event: event.date, reverse=True)
    return News(
        trial=trial,
        registry=named.registry,
        title=named.title,
        events=tuple(sorted(ordered, key=rank)),
        changes=tuple(changes),
    )


def rank(event: Event) -> tuple[bool, int]:
    """Where an event stands among those of its trial: routine last, then by family."""
    return event.rule in ROUTINE, _FAMILY.get(event.family, len(_FAMILY))


def _rank_of_news(one: News) -> tuple[object, ...]:
    """Trials by their first event; those of which only changes are told, by what changed."""
    if one.events:
        return 0, *rank(one.events[0]), one.trial
    return 1, False, min(digest.rank for digest in one.digests()), one.trial


# -- which changes an event says already --------------------------------------------------------

_Covered = dict[int, set[tuple[str, str | None]]]


def _rests_on(events: Iterable[Event]) -> _Covered:
    """By version: the fields, and the entries of lists, that events of a change rest on."""
    found: _Covered = {}
    for event in events:
        before, after = event.versions
        if before == after:
            continue  # A state rests on what stands, not on what changed.
        fields = found.setdefault(after, set())
        for evidence in event.evidence:
            fields.add((evidence.field, evidence.item))
            owner, _, part = evidence.field.rpartition(".")
            if evidence.item is not None:
                fields.add((part, evidence.item))  # Changes of entries bear the field alone.
            if part in _NAMING:  # The entry itself came, went or became another.
                names = (evidence.item, evidence.before, evidence.after)
                fields |= {(owner, name) for name in names if isinstance(name, str)}
        fields |= {(field, name) for field in _entry_fields(event) for name in _named_in(event)}
    return found


def _entry_fields(event: Event) -> set[str]:
    """The fields of entries that an event rests on, each as evidence and as a change calls it."""
    fields = {one.field for one in event.evidence if one.item is not None}
    return fields | {field.rpartition(".")[2] for field in fields}


def _named_in(event: Event) -> Iterator[str]:
    """All entries that an event of many tells of; its evidence shows the first of them only."""
    for site in event.facts.get("sites") or ():
        yield site["name"] if isinstance(site, Mapping) else site
    for pair in event.facts.get("outcomes") or ():
        yield from (name for name in pair if name)


def _is_covered(change: StoredChange, covered: _Covered) -> bool:
    fields = covered.get(change.version)
    if not fields:
        return False
    return (change.field, change.item) in fields or (change.field, None) in fields
