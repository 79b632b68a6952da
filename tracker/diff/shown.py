"""Records without parts that lie deeper than a change can name.

Comes in: a Record, and names of parts (``tracker.diff.hidden``). Goes out: the Record without them.
Does not: touch parts that a change names by itself; those are left out when changes are told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from msgspec.structs import replace

from tracker.record import Part, Record

#: Section, list and field of an entry are a change's own name; from here on it is deeper.
_DEEP = 4


def without_deep(record: Record, hides: Collection[str]) -> Record:
    """A Record in which what these deep names stand for is not there."""
    paths = _deep(frozenset(hides))
    return _without(record, paths) if paths else record


@cache
def _deep(hides: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    paths = (tuple(name.split(".")) for name in sorted(hides) if "@" not in name)
    return tuple(path for path in paths if len(path) >= _DEEP)


def _without(value: Any, paths: Iterable[tuple[str, ...]]) -> Any:
    """A part or a list of parts without the fields at these paths."""
    if isinstance(value, tuple):
        return tuple([_without(entry, paths) for entry in value])
    if not isinstance(value, Part):
        return value
    below: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in paths:
        below.setdefault(first, []).append(tuple(rest))
    changed = {}
    for name, rests in below.items():
        held = getattr(value, name, None)
        if held is None or held == ():
            continue
        changed[name] = _empty(held) if () in rests else _without(held, rests)
    return replace(value, **changed) if changed else value


def _empty(value: Any) -> Any:
    return () if isinstance(value, tuple) else None
