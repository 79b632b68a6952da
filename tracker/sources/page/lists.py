"""The remaining lists: conditions, outcomes, identifiers, references, links, documents.

Comes in: the lines of one section. Goes out: values in the draft.
Does not: read arms, people or places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.record import LargeDocument, Link, Outcome, Reference, SecondaryId
from tracker.sources.page import values
from tracker.sources.page.bunches import Bunch, bunches, headed, other_of
from tracker.sources.page.draft import Draft, prose
from tracker.sources.page.items import Item, bare, items_of
from tracker.sources.page.labels import ENTRY_LABELS
from tracker.text import plain

_OUTCOMES_BY_TYPE = {
    "PRIMARY": "outcomes.primary_outcomes",
    "SECONDARY": "outcomes.secondary_outcomes",
}


def names_of(lines: Sequence[str]) -> tuple[str, ...]:
    """One name a line."""
    return tuple(plain(bare(line)) for line in lines)


def read_outcomes(heading: str, lines: Sequence[str], draft: Draft, *, place: str) -> None:
    """Outcome measures; ``place`` is the list to which they go unless they say otherwise."""
    items = items_of(lines, ENTRY_LABELS["outcomes"], strict=True)
    for bunch in bunches(items, marks={"time_frame"}, starts={"measure"}):
        texts = list(bunch.texts)
        measure = bunch.fact("measure") or (bare(texts.pop(0)) if texts else "")
        said = bunch.fact("description")
        outcome = Outcome(
            measure=plain(measure) or None,
            time_frame=plain(bunch.fact("time_frame") or "") or None,
            description=prose([*texts, *(said.split("\n") if said else ())]) or None,
            other=other_of(bunch, heading, draft),
        )
        kind = values.word("OutcomeMeasureType", bunch.fact("outcome_type") or "")
        draft.append(_OUTCOMES_BY_TYPE.get(kind or "", place), outcome)


def read_identifiers(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """The organisation's own id and other ids, told apart by their source."""
    items = items_of(lines, ENTRY_LABELS["identifiers"], strict=True)
    for bunch in headed(items):
        name = bunch.fact("id") or " ".join(plain(bare(text)) for text in bunch.texts)
        source = (bunch.fact("source") or "").casefold().replace(" ", "_")
        if source == "org_study_id" and draft.get("identification.org_study_id") in (None, name):
            _org_study_id(name, bunch, heading, draft)
        elif source == "nct_alias":
            draft.append("identification.id_aliases", name)
        elif name.upper() != draft.get("identification.id") or bunch.facts:
            draft.append("identification.secondary_ids", _secondary(name, bunch, heading, draft))


def _org_study_id(name: str, bunch: Bunch, heading: str, draft: Draft) -> None:
    draft.put("identification.org_study_id", name)
    for field, place in (("type", "org_study_id_type"), ("link", "org_study_id_link")):
        value = bunch.fact(field)
        if value:
            draft.put(f"identification.{place}", value)
    extra = {"domain": bunch.facts["domain"]} if bunch.fact("domain") else {}
    for label, value in {**bunch.other, **extra}.items():
        draft.keep(label, value, under=heading)


def _secondary(name: str, bunch: Bunch, heading: str, draft: Draft) -> SecondaryId:
    source = bunch.fact("source")
    named = source if source and source.casefold() not in ("secondary_id", "secondary id") else None
    return SecondaryId(
        id=name or None,
        type=bunch.fact("type"),
        domain=bunch.fact("domain") or named,
        link=bunch.fact("link"),
        other=other_of(bunch, heading, draft),
    )


def read_references(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Publications: a citation with its PubMed id and type."""
    items = items_of(lines, ENTRY_LABELS["references"], strict=True)
    marks = {"pmid", "type"}
    first = items[0].field if items else ""
    marked = any(item.field in marks for item in items)
    entries = bunches(items, marks=marks, starts={first} - {""}) if marked else headed(items)
    for bunch in entries:
        number = re.match(r"\d+", bunch.fact("pmid") or "")
        citation = bunch.fact("citation") or " ".join(bare(text) for text in bunch.texts)
        reference = Reference(
            pmid=number.group() if number else None,
            type=draft.word("ReferenceType", bunch.fact("type") or "", f"{heading}.Type"),
            citation=plain(citation) or None,
            other=other_of(bunch, heading, draft),
        )
        draft.append("references.references", reference)


def read_links(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Web pages: a name and an address."""
    items = [_with_url(item) for item in items_of(lines, ENTRY_LABELS["links"], strict=True)]
    for bunch in bunches(items, marks={"url"}, starts={"label"}):
        link = Link(
            label=bunch.fact("label") or prose(bunch.texts) or None,
            url=bunch.fact("url"),
            other=other_of(bunch, heading, draft),
        )
        draft.append("references.see_also_links", link)


def _with_url(item: Item) -> Item:
    text = bare(item.value)
    if not item.field and values.fits("url", text):
        return item._replace(field="url", label="URL", value=text)
    return item


def read_documents(heading: str, lines: Sequence[str], draft: Draft) -> None:
    """Documents by their kind; the page offers them for download."""
    items = items_of(lines, ENTRY_LABELS["documents"], strict=True)
    for bunch in headed(items):
        date = bunch.fact("date")
        document = LargeDocument(
            label=plain(bunch.fact("label") or " ".join(bare(t) for t in bunch.texts)) or None,
            date=values.day(date) if date else None,
            other=other_of(bunch, heading, draft),
        )
        draft.append("documents.large_docs", document)
