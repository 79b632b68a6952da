"""Changes of entries of lists, known by their sentences, and how many there are of something.

Comes in: a change, stored or not. Goes out: what kind of entry it is about.
Does not: know paths; a stored change has none.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.changes import Change, StoredChange
from tracker.diff.labels import NOUNS

AnyChange = Change | StoredChange

_PLURALS = dict(NOUNS.values())


class Entry(NamedTuple):
    """A change of an entry of a list: "2 sites added" are two of one noun and one verb."""

    #: "site", "primary outcome".
    noun: str
    #: The entry itself came, went or was renamed; else one of its fields changed.
    whole: bool
    change: AnyChange


def entry_of(change: AnyChange) -> Entry | None:
    """What list an entry is of, as its sentence says it; None for what is no entry of a list."""
    if not change.item:
        return None
    head, verb, _ = change.summary.partition(f" {change.kind}: {change.item}")
    if verb:
        return Entry(_small(head), True, change)
    head, verb, _ = change.summary.partition(" renamed or replaced at ")
    if verb:
        return Entry(_small(head), True, change)
    head, verb, _ = change.summary.partition(f" {change.item}: ")
    return Entry(_small(head), False, change) if verb else None


def _small(noun: str) -> str:
    return noun[:1].lower() + noun[1:]


def counted(noun: str, count: int) -> str:
    """A number of things: "1 site", "12 sites"."""
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """More than one of something."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith(("ch", "sh", "x")):
        return noun + "es"
    if noun.endswith("y"):
        return noun.removesuffix("y") + "ies"
    return noun if noun.endswith("s") else noun + "s"
