"""The parts of a dossier's page, one function each.

Comes in: a case. Goes out: pieces of HTML in which all that a registry said is text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tracker.events.base import Event
from tracker.report.dossier import charts, compared, series
from tracker.report.dossier.case import (
    Case,
    day_of_version,
    history_page,
    record_page,
)
from tracker.report.dossier.series import Series
from tracker.report.entries import counted
from tracker.report.hypertext import anchor, table, text
from tracker.report.phrases import page_of

T = TypeVar("T")

_PHASES = {
    "before_recruitment": "before recruitment",
    "recruitment": "during recruitment",
    "after_completion": "after completion",
    "uncertain": "uncertain",
}
_NOTHING = '<p class="soft">The rules found nothing of this kind.</p>\n'


def comparison(case: Case) -> Iterator[str]:
    """First registered against now, or against what stood on the day of the manuscript."""
    first = "First registered" if case.complete else "Oldest version held here"
    when = f"the manuscript's day, {case.manuscript}" if case.manuscript else "now"
    then = f"{first} ({day_of_version(case.first)})"
    later = f"{when[:1].upper()}{when[1:]} ({_version(case)})"
    yield f"<h2>{text(first)} against {text(when)}</h2>\n"
    page = history_page(case, (case.first, case.later))
    yield f"<p>{anchor(page, 'The registry’s own comparison of these versions')}</p>\n"
    yield from table(
        ("What", then, later, "Same?"),
        (
            (row.what, row.first, row.later, "same" if row.same else _mark("differs"))
            for row in compared.rows(case)
        ),
    )
    others = compared.others(case)
    if others:
        yield "<h3>What else differs</h3>\n<ul>\n"
        yield from (f"<li>{text(said)}</li>\n" for said in others)
        yield "</ul>\n"


def _version(case: Case) -> str:
    return f"version {case.later.number}, {day_of_version(case.later)}"


def _mark(word: str) -> str:
    return f'<span class="moved">{word}</span>'


def timing(case: Case) -> Iterator[str]:
    """When it was registered, and when it began and ended by both definitions."""
    yield "<h2>Registration and timing</h2>\n"
    yield from _events(case, case.of("registration"))
    yield "<h3>Start and completion, by two definitions</h3>\n"
    yield from table(
        ("Definition", "Start", "Rests on", "Completion", "Rests on"),
        (
            (
                text(one.definition),
                f"<time>{text(one.start or 'not known')}</time>",
                text(one.start_basis or ""),
                f"<time>{text(one.completion or 'not known')}</time>",
                text(one.completion_basis or ""),
            )
            for one in case.anchors
        ),
    )


def outcomes(case: Case) -> Iterator[str]:
    """Every outcome change with its phase by both definitions."""
    yield "<h2>Outcome changes</h2>\n"
    found = case.of("outcomes")
    if not found:
        yield _NOTHING
        return
    yield from table(
        ("Date", "What happened", "Phase, earliest dates", "Phase, as stated", "Taken together"),
        (
            (
                _when(event),
                _said(event, case),
                _phase(event, "phase_by_earliest"),
                _phase(event, "phase_by_stated"),
                _phase(event, "phase"),
            )
            for event in found
        ),
    )


def _phase(event: Event, name: str) -> str:
    word = str(event.facts.get(name, "uncertain"))
    said = text(_PHASES.get(word, word))
    return f"<strong>{said}</strong>" if name == "phase" else said


def status(case: Case) -> Iterator[str]:
    """The status over time."""
    yield "<h2>Status</h2>\n"
    one = series.status(case)
    yield from _figure("Status over time", charts.status_bar, one, case, [one])
    yield from _events(case, case.of("status"))


def enrolment(case: Case) -> Iterator[str]:
    """Planned and actual enrolment."""
    yield "<h2>Enrolment, planned and actual</h2>\n"
    one = series.enrolment(case)
    yield from _figure("Enrolment over time", charts.steps, one, case, [one])
    yield from _events(case, case.of("enrollment"))


def dates(case: Case) -> Iterator[str]:
    """Slips of the completion dates."""
    yield "<h2>Dates and slips</h2>\n"
    both = [series.primary_completion(case), series.completion(case)]
    yield from _figure(
        "Completion dates as each version stated them (dashed: the day of the version itself)",
        charts.drift,
        both,
        case,
        both,
    )
    yield from _events(case, case.of("dates"))


def sites(case: Case) -> Iterator[str]:
    """How many sites there were."""
    yield "<h2>Sites</h2>\n"
    one = series.sites(case)
    yield from _figure("Sites over time", charts.steps, one, case, [one])
    yield from _events(case, case.of("sites"))


def results(case: Case) -> Iterator[str]:
    """Whether results are due, submitted, posted."""
    yield "<h2>Results</h2>\n"
    posted = case.versions[-1].results_first_posted
    said = f"First posted on {posted}." if posted else "No results are posted on the record."
    yield f"<p>{text(said)}</p>\n"
    yield from _events(case, case.of("results"), empty="")


def rest(case: Case) -> Iterator[str]:
    """Eligibility, and the record as a whole."""
    for heading, family in (("Eligibility", "eligibility"), ("The record itself", "record")):
        yield f"<h2>{heading}</h2>\n"
        yield from _events(case, case.of(family))


def not_known(case: Case) -> Iterator[str]:
    """What the page cannot say."""
    yield '<h2>What is not known</h2>\n<div class="note"><ul>\n'
    yield from (f"<li>{text(said)}</li>\n" for said in case.unknown)
    yield "</ul></div>\n"


def versions(case: Case) -> Iterator[str]:
    """Each version with its clocks and the hash of its content."""
    yield "<h2>Versions and hashes</h2>\n"
    yield (
        "<p>The hash is over the content of the record as Tracker normalises it, without what "
        "moves by itself; two versions with one hash say the same.</p>\n"
    )
    yield from table(
        ("Version", "Submitted", "Posted", "Seen here", "Content hash"),
        (
            (
                anchor(history_page(case, (one,)), str(one.number)),
                text(one.last_update_submitted or one.version_date or "not known"),
                text(one.registry_date or "not known"),
                text(one.observed_at[:10]),
                f"<code>{text(one.content_hash)}</code>",
            )
            for one in case.versions
        ),
    )
    links = ((record_page(case), "the record"), (history_page(case), "its history"))
    said = ", ".join(anchor(page, words) for page, words in links if page)
    yield f"<p>At the registry: {said}</p>\n" if said else ""


# -- pieces -------------------------------------------------------------------------------------


def _events(case: Case, events: Iterable[Event], empty: str = _NOTHING) -> Iterator[str]:
    events = tuple(events)
    if not events:
        yield empty
        return
    yield '<ul class="events">\n'
    for event in events:
        yield f"<li>{_when(event)}<div>{_said(event, case)}</div></li>\n"
    yield "</ul>\n"


def _when(event: Event) -> str:
    return f"<time>{text(event.date, 40)}</time>"


def _said(event: Event, case: Case) -> str:
    """What happened, by which rule; whether it came after the manuscript."""
    where = anchor(page_of(event, case.registry), "registry")
    late = case.after_manuscript(event.date) and event.versions[0] != event.versions[1]
    after = f"{_mark('after the manuscript')}: " if late else ""
    return f'{after}{text(event.headline)} <span class="rule">{text(event.rule)}, {where}</span>'


def _figure(
    title: str, draw: Callable[[T, str], str | None], what: T, case: Case, told: list[Series]
) -> Iterator[str]:
    """A drawing where there can be one, and the same as a table, always."""
    svg = None
    if charts.missing() is None:
        svg = draw(what, case.made_at[:10])
    if svg:
        yield f"<figure>\n<figcaption>{text(title)}</figcaption>\n{svg}\n</figure>\n"
    rows = [
        (text(point.day), text(one.name), text(point.said or "not given"), str(point.version))
        for one in told
        for point in one.steps
    ]
    summary = f"{title}, as a table ({counted('row', len(rows))})"
    yield f"<details{'' if svg else ' open'}><summary>{text(summary)}</summary>\n"
    yield from table(("Since", "What", "Value", "Version"), rows)
    yield "</details>\n"
