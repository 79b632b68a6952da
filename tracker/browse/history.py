"""The history of a trial in sentences, newest first.

Comes in: what is known of a trial. Goes out: HTML: a block for each version and each notice.
Does not: hold anything back. What the registry and the book-keeping did is folded, and the oldest
of very many versions are one click away.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.browse.frame import listed, said
from tracker.browse.known import Known
from tracker.events import Event
from tracker.report import facts
from tracker.report.digest import digest, is_told
from tracker.report.edition import rank
from tracker.report.entries import counted
from tracker.report.hypertext import text
from tracker.report.phrases import headline
from tracker.store import Version

#: Versions that are told at first; events and changes of more make a page of a megabyte.
MOST = 60
#: Sentences of one version that are not folded, and all that are shown at all.
_PLAIN, _FOLDED = 12, 200


def life(of: Known, address: str, *, whole: bool) -> Iterator[str]:
    """The section. ``address`` is that of the trial's page, ready for an attribute."""
    yield '<section aria-labelledby="history">\n<h2 id="history">History, newest first</h2>\n'
    if not of.versions:
        yield "<p>Nothing was seen of it yet: "
        yield f"<code>tracker check {text(of.trial.id)}</code> looks at it.</p>\n"
    events: dict[int, list[Event]] = {}
    for event in of.events:
        if event.versions[0] != event.versions[1]:
            events.setdefault(event.versions[1], []).append(event)
    kept, left = _kept(of, whole=whole)
    blocks = [
        (one.placed_at, 0, _version(of, one, events.get(one.number, []), address)) for one in kept
    ]
    oldest = kept[-1].placed_at if left and len(kept) > 1 else ""
    for told in of.notices:
        if told.at >= oldest or whole:
            sentence = f"<strong>{text(told.kind.replace('_', ' '))}</strong>: {said(told.text)}"
            blocks.append((told.at, 1, iter((_block(told.at[:10], sentence),))))
    yield '<ul class="events">\n'
    for _, _, block in sorted(blocks, key=lambda one: one[:2], reverse=True):
        yield from block
    yield "</ul>\n"
    if left:
        yield f'<p><a href="{address}?all=1#v{left}">Show the {left:,} older versions too</a></p>\n'
    yield "</section>\n"


def _kept(of: Known, *, whole: bool) -> tuple[list[Version], int]:
    """The versions to tell, newest first, and how many older ones are left out."""
    left = 0 if whole else max(0, len(of.versions) - MOST)
    return [*reversed(of.versions[left:])], left


def _block(day: str, inside: str) -> str:
    return f"<li><time>{text(day)}</time><div>{inside}</div></li>\n"


def _version(of: Known, one: Version, events: list[Event], address: str) -> Iterator[str]:
    """One version: what it brought, its two clocks, and the book-keeping folded away."""
    before = of.before(one.number)
    name = f'<h3 id="v{one.number}">Version {one.number}</h3>'
    link = _compared(address, before, one.number)
    parts = [f'<div class="version">{name} {_clocks(one)}{link}</div>']
    if before is None:
        parts.append(f"<p>First look: {said(facts.in_short(one))}</p>")
    else:
        parts += _news(of, one, events)
    yield _block(one.stood_from[:10], "".join(parts))


def _compared(address: str, before: int | None, number: int) -> str:
    if before is None:
        return ""
    return f' <a href="{address}/compare/{before}/{number}">Compare with version {before}</a>'


def _news(of: Known, one: Version, events: list[Event]) -> Iterator[str]:
    """Events, then what no event says, then what is folded."""
    changes = of.others.get(one.number, [])
    points = digest(of.trial.id, None, one.number, changes, silent=one.silent).points
    sentences = [said(headline(event)) for event in sorted(events, key=rank)]
    sentences += [said(point.text) for point in points]
    if sentences:
        yield listed(sentences[:_PLAIN])
    else:
        yield '<p class="soft">Nothing that the sponsor says changed.</p>'
    if more := sentences[_PLAIN:]:
        yield f"<details><summary>{counted('more sentence', len(more))}</summary>"
        yield f"{listed(more[:_FOLDED])}</details>"
    rest = [change for change in of.changes.get(one.number, []) if not is_told(change)]
    if rest:
        kinds = counted("change", len(rest))
        yield f"<details><summary>{kinds} by the registry, and bookkeeping</summary>"
        yield f"{listed(said(change.summary) for change in rest[:_FOLDED])}</details>"


def _clocks(one: Version) -> str:
    """Both clocks of a version: the registry's, and when it was seen here."""
    posted = f"posted {text(one.registry_date)}" if one.registry_date else "no date of posting"
    silent = (
        ' <strong class="badge">silent</strong> the registry’s date did not move'
        if one.silent
        else ""
    )
    return f'<span class="soft">{posted}, first seen {text(one.observed_at[:10])}</span>{silent}'
