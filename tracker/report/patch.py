"""What turns one record into another, as a JSON Patch (RFC 6902).

Comes in: two plain values, as JSON has them. Goes out: operations, in the order to apply them.
Does not: match entries by identity, as the diff does; a patch is for machines, by position.

>>> patch({"a": 1, "b": [1, 2]}, {"b": [1, 3, 2]})
[{'op': 'remove', 'path': '/a'}, {'op': 'add', 'path': '/b/1', 'value': 3}]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Operation = dict[str, Any]


def patch(before: Any, after: Any) -> list[Operation]:
    """The operations that make ``after`` of ``before``."""
    return [*_patch("", before, after)]


def _patch(path: str, before: Any, after: Any) -> Iterator[Operation]:
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _objects(path, before, after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _arrays(path, before, after)
    elif not _same(before, after):
        yield {"op": "replace", "path": path, "value": after}


def _objects(path: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Operation]:
    for name in before:
        if name not in after:
            yield {"op": "remove", "path": f"{path}/{_escaped(name)}"}
    for name, value in after.items():
        if name in before:
            yield from _patch(f"{path}/{_escaped(name)}", before[name], value)
        else:
            yield {"op": "add", "path": f"{path}/{_escaped(name)}", "value": value}


def _arrays(path: str, before: list[Any], after: list[Any]) -> Iterator[Operation]:
    """Leave what both begin and end with, change what stands in both between, then make room."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if not _same(before[n], after[n])), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if not _same(before[-1 - n], after[-1 - n])), rest)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    both = min(len(old), len(new))
    for place in range(both):
        yield from _patch(f"{path}/{head + place}", old[place], new[place])
    for place in reversed(range(both, len(old))):
        yield {"op": "remove", "path": f"{path}/{head + place}"}
    for place in range(both, len(new)):
        yield {"op": "add", "path": f"{path}/{head + place}", "value": new[place]}


def _same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1 there."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _escaped(name: str) -> str:
    """A name inside a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
