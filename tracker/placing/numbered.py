"""A version of a registry's record history as something to be placed.

Comes in: the answer that shows the version. Goes out: an :class:`Item` with the registry's number
and the place that the version's own dates give it.
Does not: fetch or place.
"""

from __future__ import annotations

import re

from tracker.errors import ReadError
from tracker.placing.item import Item
from tracker.placing.look import Dates
from tracker.placing.order import natural_place
from tracker.sources.base import Reader

_NUMBER = re.compile(rb'"studyVersion"\s*:\s*(\d{1,5})\b')


def numbered_item(
    source: Reader,
    payload: bytes,
    mark: bytes,
    observed_at: str,
    *,
    number: int | None = None,
    listed: str | None = None,
    origin: str = "",
) -> Item:
    """A version, read for its dates. ``ReadError`` if it is none or bears no number.

    ``number`` and ``listed`` (the day of submission) are those of the registry's list where that is
    known; else the answer's own number and the day that the record bears.
    """
    reading = source.read(payload)
    dates = reading.record.dates
    listed = listed or dates.last_update_submitted
    number = _number_in(payload) if number is None else number
    told = Dates(dates.last_update_posted, dates.last_update_submitted, listed)
    return Item(
        trial=reading.trial,
        source=source,
        payload=payload,
        mark=mark,
        placed_at=natural_place(number, told),
        observed_at=observed_at,
        registry_version=number,
        version_date=listed,
        origin=origin,
    )


def _number_in(payload: bytes) -> int:
    found = _NUMBER.search(payload)
    if found is None:
        raise ReadError("not_a_trial", "it is a version of the record history without its number")
    return int(found[1])
