"""Bring the table of events up to date: of what is new, and of what a new day means.

    trials of which something is new -> Life -> rules -> Events -> store, one transaction a trial

Comes in: an open store and the moment of the run. Goes out: rows of ``events``.
Does not: decide what is out of date; triggers of the database note that with whatever they rest on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from tracker.errors import StoreError
from tracker.store import Store, Untold

if TYPE_CHECKING:
    from tracker.events import Rule

#: What depends on the day from which one looks.
_OF_THE_DAY = ("state", "coming")
_ALL = ("change", *_OF_THE_DAY)


def tell_events(store: Store, now: str, *, watched: bool = False) -> int:
    """Find the events of trials of which something is new; how many trials that were.

    ``watched``: also what the day of ``now`` means for trials that are watched. A trial whose
    versions cannot be unpacked is left; ``tracker doctor`` names what is damaged.
    """
    day = now[:10]
    untold = store.untold(day, rules_digest(), watched=watched)
    done = 0
    for one in untold:
        try:
            _tell(store, one, day)
        except StoreError:
            continue
        done += 1
    return done


def _tell(store: Store, one: Untold, day: str) -> None:
    from tracker.archive.lives import life_of
    from tracker.events import find_events

    kinds = _ALL if one.anew else _OF_THE_DAY
    rules = [rule for rule in _rules() if rule.kind in kinds]
    kind_of = {rule.id: rule.kind for rule in rules}
    with store.transaction():
        life = life_of(store, one.trial, dt.date.fromisoformat(day))
        found = [(event, kind_of[event.rule]) for event in find_events(life, rules=rules)]
        store.keep_events(one.trial, found, day, rules_digest(), kinds=kinds)


@cache
def rules_digest() -> str:
    """Digest of the rules that there are, of their versions and of the program that runs them."""
    text = "\n".join([version("tracker"), *(f"{rule.id} {rule.version}" for rule in _rules())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rules() -> tuple[Rule, ...]:
    # All rules take a while to load, which a run that found nothing new need not wait for.
    from tracker.events import RULES

    return RULES
