"""What we add around Datasette's own pages: a style for its tables, and a way on from a 404.

Comes in: a Datasette that serves a database of ours. Goes out: hooks, and a style sheet.
Does not: touch what the tables show, or a Datasette that serves nothing of ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.utils import path_with_format
from datasette.utils.asgi import NotFound, Request, Response

from tracker.browse import questions
from tracker.browse.frame import page

if TYPE_CHECKING:
    # Datasette loads its plugins while it is itself being loaded.
    from datasette.app import Datasette

#: Where the style sheet is.
SHEET = "/-/tracker.css"
#: What an address says of the page that is shown, and not of the rows.
_PAGES = {"_next", "_size", "_sort", "_sort_desc", "_sort_by_desc", "_labels", "_stream"}
#: Dates stay on one line, sentences get room, and what columns mean does not push the rows away.
_STYLE = """\
td[class*="date"], td.col-day, td.col-due, td.col-known_by, td.col-before, td.col-after,
td.col-last_seen, td.col-observed_at, td.col-verified { white-space: nowrap; }
td { overflow-wrap: break-word; }
@media (min-width: 577px) {
  td.col-headline, td.col-sentence, td.col-summary, td.col-title { min-width: 14rem; }
  td.col-before, td.col-after { max-width: 24rem; white-space: normal; min-width: 6.2rem; }
  dl.column-descriptions { columns: 18rem; }
  dl.column-descriptions dt { break-after: avoid; }
}
@media (max-width: 576px) {
  dl.column-descriptions { max-height: 11rem; overflow-y: auto; border: 1px solid #ccc;
    padding: .4rem .6rem; }
}
"""


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Datasette) -> Callable[[], Awaitable[list[str]]]:
    """The style sheet, where a database of ours is served."""

    async def ours() -> list[str]:
        return [SHEET] if await _is_ours(datasette) else []

    return ours


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    datasette: Datasette, database: str | None, table: str | None, request: Request | None
) -> Callable[[], Awaitable[dict[str, str]]]:
    """The link to the CSV of a table gives all rows; Datasette's own ends at a thousand, silently.

    In the order of the key: where a column with equal values leads, Datasette's pages lose rows
    and repeat others, as its next page begins after a key by which this one was not sorted.
    """

    async def link() -> dict[str, str]:
        if not (database and table and request and datasette.setting("allow_csv_stream")):
            return {}
        if not await _is_ours(datasette):
            return {}
        given = parse_qsl(request.query_string, keep_blank_values=True)
        asked = [(name, value) for name, value in given if name not in _PAGES]
        keys = await datasette.get_database(database).primary_keys(table)
        asked += [("_sort", key) for key in keys[:1]] + [("_labels", "on"), ("_stream", "on")]
        path = path_with_format(path=request.path, format="csv")
        return {"url_csv": str(datasette.urls.path(f"{path}?{urlencode(asked)}"))}

    return link


async def show_sheet() -> Response:
    """The style sheet."""
    return Response(_STYLE, content_type="text/css; charset=utf-8")


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response | None]] | None:
    """A page that is not there says so with a search box; JSON and CSV are Datasette's to tell."""
    if not isinstance(exception, NotFound) or request.path.endswith((".json", ".csv")):
        return None

    async def told() -> Response | None:
        if not await _is_ours(datasette):
            return None
        body = ["<h1>There is no such page</h1>\n<p>Search for a trial, or begin with "]
        body.append(f'<a href="{datasette.urls.path("/")}">what changed lately</a>.</p>\n')
        root = str(datasette.urls.path("/"))
        return page(root, "Not found - Tracker", body, status=404, search=True)

    return told


async def _is_ours(datasette: Datasette) -> bool:
    try:
        return await questions.tracked(datasette) is not None
    except sqlite3.Error:
        return False
