"""Names that the registry spells otherwise in one source than in another: no change of the trial.

Comes in: changes between two sources. Goes out: those that are more than another spelling.
Does not: compare versions of one source; there a new spelling is news.

Measured on 40 trials as classic XML of 2016 showed them and API v2 ten years later, 35 of which
nobody had updated: cities and states follow a gazetteer now ("St. Louis" is "St Louis", "Bronx" is
"The Bronx"), and a characteristic that the form offers is "Age, Continuous" or "Age Continuous" by
the day of the record's last release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from tracker.changes import Change
from tracker.diff.countries import same_country

#: Fields of entries that are spelled by the registry, by the name of their list: left out, or
#: compared without their punctuation.
_LEFT_OUT = {"sites": ("city", "state", "latitude", "longitude", "country_code")}
_UNPUNCTUATED = {"baseline.measures": ("title",)}


def without_respelled(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes without entries that went and came again under another spelling."""
    kept = list(changes)
    gone: dict[tuple[str, bytes], list[Change]] = defaultdict(list)
    for one in kept:
        if one.kind == "removed" and _is_spelled(one):
            gone[one.field, _form(one.field, one.before)].append(one)
    if not gone:
        return tuple(kept)
    dropped: set[int] = set()
    for one in kept:
        if one.kind == "added" and _is_spelled(one):
            same = gone[one.field, _form(one.field, one.after)]
            if same:
                dropped |= {id(one), id(same.pop())}
    return tuple(one for one in kept if id(one) not in dropped)


def _is_spelled(change: Change) -> bool:
    return change.field in _LEFT_OUT or change.field in _UNPUNCTUATED


def _form(field: str, entry: dict[str, Any]) -> bytes:
    """What an entry says, apart from its spelling."""
    said = {name: value for name, value in entry.items() if name not in _LEFT_OUT.get(field, ())}
    for name in _UNPUNCTUATED.get(field, ()):
        said[name] = "".join(letter for letter in said.get(name, "") if letter.isalnum())
    if "country" in said:
        said["country"] = same_country(said["country"])
    return msgspec.json.encode(said, order="deterministic")
