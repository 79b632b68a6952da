"""Which entries of two lists are the same entry: by key, as multisets, and sites by address.

Comes in: two lists of one field. Goes out: pairs of one entry that differ, what left, what came.
Does not: say what differs in a pair, or guess by similarity.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import Any

from tracker.canonical import canonical, canonical_each
from tracker.diff.identity import address_of, key_of, position_of
from tracker.record import Site


def differ(one: Any, other: Any) -> bool:
    """Whether two values differ in content."""
    # Equal values are equal content, and C compares them; the other way round order may differ.
    return one is not other and one != other and canonical(one) != canonical(other)


_Keyed = list[tuple[str, Any]]


def match(before: Any, after: Any) -> tuple[list[tuple[str, Any, Any]], _Keyed, _Keyed]:
    """Match the entries of two lists: (same but different), removed, added, each with its key.

    Entries with one key are a multiset: equal ones cancel out, the rest pair up in the order of
    their content, and only what is left over came or went.
    """
    old, new = _by_key(before), _by_key(after)
    matched, removed, added = [], [], []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, ()), new.get(key, ())
        if was and now:
            was, now = _without_equals(was, now)
        for place, pair in enumerate(zip(was, now, strict=False)):
            matched.append((_numbered(key, place), *pair))
        paired = min(len(was), len(now))
        removed += [(_numbered(key, paired + n), e) for n, e in enumerate(was[paired:])]
        added += [(_numbered(key, paired + n), e) for n, e in enumerate(now[paired:])]
    return matched, removed, added


def _numbered(key: str, place: int) -> str:
    return key if place == 0 else f"{key} #{place + 1}"


def _by_key(entries: Any) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        groups[key_of(entry)].append(entry)
    return groups


def _without_equals(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any]]:
    """What is left of two groups when entries that are equal cancel out, in order of content."""
    if len(before) == len(after) == 1:
        return ([], []) if not differ(before[0], after[0]) else (before, after)
    old = sorted(zip(canonical_each(before), count(), strict=False))
    new = sorted(zip(canonical_each(after), count(), strict=False))
    left, right = _counted(old, new), _counted(new, old)
    return [before[place] for place in left], [after[place] for place in right]


def _counted(these: list[tuple[bytes, int]], those: list[tuple[bytes, int]]) -> list[int]:
    """The places of those entries of the first group that find no equal in the second."""
    spare: dict[bytes, int] = defaultdict(int)
    for text, _ in those:
        spare[text] += 1
    left = []
    for text, place in these:
        if spare[text]:
            spare[text] -= 1
        else:
            left.append(place)
    return left


def renamed_sites(
    removed: _Keyed, added: _Keyed
) -> tuple[list[tuple[str, Any, Any]], _Keyed, _Keyed]:
    """Sites that left and came at one address or position: one out, one in, no third."""
    renamed: list[tuple[str, Any, Any]] = []
    for place_of in (address_of, position_of):
        leaving, coming = _sites_by(place_of, removed), _sites_by(place_of, added)
        for place, gone in leaving.items():
            come = coming.get(place, [])
            if len(gone) == len(come) == 1:
                renamed.append((gone[0][0], gone[0][1], come[0][1]))
                removed = [pair for pair in removed if pair is not gone[0]]
                added = [pair for pair in added if pair is not come[0]]
    return renamed, removed, added


def _sites_by(place_of: Any, pairs: _Keyed) -> dict[Any, list[tuple[str, Any]]]:
    groups: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
    for pair in pairs:
        place = place_of(pair[1]) if isinstance(pair[1], Site) else None
        if place is not None:
            groups[place].append(pair)
    return groups
