"""Two versions of a trial side by side, by section, with the words that differ marked.

Comes in: an open archive, an id and two versions as people name them. Goes out: HTML.
Does not: show what stayed the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tracker.archive import Archive
from tracker.browse.frame import trial_address
from tracker.changes import CATEGORIES, Change
from tracker.diff.labels import label
from tracker.report.comparison import heading_of, version_said
from tracker.report.entries import entry_of
from tracker.report.hypertext import table, text
from tracker.report.values import parts, said
from tracker.report.words import changed_lines

#: Characters of one run of text; a comparison cuts nothing that a person would read.
_MOST = 50_000
_WORDS = {
    "added": "+ Added",
    "removed": "− Removed",
    "renamed": "~ Renamed",
    "changed": "~ Changed",
}


def compare_page(
    archive: Archive, trial: str, before: str, after: str, root: str
) -> tuple[str, list[str]]:
    """Title and body. ``UnknownTrial`` or ``UsageError`` for a version or date that is none."""
    found = archive.diff(trial, before, after)
    sides = f"{version_said(found.before)} → {version_said(found.after)}"
    where = trial_address(root, found.trial)
    body = [
        f'<p><a class="id" href="{where}">{text(found.trial)}</a> {text(found.title or "")}</p>\n',
        f'<h1>What differs</h1>\n<p class="lead">{text(sides)}</p>\n',
    ]
    if not found.changes:
        body.append("<p>Nothing differs.</p>\n")
    ordered = sorted(found.changes, key=lambda one: CATEGORIES.index(one.category))
    for category, group in groupby(ordered, key=lambda one: one.category):
        body += _section(category, [*group])
    return f"{found.trial}: {sides}", body


def _section(category: str, changes: Sequence[Change]) -> Iterator[str]:
    """The changes of one category; what moves with every update is folded."""
    folded = category == "bookkeeping"
    heading = f"<h2>{text(heading_of(category))}</h2>\n"
    yield heading + ("<details><summary>Dates that move with every update</summary>" * folded)
    entries = [change for change in changes if entry_of(change)]
    single = [change for change in changes if not entry_of(change)]
    if single:
        rows = [(text(label(one.field.rpartition(".")[2])), marks(one)) for one in single]
        yield from table(("Field", "What differs"), rows)
    order = {kind: place for place, kind in enumerate(_WORDS)}
    entries.sort(key=lambda one: (entry_of(one).noun, order[_kind(one)]))  # type: ignore[union-attr]
    if entries:
        rows3 = [(_WORDS[_kind(one)], text(one.item or ""), _entry(one)) for one in entries]
        yield from table(("", "Entry", "What differs"), rows3)
    yield "</details>\n" * folded


def _kind(change: Change) -> str:
    """What happened to an entry; a field that came to an entry that stayed is a change of it."""
    entry = entry_of(change)
    return change.kind if entry is not None and entry.whole else "changed"


def _entry(change: Change) -> str:
    kind = _kind(change)
    if kind == "renamed":
        return text(change.summary)
    if kind == "changed":
        return f"{text(label(change.field.rpartition('.')[2]))}: {marks(change)}"
    tag = "ins" if kind == "added" else "del"
    whole = change.after if kind == "added" else change.before
    told = parts(whole) if isinstance(whole, dict) else [("", str(whole))]
    return "<br>".join(f"{text(name)}: <{tag}>{text(value, _MOST)}</{tag}>" for name, value in told)


def marks(change: Change) -> str:
    """The value before and after as one text, with what went in <del> and what came in <ins>."""
    old, new = (_text(change.field, one) for one in (change.before, change.after))
    rows = changed_lines(old, new)
    return "<br>".join("".join(_piece(*piece) for piece in row) for row in rows)


def _text(field: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and len(value) > 80:
        return value
    if isinstance(value, list):
        return "\n".join(said(field, one) for one in value)
    return said(field, value)


def _piece(kind: str, run: str) -> str:
    tag = {"removed": "del", "added": "ins"}.get(kind)
    escaped = text(run, _MOST)
    return f"<{tag}>{escaped}</{tag}>" if tag else escaped
