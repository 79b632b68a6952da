"""How looks went: failure is a state, told when it begins, changes and ends. And the journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import OTHER, TRIAL, moment
from tracker.sources.base import Drift, Miss
from tracker.store import DriftSeen, Failing, Run, Store

TIMEOUT = Miss(TRIAL, "timeout", "No answer in 30 s.")
LIMITED = Miss(TRIAL, "limited", "The registry asks to slow down.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tracker.db") as opened:
        yield opened


def test_a_failure_is_news_when_it_begins_and_when_its_kind_changes(store: Store) -> None:
    """Not on each of a hundred failed looks."""
    told = [store.miss(miss, moment(2)) for miss in (TIMEOUT, TIMEOUT, LIMITED, LIMITED, TIMEOUT)]
    assert told == ["new", "same", "changed", "same", "changed"]


def test_another_wording_of_the_same_kind_is_no_news(store: Store) -> None:
    """But the last reason is what is shown."""
    store.miss(TIMEOUT, moment(2))
    assert store.miss(Miss(TRIAL, "timeout", "No answer in 31 s."), moment(3)) == "same"
    assert store.failing() == [
        Failing(trial=TRIAL, kind="timeout", reason="No answer in 31 s.", since=moment(2), count=2)
    ]


def test_recovery_is_told_once(store: Store) -> None:
    """And a later failure is a new one, counted from its own beginning."""
    store.miss(TIMEOUT, moment(2))
    assert store.looked([OTHER, TRIAL], moment(3)) == [TRIAL]
    assert store.looked([OTHER, TRIAL], moment(4)) == []
    assert store.failing() == []
    assert store.miss(TIMEOUT, moment(5)) == "new"
    assert [(one.since, one.count) for one in store.failing()] == [(moment(5), 1)]


def test_an_unknown_id_can_fail(store: Store) -> None:
    """There need not be a trial, nor anything on the watch list."""
    assert store.miss(Miss("NCT99999999", "gone", "No such trial."), moment(2)) == "new"
    assert store.watched() == []


def test_those_that_fail_longest_come_first(store: Store) -> None:
    """For the doctor and the digest."""
    store.miss(Miss(TRIAL, "timeout", "x"), moment(4))
    store.miss(Miss(OTHER, "timeout", "x"), moment(2))
    assert [one.trial for one in store.failing()] == [OTHER, TRIAL]


def test_gone_is_not_failing(store: Store) -> None:
    """It is a state of its own, from the first day on, until the trial is back."""
    store.watch([TRIAL], registry="ctgov", at=moment(1))
    store.miss(TIMEOUT, moment(2))
    store.mark_gone(TRIAL, moment(3), "The registry answers 404.")
    store.mark_gone(TRIAL, moment(4), "The registry still answers 404.")
    assert store.failing() == []
    assert [one.gone_since for one in store.watched()] == [moment(3)]
    assert store.looked([TRIAL], moment(5)) == [TRIAL]
    assert [one.gone_since for one in store.watched()] == [None]


def test_an_older_look_does_not_move_the_last_one_back(store: Store) -> None:
    """As when an archive is imported."""
    store.watch([TRIAL], registry="ctgov", at=moment(1))
    store.looked([TRIAL], moment(5))
    store.looked([TRIAL], moment(3))
    assert [one.last_look for one in store.watched()] == [moment(5)]


# --- journal ----------------------------------------------------------------------------------


def test_notices_are_kept_in_order_and_narrowed(store: Store) -> None:
    """By trial and by time."""
    run = store.begin_run("check", moment(2))
    first = store.notice("failing", "It fails", at=moment(2), trial=TRIAL, run=run)
    second = store.notice("recovered", "It is back", at=moment(3), trial=TRIAL)
    third = store.notice("gone", "It is gone", at=moment(3), trial=OTHER)
    assert [one.id for one in store.notices()] == [first, second, third]
    assert [one.id for one in store.notices(since="2026-03-03")] == [second, third]
    assert [one.id for one in store.notices(trial=TRIAL)] == [first, second]
    (told,) = store.notices(trial=OTHER)
    assert (told.kind, told.text, told.at, told.run) == ("gone", "It is gone", moment(3), None)
    assert store.notices()[0].run == run


def test_runs_are_kept_with_what_they_counted(store: Store) -> None:
    """Newest first; one that was cut off has no end."""
    first = store.begin_run("check", moment(2))
    store.end_run(first, moment(3), exit_code=1, note="1 trial failed", looked=9, failed=1)
    second = store.begin_run("watch", moment(4))
    assert store.runs() == [
        Run(
            id=second,
            command="watch",
            started_at=moment(4),
            ended_at=None,
            exit_code=None,
            note=None,
            counts={},
        ),
        Run(
            id=first,
            command="check",
            started_at=moment(2),
            ended_at=moment(3),
            exit_code=1,
            note="1 trial failed",
            counts={"looked": 9, "failed": 1},
        ),
    ]
    assert [run.id for run in store.runs(limit=1)] == [second]


def test_a_source_has_been_walked_up_to_its_data_version(store: Store) -> None:
    """Each source for itself."""
    assert store.data_version("ctgov") is None
    store.set_data_version("ctgov", "2026-03-01T09:00:05", moment(2))
    store.set_data_version("ctgov", "2026-03-02T09:00:05", moment(3))
    assert store.data_version("ctgov") == "2026-03-02T09:00:05"
    assert store.data_version("page") is None


def test_drift_is_counted_not_repeated(store: Store) -> None:
    """A field once, with the first example; of a vocabulary each unknown word."""
    field = Drift("protocolSection.newModule.x", "field", "one")
    store.add_drift([field, Drift("a.status", "value", "PAUSED")], TRIAL, moment(2))
    store.add_drift([Drift(field.path, "field", "two")], OTHER, moment(3))
    store.add_drift([Drift("a.status", "value", "MOVED")], OTHER, moment(3))
    store.add_drift([], OTHER, moment(3))
    seen = store.drift()
    assert [(one.path, one.example, one.times) for one in seen] == [
        ("a.status", "MOVED", 1),
        ("a.status", "PAUSED", 1),
        (field.path, "one", 2),
    ]
    assert seen[2] == DriftSeen(
        path=field.path,
        kind="field",
        example="one",
        trial=TRIAL,
        first_seen=moment(2),
        last_seen=moment(3),
        times=2,
    )
