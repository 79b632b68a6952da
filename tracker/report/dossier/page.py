"""The dossier as one page of HTML that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.report import facts
from tracker.report.dossier import charts, sections
from tracker.report.dossier.case import Case, record_page
from tracker.report.entries import counted
from tracker.report.hypertext import anchor, page, text
from tracker.report.plain import spoken


def render(case: Case) -> Iterator[str]:
    """The page."""
    return page(f"{case.trial}: dossier of a registration", _body(case))


def _body(case: Case) -> Iterator[str]:
    yield from _head(case)
    without = charts.missing()
    if without:
        yield f'<p class="note">{text(without)}</p>\n'
    for section in (
        sections.comparison,
        sections.timing,
        sections.outcomes,
        sections.status,
        sections.enrolment,
        sections.dates,
        sections.results,
        sections.sites,
        sections.rest,
        sections.not_known,
        sections.versions,
    ):
        yield f"<section>\n{''.join(section(case))}</section>\n"
    yield (
        f"<footer>Made by Tracker, {text(spoken(case.made_at))}, from "
        f"{counted('version', len(case.versions))} of the record. Events follow written rules and "
        "say what happened; they are no judgement.</footer>\n"
    )


def _head(case: Case) -> Iterator[str]:
    ident = anchor(record_page(case), f'<span class="id">{text(case.trial)}</span>')
    yield f'<p class="lead">{ident}, dossier of a registration</p>\n'
    yield f'<h1>{text(case.title or "(without a title)", 400)}</h1>\n<dl class="facts">\n'
    for name, said in _facts(case):
        yield f"<div><dt>{text(name)}</dt><dd>{text(said)}</dd></div>\n"
    yield "</dl>\n"


def _facts(case: Case) -> Iterator[tuple[str, str]]:
    """The headline: where it stands, and how much moved."""
    now = case.versions[-1]
    yield "Status", facts.status(now) or "not given"
    yield "Enrolment", facts.enrolment(now) or "not given"
    registration = case.of("registration")
    kinds = [event.rule.partition("_")[2].replace("_", " ") for event in registration]
    yield "Registration", ", ".join(kinds) or "timing not known"
    yield "Outcome changes", f"{len(case.of('outcomes')):,}"
    slips = [event for event in case.of("dates") if event.rule == "dates_postponed"]
    yield "Postponements, all dates", f"{len(slips):,}"
    posted = now.results_first_posted
    yield "Results", f"posted {posted}" if posted else "not posted"
    if case.manuscript:
        yield "Manuscript of", case.manuscript
