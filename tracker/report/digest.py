"""What one new version of a trial says, in the order in which a person wants to read it.

Comes in: the changes of a version, from the diff or from the store.
Goes out: a :class:`Digest`: points of what the sponsor changed, counts of the rest.
Does not: judge importance; the order is that of ``tracker.changes.CATEGORIES``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from tracker.changes import CATEGORIES
from tracker.outcome import Kept
from tracker.report.entries import AnyChange, counted
from tracker.report.lines import Line, Span, bad, faint, ident, line, point, title
from tracker.report.points import Point, points
from tracker.report.terminal import cut

#: Made by the registry, and yet what readers wait for: always told, never only counted.
_ALWAYS = frozenset(("violation_events", "retractions"))
#: Cells that a title may take: two lines, no more.
_TITLE = 130


class Digest(Struct, frozen=True):
    """The news of one version."""

    trial: str
    title: str | None
    version: int
    points: tuple[Point, ...]
    #: Changes that the registry made, besides those among the points.
    registry: int = 0
    #: Dates that move with every update.
    bookkeeping: int = 0
    #: The registry's own update date did not move.
    silent: bool = False

    @property
    def rank(self) -> int:
        """Where its first point stands in the order of categories; behind all without one."""
        if not self.points:
            return len(CATEGORIES)
        return CATEGORIES.index(self.points[0].category)

    @property
    def cut(self) -> bool:
        """Something was only counted."""
        return any(one.cut for one in self.points)


def digest_of(kept: Kept) -> Digest:
    """The digest of what a run kept."""
    return digest(kept.trial, kept.title, kept.version, kept.changes, silent=kept.silent)


def digest(
    trial: str,
    title: str | None,
    version: int,
    changes: Iterable[AnyChange],
    *,
    silent: bool = False,
) -> Digest:
    """Tell what the sponsor changed, count what the registry and the book-keeping did."""
    changes = tuple(changes)
    told = [change for change in changes if is_told(change)]
    others = [change.class_ for change in changes if not is_told(change)]
    return Digest(
        trial=trial,
        title=title,
        version=version,
        points=points(told),
        registry=others.count("registry"),
        bookkeeping=others.count("bookkeeping"),
        silent=silent,
    )


def is_told(change: AnyChange) -> bool:
    """Whether a change is told by itself: the sponsor's, and what readers wait for.

    A status of UNKNOWN is set by the registry, and it is news all the same.
    """
    if change.class_ == "sponsor" or change.field.rpartition(".")[2] in _ALWAYS:
        return True
    return change.field == "overall_status" and change.after == "UNKNOWN"


def also(registry: int, bookkeeping: int) -> str | None:
    """What was only counted, on one line.

    >>> also(3, 2)
    'also: 3 changes by the registry, 2 of bookkeeping'
    """
    said = []
    if registry:
        said.append(f"{counted('change', registry)} by the registry")
    if bookkeeping:
        said.append(f"{bookkeeping if said else counted('change', bookkeeping)} of bookkeeping")
    return f"also: {', '.join(said)}" if said else None


def headed(trial: str, name: str | None, *rest: str | Span) -> Line:
    """The line that a trial's news begins with."""
    said = cut(name or "(without a title)", _TITLE)
    return line(ident(trial), "  ", title(said), *rest, hang=13)


def lines_of(one: Digest) -> Iterator[Line]:
    """The digest of a trial as lines."""
    yield headed(one.trial, one.title)
    if one.silent:
        yield line(bad("without a new update date"), faint(" (a silent change)"), indent=2)
    for told in one.points:
        yield point(told.text)
    rest = also(one.registry, one.bookkeeping)
    if rest:
        yield line(faint(rest), indent=2)
    if one.cut:
        before = one.version - 1
        yield line(faint(f"in full: tracker diff {one.trial} {before} {one.version}"), indent=2)
