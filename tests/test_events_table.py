"""The table of events says what ``tracker events`` says, whatever came in between."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

import tracker
from tests import stores
from tests.calls import played_demo
from tracker import events
from tracker.run import meaning
from tracker.run.meaning import tell_events
from tracker.store import Store

SHOWN = (
    *("id", "trial", "family", "rule", "rule_version", "date", "known_by", "headline"),
    *("facts", "version_before", "version_after"),
)


def stored(store: Store) -> list[dict[str, Any]]:
    """The rows of the table, trial by trial, as they were found."""
    rows = store.db.query("SELECT * FROM events ORDER BY trial, date, rowid")
    return [{**row, "facts": json.loads(row["facts"])} for row in rows]


def told(path: Path, day: str) -> list[dict[str, Any]]:
    """What ``tracker events`` says of watched trials on a day, in the columns of the table."""
    from tracker.config import load

    config = load(overrides={"db": str(path)}, environ={"TRACKER_NOW": f"{day}T08:00:00Z"})
    with tracker.open(path, config=config) as archive:
        mine = {one.trial for one in archive.watched()}
        found = [msgspec.to_builtins(one) for one in archive.events() if one.trial in mine]
    for event in found:
        before, after = event.pop("versions")
        event |= {"version_before": before, "version_after": after}
    return [{name: event[name] for name in SHOWN} for event in found]


def watched(store: Store) -> list[dict[str, Any]]:
    """The rows of watched trials, in the columns that both show."""
    mine = {one.trial for one in store.watched()}
    rows = [{name: row[name] for name in SHOWN} for row in stored(store) if row["trial"] in mine]
    return sorted(rows, key=lambda row: (row["trial"], row["date"]))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(played_demo(), tmp_path / "tracker.db"))


def same(path: Path, day: str) -> bool:
    """Whether both say the same, in whatever order events of one day stand.

    Of what was told on an earlier day the events are the same; some count the days since.
    """
    with Store.open(path) as store:
        rows = watched(store)
        query = "SELECT trial FROM events_found WHERE as_of = ?"
        today = {row["trial"] for row in store.db.query(query, [day])}
    assert rows
    counting = {rule.id for rule in events.RULES if rule.kind != "change"}

    def one(row: dict[str, Any]) -> tuple[Any, ...]:
        fixed = row["trial"], row["date"], row["id"]
        old = row["trial"] not in today and row["rule"] in counting
        return fixed if old else (*fixed, json.dumps(row, sort_keys=True))

    return sorted(map(one, rows)) == sorted(map(one, told(path, day)))


def test_after_a_run_the_table_says_what_the_command_says(path: Path) -> None:
    """To the last fact, with no call of its own."""
    assert same(path, "2026-03-05")


def test_a_new_day_is_told_of_trials_that_did_not_move(path: Path) -> None:
    """Countdowns count and what is overdue is longer so, half a year later."""
    before = played_demo()
    with Store.open(path) as store:
        assert tell_events(store, "2026-10-01T08:00:00Z")
    assert same(path, "2026-10-01")
    assert told(before, "2026-03-05") != told(path, "2026-10-01")


def test_what_time_alone_brings_is_told_on_its_day(path: Path) -> None:
    """Day by day over a year, though a trial is not looked at on each: the events are those."""
    day = dt.date(2026, 3, 5)
    looked = 0
    with Store.open(path) as store:
        for _ in range(365):
            day += dt.timedelta(days=1)
            looked += tell_events(store, f"{day}T08:00:00Z")
            if day.day % 5 == 0:
                mine = {row["id"] for row in watched(store)}
                assert mine == {row["id"] for row in told(path, day.isoformat())}
        assert looked < 365 * len(store.watched()) / 7


def test_a_second_call_on_the_same_day_has_nothing_to_do(path: Path) -> None:
    """What is up to date is not looked at."""
    with Store.open(path) as store:
        tell_events(store, "2026-03-05T08:00:00Z")
        assert tell_events(store, "2026-03-05T23:00:00Z") == 0


def test_of_trials_that_nobody_watches_events_are_found_when_asked_for(tmp_path: Path) -> None:
    """A run after a large import does not wait for them."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
        stores.three_versions(store, stores.OTHER)
        store.watch([stores.OTHER], registry="ctgov", at=stores.moment(9))
        assert tell_events(store, stores.moment(9)) == 1
        assert {row["trial"] for row in stored(store)} == {stores.OTHER}
        told_of: list[tuple[int, int | None]] = []
        far = lambda done, due: told_of.append((done, due))  # noqa: E731
        assert tell_events(store, stores.moment(9), unwatched=True, progress=far) == 1
        assert told_of == [(1, 1)]
        assert {row["trial"] for row in stored(store)} == {stores.TRIAL, stores.OTHER}


def test_rules_that_are_raised_are_applied_to_all_that_is_stored(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest of the rules is another one then."""
    raised = tuple(msgspec.structs.replace(rule, version=99) for rule in events.RULES)
    monkeypatch.setattr(events, "RULES", raised)
    meaning.rules_digest.cache_clear()
    with Store.open(path) as store:
        assert store.told().untold == 0
        all_trials = len(list(store.db["trials"].rows))
        assert tell_events(store, "2026-03-05T08:00:00Z", unwatched=True) == all_trials
    meaning.rules_digest.cache_clear()


def test_a_version_takes_back_the_note_that_events_are_up_to_date(tmp_path: Path) -> None:
    """In the same transaction, whoever wrote it; a look that finds nothing new does not."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
        assert store.told().untold == 1
        tell_events(store, stores.moment(9), unwatched=True)
        assert store.told().untold == 0
        assert [row["rule"] for row in stored(store)]
        last = store.versions(stores.TRIAL)[-1]
        store.confirm([(last.id, b"other bytes")], at=stores.moment(10), data_version=None)
        assert store.told().untold == 0
        early = stores.observation(
            at=stores.moment(12),
            what=stores.record(status="NOT_YET_RECRUITING", posted="2026-01-01"),
            placed_at=stores.moment(1),
        )
        store.add(early, [], next_changes=[])
        assert store.told().untold == 1
        tell_events(store, stores.moment(12), unwatched=True)
        numbers = {row["version_after"] for row in stored(store)}
        assert numbers <= {1, 2, 3, 4}
        assert 4 in numbers


def test_a_notice_is_told_as_an_event(tmp_path: Path) -> None:
    """Gone and back are events of the record, without a version."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
        tell_events(store, stores.moment(9), unwatched=True)
        store.notice("gone", "No longer shown", at=stores.moment(10), trial=stores.TRIAL)
        tell_events(store, stores.moment(10), unwatched=True)
        assert "record_gone" in {row["rule"] for row in stored(store)}


def test_a_trial_that_cannot_be_unpacked_is_left_and_the_others_are_told(tmp_path: Path) -> None:
    """One damaged body takes nothing from the rest."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
        stores.three_versions(store, stores.OTHER)
        with store.transaction() as conn:
            conn.execute(
                "UPDATE bodies SET body = x'00' WHERE version IN"
                " (SELECT id FROM versions WHERE trial = ?)",
                (stores.TRIAL,),
            )
        assert tell_events(store, stores.moment(9), unwatched=True) == 1
        assert store.told().untold == 1
        assert {row["trial"] for row in stored(store)} == {stores.OTHER}


def test_sites_follow_the_newest_record(tmp_path: Path) -> None:
    """One row a site, anew where they changed, once what a run found is told."""
    with Store.open(tmp_path / "tracker.db") as store:
        store.add(stores.observation(at=stores.moment(2)), [])
        tell_events(store, stores.moment(2), unwatched=True)
        sites = list(store.db.query("SELECT trial, facility, city, country FROM sites"))
        assert [site["city"] for site in sites] == ["Lyon", "Lille", "Berlin"]
        one = stores.record().sites[0]
        fewer = msgspec.structs.replace(stores.record(), sites=(one,))
        store.add(stores.observation(at=stores.moment(3), what=fewer), [])
        tell_events(store, stores.moment(3), unwatched=True)
        assert [row["facility"] for row in store.db.query("SELECT facility FROM sites")] == [
            "Hôpital A"
        ]
