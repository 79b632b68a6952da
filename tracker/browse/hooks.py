"""What Datasette is told when it starts: metadata, queries, menus; for 0.65 and for 1.0.

Comes in: a Datasette. Goes out: the same with our words for each of Tracker's databases.
Does not: overrule what the owner of a server has written down: that comes last and wins.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette import hookimpl
from markupsafe import Markup

from tracker.browse import metadata
from tracker.browse.described import described
from tracker.browse.frame import trial_address
from tracker.report.hypertext import text

if TYPE_CHECKING:
    from datasette.app import Datasette

#: Datasette 1.0 keeps queries itself; 0.65 asks for them with all other metadata.
_ADD = "add_query"
#: The attribute of a Datasette under which our words for it are kept.
_OURS = "_tracker_metadata"
#: What an id looks like, of whichever registry.
_ID = re.compile(r"[\w./-]{4,40}")
_APPLICATION_ID = 0x54524B52
_MIGRATED = "SELECT count(*) FROM sqlite_master WHERE name IN ('events', 'sites', 'trials')"


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Describe each of Tracker's databases that is served."""

    async def describe() -> None:
        ours = {
            name: metadata.metadata(tables)
            for name, database in datasette.databases.items()
            if database.path and (tables := _tables(str(database.path)))
        }
        setattr(datasette, _OURS, ours)
        if hasattr(datasette, _ADD):
            for name, whole in ours.items():
                await _tell(datasette, name, whole)

    return describe


def _tables(path: str) -> list[Any]:
    """The tables of a database that is Tracker's and up to date; else none."""
    try:
        address = f"file:{quote(path)}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=5)) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
                return []
            return described(db) if db.execute(_MIGRATED).fetchone()[0] == 3 else []
    except sqlite3.Error:
        return []


@hookimpl(optionalhook=True)  # type: ignore[untyped-decorator]
def get_metadata(datasette: Datasette, database: str | None, table: str | None) -> dict[str, Any]:
    """Our words for a database, as Datasette 0.65 asks for them.

    They are copied, as Datasette writes the owner's words into what it is given.
    """
    ours: dict[str, Any] = getattr(datasette, _OURS, {})
    if database is not None:
        ours = {database: ours[database]} if database in ours else {}
    return {"databases": {name: _copied(whole, table) for name, whole in ours.items()}}


def _copied(whole: dict[str, Any], table: str | None) -> dict[str, Any]:
    wanted = whole["tables"] if table is None else {table: whole["tables"].get(table, {})}
    tables = {name: {**one} for name, one in wanted.items()}
    queries = {name: {**one} for name, one in whole["queries"].items()}
    return {**whole, "tables": tables, "queries": queries}


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(value: object, column: str, datasette: Datasette) -> str | None:
    """An id in a column of trials leads to the trial's own page.

    Datasette asks for views and queries; in tables it makes links to their rows by itself.
    """
    if column != "trial" or not isinstance(value, str) or not _ID.fullmatch(value):
        return None
    where = trial_address(str(datasette.urls.path("/")), value)
    said: str = Markup(f'<a href="{where}">{text(value)}</a>')  # noqa: S704 - both are escaped
    return said


async def _tell(datasette: Datasette, name: str, whole: dict[str, Any]) -> None:
    """Give Datasette 1.0 what it has not been told by the owner of the server."""
    said = (datasette._metadata_local or {}).get("databases", {}).get(name, {})
    for key in ("title", "description"):
        if key not in said:
            await datasette.set_database_metadata(name, key, whole[key])
    for table, what in metadata.words(whole)["tables"].items():
        told = said.get("tables", {}).get(table, {})
        for key in ("title", "description"):
            if key in what and key not in told:
                await datasette.set_resource_metadata(name, table, key, what[key])
        for column, meaning in what.get("columns", {}).items():
            if column not in told.get("columns", {}):
                await datasette.set_column_metadata(name, table, column, "description", meaning)
    await _configure(datasette, name, metadata.configuration(whole))


async def _configure(datasette: Datasette, name: str, ours: dict[str, Any]) -> None:
    mine = datasette.config.setdefault("databases", {}).setdefault(name, {})
    tables = mine.setdefault("tables", {})
    for table, what in ours["tables"].items():
        tables[table] = {**json.loads(json.dumps(what)), **tables.get(table, {})}
    for query, what in ours["queries"].items():
        if query not in mine.get("queries", {}):
            said = {key: value for key, value in what.items() if key != "sql"}
            await datasette.add_query(name, query, what["sql"], **said, is_trusted=True)
