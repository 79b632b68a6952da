"""The plugin that Datasette loads: which address shows what, and to whom.

Comes in: requests. Goes out: responses; a helpful 404 for what is not there.
Does not: open a database for writing, or answer where none of Tracker's is served.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from datasette import hookimpl
from datasette.database import Database, QueryInterrupted
from datasette.utils.asgi import NotFound, Request, Response
from jinja2 import Environment

from tracker import api
from tracker.archive import Archive
from tracker.browse import functions, home, policy, questions, trial
from tracker.browse.comparing.marks import Sheet, View
from tracker.browse.comparing.page import compare_json, compare_page
from tracker.browse.feeds import register_output_renderer
from tracker.browse.frame import HEADERS, listed, page, trial_address
from tracker.browse.hooks import get_metadata, startup
from tracker.browse.lanes import allow
from tracker.browse.over_time import show_over_time
from tracker.errors import TrackerError, UsageError
from tracker.report.hypertext import text

if TYPE_CHECKING:
    # Datasette loads its plugins while it is itself being loaded.
    from datasette.app import Datasette

T = TypeVar("T")
_TWO = "(?P<before>[^/]+)/(?P<after>[^/]+)"
#: Trials that a search shows.
_FOUND = 50


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The addresses of our own pages; all others are Datasette's."""
    return [
        (r"^/(?P<format>)$", show_home),
        (r"^/over-time$", show_over_time),
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
    words = (request.args.get("q") or "").strip()[:400]
    try:
        if words:
            trials = await _read(database, lambda one: one.search(words, limit=_FOUND + 1))
            return page(root, f"{words} - Tracker", home.found(root, words, trials, _FOUND))
        today = await _read(database, lambda archive: archive.config.now().date())
        return await _lately(database, request, root, today)
    except QueryInterrupted:
        said = "<h1>This took too long</h1><p>Ask for less: one kind, one sponsor.</p>"
        return page(root, "This took too long", [said], status=503)
    except TrackerError as error:
        return _problem(root, error, database)


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


async def show_trial(datasette: Datasette, request: Request) -> Response:
    """A trial's page."""
    root = datasette.urls.path("/")
    asked = request.url_vars["trial"]
    whole = bool(request.args.get("all"))
    return await _shown(
        datasette, request, lambda one: trial.trial_page(one, asked, root, whole=whole)
    )


async def show_compare(datasette: Datasette, request: Request) -> Response:
    """Two versions of a trial."""
    named = request.url_vars
    return await _compared(datasette, request, named["before"], named["after"])


async def choose_versions(datasette: Datasette, request: Request) -> Response:
    """What the form asks for, under its own address; the last two versions without a choice."""
    before, after = (request.args.get(name, "").strip() for name in ("a", "b"))
    if not (before and after):
        return await _compared(datasette, request, None, None)
    trial_, one, two = (quote(w, safe="") for w in (request.url_vars["trial"], before, after))
    view = "?view=sides" if request.args.get("view") == "sides" else ""
    address = datasette.urls.path(f"/trial/{trial_}/compare/{one}/{two}{view}")
    return Response.redirect(str(address))


async def _compared(
    datasette: Datasette, request: Request, before: str | None, after: str | None
) -> Response:
    root = datasette.urls.path("/")
    asked = request.url_vars["trial"]
    sides: View = "sides" if request.args.get("view") == "sides" else "merged"
    sheet = Sheet(view=sides, whole=bool(request.args.get("all")))
    return await _shown(
        datasette, request, lambda one: compare_page(one, asked, before, after, root, sheet)
    )


async def show_compare_json(datasette: Datasette, request: Request) -> Response:
    """All that differs between two versions, as JSON."""
    asked, before, after = (request.url_vars[name] for name in ("trial", "before", "after"))
    return await _as_json(
        datasette, request, lambda archive: compare_json(archive, asked, before, after)
    )


async def show_trial_json(datasette: Datasette, request: Request) -> Response:
    """Everything that is known of a trial, as JSON."""
    asked = request.url_vars["trial"]
    return await _as_json(datasette, request, lambda archive: trial.trial_json(archive, asked))


async def _as_json(
    datasette: Datasette, request: Request, make: Callable[[Archive], dict[str, Any]]
) -> Response:
    database = await _database(datasette, request)
    try:
        found = await _read(database, make)
    except TrackerError as error:
        body = {"ok": False, "error": _said(error, database)}
        return Response.json(body, status=_status(error), headers=HEADERS)
    return Response.json(found, headers=HEADERS)


async def _shown(
    datasette: Datasette, request: Request, make: Callable[[Archive], tuple[str, list[str]]]
) -> Response:
    database = await _database(datasette, request)
    root = datasette.urls.path("/")
    try:
        title, body = await _read(database, make)
    except TrackerError as error:
        near = await questions.near(database, request.url_vars["trial"])
        return _problem(root, error, database, near)
    return page(root, title, body, search=True)


def _problem(
    root: str, error: TrackerError, database: Database, near: list[str] | None = None
) -> Response:
    """What is not there, or cannot be read, and what may have been meant."""
    body = [f"<h1>This cannot be shown</h1>\n<p>{text(_said(error, database))}</p>\n"]
    if near:
        links = (f'<a href="{trial_address(root, one)}">{text(one)}</a>' for one in near)
        body.append(f"<h2>Known here</h2>{listed(links)}")
    return page(root, "Not found - Tracker", body, status=_status(error), search=True)


def _said(error: TrackerError, database: Database) -> str:
    """An error without the path of the database, which is no business of a reader."""
    return str(error).replace(str(database.path), "this database")


def _status(error: TrackerError) -> int:
    return 404 if isinstance(error, UsageError) else 503


async def _database(datasette: Datasette, request: Request) -> Database:
    database = await questions.tracked(datasette)
    if database is None:
        raise NotFound("None of the databases here is one of Tracker's.")
    await allow(datasette, request, database)
    return database


async def _read(database: Database, question: Callable[[Archive], T]) -> T:
    """Ask the archive in a thread, through a read-only connection of its own."""

    def ask() -> T:
        with api.open(database.path, read_only=True) as archive:
            return question(archive)

    return await asyncio.to_thread(ask)


#: What Datasette finds in this module: these are hooks that stand in modules of their own.
__all__ = [
    "get_metadata",
    "prepare_connection",
    "register_output_renderer",
    "register_routes",
    "startup",
]
