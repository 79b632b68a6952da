"""Put a version of the record history into the timeline, and remember which version it is there.

Comes in: a line of the registry's list, and the answer that shows its version. Goes out: what
became of it, in the store.
Does not: fetch, or open a transaction: its caller does, so that all of it lands together.
"""

from __future__ import annotations

from tracker.errors import ReadError
from tracker.placing import Placed, place
from tracker.placing.numbered import numbered_item
from tracker.sources.history import HistorySource, mark_of
from tracker.sources.readers import Readers
from tracker.store import Listed, Store


def seat(store: Store, source: HistorySource, listed: Listed, body: bytes, now: str) -> Placed:
    """Place one version. ``ReadError`` if that cannot be."""
    trial = listed.trial
    item = numbered_item(source, body, mark_of(body), now, number=listed.number, listed=listed.date)
    end = store.ends(source.lineage, [trial]).get(trial)
    placed = place(store, Readers(), [item], end).placed[0]
    if placed.version_id is None:
        raise ReadError("not_a_trial", placed.reason or "it could not be placed")
    store.history_stored(trial, listed.number, placed.version_id, item.content_hash)
    return placed
