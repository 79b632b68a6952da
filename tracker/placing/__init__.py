"""Putting looks into a trial's timeline, in whatever order they come.

    looks of one trial + its stored timeline -> fold -> versions in order -> changes -> store

Comes in: :class:`Item`, one look each. Goes out: what became of each, and all of it in the store.
Does not: read files, fetch, or know a clock. Imports and back-fills call it, and a check whose
newest version is of another source.

The timeline is a function of the looks alone: sorted by place, equal neighbours are one version.
So the order in which they arrive cannot matter, and what is brought twice changes nothing.
"""

from __future__ import annotations

from tracker.placing.anew import read_anew
from tracker.placing.item import Item, Placed, Result
from tracker.placing.look import Readers
from tracker.placing.place import place
from tracker.placing.reread import Anew

__all__ = ["Anew", "Item", "Placed", "Readers", "Result", "place", "read_anew"]
