"""The life of a trial as the store has it: what an old look says, and what it cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.material import synthetic_study
from tests.calls import Caller

TRIAL = "NCT90000001"


@pytest.fixture
def tracker(tmp_path: Path) -> Caller:
    """Of a trial that nobody looked at again: recruiting, planned to be complete in mid 2024."""
    study = synthetic_study(1, sites=1)
    status = study["protocolSection"]["statusModule"]
    status |= {
        "statusVerifiedDate": "2023-01",
        "primaryCompletionDateStruct": {"date": "2024-06-30", "type": "ESTIMATED"},
        "completionDateStruct": {"date": "2024-06-30", "type": "ESTIMATED"},
        "studyFirstSubmitDate": "2023-01-10",
        "startDateStruct": {"date": "2023-03", "type": "ACTUAL"},
    }
    (tmp_path / "study.json").write_bytes(msgspec.json.encode(study))
    return Caller(tmp_path)


def events(tracker: Caller, seen: str, today: str) -> dict[str, dict[str, Any]]:
    """The events of a day, by rule, of a record that was last seen on another."""
    tracker.text("import", str(tracker.folder / "study.json"), "--observed-at", seen)
    told = tracker.json("events", "--trial", TRIAL, TRACKER_NOW=f"{today}T08:00:00Z")
    return {event["rule"]: event for event in told}


def test_a_look_of_years_ago_does_not_say_what_holds_today(tracker: Caller) -> None:
    """When it was taken the completion lay ahead; nobody knows what the record says since."""
    told = events(tracker, "2023-02-01", "2026-03-06")
    assert set(told) == {"registration_prospective"}
    assert "last seen" not in told["registration_prospective"]["headline"]


def test_what_held_on_the_day_of_an_old_look_is_told_as_of_that_day(tracker: Caller) -> None:
    """With the day in the headline, and counted to that day."""
    told = events(tracker, "2024-09-01", "2026-03-06")
    state = told["record_open_after_completion"]
    assert state["facts"]["days"] == 63
    assert state["headline"].endswith("(as last seen, on 2024-09-01)")
    assert "status_unknown_countdown" not in told


def test_a_look_of_this_month_speaks_of_today(tracker: Caller) -> None:
    """Counted to today, without a word about the look."""
    told = events(tracker, "2024-09-01", "2024-10-01")
    state = told["record_open_after_completion"]
    assert state["facts"]["days"] == 93
    assert "last seen" not in state["headline"]
    assert told["status_unknown_countdown"]["facts"]["flips_on"] == "2025-02-01"
