"""What two versions from different sources can be compared on: parts that one does not show.

Comes in: Records, and the names of the parts that their sources do not show (``Reading.hides``).
Goes out: the Changes on what both show, or those on what was hidden before.
Does not: know sources or versions.

A field that a source does not show is not a field removed. A part is named

- as a section: ``documents``;
- as a field of a section, by the field name of a change there: ``identification.id_aliases``,
  ``sites.latitude`` (of its entries), ``references.references`` (entries that come and go);
- as a field below a field of entries, to any depth: ``results.outcome_measures.analyses.p_value``;
- as what the registry makes in a section: ``references@registry`` (linked publications);
- as ``other``: what no field of ours takes, in any section.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tracker.changes import Change
from tracker.diff import diff
from tracker.diff.respelled import without_respelled
from tracker.diff.shown import without_deep
from tracker.record import Record
from tracker.text import without_numbers


def is_hidden(change: Change, hides: Collection[str]) -> bool:
    """Whether a change is on one of these parts."""
    section = change.path[0]
    return (
        section in hides
        or f"{section}.{change.field}" in hides
        or f"{section}@{change.class_}" in hides
        or (change.path[-1] == "other" and "other" in hides)
    )


def changes_on_shown(
    before: Record, after: Record, hides: Collection[str], *, across: bool = False
) -> tuple[Change, ...]:
    """The changes between two Records, but for those on parts that one of them does not show.

    ``across``: they come from two sources, whose forms of text may number a list otherwise (one
    that begins at 5 may begin at 1) and whose names of the registry's own making may be spelled
    otherwise: neither is a change then.
    """
    changes = diff(without_deep(before, hides), without_deep(after, hides))
    shown = [one for one in changes if not is_hidden(one, hides)]
    if not across:
        return tuple(shown)
    return without_respelled(one for one in shown if not _renumbered(one.before, one.after))


def changes_on(before: Record, after: Record, parts: Collection[str]) -> tuple[Change, ...]:
    """The changes between two Records on these parts only."""
    diffs = diff(before, after, _sections(parts))
    return tuple(one for one in diffs if is_hidden(one, parts))


def _sections(parts: Collection[str]) -> frozenset[str] | None:
    """The sections of these parts; None for all."""
    if "other" in parts:
        return None
    return frozenset(part.partition("@")[0].partition(".")[0] for part in parts)


def _renumbered(before: Any, after: Any) -> bool:
    """Whether two values are the same but for the numbers of list items in their texts."""
    if isinstance(before, str) and isinstance(after, str):
        return before == after or without_numbers(before) == without_numbers(after)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_renumbered, before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(
            _renumbered(value, after[name]) for name, value in before.items()
        )
    return bool(before == after)
