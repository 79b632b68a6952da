"""A report as one page of HTML that a mail can hold: no script, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.report.edition import Coming, Edition, News
from tracker.report.facts import link
from tracker.report.hypertext import anchor, page, table, text
from tracker.report.phrases import (
    clocks,
    coming_said,
    heading,
    headline,
    name_of,
    page_of,
    points_of,
    sums,
)
from tracker.report.plain import spoken

#: Coming dates that a page lists; the calendar holds all of them.
_COMING = 50


def render(edition: Edition) -> Iterator[str]:
    """The page."""
    return page(heading(edition), _body(edition))


def _body(edition: Edition) -> Iterator[str]:
    yield f"<h1>{text(heading(edition))}</h1>\n"
    yield f'<p class="lead">{text(sums(edition))}.</p>\n'
    for one in edition.news:
        yield from _trial(one)
    if edition.coming:
        yield from _coming(edition.coming)
    yield (
        f"<footer>Made by Tracker, {text(spoken(edition.made_at))}. An event says what happened by "
        "a written rule; it is no judgement.</footer>\n"
    )


def _trial(one: News) -> Iterator[str]:
    ident = anchor(link(one.trial, one.registry), f'<span class="id">{text(one.trial)}</span>')
    yield f"<section>\n<h2>{ident} {text(name_of(one))}</h2>\n"
    if one.events:
        yield '<ul class="events">\n'
        for event in one.events:
            where = anchor(page_of(event, one.registry), "registry")
            yield (
                f"<li><time>{text(clocks(event))}</time><div>{text(headline(event))} "
                f'<span class="rule">{text(event.rule)}, {where}</span></div></li>\n'
            )
        yield "</ul>\n"
    for digest in one.digests():
        also = "Also in" if one.events else "In"
        silent = ", without a new update date" if digest.silent else ""
        yield f'<p class="soft">{also} version {digest.version}{silent}:</p>\n<ul>\n'
        yield from (f"<li>{text(said)}</li>\n" for said in points_of(digest))
        yield "</ul>\n"
    yield "</section>\n"


def _coming(coming: tuple[Coming, ...]) -> Iterator[str]:
    yield "<section>\n<h2>Dates to come</h2>\n"
    yield from table(("Date", "Trial", "What"), map(_row, coming[:_COMING]))
    more = len(coming) - _COMING
    if more > 0:
        yield f"<p>And {more:,} later ones: tracker report --format ics holds all.</p>\n"
    yield "</section>\n"


def _row(one: Coming) -> Iterable[str]:
    ident = anchor(link(one.trial, one.registry), f'<span class="id">{text(one.trial)}</span>')
    yield from (text(one.date, 40), f"{ident} {text(name_of(one), 120)}", text(coming_said(one)))
