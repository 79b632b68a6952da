"""The plugin that Datasette loads: which address shows what, and to whom.

Comes in: requests. Goes out: responses; a helpful 404 for what is not there.
Does not: open a database for writing, or answer where none of Tracker's is served.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.database import Database, QueryInterrupted
from datasette.utils.asgi import Request, Response
from jinja2 import Environment

from tracker.browse import functions, home, policy, questions, search
from tracker.browse.around import (
    SHEET,
    extra_css_urls,
    extra_template_vars,
    handle_exception,
    show_sheet,
)
from tracker.browse.asking import problem, read
from tracker.browse.feeds import register_output_renderer
from tracker.browse.frame import page
from tracker.browse.hooks import get_metadata, render_cell, startup
from tracker.browse.lanes import allow
from tracker.browse.over_time import show_over_time
from tracker.browse.views import (
    choose_versions,
    show_compare,
    show_compare_json,
    show_trial,
    show_trial_json,
)
from tracker.errors import TrackerError

if TYPE_CHECKING:
    # Datasette loads its plugins while it is itself being loaded.
    from datasette.app import Datasette

_TWO = "(?P<before>[^/]+)/(?P<after>[^/]+)"
#: Trials that a search shows.
_FOUND = 50


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The addresses of our own pages; all others are Datasette's."""
    return [
        (r"^/(?P<format>)$", show_home),
        (r"^/over-time$", show_over_time),
        (rf"^{re.escape(SHEET)}$", show_sheet),
        (r"^/trial/(?P<trial>[^/]+)\.json$", show_trial_json),
        (r"^/trial/(?P<trial>[^/]+)$", show_trial),
        (r"^/trial/(?P<trial>[^/]+)/compare$", choose_versions),
        (rf"^/trial/(?P<trial>[^/]+)/compare/{_TWO}\.json$", show_compare_json),
        (rf"^/trial/(?P<trial>[^/]+)/compare/{_TWO}$", show_compare),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Register our SQL functions on the connections of databases that are files."""
    known = datasette.databases.get(database)
    if known is not None and known.path:
        functions.register(conn, Path(known.path))


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Let the scripts in Datasette's templates bear the nonce of the request."""
    policy.prepare(env)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Give Datasette's own pages a Content-Security-Policy, where it serves a database of ours."""
    known: list[Database] = []

    async def ours() -> bool:
        """Whether there is one; what was found once stays."""
        if not known and (found := await questions.tracked(datasette)):
            known.append(found)
        return bool(known)

    return lambda app: policy.wrapped(app, policy.allowed_by(datasette), ours)


async def show_home(datasette: Datasette, request: Request) -> Response:
    """What changed lately; Datasette's own home page where no database is one of Tracker's."""
    database = await questions.tracked(datasette)
    if database is None:
        from datasette.views.index import IndexView  # not there yet when plugins are loaded

        return await IndexView(datasette).get(request)
    await allow(datasette, request, database)
    root = datasette.urls.path("/")
    words = (request.args.get("q") or "").replace("\0", " ").strip()[:400]
    try:
        if words:
            trials = await read(database, lambda one: one.search(words, limit=_FOUND + 1))
            return page(root, f"{words} - Tracker", search.found(root, words, trials, _FOUND))
        today = await read(database, lambda archive: archive.config.now().date())
        return await _lately(database, request, root, today)
    except QueryInterrupted:
        said = "<h1>This took too long</h1><p>Ask for less: one kind, one sponsor.</p>"
        return page(root, "This took too long", [said], status=503)
    except TrackerError as error:
        return problem(root, error, database)


async def _lately(database: Database, request: Request, root: str, today: dt.date) -> Response:
    fresh = await questions.freshness(database)
    if not fresh["trials"] and not fresh["watched"]:
        return page(root, "Tracker", home.beginning())
    filters = {name: request.args[name] for name in questions.FILTERS if request.args.get(name)}
    before = request.args.get("before")
    rows, more = await questions.lately(database, filters, before)
    status = [row["word"] for row in await questions.statuses(database)]
    shown = home.Lately(
        root=root,
        database=database.name,
        today=today,
        fresh=fresh,
        failing=await questions.failing(database),
        rows=rows,
        more=more,
        later=bool(before),
        trials=await questions.newest_trials(database),
        words={"status": status, **questions.shared(rows)},
        filters=filters,
    )
    return page(root, "What changed lately - Tracker", home.home(shown))


#: What Datasette finds in this module: these are hooks that stand in modules of their own.
__all__ = [
    "extra_css_urls",
    "extra_template_vars",
    "get_metadata",
    "handle_exception",
    "prepare_connection",
    "register_output_renderer",
    "register_routes",
    "render_cell",
    "startup",
]
