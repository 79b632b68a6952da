"""The dates that lie ahead as an iCalendar (RFC 5545), by the ``icalendar`` library.

A date of a record is an event of whole days: a month stays a month. Its UID is the trial and what
the date is of, and never changes; SEQUENCE counts the versions in which the date moved, so that a
calendar that has it takes the new day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.dates import Interval, interval
from tracker.errors import UsageError
from tracker.report.edition import Coming, Edition
from tracker.report.facts import link
from tracker.report.phrases import TITLE, coming_said, kind_of, name_of
from tracker.report.plain import plain

if TYPE_CHECKING:
    from icalendar import Event


def render(edition: Edition) -> Iterator[str]:
    """The calendar as one document. ``UsageError`` where the extra is not installed."""
    try:
        from icalendar import Calendar  # Late: an extra.
    except ImportError as error:
        raise UsageError(
            "a calendar needs the extra `calendar`: pip install 'tracker[calendar]'"
        ) from error
    made = Calendar()
    made.add("prodid", "-//Tracker//Clinical trial dates//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", f"{TITLE}: dates to come")
    stamp = dt.datetime.fromisoformat(edition.made_at)
    for one in edition.coming:
        days = interval(one.date)
        if days is not None:
            made.add_component(_event(one, days, stamp))
    yield made.to_ical().decode()


def _event(one: Coming, days: Interval, stamp: dt.datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{one.trial}-{one.kind}@tracker")
    event.add("dtstamp", stamp)
    event.add("dtstart", days.low)
    if days.high < dt.date.max:
        event.add("dtend", days.high + dt.timedelta(days=1))
    event.add("sequence", one.moved)
    event.add("summary", f"{plain(one.trial)}: {kind_of(one)}, {name_of(one)}")
    event.add("description", f"{coming_said(one)}: {plain(one.date, 40)}")
    event.add("transp", "TRANSPARENT")
    page = link(one.trial, one.registry)
    if page:
        event.add("url", page)
    return event
