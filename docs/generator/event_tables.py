"""The rules of the events and the status machine, as text.

Comes in: ``tracker.events.RULES`` and the table of transitions.
Goes out: Markdown, one section a family and one entry a rule.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

from record_tables import table

from tracker.events import FAMILIES, RULES, Rule
from tracker.events.transitions import table_rows

#: What each family is about; the order of the page is that of FAMILIES.
_ABOUT = {
    "status": "The recruitment status: its steps, stops, and what the registry will make of it.",
    "enrollment": "The number of participants, planned and actual.",
    "dates": "Start, primary completion and completion, as intervals of days.",
    "outcomes": "Outcomes matched by meaning, and when in the life of the trial they changed.",
    "registration": "Whether the trial was registered before it began.",
    "results": "The results clock of FDAAA and the duty to update.",
    "sites": "The ledger of sites and countries.",
    "eligibility": "Inclusion and exclusion criteria, item by item.",
    "record": "What happened to the record itself, and where it contradicts itself.",
}
_KINDS = {
    "change": "",
    "state": " · a state: it holds as of today",
    "coming": " · coming: it is dated ahead",
}


def events_markdown() -> str:
    """All rules by family: what each finds, on what ground, an example, what it does not claim."""
    return "\n\n".join(_family(family) for family in FAMILIES if _rules(family))


def _rules(family: str) -> list[Rule]:
    return [rule for rule in RULES if rule.family == family]


def _family(family: str) -> str:
    rules = _rules(family)
    count = f"{len(rules)} rule{'' if len(rules) == 1 else 's'}"
    heading = f"## {family.capitalize()}\n\n{_ABOUT[family]} {count}."
    return "\n\n".join([heading, *map(_entry, rules)])


def _entry(rule: Rule) -> str:
    return "\n".join(
        (
            f"### `{rule.id}`",
            "",
            f"{rule.finds}",
            "",
            f"- Example: *{rule.example}*",
            f"- Source: {rule.source}",
            f"- Does not claim: {rule.not_claimed}",
            f"- Family `{rule.family}`, version {rule.version}{_KINDS[rule.kind]}",
        )
    )


def transitions_markdown() -> str:
    """The status machine as a table."""
    rows = [
        (kind, _words(befores), _words(afters), why) for kind, why, befores, afters in table_rows()
    ]
    return table(("what", "from", "to", "because"), rows)


def _words(listed: str) -> str:
    return ", ".join(f"`{word}`" for word in listed.split(", "))
