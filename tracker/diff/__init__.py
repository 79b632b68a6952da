"""Two Records to the changes between them.

    Record, Record -> sections whose canonical bytes differ -> entries that differ -> Changes

Comes in: two Records of one lineage. Goes out: Changes, ordered as a person wants to read them.
Does not: know versions, stores or clocks.

Lists are matched by identity before anything is compared; DeepDiff is shown only what differs, as
flat dictionaries, never a list. Two Records with one content hash have no changes, and two with
different hashes have at least one: both rest on the same canonical form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tracker.canonical import canonical
from tracker.changes import CATEGORIES, Change, Kind
from tracker.diff import wording
from tracker.diff.classify import category_of, class_of, class_of_entry
from tracker.diff.identity import name_of
from tracker.diff.match import differ, match, renamed_sites
from tracker.record import Part, Record

#: Lists of words in which each word is an entry of its own, not one value together.
_WORD_LISTS = frozenset(("conditions", "keywords"))

_ORDER = {category: place for place, category in enumerate(CATEGORIES)}


def diff(before: Record, after: Record, only: frozenset[str] | None = None) -> tuple[Change, ...]:
    """All changes from one Record to another; empty if and only if their content is the same.

    ``only`` names the sections to compare, for sources that do not show all of them.
    """
    changes: list[Change] = []
    for section in Record.__struct_fields__:
        if only is None or section in only:
            was, now = getattr(before, section), getattr(after, section)
            if differ(was, now):
                changes += _Section(section, before, after).changes(was, now)
    changes.sort(key=lambda change: _ORDER[change.category])
    return tuple(changes)


class _Section:
    """The comparison of one section."""

    def __init__(self, name: str, before: Record, after: Record) -> None:
        self.name = name
        self.records = (before, after)
        self.turned_unknown = after.status.overall_status == "UNKNOWN"

    def changes(self, before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[Change]:
        """Descend into sections, match lists, and end at single values."""
        if isinstance(before, Part) and isinstance(after, Part):
            yield from self._fields(path, before, after)
        elif _is_list(path[-1] if path else self.name, before, after):
            yield from self._entries(path, before or (), after or ())
        else:
            yield self._value(path, before, after)

    def _fields(self, path: tuple[str, ...], before: Part, after: Part) -> Iterator[Change]:
        for name in before.__struct_fields__:
            was, now = getattr(before, name), getattr(after, name)
            if differ(was, now):
                yield from self.changes(was, now, (*path, name))

    def _value(self, path: tuple[str, ...], before: Any, after: Any) -> Change:
        """A field that holds one value (or a short list that is one value)."""
        was, now = _plain(before), _plain(after)
        field = ".".join(path) or self.name
        name = path[-1] if path else self.name
        return Change(
            category=category_of(self.name, name),
            field=field,
            kind=_kind(was, now),
            class_=class_of(self.name, name, now, turned_unknown=self.turned_unknown),
            summary=wording.of_value(name, was, now, *self.records),
            path=(self.name, *path),
            before=was,
            after=now,
        )

    # -- lists -----------------------------------------------------------------------------

    def _entries(self, path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
        matched, removed, added = match(before, after)
        renamed, removed, added = renamed_sites(removed, added)
        yield from self._changed_entries(path, matched)
        for key, was, now in renamed:
            yield self._entry(path, key, "renamed", was, now)
        for key, was in removed:
            yield self._entry(path, key, "removed", was, None)
        for key, now in added:
            yield self._entry(path, key, "added", None, now)

    def _entry(self, path: tuple[str, ...], key: str, kind: Kind, was: Any, now: Any) -> Change:
        """An entry that came, went or changed its name."""
        name = path[-1] if path else self.name
        return Change(
            category=category_of(self.name, name),
            field=".".join(path) or self.name,
            kind=kind,
            class_=class_of_entry(self.name, was, now),
            summary=wording.of_entry(name, kind, was, now),
            path=(self.name, *path, key),
            item=name_of(now if now is not None else was),
            before=_plain(was),
            after=_plain(now),
        )

    def _changed_entries(
        self, path: tuple[str, ...], matched: list[tuple[str, Part, Part]]
    ) -> Iterator[Change]:
        """The fields that differ in entries that are the same entry; DeepDiff finds them."""
        if not matched:
            return
        pairs = {key: (was, now) for key, was, now in matched}
        for key, field in _deep_fields(pairs):
            was, now = pairs[key]
            yield self._entry_value(path, key, field, was, now)

    def _entry_value(
        self, path: tuple[str, ...], key: str, field: str, was: Part, now: Part
    ) -> Change:
        before, after = _plain(getattr(was, field)), _plain(getattr(now, field))
        name = path[-1] if path else self.name
        made = class_of_entry(self.name, was, now)
        if made == "sponsor":
            made = class_of(self.name, field, after, turned_unknown=False)
        return Change(
            category=category_of(self.name, field),
            field=".".join((*path, field)),
            kind=_kind(before, after),
            class_=made,
            summary=wording.of_entry_value(name, field, name_of(now), before, after),
            path=(self.name, *path, key, field),
            item=name_of(now),
            before=before,
            after=after,
        )


def _is_list(name: str, before: Any, after: Any) -> bool:
    """Whether a field is a list whose entries come and go one by one."""
    if not isinstance(before or after, tuple):
        return False
    return name in _WORD_LISTS or isinstance((before or after)[0], Part)


def _kind(before: Any, after: Any) -> Kind:
    return "added" if before is None else "removed" if after is None else "changed"


def _plain(value: Any) -> Any:
    """A value as JSON has it; what is empty is absent."""
    if value is None or value == ():
        return None
    if isinstance(value, Part | tuple | dict):
        return msgspec.json.decode(msgspec.json.encode(value))
    return value


def _deep_fields(pairs: dict[str, tuple[Part, Part]]) -> list[tuple[str, str]]:
    """Which fields differ in which entries, by one DeepDiff over flat dictionaries.

    ``threshold_to_diff_deeper=0`` keeps it from reporting an entry as one changed value.
    """
    from deepdiff import DeepDiff

    was, now = {}, {}
    for key, (one, other) in pairs.items():
        was[key], now[key] = _unequal_fields(one, other)
    tree = DeepDiff(
        was,
        now,
        view="tree",
        threshold_to_diff_deeper=0,
        verbose_level=0,
        ignore_private_variables=False,
    )
    found = {
        tuple(item.path(output_format="list")[:2]) for items in tree.values() for item in items
    }
    place = {key: number for number, key in enumerate(pairs)}
    return sorted(found, key=lambda pair: (place[pair[0]], pair[1]))


def _unequal_fields(one: Part, other: Part) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that may differ, flat: what is below a field stands as its canonical bytes."""
    names = [n for n in one.__struct_fields__ if getattr(one, n) != getattr(other, n)]
    return _flat(one, names), _flat(other, names)


def _flat(entry: Part, names: list[str]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | float | bool) else canonical(value)
        for name in names
        if (value := getattr(entry, name)) is not None and value != ()
    }
