"""What the record history does not show, and why the registry may differ from us, as tables.

Comes in: the lists of ``tracker.sources.history`` and ``tracker.past.witness``.
Goes out: Markdown.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

from record_tables import table

from tracker.past.witness import RULES
from tracker.sources.history import ALWAYS_HIDDEN, HIDDEN_WHERE_ABSENT, LATER_DATES

_WHERE_ABSENT = "where a version has none, it may have had some: the history need not show them"
_LATER = "where it lies after the day on which the version was posted: it belongs to a later one"


def hidden_parts() -> str:
    """Each part of a record that a version of the record history says nothing about."""
    rows = [(f"`{name}`", reason) for name, reason in ALWAYS_HIDDEN.items()]
    rows += [(f"`{name}`", _WHERE_ABSENT) for name in HIDDEN_WHERE_ABSENT]
    rows += [(f"`dates.{name}`", _LATER) for name in LATER_DATES]
    return table(("Part", "Why it is not known of an old version"), rows)


def witness_rules() -> str:
    """Each rule that explains why only the registry names a part."""
    return table(("Rule", "What it says"), [(f"`{name}`", says) for name, says in RULES.items()])
