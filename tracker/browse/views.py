"""The addresses of one trial: its page, two of its versions compared, and both as JSON.

Comes in: requests. Goes out: responses; a helpful 404 for what is not there.
Does not: find the database, or make the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import Request, Response

from tracker.archive import Archive
from tracker.browse import questions, trial
from tracker.browse.asking import database_of, problem, read, said, status_of
from tracker.browse.comparing.marks import Sheet, View
from tracker.browse.comparing.page import compare_json, compare_page
from tracker.browse.frame import HEADERS, page
from tracker.errors import TrackerError

if TYPE_CHECKING:
    # Datasette loads its plugins while it is itself being loaded.
    from datasette.app import Datasette


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
    database = await database_of(datasette, request)
    try:
        found = await read(database, make)
    except TrackerError as error:
        body = {"ok": False, "error": said(error, database)}
        return Response.json(body, status=status_of(error), headers=HEADERS)
    return Response.json(found, headers=HEADERS)


async def _shown(
    datasette: Datasette, request: Request, make: Callable[[Archive], tuple[str, list[str]]]
) -> Response:
    database = await database_of(datasette, request)
    root = datasette.urls.path("/")
    try:
        title, body = await read(database, make)
    except TrackerError as error:
        named = request.url_vars["trial"].strip().upper()
        near = await questions.near(database, named)
        # Of a trial that is known it was a version that is not.
        near = [named] if named in near else near
        return problem(root, error, database, near)
    return page(root, title, body, search=True)
