"""Two versions of a trial side by side, as lines.

Comes in: two versions, and all changes between them.
Goes out: by category, single values as before -> after, long texts by the words that differ,
entries of lists as added, removed or changed; then what the registry and the book-keeping did.
Does not: cut lists; this is where everything is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from tracker.changes import CATEGORIES, Change
from tracker.diff.labels import label as named
from tracker.report import words
from tracker.report.digest import headed, is_told
from tracker.report.entries import counted, entry_of
from tracker.report.facts import TYPES, typed
from tracker.report.lines import EMPTY, Line, Span, Style, label, line, title
from tracker.report.values import is_long, parts, said
from tracker.store.rows import Version

_OWNERS = {kind: value for value, kind in TYPES.items()}
_ORDER = {category: place for place, category in enumerate(CATEGORIES)}
_SIGNS: dict[str, tuple[str, Style]] = {"added": ("+", "added"), "removed": ("-", "removed")}
_HEADINGS = {"ipd_sharing": "Sharing of data", "enrollment": "Enrolment"}
#: The fields that name an entry, which its heading says already.
_NAMES = frozenset(("facility", "city", "country", "measure", "label", "name", "citation", "title"))


def comparison(
    name: str | None, before: Version, after: Version, changes: Sequence[Change]
) -> Iterator[Line]:
    """Everything that differs between two versions."""
    yield headed(after.trial, name)
    yield line(f"{version_said(before)} -> {version_said(after)}", indent=2, hang=2)
    if not changes:
        yield EMPTY
        yield line("Nothing differs.")
        return
    sections = (
        (None, [change for change in changes if is_told(change)]),
        ("Made by the registry", _untold(changes, "registry")),
        ("Bookkeeping", _untold(changes, "bookkeeping")),
    )
    for heading, group in sections:
        if heading is not None and group:
            yield from _section(heading, group, (before, after))
        elif group:
            for category, same in groupby(sorted(group, key=_place), key=lambda one: one.category):
                yield from _section(heading_of(category), [*same], (before, after))


def _untold(changes: Iterable[Change], kind: str) -> list[Change]:
    return [change for change in changes if change.class_ == kind and not is_told(change)]


def _place(change: Change) -> int:
    return _ORDER.get(change.category, len(_ORDER))


def heading_of(category: str) -> str:
    """What a category is called above its changes."""
    return _HEADINGS.get(category) or category.replace("_", " ").capitalize()


def version_said(one: Version) -> str:
    """A version with its clocks, one where they agree.

    "version 2 (posted 2026-03-01, seen 2026-03-02)", "version 3 (posted 2026-03-03)".
    """
    seen = one.observed_at[:10]
    clocks = [f"posted {one.registry_date}"] if one.registry_date else []
    if one.registry_date != seen:
        clocks.append(f"seen {seen}")
    return f"version {one.number} ({', '.join(clocks)})"


def _section(
    heading: str, changes: Sequence[Change], sides: tuple[Version, Version]
) -> Iterator[Line]:
    yield EMPTY
    yield line(title(heading))
    entries = [(change, entry_of(change)) for change in changes]
    single = [change for change, entry in entries if entry is None]
    for field in dict.fromkeys(_OWNERS.get(change.field, change.field) for change in single):
        if field in TYPES:
            yield _typed_value(field, sides)
    for change in single:
        if _OWNERS.get(change.field, change.field) not in TYPES:
            yield from _value(named(change.field.rpartition(".")[2]), change, indent=2)
    for kind in ("removed", "added", "renamed"):
        for change, entry in entries:
            if entry is not None and entry.whole and change.kind == kind:
                yield from _entry(entry.noun, change)
    stayed = [(entry.noun, change) for change, entry in entries if entry and not entry.whole]
    for (noun, item), group in groupby(sorted(stayed, key=_owner), key=_owner):
        yield from _changed_entry(noun, item, [change for _, change in group])


def _owner(pair: tuple[str, Change]) -> tuple[str, str]:
    return pair[0], pair[1].item or ""


def _typed_value(field: str, sides: tuple[Version, Version]) -> Line:
    """A date or an enrolment before and after: "50 (estimated) -> 48 (actual)"."""
    old, new = (
        typed(said(field, getattr(side, field)), getattr(side, TYPES[field])) for side in sides
    )
    return _arrow(named(field), old, new, 2)


def _arrow(name: str, old: str, new: str, indent: int) -> Line:
    return line(label(f"{name}: "), Span(old, "removed"), " -> ", Span(new, "added"), indent=indent)


def _entry(noun: str, change: Change) -> Iterator[Line]:
    """An entry that came, went or got another name."""
    if change.kind == "renamed":
        yield line("~ ", change.summary, indent=2)
        return
    sign, style = _SIGNS[change.kind]
    yield line(Span(f"{sign} ", style), f"{noun}: ", Span(change.item or "", style), indent=2)
    entry = change.after if change.kind == "added" else change.before
    if isinstance(entry, dict):
        for name, text in parts({k: v for k, v in entry.items() if k not in _NAMES}):
            for part in text.split("\n"):
                yield line(label(f"{name}: "), Span(part, style), indent=6)
                name = "…"


def _changed_entry(noun: str, item: str, changes: Sequence[Change]) -> Iterator[Line]:
    """What changed in an entry that stayed."""
    yield line("~ ", f"{noun}: {item}", indent=2)
    for change in changes:
        yield from _value(named(change.field.rpartition(".")[2]), change, indent=6)


def _value(name: str, change: Change, indent: int) -> Iterator[Line]:
    """A value before and after: on one line, or by the words that differ."""
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and (is_long(before) or is_long(after)):
        yield line(label(f"{name}:"), indent=indent)
        for row in words.changed_lines(before, after):
            yield line(*words.spans(row), indent=indent + 2, hang=2)
    elif is_long(before) or is_long(after):
        yield from _one_sided(name, before, after, indent)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(name, change.field, before, after, indent)
    else:
        old, new = (said(change.field, value) for value in (before, after))
        yield _arrow(name, old, new, indent)


def _one_sided(name: str, before: Any, after: Any, indent: int) -> Iterator[Line]:
    """A long text that came or went as a whole."""
    sign, style = _SIGNS["removed" if after is None else "added"]
    yield line(label(f"{name}:"), indent=indent)
    for part in str(before if after is None else after).split("\n"):
        yield line(Span(f"{sign} {part}", style), indent=indent + 2)


def _lists(
    name: str, field: str, before: list[Any], after: list[Any], indent: int
) -> Iterator[Line]:
    """Short lists of plain words before and after; of longer ones what came and went."""
    old, new = ([said(field, one) for one in values] for values in (before, after))
    if len(", ".join(old)) + len(", ".join(new)) <= 2 * 60:
        yield _arrow(name, ", ".join(old) or "(none)", ", ".join(new) or "(none)", indent)
        return
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    yield line(label(f"{name}: "), f"{counted('entry', len(old))} -> {len(new)}", indent=indent)
    for sign, style, texts in (("-", "removed", gone), ("+", "added", come)):
        for text in texts:
            yield line(Span(f"{sign} {text}", style), indent=indent + 2)  # type: ignore[arg-type]
