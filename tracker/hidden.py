"""What two versions from different sources can be compared on: parts that one does not show.

Comes in: Records, and the names of the parts that their sources do not show (``Reading.hides``).
Goes out: the Changes on what both show, or those on what was hidden before.
Does not: know sources or versions.

A field that a source does not show is not a field removed (two clocks, lineages). A part is named

- as a section: ``documents``;
- as a field of a section, by the field name of a change there: ``identification.id_aliases``,
  ``sites.latitude`` (of its entries), ``references.references`` (entries that come and go);
- as what the registry makes in a section: ``references@registry`` (linked publications).
"""

from __future__ import annotations

from collections.abc import Collection

from tracker.changes import Change
from tracker.diff import diff
from tracker.record import Record


def is_hidden(change: Change, hides: Collection[str]) -> bool:
    """Whether a change is on one of these parts."""
    section = change.path[0]
    return (
        section in hides
        or f"{section}.{change.field}" in hides
        or f"{section}@{change.class_}" in hides
    )


def changes_on_shown(before: Record, after: Record, hides: Collection[str]) -> tuple[Change, ...]:
    """The changes between two Records, but for those on parts that one of them does not show."""
    changes = diff(before, after)
    return tuple(one for one in changes if not is_hidden(one, hides)) if hides else changes


def changes_on(before: Record, after: Record, parts: Collection[str]) -> tuple[Change, ...]:
    """The changes between two Records on these parts only."""
    sections = frozenset(part.partition("@")[0].partition(".")[0] for part in parts)
    return tuple(one for one in diff(before, after, sections) if is_hidden(one, parts))
