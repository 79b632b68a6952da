"""The page that compares two versions.

Comes in: an open archive, an id and two versions as people name them. Goes out: HTML or JSON.
Does not: grow without end: of very much it shows a part, and links to the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tracker.archive import Archive
from tracker.archive.comparing import Comparison
from tracker.browse.comparing import choose, entries, fields
from tracker.browse.comparing.marks import Sheet
from tracker.browse.comparing.stayed import stayed
from tracker.browse.comparing.tables import table
from tracker.browse.frame import said, trial_address
from tracker.changes import CATEGORIES, Change
from tracker.report.comparison import heading_of, version_said
from tracker.report.digest import also, is_told
from tracker.report.entries import counted, entry_of
from tracker.report.hypertext import text


def compare_page(
    archive: Archive,
    trial: str,
    before: str | None,
    after: str | None,
    root: str,
    sheet: Sheet | None = None,
) -> tuple[str, list[str]]:
    """Title and body; without versions the last two are compared.

    ``UnknownTrial`` or ``UsageError`` for a version or date that is none.
    """
    sheet = sheet or Sheet()
    found = archive.diff(trial, before, after)
    versions = archive.versions(found.trial)
    address = trial_address(root, found.trial)
    one, two = found.before.number, found.after.number
    ident = f'<a class="id" href="{address}">{text(found.trial)}</a>'
    body = [
        f"<p>{ident} {said(found.title or '')}</p>\n<h1>What differs</h1>\n",
        *_lead(found),
        *choose.form(address, versions, before or str(one), after or str(two), sheet.view),
        *choose.links(address, len(versions), one, two, sheet.view),
    ]
    told = [*_sections(found, sheet)]
    if sheet.was_cut:
        whole = f"{address}/compare/{one}/{two}?view={sheet.view}&amp;all=1"
        body.append(
            '<p class="note">There is so much that a part of it is left out here. '
            f'<a href="{whole}">Show the whole</a></p>\n'
        )
    body += [*told, *stayed(*found.records)]
    return f"{found.trial}: version {one} against version {two}", body


def compare_json(archive: Archive, trial: str, before: str, after: str) -> dict[str, Any]:
    """The same as plain values: both versions and all changes, as ``tracker diff --json`` has."""
    found = archive.diff(trial, before, after)
    return {
        "trial": found.trial,
        "before": found.before.number,
        "after": found.after.number,
        "changes": [change.as_json() for change in found.stored_changes()],
    }


def _lead(found: Comparison) -> Iterator[str]:
    """Which versions, and how much differs, in a sentence."""
    yield f'<p class="lead">{text(version_said(found.before))} → '
    yield f"{text(version_said(found.after))}</p>\n"
    if not found.changes:
        yield '<p class="say">Nothing differs.</p>\n'
        return
    told = [one for one in found.changes if is_told(one)]
    rest = [one.class_ for one in found.changes if not is_told(one)]
    untold = also(rest.count("registry"), rest.count("bookkeeping")) or ""
    sections = Counter(heading_of(one.category).lower() for one in told)
    names = ", ".join(f"{name} ({count})" for name, count in sections.most_common())
    if told:
        yield f'<p class="say">{counted("difference", len(told))}: {text(names)}. '
        yield f"{text(untold.capitalize())}.</p>\n" if rest else "</p>\n"
    else:
        yield f'<p class="say">Nothing that the sponsor says differs; {text(untold)}.</p>\n'


def _sections(found: Comparison, sheet: Sheet) -> Iterator[str]:
    """By section what was told; then, folded, what the registry and the book-keeping did."""
    told = [one for one in found.changes if is_told(one)]
    ordered = sorted(told, key=lambda one: CATEGORIES.index(one.category))
    for category, group in groupby(ordered, key=lambda one: one.category):
        yield f'<section class="part" aria-labelledby="{category}">\n'
        yield f'<h2 id="{category}">{text(heading_of(category))}</h2>\n'
        yield from _section([*group], found, sheet)
        yield "</section>\n"
    for class_, said_ in (("registry", "Made by the registry"), ("bookkeeping", "Bookkeeping")):
        rest = [one for one in found.changes if one.class_ == class_ and not is_told(one)]
        if rest:
            kinds = counted("change", len(rest))
            yield f'<details class="fold"><summary>{said_}: {kinds}</summary>\n'
            yield from _section(rest, found, sheet)
            yield "</details>\n"


def _section(changes: Sequence[Change], found: Comparison, sheet: Sheet) -> Iterator[str]:
    single = [change for change in changes if not entry_of(change)]
    if single:
        heads = ("Field", "Before", "After") if sheet.view == "sides" else ("Field", "What differs")
        sides = (found.before, found.after)
        yield from table(heads, fields.rows(single, sides, sheet), "fields")
    yield from entries.tables([change for change in changes if entry_of(change)], sheet)
