r"""Two versions of a trial side by side, as Markdown.

Comes in: two versions and their changes. Goes out: lines of Markdown.
Does not: let registry text be mark-up: what Markdown or HTML would obey is escaped.

>>> escaped("5 * x <b>")
'5 \\* x &lt;b&gt;'
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tracker.changes import CATEGORIES, Change
from tracker.report import words
from tracker.report.comparison import heading_of, version_said
from tracker.report.digest import also, is_told
from tracker.report.terminal import neutral
from tracker.report.values import is_long
from tracker.store.rows import Version

_MARKS = re.compile(r"([\\`*_\[\]~]|^[#+-](?= ))")


def comparison(
    name: str | None, before: Version, after: Version, changes: Sequence[Change]
) -> Iterator[str]:
    """Everything that the sponsor changed, a line each; long texts by the words that differ."""
    yield f"## {escaped(after.trial)} {escaped(name or '')}".rstrip()
    yield ""
    yield f"{version_said(before).capitalize()} → {version_said(after)}"
    told = sorted((c for c in changes if is_told(c)), key=lambda c: CATEGORIES.index(c.category))
    for category, group in groupby(told, key=lambda change: change.category):
        yield from ("", f"### {heading_of(category)}", "")
        for change in group:
            yield from _change(change)
    rest = [change.class_ for change in changes if not is_told(change)]
    said = also(rest.count("registry"), rest.count("bookkeeping"))
    if said:
        yield from ("", f"_{said[:1].upper()}{said[1:]}._")


def _change(change: Change) -> Iterator[str]:
    yield f"- {escaped(change.summary)}"
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and (is_long(before) or is_long(after)):
        for row in words.changed_lines(before, after):
            yield f"  > {''.join(_marked(row))}  "


def _marked(row: Iterable[words.Piece]) -> Iterator[str]:
    """Struck out what went, strong what came; blanks stay outside of the marks."""
    for piece in row:
        mark = {"removed": "~~", "added": "**", "same": ""}[piece.kind]
        bare = piece.text.strip()
        if not mark or not bare:
            yield escaped(piece.text)
            continue
        lead, _, trail = piece.text.partition(bare)
        yield f"{lead}{mark}{escaped(bare)}{mark}{trail}"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", html.escape(neutral(text), quote=False))
