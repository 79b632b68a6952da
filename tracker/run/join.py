"""Join a look to a timeline whose newest version another source showed.

Comes in: an answer about a trial whose newest version came from the record history, a dump, a page
of the same lineage. Goes out: what became of the look; the timeline in the store holds it.
Does not: fetch, or tell of it.

The two sources do not show the same parts of a record. Where the look agrees with the newest
version on all that both show, it is one version with two witnesses, told by the one that shows
more; else it is a version of its own. ``tracker.placing`` decides which.
"""

from __future__ import annotations

from tracker.errors import ReadError
from tracker.placing import Item, Placed, place
from tracker.run.visit import Visit
from tracker.sources.base import Entry
from tracker.sources.readers import Readers


def join(visit: Visit, entry: Entry, data_version: str | None) -> Placed:
    """Place an answer after all that is known of its trial. ``ReadError`` if it is no record."""
    source = visit.source
    end = visit.store.ends(source.lineage, [entry.trial]).get(entry.trial)
    item = Item(
        trial=entry.trial,
        source=source,
        payload=entry.payload,
        mark=entry.mark,
        placed_at=visit.now,
        observed_at=visit.now,
        data_version=data_version,
    )
    placed = place(visit.store, Readers(source), [item], end).placed[0]
    if placed.version_id is None:
        raise ReadError("not_a_trial", placed.reason or "it could not be placed")
    return placed
