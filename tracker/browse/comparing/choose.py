"""Which two versions are compared, and how: a form, and links to neighbours and to the other view.

Comes in: the versions that there are and the two that are shown. Goes out: HTML.
Does not: need JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.browse.comparing.marks import View
from tracker.report.hypertext import text
from tracker.store import Version

_VIEWS: tuple[tuple[View, str], ...] = (("merged", "Merged"), ("sides", "Side by side"))


def form(
    address: str, versions: Sequence[Version], before: str, after: str, view: View
) -> Iterator[str]:
    """Two fields that take the number of a version or a date, with all versions to choose from."""
    yield f'<form class="choose" action="{address}/compare" method="get">\n'
    for name, said, value in (("a", "Compare", before), ("b", "with", after)):
        yield (
            f'<div><label for="{name}">{said} version or date</label>'
            f'<input id="{name}" name="{name}" value="{text(value, 100)}" list="versions" '
            'autocomplete="off" required></div>'
        )
    yield f'<input type="hidden" name="view" value="{view}"><button>Compare</button>\n'
    yield '<datalist id="versions">'
    for one in versions:
        yield f'<option value="{one.number}">{text(_dated(one))}</option>'
    yield "</datalist></form>\n"


def _dated(one: Version) -> str:
    return f"version {one.number}, {one.registry_date or one.stood_from[:10]}"


def links(address: str, count: int, before: int, after: int, view: View) -> Iterator[str]:
    """The other view, the neighbours, both versions the other way round, and the same as JSON."""

    def to(first: int, last: int, words: str) -> str:
        return f'<a href="{address}/compare/{first}/{last}?view={view}">{words}</a>'

    here = f"{address}/compare/{before}/{after}"
    yield '<p class="links"><span class="soft">Shown:</span> '
    for name, said in _VIEWS:
        if name == view:
            yield f'<strong aria-current="true">{said}</strong>'
        else:
            yield f'<a href="{here}?view={name}">{said}</a>'
    yield f'<a href="{here}.json">As JSON</a></p>\n<p class="links">'
    if after - before == 1:
        if before > 1:
            yield to(before - 1, before, f"← versions {before - 1} and {before}")
        if after < count:
            yield to(after, after + 1, f"versions {after} and {after + 1} →")
    if before != after:
        yield to(after, before, "The other way round")
    yield f'<a href="{address}">The trial’s page</a></p>\n'
