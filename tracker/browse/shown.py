"""How Datasette shows each table: its title, its facets, its order, or not at all.

Comes in: nothing; this is a table. Goes out: what ``metadata`` makes Datasette's words of.
Does not: say what a column means; the database itself does (``described``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

TITLE = "Tracker: what clinical-trial registries said, and when"
ABOUT = (
    "Every version of the watched trials, what changed between them, and what that means. The home "
    "page tells it in sentences; here is all of it as tables, SQL, CSV, JSON, Atom and iCalendar. "
    "Dates of records are the registry's own (“2026-03” is a month); moments are UTC."
)


class Shown(NamedTuple):
    """How one table or view is shown."""

    title: str
    #: Columns, or {"array": column} and {"date": column}.
    facets: tuple[str | dict[str, str], ...] = ()
    #: The column by which it is sorted, the newest first.
    newest: str | None = None
    #: The column that names a row, wherever another table points to it.
    label: str | None = None
    #: Rows a page; None: as Datasette has it.
    size: int | None = None


TABLES = {
    "trials": Shown(
        "Trials",
        facets=("overall_status", "study_type", {"array": "phases"}),
        newest="id",
        label="brief_title",
        size=25,
    ),
    "versions": Shown(
        "Versions", facets=("overall_status", "source", "silent"), newest="id", size=25
    ),
    "changes": Shown(
        "Changes", facets=("category", "class", "kind"), newest="observed_at", size=50
    ),
    "events": Shown("Events", facets=("family", "kind"), newest="known_by", size=50),
    "sites": Shown("Sites", facets=("country", "status")),
    "records": Shown("Newest records", size=10),
    "notices": Shown("Notices", facets=("kind",), newest="at"),
    "runs": Shown("Runs", facets=("command", "exit_code"), newest="id"),
    "searches": Shown("Watched searches"),
    "drift": Shown("Drift", facets=("kind",), newest="last_seen"),
    "histories": Shown("The registry's own lists of versions", facets=("status",), newest="date"),
    "rewritings": Shown("Versions that the registry rewrote", newest="found_at"),
    "recent_changes": Shown("Recent changes", facets=("category", "class"), size=50),
    "trial_history": Shown("Histories", facets=("overall_status",)),
    "watch_list": Shown(
        "Watch list", facets=("overall_status", "failing_kind"), newest="last_look"
    ),
}


def shown(name: str) -> dict[str, Any]:
    """One table in Datasette's own words.

    A table that is not in the list is there for the program: it is hidden, not closed.
    """
    how = TABLES.get(name)
    if how is None:
        return {"hidden": True}
    said = {
        "title": how.title,
        "facets": list(how.facets),
        "sort_desc": how.newest,
        "label_column": how.label,
        "size": how.size,
    }
    return {key: value for key, value in said.items() if value}
