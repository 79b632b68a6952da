"""Any query of changes or events as a feed and as a calendar."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from icalendar import Calendar

from tests.browsing import SQL, got
from tests.calls import played_demo


def feed(address: str) -> Any:
    """A feed as a feed reader sees it."""
    found = got(played_demo(), address)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(found.content)
    assert not read.bozo
    return read


@pytest.mark.parametrize(
    "address",
    ["/tracker/events.atom", "/tracker/recent_changes.atom", "/tracker/newest_events.atom"],
)
def test_a_table_a_view_and_a_question_are_feeds(address: str) -> None:
    """With entries that name a trial, say something and lead to the registry."""
    read = feed(address)
    assert read.entries
    assert all(one.title.startswith("NCT") and one.link and one.updated for one in read.entries)
    assert len({one.id for one in read.entries}) == len(read.entries)
    assert read.feed.links[0].rel == "self"


def test_an_event_has_the_same_id_in_every_feed() -> None:
    """Whoever follows two of them reads it once; the feed of `tracker report` has it too."""
    one, other = (feed(f"/tracker/{name}.atom?_size=max") for name in ("events", "newest_events"))
    ids = {entry.id for entry in other.entries}
    assert ids
    assert ids <= {entry.id for entry in one.entries}


def test_a_feed_read_twice_is_the_same() -> None:
    """To the byte, while nothing is new."""
    first, second = (got(played_demo(), "/tracker/recent_changes.atom").content for _ in range(2))
    assert first == second


def test_a_query_of_ones_own_is_a_feed_once_its_columns_bear_the_names() -> None:
    """As the error says that they should."""
    sql = "select trial, summary as headline, observed_at as known_by from changes limit 3"
    assert len(feed(f"{SQL}.atom?sql={quote(sql)}").entries) == 3


@pytest.mark.parametrize("form", ["atom", "ics"])
def test_a_query_without_these_columns_is_told_what_it_lacks(form: str) -> None:
    """In a sentence that names them, not in a page of a crash."""
    found = got(played_demo(), f"{SQL}.{form}?sql={quote('select 1 as one')}")
    assert found.status_code == 400
    assert "no column trial" in found.text
    assert "headline or sentence" in found.text


def test_links_to_feeds_stand_only_where_there_can_be_one() -> None:
    """A table of runs is none."""
    assert "runs.atom" not in got(played_demo(), "/tracker/runs").text
    assert "events.atom" in got(played_demo(), "/tracker/events").text


def test_dates_that_lie_ahead_are_a_calendar() -> None:
    """Whole days; a month stays a month; ids that do not change."""
    found = got(played_demo(), "/tracker/coming_dates.ics")
    assert found.headers["content-type"].startswith("text/calendar")
    read: Any = Calendar.from_ical(found.text)
    days = {str(one["uid"]): one for one in read.walk("VEVENT")}
    one = days["NCT06931145-completion@tracker"]
    assert one["dtstart"].dt.isoformat() == "2028-11-30"
    assert one["dtend"].dt.isoformat() == "2028-12-01"
    assert "Completion" in one["summary"]
    month = days["NCT99000007-completion@tracker"]
    assert (month["dtend"].dt - month["dtstart"].dt).days == 31


def test_hostile_words_of_a_query_do_no_harm_in_a_feed() -> None:
    """Text only: no mark-up, no control codes, no second line in a calendar."""
    said = "'<script>x</script>' || char(0) || char(10) || 'BEGIN:VEVENT' || char(8238)"
    sql = f"select 'NCT90000001' as trial, {said} as headline, '2026-03-01' as date"
    entry = feed(f"{SQL}.atom?sql={quote(sql)}").entries[0]
    assert "\u202e" not in entry.title
    found = got(played_demo(), f"{SQL}.ics?sql={quote(sql)}").text
    assert found.count("\r\nBEGIN:VEVENT") == 1


def test_rows_without_a_date_are_left_out() -> None:
    """A feed has no place for them."""
    sql = "select trial, summary, null as day from changes"
    assert feed(f"{SQL}.atom?sql={quote(sql)}").entries == []
