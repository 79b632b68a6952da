"""What Datasette is told of the database, from one source, in the words of each of its versions.

    the database's own comments, ``shown``, ``canned`` -> metadata of 0.65, metadata and
    configuration of 1.0; as files, or by the plugin while Datasette runs

Comes in: the tables of a database, and Datasette's name of it. Goes out: dictionaries, and texts.
Does not: give them to a running Datasette; ``hooks`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from tracker.browse.canned import QUERIES
from tracker.browse.described import Table
from tracker.browse.shown import ABOUT, TITLE, shown

#: What is metadata still in Datasette 1.0; all else of a table is its configuration.
_WORDS = ("title", "description", "columns")
#: Milliseconds that one query may take; Datasette's own default.
TIME_LIMIT = 1000


def metadata(tables: Iterable[Table]) -> dict[str, Any]:
    """All that Datasette 0.65 is told of one database."""
    return {
        "title": TITLE,
        "description": ABOUT,
        "tables": {one.name: _table(one) for one in tables} | _plumbing(),
        "queries": queries(),
    }


def queries() -> dict[str, dict[str, Any]]:
    """The queries with a name, as both versions take them; the answer leads, its SQL is a click."""
    return {
        name: {"title": one.title, "description": one.about, "sql": one.sql, "hide_sql": True}
        for name, one in QUERIES.items()
    }


def words(whole: dict[str, Any]) -> dict[str, Any]:
    """The half that is metadata in Datasette 1.0: titles, descriptions, columns."""
    tables = {name: _only(table, _WORDS) for name, table in whole["tables"].items()}
    kept = {name: table for name, table in tables.items() if table}
    return {"title": whole["title"], "description": whole["description"], "tables": kept}


def configuration(whole: dict[str, Any]) -> dict[str, Any]:
    """The half that is configuration in Datasette 1.0: facets, orders, what is hidden, queries."""
    tables = {
        name: {key: value for key, value in table.items() if key not in _WORDS}
        for name, table in whole["tables"].items()
    }
    kept = {name: table for name, table in tables.items() if table}
    return {"tables": kept, "queries": whole["queries"]}


def files(database: str, tables: Iterable[Table]) -> dict[str, str]:
    """The files for a Datasette without our plugin, by the names that it looks for."""
    whole = metadata(tables)
    old = {"title": TITLE, "description": ABOUT, "databases": {database: whole}}
    said = words(whole)
    new = {"title": TITLE, "description": ABOUT, "databases": {database: said}}
    return {
        "datasette-0.65/metadata.yaml": _yaml(old),
        "datasette-1.0/metadata.yaml": _yaml(new),
        "datasette-1.0/datasette.yaml": _yaml({"databases": {database: configuration(whole)}}),
    }


def _table(one: Table) -> dict[str, Any]:
    how = shown(one.name)
    if how.get("hidden"):
        return how
    columns = {column.name: _plain(column.meaning) for column in one.columns if column.meaning}
    # The first sentence says what a row is; the rest is for who writes to it.
    about = one.about.partition(". ")[0].rstrip(".") + "."
    return {**how, "description": _plain(about), "columns": columns}


def _plain(said: str) -> str:
    """A comment as Datasette shows it, which is without marks."""
    return said.replace("a `trials.id`", "the id of the trial").replace("`", "")


def _plumbing() -> dict[str, Any]:
    """Tables that are not ours to describe."""
    return {"_sqlite_migrations": shown("_sqlite_migrations")}


def _only(table: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: table[name] for name in names if name in table}


def _yaml(what: dict[str, Any]) -> str:
    head = (
        "# Written by `make docs` from the code; our plugin tells Datasette the same by itself.\n"
    )
    text: str = yaml.safe_dump(what, sort_keys=False, allow_unicode=True, width=100)
    return head + text
