"""What is new since a moment: the events and changes of stored trials, as one edition.

    store -> Life of each trial -> events that are new -> Edition

Comes in: an open archive and what narrows the report. Goes out: an Edition.
Does not: give it a form, or write.

New since a moment is what a reader of the registry could first know since then, and what rests on
a version that we saw since then, even where the registry had posted it before. Older versions that
an import brought are history, not news; neither is what the first look at a trial finds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tracker.archive import Archive
from tracker.archive.choice import chosen
from tracker.archive.coming import coming_of
from tracker.changes import StoredChange
from tracker.dates import parse_since, utc
from tracker.events import FAMILIES, RULES, Event, Life, find_events
from tracker.lives import life_of
from tracker.report.edition import Coming, Edition, Named, edition
from tracker.store import Run, Store, Version

#: The command's name in the table of runs.
COMMAND = "report"
#: Days ahead of which countdowns are told unasked; the dates to come hold those after.
_NEAR = 90
#: Since the last report of the same kind.
LAST = "last"
#: A run without an end is taken for one that still runs for so long, and for a crash after it.
_LONGEST_RUN = dt.timedelta(days=1)
#: Runs that are looked through for the last report.
_RUNS = 10_000


class Question(Struct, frozen=True, kw_only=True):
    """What a report is asked for."""

    #: A date, a length of time, or "last"; None is from the beginning.
    since: str | None = None
    trial: str | None = None
    rule: str | None = None
    families: tuple[str, ...] = ()
    tag: str | None = None
    #: Dates to come are wanted as well.
    dates: bool = False
    #: The form that it will have, by its name in ``FORMATS``.
    form: str = "text"


def report_of(archive: Archive, asked: Question) -> Edition:
    """The edition that answers a question. ``UsageError`` for words that mean nothing."""
    now = archive.config.now()
    families = chosen(asked.families or None, FAMILIES, "family")
    chosen(asked.rule, [rule.id for rule in RULES], "rule")
    since = since_of(archive.store, asked, now)
    names: dict[str, Named] = {}
    events: list[Event] = []
    changes: list[StoredChange] = []
    coming: list[Coming] = []
    for trial in _trials(archive, asked):
        names[trial] = _named(archive.store, trial)
        life = life_of(archive.store, trial, now.date())
        seen = Seen(archive.store.versions(trial), since)
        asked_for = asked.rule is not None or families is not None
        events += (
            one
            for one in _news(life, seen, families)
            if asked.rule in (None, one.rule) and (asked_for or _is_near(one))
        )
        if asked.rule is None and families is None:
            changes += _changes(archive.store, trial, seen)
        coming += coming_of(life, names[trial]) if asked.dates else ()
    return edition(
        events,
        changes,
        names,
        made_at=utc(now),
        since=since,
        scope=scope_of(asked),
        coming=coming,
    )


def _is_near(event: Event) -> bool:
    """Whether an event is no countdown, or one that ends soon; of the others there are too many."""
    left = event.facts.get("days_left")
    return not isinstance(left, int) or left <= _NEAR


def _trials(archive: Archive, asked: Question) -> list[str]:
    """What a report is about: what is watched, or all that is stored where nothing is."""
    if asked.trial:
        return [archive.trial(asked.trial).id]
    watched = [one.trial for one in archive.watched(tag=asked.tag)]
    return watched or [*archive.store.trials_held(tag=asked.tag)]


def _named(store: Store, trial: str) -> Named:
    found = store.trial(trial)
    return Named(found.registry, found.title) if found else Named("", None)


def scope_of(asked: Question) -> str | None:
    """What narrows a report, in words."""
    said = [asked.trial, asked.rule and f"rule {asked.rule}", asked.tag and f"tag {asked.tag}"]
    said += [f"family {family}" for family in asked.families]
    return ", ".join(word for word in said if word) or None


# -- what is new --------------------------------------------------------------------------------


class Seen:
    """Which versions of a trial are new since a moment, and which were known before it."""

    def __init__(self, versions: Sequence[Version], since: str | None) -> None:
        self.since = since
        live = {one.number for one in versions if one.placed_at == one.observed_at}
        first = min(live, default=0)
        later = [one for one in versions if since is None or not _is_old(one, since)]
        #: Not known before: of no use for what was known then.
        self.later = {one.number for one in later}
        #: Brought by a look at a trial that was known already.
        self.fresh = {one.number for one in later if one.number in live and one.number != first}
        #: Those, and what the registry itself dates that late.
        self.told = self.fresh | {
            one.number for one in later if since is None or (one.registry_date or "") >= since[:10]
        }


def _is_old(version: Version, since: str) -> bool:
    """Whether a version was known before: seen by a look, or, imported later, posted by then."""
    if version.placed_at == version.observed_at:
        return version.observed_at < since
    return (version.registry_date or version.stood_from)[:10] < since[:10]


def _news(life: Life, seen: Seen, families: Iterable[str] | None) -> Iterator[Event]:
    """The events of a life that are new since a moment."""
    found = find_events(life, families=families)
    since = seen.since
    if since is None:
        yield from found
        return
    known = {event.id for event in find_events(before(life, seen, since), families=families)}
    for event in found:
        is_late = event.known_by >= since[:10] or event.versions[1] in seen.fresh
        if is_late and event.id not in known:
            yield event


def before(life: Life, seen: Seen, since: str) -> Life:
    """The life as it was known at that moment, UTC."""
    return Life(
        life.trial,
        tuple(one for one in life.snapshots if one.number not in seen.later),
        tuple(one for one in life.steps if one.after.number not in seen.later),
        dt.date.fromisoformat(since[:10]),
        life.complete,
        tuple(one for one in life.notices if one[0] < since[:10]),
    )


def _changes(store: Store, trial: str, seen: Seen) -> Iterator[StoredChange]:
    for change in store.changes(trials=[trial]):
        if change.version in seen.told:
            yield change


# -- since when ---------------------------------------------------------------------------------


def since_of(store: Store, asked: Question, now: dt.datetime) -> str | None:
    """The moment that ``since`` means, UTC; None is from the beginning.

    "last" is when the last report of the same kind was made. A look that still ran then is gone
    over once more: rather twice than never.
    """
    said = asked.since
    if said is None or said.strip().lower() != LAST:
        return utc(parse_since(said, now)) if said else None
    runs = store.runs(_RUNS)
    kind = kind_of(asked)
    last = next((run for run in runs if run.command == COMMAND and run.note == kind), None)
    return None if last is None else min([last.started_at, *_running(runs, last)])


def _running(runs: Iterable[Run], last: Run) -> Iterator[str]:
    """When the runs began that had not ended when a report was made."""
    made = dt.datetime.fromisoformat(last.started_at)
    for run in runs:
        began = dt.datetime.fromisoformat(run.started_at)
        if run.command == COMMAND or began >= made:
            continue
        cut_off = run.ended_at is None and made - began > _LONGEST_RUN
        if not cut_off and (run.ended_at or "9") > last.started_at:
            yield run.started_at


def kind_of(asked: Question) -> str:
    """What makes two reports of one kind: their form, and what narrows them."""
    scope = scope_of(asked)
    return asked.form + (f"; {scope}" if scope else "")


def note_report(store: Store, asked: Question, at: str) -> None:
    """Note that a report was made and delivered, so that the next one can go on from it."""
    run = store.begin_run(COMMAND, at)
    store.end_run(run, at, exit_code=0, note=kind_of(asked))
