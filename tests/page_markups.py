"""Trial pages for tests: the text of a page in many mark-ups, and page text made from records.

The generators know a page only by the tables below, and nothing of the reader under test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, NamedTuple


def _names(listed: str) -> list[str]:
    return listed.split("|")


SECTIONS = _names(
    "Study Results|Basic Information|Brief Summary|Detailed Description|Conditions|Keywords"
    "|Study Design|Study Groups|Interventions|Primary Outcomes|Secondary Outcomes"
    "|Eligibility Criteria|Sponsors|Responsible Party|Principal Investigators|Locations|Countries"
    "|Central Contacts|Facility Contacts|References|Other Identifiers|More Related Trials"
)
#: Labels whose value stands on the next line, and labels whose value stands beside them.
ABOVE = _names(
    "Recruitment Status|Clinical Phase|Total Enrollment|Study Classification|Study Start Date"
    "|Primary Completion Date|Study Completion Date|Allocation Method|Intervention Model"
    "|Observational Model Type|Study Time Perspective|Primary Study Purpose|Blinding Strategy"
    "|Minimum Eligible Age|Maximum Eligible Age|Eligible Sex|Accepts Healthy Volunteers"
    "|Site Status"
)
BESIDE = _names(
    "Group Type|Intervention Type|Sponsor Role|Responsibility Role|Role:|Identifier Type:"
    "|Identifier Source:|Time Frame:|NCT ID:|Last Updated:|Reference Type|PMID:"
)
CRITERIA = ("Inclusion Criteria", "Exclusion Criteria")


class Block(NamedTuple):
    """One block of a page: its kind, its text, and the value if it is a label."""

    kind: str
    text: str
    value: str = ""


def blocks(text: str) -> list[Block]:
    """The text of a page as blocks."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [Block("title", lines.pop(0))]
    while lines:
        line = lines.pop(0)
        label = next((label for label in BESIDE if line.startswith(f"{label} ")), None)
        if line in SECTIONS:
            found.append(Block("section", line))
        elif line in ABOVE:
            alone = not lines or lines[0] in SECTIONS or lines[0] in ABOVE
            found.append(Block("pair", line, "" if alone else lines.pop(0)))
        elif line in CRITERIA:
            found.append(Block("criteria", line))
        elif line.startswith("* "):
            found.append(Block("item", line[2:]))
        elif label:
            found.append(Block("pair", label, line.removeprefix(label).strip()))
        else:
            found.append(Block("line", line))
    return found


# --- mark-ups ---------------------------------------------------------------------------------


def headings(block: Block) -> str:
    """Headings and paragraphs."""
    text, value = escape(block.text), escape(block.value)
    return {
        "title": f"<h1>{text}</h1>",
        "section": f"<h2>{text}</h2>",
        "criteria": f"<h3>{text}</h3>",
        "pair": f"<p><strong>{text}</strong> {value}</p>",
        "item": f"<ul><li>{text}</li></ul>",
        "line": f"<p>{text}</p>",
    }[block.kind]


def paragraphs(block: Block) -> str:
    """Paragraphs only: no heading, no list."""
    text, value = escape(block.text), escape(block.value)
    return {
        "pair": f"<p>{text}</p>\n<p>{value}</p>",
        "item": f"<p>* {text}</p>",
    }.get(block.kind, f"<p>{text}</p>")


def definitions(block: Block) -> str:
    """Lists of terms and definitions."""
    text, value = escape(block.text), escape(block.value)
    return {
        "title": f"<h1>{text}</h1><dl>",
        "section": f"</dl><h2>{text}</h2>\n<dl>",
        "criteria": f"<dt>{text}</dt>",
        "pair": f"<dt>{text}</dt>\n  <dd>{value}</dd>",
        "item": f"<dd><ul><li>{text}</li></ul></dd>",
        "line": f"<dd>{text}</dd>",
    }[block.kind]


def tables(block: Block) -> str:
    """A table a section."""
    text, value = escape(block.text), escape(block.value)
    return {
        "title": f"<table><tr><th colspan=2>{text}</th></tr>",
        "section": f"</table><table><caption>{text}</caption>",
        "pair": f"<tr><th>{text}</th>\n<td>{value}</td></tr>",
        "item": f"<tr><td colspan=2>* {text}</td></tr>",
    }.get(block.kind, f"<tr><td colspan=2>{text}</td></tr>")


def boxes(block: Block) -> str:
    """Nested divs and spans."""
    text, value = escape(block.text), escape(block.value)
    return {
        "pair": f'<div class="row"><span class="l">{text}</span> <span>{value}</span></div>',
        "item": f"<div><ul><li><span>{text}</span></li></ul></div>",
    }.get(block.kind, f"<div><div><span><span>{text}</span></span></div></div>")


def rows(block: Block) -> str:
    """Spans side by side, with nothing around them but one box a section."""
    text, value = escape(block.text), escape(block.value)
    return {
        "title": f"<div><span>{text}</span>",
        "section": f"</div><div><span>{text}</span>",
        "pair": f"<span>{text}</span><span>{value}</span>",
        "item": f"<span>* {text}</span>",
    }.get(block.kind, f"<span>{text}</span>")


MARKUPS: dict[str, Callable[[Block], str]] = {
    markup.__name__: markup for markup in (headings, paragraphs, definitions, tables, boxes, rows)
}

AROUND = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A trial | Trials</title>
<style>p { margin: 0 }</style><script>var a = "<p>NCT ID: NCT00000000</p>";</script></head>
<body><header><div>Trials</div><nav><ul><li><a href="/">Home</a></li>
<li><a href="/c">Conditions</a></li><li><a href="/l">Locations</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies. Please accept them.</p><button>Accept</button></div>
<main>
%s
</main>
<noscript>Please enable JavaScript.</noscript>
<footer><p>© 2026 Trials</p><a href="/c">Conditions</a> <a href="/i">Interventions</a></footer>
<script>window.state = {"NCT ID": "NCT00000000"};</script></body></html>
"""


def page(text: str, markup: str) -> str:
    """The text of a page in one mark-up, with a site around it."""
    return AROUND % "\n".join(MARKUPS[markup](block) for block in blocks(text))


def whole(text: str) -> Iterator[tuple[str, str]]:
    """The text of a page in mark-ups that do not look into it."""
    yield "preformatted", AROUND % f"<pre>{escape(text)}</pre>"
    yield "kept", AROUND % f'<div class="whitespace-pre-line">{escape(text)}</div>'
    yield "broken", AROUND % "<br>\n".join(escape(text).splitlines())
    raw = re.split(r"\n\s*\n", escape(text))
    yield "raw", AROUND % "\n".join(f"<p>{part}</p>" for part in raw)


# --- the same mark-up otherwise -----------------------------------------------------------------


def minified(html: str) -> str:
    """Without white space between elements."""
    return re.sub(r">\s+<", "><", html)


def shouted(html: str) -> str:
    """With names of elements in capitals."""
    return re.sub(r"<(/?)([a-z0-9]+)", lambda tag: f"<{tag[1]}{tag[2].upper()}", html)


def cluttered(html: str) -> str:
    """With comments, scripts and hidden elements between the blocks."""
    clutter = (
        "<!-- NCT ID: NCT00000000 --><script>var b = '<p>Conditions</p>';</script>"
        "<div hidden>Recruitment Status</div><span style='display: none'>Study Design</span>"
        '<i aria-hidden="true">x</i>'
    )
    return re.sub(r"(</(?:p|dd|td|li)>)", rf"{clutter}\1", html)


def wrapped(html: str) -> str:
    """With a box and a span around the content of each block."""
    return re.sub(
        r"<(p|td|dd|dt|th|h2|h3|li)>(.*?)</\1>", r"<\1><div><span>\2</span></div></\1>", html
    )


def unescaped(html: str) -> str:
    """With the registry's Markdown escapes taken out, as a page that renders them does."""
    return re.sub(r"\\([^\w\s&])|\\(?=&)", r"\1", html)


MANNERS: dict[str, Callable[[str], str]] = {
    manner.__name__: manner for manner in (str, minified, shouted, cluttered, wrapped, unescaped)
}


# --- page text made from a record of the API ----------------------------------------------------

WHY = "See here what the study says about this, in the words of its sponsor."


def page_text(study: dict[str, Any]) -> str:
    """A record of API v2 as the text of a page of the same site."""
    modules = study["protocolSection"]
    status, design = modules["statusModule"], modules.get("designModule", {})
    lines = [
        modules["identificationModule"]["briefTitle"],
        f"NCT ID: {modules['identificationModule']['nctId']}",
        "Study Results",
        "Results available" if study.get("hasResults") else "Results pending",
    ]
    enrolled = design.get("enrollmentInfo", {}).get("count")
    facts = {
        "Recruitment Status": status["overallStatus"],
        "Clinical Phase": "/".join(design.get("phases", ())),
        "Total Enrollment": "" if enrolled is None else f"{enrolled} participants",
        "Study Classification": design.get("studyType"),
        "Study Start Date": status.get("startDateStruct", {}).get("date"),
        "Study Completion Date": status.get("completionDateStruct", {}).get("date"),
    }
    lines += _section("Basic Information", _pairs(facts))
    for heading, content in _described(modules):
        lines += _section(heading, content) if any(content) else []
    return "\n\n".join(line for line in lines if line)


def _section(heading: str, content: list[str]) -> list[str]:
    return [heading, WHY, *content]


def _pairs(facts: dict[str, Any]) -> list[str]:
    return [part for label, value in facts.items() if value for part in (label, value)]


def _described(modules: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    description = modules.get("descriptionModule", {})
    yield "Brief Summary", description.get("briefSummary", "").split("\n\n")
    yield "Detailed Description", description.get("detailedDescription", "").split("\n\n")
    conditions = modules.get("conditionsModule", {})
    yield "Conditions", conditions.get("conditions", [])
    yield "Keywords", conditions.get("keywords", [])
    yield from _treatments(modules.get("armsInterventionsModule", {}))
    for heading, key in (("Primary", "primaryOutcomes"), ("Secondary", "secondaryOutcomes")):
        outcomes = modules.get("outcomesModule", {}).get(key, ())
        yield f"{heading} Outcomes", [line for outcome in outcomes for line in _outcome(outcome)]
    yield "Eligibility Criteria", _eligibility(modules.get("eligibilityModule", {}))
    yield from _people(modules)


def _treatments(module: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    arms, all_given = [], []
    for arm in module.get("armGroups", ()):
        arms += [arm["label"], *_text(arm)]
        arms += [f"Group Type {arm['type']}"] if "type" in arm else []
        for given in module.get("interventions", ()):
            if arm["label"] in given.get("armGroupLabels", ()):
                arms += [given["name"], f"Intervention Type {given['type']}", *_text(given)]
    for given in module.get("interventions", ()):
        all_given += [given.get("name", ""), *_text(given)]
        all_given += [f"Intervention Type {given['type']}"] if "type" in given else []
    yield "Study Groups", arms
    yield "Interventions", all_given


def _text(part: dict[str, Any]) -> list[str]:
    return str(part.get("description", "")).split("\n\n")


def _outcome(outcome: dict[str, Any]) -> list[str]:
    return [outcome["measure"], *_text(outcome), f"Time Frame: {outcome.get('timeFrame', '-')}"]


def _eligibility(module: dict[str, Any]) -> list[str]:
    criteria = module.get("eligibilityCriteria", "")
    shown = re.sub(r"(?m)^(Inclusion|Exclusion) Criteria:$", r"\1 Criteria", criteria)
    healthy = module.get("healthyVolunteers")
    facts = {
        "Minimum Eligible Age": module.get("minimumAge"),
        "Maximum Eligible Age": module.get("maximumAge"),
        "Eligible Sex": module.get("sex"),
        "Accepts Healthy Volunteers": None if healthy is None else "Yes" if healthy else "No",
    }
    return [*shown.split("\n\n"), *_pairs(facts)]


def _people(modules: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    sponsors = modules.get("sponsorCollaboratorsModule", {})
    listed = [(one, "collaborator") for one in sponsors.get("collaborators", ())]
    listed += [(sponsors["leadSponsor"], "lead")] if "leadSponsor" in sponsors else []
    yield (
        "Sponsors",
        [
            line
            for sponsor, role in listed
            for line in (sponsor["name"], sponsor.get("class", ""), f"Sponsor Role {role}")
        ],
    )
    places = modules.get("contactsLocationsModule", {}).get("locations", ())
    yield "Locations", [line for place in places for line in _place(place)]
    yield "Countries", list(dict.fromkeys(place.get("country", "") for place in places))


def _place(place: dict[str, Any]) -> list[str]:
    where = ", ".join(place[key] for key in ("city", "state", "country") if place.get(key))
    return [place.get("facility", ""), where, "Site Status", place.get("status", "")]
