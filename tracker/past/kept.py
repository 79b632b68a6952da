"""What the record history sent of a version that is stored, as far as it is kept.

Comes in: a stored version. Goes out: the payload, and the name of the source that sent it.
Does not: read it.
"""

from __future__ import annotations

from tracker.sources.history import NAME
from tracker.store import Store


def kept_payload(store: Store, trial: str, lineage: str, version_id: int) -> tuple[str, bytes]:
    """The record history's own payload of a version; else that of the source that tells it now.

    A version that several sources showed is told by the one that shows most of it; what the others
    sent first stands beside it.
    """
    stored = store.stored(version_id)
    if stored.version.source != NAME:
        for seat in store.timeline(trial, lineage):
            for sighting in seat.sightings if seat.version.id == version_id else ():
                if sighting.source == NAME and sighting.payload is not None:
                    return NAME, sighting.payload
    return stored.version.source, stored.payload
