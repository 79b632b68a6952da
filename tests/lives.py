"""Trials with several versions each, kept as a check keeps them, for tests of histories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from tests.stores import moment
from tracker.canonical import content_hash
from tracker.diff import diff
from tracker.sources.base import Reader
from tracker.sources.ctgov import CtgovSource
from tracker.store import Observation, Store

SOURCE = CtgovSource()


def keep_life(
    store: Store, states: Iterable[dict[str, Any]], *, reader: Reader = SOURCE, first_day: int = 1
) -> None:
    """Keep studies as a check would, one look a day in March 2026; equal neighbours confirm."""
    for day, study in enumerate(states, first_day):
        look(store, msgspec.json.encode(study), moment(day), reader)


def look(store: Store, payload: bytes, at: str, reader: Reader = SOURCE) -> None:
    """One look at one trial."""
    entry = SOURCE.split(payload).entries[0]
    record = reader.read(payload).record
    last = store.newest(entry.trial, reader.lineage)
    changes = diff(last.record, record) if last else ()
    if last and not changes:
        store.confirm([(last.version.id, entry.mark)], at=at, data_version=None)
        return
    seen = Observation(
        trial=entry.trial,
        registry=reader.registry,
        source=reader.name,
        lineage=reader.lineage,
        payload=payload,
        record=record,
        content_hash=content_hash(record),
        mark=entry.mark,
        reader=reader.reader,
        observed_at=at,
    )
    store.add(seen, changes)
