"""The site ledger: each place of a trial through its life, under whatever name.

    Life -> Ledger: sites with their moments, countries, and counts at each version

Comes in: a Life; the changes of its steps say which entry became which. Goes out: a Ledger.
Does not: match sites itself: a placeholder that gets a name ("Local Institution - 0062") is a
change of kind ``renamed``, found by address or position when versions are compared, and one site
here.

Entries with one identity (many a "Research Site" in one city) are kept apart by their status,
never by their place in the list, which means nothing (change semantics, measured 3). The registry
shows the status of a site only while the trial recruits: a status that is no longer shown is not a
site that closed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

import msgspec

from tracker.changes import Change
from tracker.diff.identity import key_of
from tracker.events.base import Life, Snapshot, Step, once
from tracker.events.finding import happened
from tracker.events.places import CLOSED, OPEN, Count, Happening, Ledger, Moment, Place
from tracker.record import Site

_Told = list[tuple[Place, Moment]]
#: The diff numbers entries of one key: "Research Site | Lyon #2".
_NUMBERED = re.compile(r" #\d+\Z")


def ledger(life: Life) -> Ledger:
    """The site ledger of a life; made once a life."""
    return once(life, _ledger)


def _ledger(life: Life) -> Ledger:
    if not life.snapshots:
        return Ledger((), (), {})
    book = _Book(life.snapshots[0])
    happenings = {}
    for number, step in enumerate(life.steps):
        changes = [change for change in step.changes if change.category == "sites"]
        told = book.enter(step, changes) if changes else ()
        book.count(step.after, changed=bool(told))
        if told:
            happenings[number] = told
    return Ledger(tuple(book.places), tuple(book.counts), happenings)


class _Book:
    """The ledger while it is being written."""

    def __init__(self, first: Snapshot) -> None:
        self.places: list[Place] = []
        self.listed: dict[str, list[Place]] = defaultdict(list)
        self.gone: dict[str, list[Place]] = defaultdict(list)
        self.counts: list[Count] = []
        for site in first.record.sites:
            moment = Moment(first.date, "listed", first.number, site, after=site.status)
            self._list(Place(site, moments=[moment]))
        self.count(first, changed=True)

    def _list(self, place: Place) -> None:
        self.places.append(place)
        self.listed[key_of(place.site)].append(place)

    def count(self, version: Snapshot, *, changed: bool) -> None:
        """Note how many sites a version lists; without a change, as many as before."""
        if not changed and self.counts:
            last = self.counts[-1]
            note = msgspec.structs.replace(last, date=version.date, version=version.number)
            self.counts.append(note)
            return
        now = [place for places in self.listed.values() for place in places]
        statuses = Counter(place.site.status or "not stated" for place in now)
        self.counts.append(
            Count(
                date=version.date,
                version=version.number,
                listed=len(now),
                open=sum(count for status, count in statuses.items() if status in OPEN),
                by_status=dict(sorted(statuses.items())),
                by_country=dict(sorted(Counter(place.country for place in now).items())),
            )
        )

    # -- one step ------------------------------------------------------------------------------

    def enter(self, step: Step, changes: list[Change]) -> tuple[Happening, ...]:
        """Enter the changes of one step; what happened, kind by kind."""
        self.date, self.version = happened(step), step.after.number
        told: dict[str, _Told] = defaultdict(list)
        for change in sorted(changes, key=lambda one: _ORDER.get(one.kind, 0)):
            for place, moment in self._enter(change):
                place.moments.append(moment)
                told[moment.what].append((place, moment))
        return tuple(Happening(what, tuple(places)) for what, places in told.items())

    def _enter(self, change: Change) -> _Told:
        if change.kind == "renamed":
            return self._renamed(_site(change.before), _site(change.after))
        if change.field == "sites" and change.kind == "removed":
            return self._removed(_site(change.before))
        if change.field == "sites" and change.kind == "added":
            return self._added(_site(change.after))
        if change.field == "status" and len(change.path) > 1:
            return self._status(change.path[1], change.before, change.after)
        return []

    def _added(self, site: Site) -> _Told:
        """A site that came, or one that was listed before and is back."""
        key = key_of(site)
        place = self.gone[key].pop() if self.gone[key] else None
        if place is None:
            place = Place(site, moments=[])
            self.places.append(place)
        was_open, back = place.was_open, bool(place.moments)
        place.site, place.listed = site, True
        self.listed[key].append(place)
        told = [(place, self._moment(site, "returned" if back else "added", None, site.status))]
        if site.status in OPEN:
            what = "reopened" if was_open else "opened"
            told.append((place, self._moment(site, what, None, site.status)))
        return told

    def _removed(self, site: Site) -> _Told:
        place = self._take(key_of(site), site.status)
        if place is None:
            return []
        place.listed = False
        self.gone[key_of(site)].append(place)
        return [(place, self._moment(place.site, "removed", place.site.status, None))]

    def _renamed(self, before: Site, after: Site) -> _Told:
        """The same place under another name; its status may have changed with it."""
        place = self._take(key_of(before), before.status)
        if place is None:
            return self._added(after)
        told = [(place, self._moment(after, "renamed", place.name, Place(after).name))]
        told += self._turn(place, after.status)
        place.site = after
        self.listed[key_of(after)].append(place)
        return told

    def _status(self, key: str, before: str | None, after: str | None) -> _Told:
        name = key if self.listed.get(key) else _NUMBERED.sub("", key)
        place = self._take(name, before)
        if place is None:
            return []
        self.listed[name].append(place)
        told = self._turn(place, after)
        place.site = msgspec.structs.replace(place.site, status=after)
        return told

    def _take(self, key: str, status: str | None) -> Place | None:
        """One listed place of this identity, one of that status where there is any."""
        places = self.listed.get(key)
        if not places:
            return None
        place = next((one for one in places if one.site.status == status), places[0])
        places.remove(place)
        return place

    def _turn(self, place: Place, status: str | None) -> _Told:
        before = place.site.status
        if before == status:
            return []
        what = _turn(place, before, status)
        return [(place, self._moment(place.site, what, before, status))]

    def _moment(self, site: Site, what: str, before: str | None, after: str | None) -> Moment:
        return Moment(self.date, what, self.version, site, before, after)


#: Names first, then what left, so that what came finds what it was.
_ORDER = {"renamed": -2, "removed": -1}


def _site(entry: Any) -> Site:
    """An entry as a change shows it."""
    return msgspec.convert(entry, Site)


def _turn(place: Place, before: str | None, after: str | None) -> str:
    """What a change of a site's status is called."""
    if after is None:
        return "silent"
    if after in OPEN:
        if before in OPEN:
            return "changed"
        return "reopened" if place.was_open else "opened"
    if after in CLOSED:
        return "closed"
    return {"SUSPENDED": "suspended", "WITHDRAWN": "withdrawn"}.get(after, "pending")
