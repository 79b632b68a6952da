"""One trial page to one Record.

Comes in: the bytes of a page. Goes out: the Record and what was unknown on the page.
Does not: fetch, or know mark-up: it sees lines of text.

    bytes -> flow -> lines -> layout -> sections -> one reader each -> draft -> Record
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence

from tracker.record import Record
from tracker.sources.base import Drift
from tracker.sources.page import lists, people, places
from tracker.sources.page.criteria import read_eligibility
from tracker.sources.page.draft import Draft, prose
from tracker.sources.page.facts import put_fact, read_facts, read_results
from tracker.sources.page.flow import lines_of
from tracker.sources.page.headings import BY_KEY, PAIRS, PROSE
from tracker.sources.page.items import bare, items_of, match, open_label
from tracker.sources.page.labels import FACTS
from tracker.sources.page.layout import Layout, Section, layout
from tracker.sources.page.line import Line
from tracker.sources.page.marks import id_line
from tracker.sources.page.refusals import must_be_one_trial, refusal
from tracker.sources.page.treatments import read_treatments
from tracker.sources.page.values import TRIAL_ID
from tracker.text import plain

_PROSE = {
    "brief_summary": "description.brief_summary",
    "detailed_description": "description.detailed_description",
    "official_title": "identification.official_title",
}
_OUTCOMES = {
    "primary_outcomes": "outcomes.primary_outcomes",
    "secondary_outcomes": "outcomes.secondary_outcomes",
    "other_outcomes": "outcomes.other_outcomes",
    "outcomes": "outcomes.other_outcomes",
}
_SPONSOR_ROLES = {"sponsors": "", "lead_sponsor": "lead", "collaborators": "collaborator"}
#: An id before or after the title, on one line with it.
_ID_AT_EDGE = re.compile(r"^NCT\d{8}\s*[:|–—-]\s*|\s*[:|–—(-]\s*NCT\d{8}\)?$", re.IGNORECASE)

#: Sections that are read by themselves, and how.
_READERS: dict[str, Callable[[str, Sequence[str], Draft], None]] = {
    "results": read_results,
    "eligibility": read_eligibility,
    "responsible_party": people.read_responsible_party,
    "officials": people.read_officials,
    "identifiers": lists.read_identifiers,
    "references": lists.read_references,
    "links": lists.read_links,
    "documents": lists.read_documents,
}


def read_page(payload: bytes) -> tuple[Record, tuple[Drift, ...]]:
    """The Record of a page, and what was unknown on it. ReadError if it is no trial page."""
    page, trial = _page(payload)
    draft = Draft()
    draft.put("identification.id", trial)
    _read_head(page.head, draft)
    sections = _by_topic(page.sections)
    for key, section in sections.items():
        _read_section(key, section, draft)
    _read_together(sections, draft)
    for section in page.sections:
        if section.topic is None:
            draft.keep_lines(section.heading, section.lines)
    return draft.record(), draft.drift()


def mark_of(payload: bytes) -> tuple[str, bytes]:
    """The trial of a page, and a digest of its visible text: of all that ``read_page`` reads.

    Navigation, scripts and the list of related trials are not in it.
    """
    page, trial = _page(payload)
    digest = hashlib.sha256(trial.encode())
    at = _id_at(page.head)
    for line in (Line(_title(page.head, at) or ""), *page.head[at:]):
        digest.update(line.text.encode("utf-8", "replace") + b"\n")
    for section in page.sections:
        text = "\n".join((section.heading, *section.lines))
        digest.update(b"\x00" + text.encode("utf-8", "replace"))
    return trial, digest.digest()[:16]


def _page(payload: bytes) -> tuple[Layout, str]:
    """The parts of a page and the trial it is about."""
    lines = lines_of(payload)
    page = layout(lines)
    trial = _trial(page)
    if trial is None or not _shows_a_trial(page):
        raise refusal(payload, lines)
    must_be_one_trial(trial, page)
    return page, trial


def _trial(page: Layout) -> str | None:
    """The id behind its label; else the only id on the page."""
    lines = [*page.head, *(Line(text) for section in page.sections for text in section.lines)]
    at = id_line(lines)
    if at is not None:
        found = TRIAL_ID.search(" ".join(line.text for line in lines[at : at + 2]))
        return str(found.group()).upper() if found else None
    for part in (page.head, lines):
        ids = {text.upper() for line in part for text in TRIAL_ID.findall(line.text)}
        if len(ids) == 1:
            return str(ids.pop())
    return None


def _shows_a_trial(page: Layout) -> bool:
    """Whether there is more than an id: a known section, or a known fact in the head."""
    if any(section.topic for section in page.sections):
        return True
    items = items_of([line.text for line in page.head], FACTS, strict=True)
    return any(item.value and item.field not in ("", "identification.id") for item in items)


# -- the head ------------------------------------------------------------------------------------


def _id_at(head: Sequence[Line]) -> int:
    """Where the facts of the head begin: at the id, or at the first line that shows one."""
    at = id_line(head)
    if at is None:
        at = next((n for n, line in enumerate(head) if TRIAL_ID.search(line.text)), 0)
    return at


def _read_head(head: Sequence[Line], draft: Draft) -> None:
    """Title, id and dates; what stands above them is the site's own."""
    at = _id_at(head)
    for item in items_of([line.text for line in head[at:]], FACTS, strict=True):
        pair = open_label(bare(item.value)) if not item.field else None
        if item.field:
            put_fact("", item, draft)
        elif pair and not TRIAL_ID.search(item.value):
            draft.keep(*pair)
    title = _title(head, at)
    if title:
        draft.put("identification.brief_title", title)


def _title(head: Sequence[Line], at: int) -> str | None:
    """The nearest heading above the id, else the line above it, else one below it."""
    above = [line for line in head[: at + 1] if _can_be_title(line)]
    below = [line for line in head[at + 1 :] if _can_be_title(line)]
    long = [line for line in below if " " in line.text]
    marked = [line for line in above if line.level][-1:] or [line for line in long if line.level]
    found = marked or above[-1:] or long
    return plain(_ID_AT_EDGE.sub("", bare(found[0].text))) if found else None


def _can_be_title(line: Line) -> bool:
    text = bare(line.text)
    found = match(text, FACTS)
    return found is None and TRIAL_ID.fullmatch(text) is None


# -- the sections ----------------------------------------------------------------------------------


def _by_topic(sections: Sequence[Section]) -> dict[str, Section]:
    """The known sections by topic; two of one topic are one."""
    found: dict[str, Section] = {}
    for section in sections:
        if section.topic is not None:
            key = section.topic.key
            before = found.get(key)
            lines = (*before.lines, *section.lines) if before else section.lines
            found[key] = section._replace(lines=lines)
    return found


def _read_section(key: str, section: Section, draft: Draft) -> None:
    """One section that needs no other."""
    heading, lines = section.heading, section.lines
    form = BY_KEY[key].form
    if not lines:
        return
    if key in _READERS:
        _READERS[key](heading, lines, draft)
    elif form == PAIRS:
        read_facts(heading, lines, draft)
    elif form == PROSE:
        draft.put(_PROSE[key], prose(lines))
    elif key in ("conditions", "keywords"):
        draft.put(f"conditions.{key}", lists.names_of(lines))
    elif key in _OUTCOMES:
        lists.read_outcomes(heading, lines, draft, place=_OUTCOMES[key])
    elif key in _SPONSOR_ROLES:
        people.read_sponsors(heading, lines, draft, role=_SPONSOR_ROLES[key])
    elif key == "central_contacts":
        people.read_central_contacts(heading, lines, draft)


def _read_together(sections: dict[str, Section], draft: Draft) -> None:
    """Sections that explain each other."""
    none = Section(None, "", ())
    read_treatments(sections.get("groups", none), sections.get("interventions", none), draft)
    countries = sections.get("countries", none)
    named = lists.names_of(countries.lines)
    where = sections.get("locations", none)
    sites = places.read_sites(where.heading, where.lines, named, draft)
    asked = sections.get("facility_contacts", none)
    sites = places.with_contacts(asked.heading, asked.lines, sites, draft)
    draft.put(".sites", tuple(sites))
    places.read_countries(countries.heading, named, sites, draft)
