"""The whole job against a stand-in registry that serves the real polls, day by day."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from tests.conftest import Lines, Poll
from tracker import config
from tracker.api import Tracker
from tracker.changes import StoredChange
from tracker.standin import DataSet, Registry, serve
from tracker.store import Store


def days_of(polls: Lines[Poll]) -> tuple[list[DataSet], dict[tuple[str, str], str]]:
    """The registry on each day of the polls, and which poll of a trial each day stands for."""
    by_day: dict[str, dict[str, bytes]] = {}
    polled: dict[tuple[str, str], str] = {}
    for poll in polls:
        study = msgspec.json.decode(poll.study)
        day = study["derivedSection"]["miscInfoModule"]["versionHolder"]
        by_day.setdefault(day, {})[poll.nct_id] = poll.payload
        polled[poll.nct_id, day] = poll.polled_at
    days, standing = [], dict[str, bytes]()
    for day in sorted(by_day):
        standing = {**standing, **by_day[day]}
        days.append(DataSet(f"{day}T09:00:05", dict(standing)))
    return days, polled


def tracker_at(url: str, folder: Path, now: str) -> Tracker:
    """A tracker of that registry, whose clock stands still."""
    given = {
        "TRACKER_CTGOV_URL": url,
        "TRACKER_PAUSE": "0",
        "TRACKER_NOW": now,
        "TRACKER_DB": str(folder / "tracker.db"),
    }
    settings = config.load(environ=given)
    return Tracker(Store.open(settings.db), settings)


def test_a_check_a_day_reports_exactly_what_changed(
    polls: Lines[Poll], truth: dict[str, Any], tmp_path: Path
) -> None:
    """Versions, scalars and sites of every day agree with the truth: none missed, none invented."""
    days, polled = days_of(polls)
    expected = {(one["nct_id"], one["to"]): one for one in truth["changes"]}
    found: dict[tuple[str, str], list[StoredChange]] = {}
    watched: set[str] = set()
    with serve(Registry(days)) as server:
        for number, day in enumerate(days, start=1):
            server.registry.day = number
            now = f"{day.date}T15:00:00Z"
            with tracker_at(server.url, tmp_path, now) as tracker:
                outcome = tracker.check()
                assert not outcome.failed
                for kept in outcome.changed:
                    told = list(tracker.changes(trial=kept.trial, version=kept.version))
                    found[kept.trial, polled[kept.trial, day.date]] = told
                    assert [one.summary for one in told] == [c.summary for c in kept.changes]
                new = sorted(set(day.studies) - watched)
                watched |= set(new)
                if new:
                    assert len(tracker.watch(new).first) == len(new)
    assert set(found) == set(expected)
    fields = {field for one in truth["changes"] for field in one["scalars"]}
    for pair, told in found.items():
        scalars = {c.field: [c.before, c.after] for c in told if c.field in fields and not c.item}
        assert scalars == expected[pair]["scalars"], pair
        assert sites_in(told) == expected[pair]["sites"], pair
        # Silent: the registry's own update date did not move.
        assert {c.silent for c in told} == {not expected[pair]["post_date_moved"]}, pair


def sites_in(told: list[StoredChange]) -> dict[str, int]:
    """Sites as the truth counts them: a renamed one is one removed and one added."""
    whole = Counter(c.kind for c in told if (c.category, c.field) == ("sites", "sites"))
    return {
        "added": whole["added"] + whole["renamed"],
        "removed": whole["removed"] + whole["renamed"],
        "status_changed": sum((c.category, c.field) == ("sites", "status") for c in told),
    }
