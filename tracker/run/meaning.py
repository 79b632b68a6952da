"""Bring the tables of events and sites up to date: of what is new, and of what a new day means.

    trials of which something is new -> Life -> rules -> Events -> store, each trial whole or not

Comes in: an open store and the moment of the run. Goes out: rows of ``events`` and ``sites``.
Does not: decide what is out of date; triggers of the database note that with whatever they rest on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec.structs import replace

from tracker.errors import StoreError
from tracker.store import Store, Untold

if TYPE_CHECKING:
    from tracker.events import Life, Rule

#: What depends on the day from which one looks.
_OF_THE_DAY = ("state", "coming")
_ALL = ("change", *_OF_THE_DAY)
#: For how many days it is looked ahead when time alone makes other events of a trial, at least;
#: some trials are looked at later, so that a long list is not due on one day. No state of the
#: rules lasts less than this.
_AHEAD = 14
#: Trials that share one commit; each is whole by itself.
_TOGETHER = 25


def tell_events(
    store: Store,
    now: str,
    *,
    unwatched: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> int:
    """Find the events of watched trials that may be others than were; how many trials that were.

    ``unwatched``: of the trials that nobody watches as well, which a large import may have brought;
    a run does not wait for them, whoever opens the pages does. A trial whose versions cannot be
    unpacked is left; ``tracker doctor`` names what is damaged.
    """
    day = now[:10]
    untold = store.untold(day, rules_digest(), unwatched=unwatched)
    done = 0
    for start in range(0, len(untold), _TOGETHER):
        with store.transaction():
            for one in untold[start : start + _TOGETHER]:
                with suppress(StoreError):
                    _tell(store, one, dt.date.fromisoformat(day))
                    done += 1
        if progress is not None:
            progress(min(start + _TOGETHER, len(untold)), len(untold))
    return done


def _tell(store: Store, one: Untold, day: dt.date) -> None:
    from tracker.events import find_events
    from tracker.lives import life_of

    kinds = _ALL if one.anew else _OF_THE_DAY
    rules = [rule for rule in _rules() if rule.kind in kinds]
    kind_of = {rule.id: rule.kind for rule in rules}
    with store.transaction():
        life = life_of(store, one.trial, day)
        found = [(event, kind_of[event.rule]) for event in find_events(life, rules=rules)]
        # Nobody looks ahead for a trial that is not watched; once it is, that day has come.
        until = (_until(life) if one.watched else day).isoformat()
        day_told, by = day.isoformat(), rules_digest()
        store.keep_events(one.trial, found, day_told, by, until=until, kinds=kinds)
        if one.anew:
            store.list_sites(one.trial)


def _until(life: Life) -> dt.date:
    """The first day on which time alone makes other events of a trial, as far as looked ahead.

    Found by halves: within so few days a state may begin or end, but not both.
    """
    rules = [rule for rule in _rules() if rule.kind in _OF_THE_DAY]
    now = _ids(life, rules, 0)
    same, other = 0, _AHEAD + crc32(life.trial.encode()) % _AHEAD
    if _ids(life, rules, other) == now:
        return life.today + dt.timedelta(days=other)
    while other - same > 1:
        middle = (same + other) // 2
        same, other = (middle, other) if _ids(life, rules, middle) == now else (same, middle)
    return life.today + dt.timedelta(days=other)


def _ids(life: Life, rules: list[Rule], days: int) -> set[str]:
    """The events that time makes of a trial, some days from the day of its life."""
    from tracker.events import find_events

    later = replace(life, today=life.today + dt.timedelta(days=days))
    return {event.id for event in find_events(later, rules=rules)}


@cache
def rules_digest() -> str:
    """Digest of the rules that there are, of their versions and of the program that runs them."""
    text = "\n".join([version("tracker"), *(f"{rule.id} {rule.version}" for rule in _rules())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rules() -> tuple[Rule, ...]:
    # All rules take a while to load, which a run that found nothing new need not wait for.
    from tracker.events import RULES

    return RULES
