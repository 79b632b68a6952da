"""Any table or query of changes or events as a feed (.atom) or a calendar (.ics).

Comes in: rows with columns of known names. Goes out: documents whose entries keep their ids.
Does not: ask the database, or guess: a query without these columns is told what it lacks.

Columns, the first of each line that there is:
- ``trial``: needed
- what is said: ``headline``, ``sentence``, ``summary``, ``text``: one is needed
- when, for a feed: ``observed_at``, ``at``, ``known_by``, ``day``, ``date``: one is needed; rows
  without a date are left out
- when, for a calendar: ``date``, ``known_by``, ``day``, ``observed_at``, ``at``
- ``id`` where it is a text (events have one); without it the id is made of trial, date and words
- ``title``: of the trial
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import BadRequest, Request, Response
from msgspec import Struct

from tracker.dates import Interval, interval, utc
from tracker.report.facts import link
from tracker.report.formats.atom import document
from tracker.report.formats.entries import Entry
from tracker.report.phrases import urn
from tracker.report.plain import plain

if TYPE_CHECKING:
    from datasette.app import Datasette

_SAID = ("headline", "sentence", "summary", "text")
_WHEN = ("observed_at", "at", "known_by", "day", "date")
_ON = ("date", "known_by", "day", "observed_at", "at")
_REGISTRY = "ctgov"
#: What each kind of document is called, and what it needs beside a trial.
_LACKS = (
    "{what} is made of rows with a trial, what is said of it and a date. This query has no column "
    "{missing}. Name columns so: SELECT trial, summary AS headline, observed_at AS known_by ..."
)


class Item(Struct, frozen=True):
    """One row as a feed and a calendar need it."""

    id: str
    trial: str
    title: str | None
    said: str
    #: A day, a month or a moment, as it stands in the row.
    when: str


@hookimpl  # type: ignore[untyped-decorator]
def register_output_renderer() -> list[dict[str, Any]]:
    """The two further forms of every table and query."""
    return [
        {"extension": "atom", "render": atom, "can_render": has_what_it_takes},
        {"extension": "ics", "render": calendar, "can_render": has_what_it_takes},
    ]


def has_what_it_takes(columns: Sequence[str]) -> bool:
    """Whether a feed can be made of rows with these columns."""
    return not missing(columns)


def missing(columns: Sequence[str]) -> list[str]:
    """What rows with these columns lack, in the words of whoever writes the query."""
    needed = (("trial",), _SAID, _WHEN)
    return [" or ".join(names) for names in needed if not {*names} & {*columns}]


def items(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], when: Sequence[str]
) -> list[Item]:
    """The rows that have a date, in their order, each once."""
    said_in = next(name for name in _SAID if name in columns)
    day_in = next(name for name in when if name in columns)
    found: dict[str, Item] = {}
    for row in rows:
        said, day = _word(row[said_in]), _word(row[day_in])
        if said and day and interval(day[:10]):
            trial = _word(row["trial"]) or ""
            title = _word(row["title"]) if "title" in columns else None
            given = row["id"] if "id" in columns else None
            stable = given if isinstance(given, str) else _digest(trial, day, said)
            found.setdefault(stable, Item(stable, trial, title, said, day))
    return [*found.values()]


def _word(value: Any) -> str | None:
    """A cell as text; one that points to another table comes with its label."""
    if isinstance(value, dict):
        value = value.get("value")
    return None if value is None else str(value)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


# --- a feed ---------------------------------------------------------------------------------------


def atom(
    datasette: Datasette, request: Request, columns: list[str], rows: list[Any], table: str | None
) -> Response:
    """The rows as an Atom feed (RFC 4287), in their own order."""
    if lacks := missing(columns):
        raise _refused("A feed", lacks)
    entries = [_entry(one) for one in items(rows, columns, _WHEN)]
    asked = f"{request.path}?{request.query_string}"
    made = document(
        urn("query", asked),
        title=f"Tracker: {(table or request.path.rpartition('/')[2]).partition('.')[0]}",
        subtitle="Changes and events of clinical trials, as a query finds them",
        updated=max((one.at for one in entries), default=utc(dt.datetime.now(dt.UTC))),
        told=entries,
        itself=datasette.absolute_url(request, asked.rstrip("?")),
    )
    return Response("".join(made), content_type="application/atom+xml; charset=utf-8")


def _entry(one: Item) -> Entry:
    day = interval(one.when[:10])
    at = one.when if "T" in one.when else f"{day.low if day else one.when}T00:00:00Z"
    named = f", {plain(one.title)}" if one.title else ""
    return Entry(
        id=urn("event", one.id),
        title=f"{plain(one.trial)}: {plain(one.said)}",
        at=at,
        text=f"{plain(one.trial)}{named}. {plain(one.said)}",
        page=link(one.trial, _REGISTRY),
        tags=(),
    )


# --- a calendar -----------------------------------------------------------------------------------


def calendar(request: Request, columns: list[str], rows: list[Any]) -> Response:
    """The rows as an iCalendar (RFC 5545): events of whole days; a month stays a month."""
    if lacks := missing(columns):
        raise _refused("A calendar", lacks)
    try:
        from icalendar import Calendar  # Late: an extra.
    except ImportError:
        return Response.text("A calendar needs: pip install 'tracker[calendar]'\n", status=501)
    made = Calendar()
    made.add("prodid", "-//Tracker//Clinical trials//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", f"Tracker: {request.path.rpartition('/')[2].partition('.')[0]}")
    stamp = dt.datetime.now(dt.UTC)
    for one in items(rows, columns, _ON):
        days = interval(one.when[:10])
        if days is not None:
            made.add_component(_day(one, days, stamp))
    return Response(made.to_ical().decode(), content_type="text/calendar; charset=utf-8")


def _day(one: Item, days: Interval, stamp: dt.datetime) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{one.id}@tracker")
    event.add("dtstamp", stamp)
    event.add("dtstart", days.low)
    if days.high < dt.date.max:
        event.add("dtend", days.high + dt.timedelta(days=1))
    event.add("summary", f"{plain(one.trial)}: {plain(one.said)}")
    if one.title:
        event.add("description", plain(one.title))
    event.add("transp", "TRANSPARENT")
    if page := link(one.trial, _REGISTRY):
        event.add("url", page)
    return event


def _refused(what: str, lacks: Sequence[str]) -> BadRequest:
    return BadRequest(_LACKS.format(what=what, missing=" and no column ".join(lacks)))
