"""The page that shows when things changed: by day, by month, and what they meant.

Comes in: a request. Goes out: three drawings, each with its numbers and links to the rows.
Does not: draw; ``bars`` does.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

from tracker.browse.asking import database_of, problem, read
from tracker.browse.bars import Bar, Chart, drawn
from tracker.browse.frame import page
from tracker.errors import TrackerError
from tracker.events import FAMILIES
from tracker.report.hypertext import text

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

#: How far each drawing goes back.
_DAYS, _MONTHS = 60, 36

_NEWEST = """
SELECT max((SELECT max(observed_at) FROM versions WHERE sponsor_changes > 0),
    coalesce((SELECT max(as_of) FROM events_found), '')) AS newest
"""
#: Counted span by span along the index; to group all rows by a part of their time takes ten times
#: as long. A span is the beginning of its moments: "2026-03" or "2026-03-05".
_VERSIONS = """
SELECT s.value AS name, (SELECT count(*) FROM versions WHERE sponsor_changes > 0
    AND observed_at >= s.value AND observed_at < s.value || '~') AS count
FROM json_each(:spans) s
"""
_EVENTS = """
SELECT s.value AS name, (SELECT count(*) FROM events WHERE kind = 'change'
    AND known_by >= s.value AND known_by < s.value || '~'
    AND (:family = '' OR family = :family)) AS count
FROM json_each(:spans) s
"""


async def show_over_time(datasette: Datasette, request: Request) -> Response:
    """When things changed."""
    database = await database_of(datasette, request)
    root = datasette.urls.path("/")
    try:
        await read(database, lambda archive: archive.config)
        return page(root, "Changes over time - Tracker", await _body(datasette, request, database))
    except TrackerError as error:
        return problem(root, error, database)


async def _body(datasette: Datasette, request: Request, database: Database) -> list[str]:
    root, base = datasette.urls.path("/"), str(datasette.urls.database(database.name))
    body = ["<h1>Changes over time</h1>\n"]
    newest = (await database.execute(_NEWEST)).first()["newest"]
    if not newest:
        body.append("<p>Nothing changed yet. A first look at a trial is no change.</p>\n")
    else:
        last = dt.date.fromisoformat(newest[:10])
        family = request.args.get("family") or ""
        for chart in await _versions(database, base, last):
            body += drawn(chart)
        body += await _events(database, root, base, last, family)
    return body


async def _versions(database: Database, base: str, last: dt.date) -> list[Chart]:
    days = [last - dt.timedelta(days=back) for back in reversed(range(_DAYS))]
    by_day = await _counts(database, _VERSIONS, [day.isoformat() for day in days])
    months = _months(last)
    by_month = await _counts(database, _VERSIONS, months)
    bars = [
        _bar(by_day, day.isoformat(), f"{base}/recent_changes?day={day}&class=sponsor")
        for day in days
    ]
    spans = [
        _bar(by_month, month, f"{base}/versions?{_between('observed_at', month, after)}")
        for month, after in pairwise([*months, _after(months[-1])])
    ]
    said = "Updates in which sponsors changed something"
    return [
        Chart(f"{said}, by the day on which they were seen", "updates", "day", tuple(bars)),
        Chart(f"{said}, by month", "updates", "month", tuple(spans)),
    ]


async def _events(
    database: Database, root: str, base: str, last: dt.date, family: str
) -> Iterator[str]:
    months = _months(last)
    counts = await _counts(database, _EVENTS, months, family=family)
    only = f"&family={family}" if family in FAMILIES else ""
    spans = tuple(
        _bar(counts, month, f"{base}/events?kind=change{only}&{_between('known_by', month, after)}")
        for month, after in pairwise([*months, _after(months[-1])])
    )
    links = [
        f'<strong aria-current="true">{text(word or "all")}</strong>'
        if word == family
        else f'<a href="{text(root)}over-time?{text(urlencode({"family": word}))}">'
        f"{text(word or 'all')}</a>"
        for word in ("", *FAMILIES)
    ]
    choice = f'<p class="links"><span class="soft">Of:</span> {" ".join(links)}</p>\n'
    title = f"Events{f' of {family}' if only else ''}, by the month in which they became known"
    return iter([choice, *drawn(Chart(title, "events", "month", spans))])


async def _counts(database: Database, sql: str, spans: list[str], **values: str) -> dict[str, int]:
    """How much there is in each span."""
    rows = await database.execute(sql, {"spans": json.dumps(spans), **values})
    return {row["name"]: row["count"] for row in rows}


def _bar(counts: dict[str, int], name: str, address: str) -> Bar:
    return Bar(name, counts.get(name, 0), address)


def _months(last: dt.date) -> list[str]:
    newest = last.year * 12 + last.month - 1
    return [_month(number) for number in range(newest - _MONTHS + 1, newest + 1)]


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _after(month: str) -> str:
    return _month(int(month[:4]) * 12 + int(month[5:]))


def _between(column: str, first: str, after: str) -> str:
    """The filter of Datasette for a span of time."""
    return f"{column}__gte={first}&{column}__lt={after}"
