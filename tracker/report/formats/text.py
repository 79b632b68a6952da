"""A report as lines of a terminal, or of a plain text file."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.report.edition import Edition, News
from tracker.report.lines import (
    EMPTY,
    Line,
    Said,
    bad,
    faint,
    ident,
    label,
    line,
    point,
    rendered,
    title,
)
from tracker.report.phrases import clocks, heading, headline, name_of, points_of, sums


def render(edition: Edition) -> Iterator[str]:
    """The lines as plain text, unwrapped."""
    for row in rendered(lines(edition)):
        yield row + "\n"


def lines(edition: Edition) -> Iterator[Line]:
    """The report as styled lines."""
    yield line(title(heading(edition)))
    for one in edition.news:
        yield EMPTY
        yield from _trial(one)
    yield EMPTY
    yield line(f"{sums(edition)}.")


def _trial(one: News) -> Iterator[Line]:
    yield line(ident(one.trial), "  ", title(name_of(one)), hang=13)
    for event in one.events:
        yield point(label(clocks(event)), "  ", headline(event), faint(f"  ({event.rule})"))
    for digest in one.digests():
        said: list[Said] = [faint(f"{'also ' if one.events else ''}in version {digest.version}")]
        if digest.silent:
            said.append(bad(" without a new update date"))
        yield line(*said, indent=2)
        for text in points_of(digest):
            yield point(text, indent=4)
