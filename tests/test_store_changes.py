"""Stored changes come back as they were, narrowed as asked; the views say the same to people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stores import OTHER, TRIAL, moment, observation, record, status_change, three_versions
from tracker.changes import Change
from tracker.errors import UsageError
from tracker.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tracker.db") as opened:
        yield opened


def summaries(store: Store, **asked: Any) -> list[str]:
    return [change.summary for change in store.changes(**asked)]


def test_a_change_is_given_back_with_its_version_and_clocks(store: Store) -> None:
    """All keys of the contract for scripts."""
    three_versions(store)
    first = next(store.changes())
    assert first.as_json() == {
        "trial": TRIAL,
        "registry": "ctgov",
        "source": "ctgov",
        "version": 2,
        "category": "status",
        "field": "overall_status",
        "item": None,
        "kind": "changed",
        "before": "RECRUITING",
        "after": "SUSPENDED",
        "class": "sponsor",
        "registry_date": "2026-03-04",
        "observed_at": moment(5),
        "silent": False,
        "summary": "Status went from RECRUITING to SUSPENDED",
    }


@pytest.mark.parametrize(
    "value", [None, 0, False, "", "NULL", 949, 1.5, ["PHASE1"], {"city": "Lyon"}, "µ \u202e <b>"]
)
def test_any_value_comes_back_as_it_was(store: Store, value: Any) -> None:
    """Absent stays apart from false, zero and empty."""
    change = Change("other", "x", "changed", "sponsor", "x", ("x",), before=value, after=[value])
    store.add(observation(), [change])
    found = next(store.changes())
    assert (found.before, found.after) == (value, [value])
    assert type(found.before) is type(value)


def test_changes_are_narrowed_by_everything_at_once(store: Store) -> None:
    """Each argument leaves less."""
    three_versions(store)
    three_versions(store, OTHER)
    assert len(summaries(store)) == 4
    assert len(summaries(store, trials=[OTHER])) == 2
    assert len(summaries(store, trials=[OTHER], version=3)) == 1
    assert len(summaries(store, trials=[OTHER], version=3, categories=["dates"])) == 0
    assert len(summaries(store, classes=["sponsor"], categories=["status", "dates"])) == 4
    assert summaries(store, classes=["registry"]) == []
    assert summaries(store, trials=[]) == []


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-03-05", None, [5, 9]),
        ("2026-03-06", None, [9]),
        (None, "2026-03-05", [5]),
        ("2026-03-05T06:00:01Z", "2026-03-09T06:00:00Z", [9]),
        ("2026-03", "2026-03", [5, 9]),
        ("2026-03-05T08:00:00+02:00", "2026-03-05T08:00:00+02:00", [5]),
        ("2027", None, []),
    ],
)
def test_dates_mean_whole_days_and_both_ends_count(
    store: Store, since: str | None, until: str | None, days: list[int]
) -> None:
    """By the clock of our own observations."""
    three_versions(store)
    found = [change.observed_at for change in store.changes(since=since, until=until)]
    assert found == [moment(day) for day in days]


def test_a_date_that_is_none_is_said_before_anything_is_read(store: Store) -> None:
    """Not at the first row."""
    with pytest.raises(UsageError, match="'2026-13' is no date or moment"):
        store.changes(since="2026-13")


def test_newest_first_and_only_so_many(store: Store) -> None:
    """Changes of one version keep their order either way."""
    three_versions(store)
    pair = [status_change("A", "B"), status_change("B", "C")]
    store.add(observation(at=moment(12)), pair)
    said = ["Status went from A to B", "Status went from B to C"]
    assert summaries(store, newest_first=True, limit=2) == said
    assert summaries(store)[-2:] == said


def test_a_tag_narrows_to_what_is_watched_under_it(store: Store) -> None:
    """Other trials are left out, whatever they did."""
    three_versions(store)
    three_versions(store, OTHER)
    store.watch([OTHER], registry="ctgov", at=moment(1), tags=["lung"])
    assert {change.trial for change in store.changes(tag="lung")} == {OTHER}
    assert summaries(store, tag="liver") == []


def test_changes_can_be_read_while_more_are_added(store: Store) -> None:
    """One by one, as a long report does."""
    three_versions(store)
    running = store.changes()
    first = next(running)
    store.add(observation(at=moment(12)), [status_change("A", "B")])
    assert [first.version, *(change.version for change in running)][:2] == [2, 3]


# --- views ------------------------------------------------------------------------------------


def test_recent_changes_reads_from_the_top(store: Store) -> None:
    """Newest first, a sentence a line, with a link to the registry."""
    three_versions(store)
    with sqlite3.connect(store.path) as raw:
        raw.row_factory = sqlite3.Row
        rows = [dict(row) for row in raw.execute("SELECT * FROM recent_changes")]
    raw.close()
    assert rows[0] == {
        "day": "2026-03-09",
        "trial": TRIAL,
        "title": "Synthetic Cell Therapies in Adults",
        "sentence": "Status went from SUSPENDED to RECRUITING",
        "category": "status",
        "class": "sponsor",
        "silent": 0,
        "version": 3,
        "registry_date": "2026-03-08",
        "link": f"https://clinicaltrials.gov/study/{TRIAL}",
    }
    assert [row["day"] for row in rows] == ["2026-03-09", "2026-03-05"]


def test_trial_history_is_one_row_a_version(store: Store) -> None:
    """With its dates, headline and all its sentences in order."""
    store.add(observation(), [])
    pair = [status_change("A", "B"), status_change("B", "C")]
    store.add(observation(at=moment(5), what=record(status="SUSPENDED")), pair)
    with sqlite3.connect(store.path) as raw:
        rows = raw.execute(
            "SELECT version, overall_status, enrollment_count, sentences FROM trial_history"
        ).fetchall()
    raw.close()
    assert rows == [
        (1, "RECRUITING", 50, None),
        (2, "SUSPENDED", 50, "Status went from A to B\nStatus went from B to C"),
    ]


def test_the_newest_record_is_plain_json_for_sql(store: Store) -> None:
    """For json_extract and for people."""
    three_versions(store)
    with sqlite3.connect(store.path) as raw:
        found = raw.execute(
            "SELECT record ->> '$.status.overall_status', json_array_length(record, '$.sites'), "
            "(SELECT count(*) FROM trials, json_each(trials.phases) WHERE value = 'PHASE2') "
            "FROM records"
        ).fetchall()
    raw.close()
    assert found == [("RECRUITING", 3, 1)]


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT * FROM recent_changes LIMIT 50", "SCAN c USING INDEX changes_by_time"),
        ("SELECT * FROM trial_history WHERE trial = 'x'", "SEARCH v USING INDEX"),
        ("SELECT * FROM stored_changes WHERE trial = 'x'", "changes_by_trial (trial=?)"),
        ("SELECT * FROM stored_changes WHERE observed_at > 'x'", "changes_by_time (observed_at>?)"),
    ],
)
def test_the_views_go_by_their_indexes(store: Store, sql: str, index: str) -> None:
    """So that a million versions stay quick."""
    with sqlite3.connect(store.path) as raw:
        plan = " / ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}"))
    raw.close()
    assert index in plan
    assert "SCAN v" not in plan
