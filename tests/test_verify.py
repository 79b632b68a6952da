"""Was history rewritten? Stored versions of the record history are read again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.calls import Caller
from tests.pasts import TRIAL, Keeper, served, version
from tests.trackers import tracker_at
from tracker.errors import UsageError
from tracker.past.verify import chosen
from tracker.sources.history import HistorySource
from tracker.standin import DataSet, Registry, serve
from tracker.store import Listed


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """A record history of four versions."""
    with served() as running:
        for number in range(4):
            running.keep(number, version(f"2020-0{number + 1}-01", count=50 + number))
        yield running


def filled(keeper: Keeper, folder: Path) -> None:
    """All of it is stored."""
    with tracker_at(keeper.url, folder, "2026-03-02T12:00:00Z") as tracker:
        assert tracker.backfill([TRIAL]).added == 4
    keeper.asked.clear()


def rewrite(keeper: Keeper, number: int, **changed: Any) -> None:
    """The registry shows a version otherwise from now on."""
    raw = version(f"2020-0{number + 1}-01", **({"count": 50 + number} | changed))
    keeper.keep(number, raw)


def test_versions_that_read_as_they_did_are_noted_as_verified(
    keeper: Keeper, tmp_path: Path
) -> None:
    """One request a version, none for the list."""
    filled(keeper, tmp_path)
    with tracker_at(keeper.url, tmp_path, "2026-03-09T12:00:00Z") as tracker:
        outcome = tracker.verify([TRIAL])
        assert (outcome.verified, outcome.rewritten, outcome.exit_code()) == (4, 0, 0)
        assert {one.verified_at for one in tracker.listed(TRIAL)} == {"2026-03-09T12:00:00Z"}
    assert len(keeper.asked) == 4


def test_a_version_that_reads_otherwise_is_told_and_both_are_kept(
    keeper: Keeper, tmp_path: Path
) -> None:
    """The version stays as it was; what the registry shows now stands beside it."""
    filled(keeper, tmp_path)
    rewrite(keeper, 1, count=500)
    with tracker_at(keeper.url, tmp_path, "2026-03-09T12:00:00Z") as tracker:
        outcome = tracker.verify([TRIAL])
        assert (outcome.verified, outcome.rewritten) == (4, 1)
        ((kind, text),) = outcome.notices
        assert kind == "rewritten"
        assert text == (
            f"version 1 of the record history of {TRIAL}, submitted 2020-02-01, reads otherwise "
            "than it did: Enrolment raised from 51 to 500, 880% (both estimated)"
        )
        (one,) = tracker.rewritings(TRIAL)
        assert (one.registry_version, one.found_at) == (1, "2026-03-09T12:00:00Z")
        read = HistorySource().read
        assert read(one.payload).record.enrollment.enrollment_count == 500
        stored = tracker.store.stored(one.version)
        assert read(stored.payload).record.enrollment.enrollment_count == 51
        assert [v.enrollment_count for v in tracker.versions(TRIAL)] == [50, 51, 52, 53]
        events = [event for event in tracker.events(trial=TRIAL) if "rewritten" in event.rule]
        assert [event.trial for event in events] == [TRIAL]


def test_it_is_told_once_until_it_reads_otherwise_again(keeper: Keeper, tmp_path: Path) -> None:
    """Also when the registry goes back to what it showed first."""
    filled(keeper, tmp_path)
    told = []
    for count in (500, 500, 51, 51):
        rewrite(keeper, 1, count=count)
        with tracker_at(keeper.url, tmp_path) as tracker:
            told.append(tracker.verify([TRIAL]).rewritten)
    assert told == [1, 0, 1, 0]


def test_what_the_registry_renews_in_old_versions_is_expected(
    keeper: Keeper, tmp_path: Path
) -> None:
    """Linked publications, places, and the entities and tags in which text comes."""
    filled(keeper, tmp_path)
    raw = version("2020-02-01", count=51)
    protocol = raw["protocolSection"]
    papers = protocol.setdefault("referencesModule", {}).setdefault("references", [])
    papers.append({"pmid": "7", "type": "DERIVED"})
    for site in protocol["contactsLocationsModule"]["locations"]:
        site["geoPoint"] = {"lat": 1.0, "lon": 2.0}
    protocol["contactsLocationsModule"]["locations"].reverse()
    keeper.keep(1, raw)
    with tracker_at(keeper.url, tmp_path) as tracker:
        outcome = tracker.verify([TRIAL])
    assert (outcome.verified, outcome.rewritten) == (4, 0)


def test_documents_that_an_old_version_shows_of_a_sudden_are_told(
    keeper: Keeper, tmp_path: Path
) -> None:
    """It is one version in two answers: what is in one of them only is a difference."""
    filled(keeper, tmp_path)
    raw = version("2020-02-01", count=51)
    raw["documentSection"] = {"largeDocumentModule": {"largeDocs": [{"label": "Plan"}]}}
    keeper.keep(1, raw)
    with tracker_at(keeper.url, tmp_path) as tracker:
        assert tracker.verify([TRIAL]).rewritten == 1


def test_a_version_that_another_source_tells_is_compared_with_what_was_sent_then(
    tmp_path: Path,
) -> None:
    """The look of a check tells the version; the answer of the record history is kept with it."""
    now = version("2026-02-20", "2026-02-24", count=60)
    registry = Registry(
        [DataSet("2026-03-02T09:00:05", [now])], history={TRIAL: [("2026-02-20", now)]}
    )
    with serve(registry) as server:
        with tracker_at(server.url, tmp_path) as tracker:
            tracker.watch([TRIAL])
            tracker.backfill([TRIAL])
            assert tracker.verify([TRIAL]).rewritten == 0
        changed = copy.deepcopy(now)
        changed["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = 61
        registry.history[TRIAL] = [("2026-02-20", msgspec.json.encode(changed))]
        with tracker_at(server.url, tmp_path) as tracker:
            assert tracker.verify([TRIAL]).rewritten == 1


def test_a_sample_takes_those_that_were_verified_longest_ago(
    keeper: Keeper, tmp_path: Path
) -> None:
    """So that samples add up to the whole."""
    filled(keeper, tmp_path)
    for day in (3, 4):
        with tracker_at(keeper.url, tmp_path, f"2026-03-0{day}T12:00:00Z") as tracker:
            assert tracker.verify([TRIAL], sample=2).verified == 2
    with tracker_at(keeper.url, tmp_path) as tracker:
        verified = [one.verified_at for one in tracker.listed(TRIAL)]
    assert (
        sorted(str(one) for one in verified)
        == ["2026-03-03T12:00:00Z"] * 2 + ["2026-03-04T12:00:00Z"] * 2
    )


def test_a_sample_is_drawn_by_lot_but_the_same_for_one_moment() -> None:
    """A frozen clock repeats a run."""
    listed = [_stored(number) for number in range(50)]
    one = chosen(listed, 5, "2026-03-02T12:00:00Z")
    assert one == chosen(listed, 5, "2026-03-02T12:00:00Z")
    assert one != chosen(listed, 5, "2026-03-03T12:00:00Z")
    assert [each.number for each in one] == sorted(each.number for each in one)
    assert chosen(listed, 500, "now") == listed


def _stored(number: int) -> Listed:
    gone: dict[str, Any] = dict.fromkeys(("unlisted_since", "content_hash", "verified_at"))
    return Listed(
        trial=TRIAL, number=number, listed_at="2026", version_id=number + 1, problem=None, **gone
    )


def test_a_version_that_is_not_given_out_any_more_is_a_problem(
    keeper: Keeper, tmp_path: Path
) -> None:
    """The rest is verified."""
    filled(keeper, tmp_path)
    keeper.versions[TRIAL, 2] = 404
    with tracker_at(keeper.url, tmp_path) as tracker:
        outcome = tracker.verify([TRIAL])
    assert (outcome.verified, outcome.exit_code()) == (3, 1)
    assert [(one.number, one.kind) for one in outcome.problems] == [(2, "not_found")]


def test_a_version_that_left_the_list_is_not_asked_for(keeper: Keeper, tmp_path: Path) -> None:
    """It was told when it left; what is stored of it stays."""
    filled(keeper, tmp_path)
    keeper.unlist(3)
    with tracker_at(keeper.url, tmp_path) as tracker:
        tracker.backfill([TRIAL])
        assert tracker.verify([TRIAL]).verified == 3
        assert len(tracker.versions(TRIAL)) == 4


def test_the_command_line_tells_it_as_an_event(keeper: Keeper, tmp_path: Path) -> None:
    """What was rewritten and how, in the list of events and in the life of the trial."""
    filled(keeper, tmp_path)
    rewrite(keeper, 1, count=500)
    call = Caller(tmp_path, TRACKER_CTGOV_URL=keeper.url)
    _, out, _ = call.in_full("backfill", TRIAL, "--verify")
    assert "Read 4 stored versions again: 1 reads otherwise than it did." in out
    (event,) = call.json("events", "--trial", TRIAL, "--family", "record")
    assert event["rule"] == "record_rewritten"
    assert "Enrolment raised from 51 to 500" in event["facts"]["notice"]
    _, told, _ = call.in_full("history", TRIAL)
    assert f"rewritten: version 1 of the record history of {TRIAL}, submitted 2020-02-01" in told


def test_a_sample_of_none_is_refused(tmp_path: Path) -> None:
    """It cannot be meant."""
    with tracker_at("http://127.0.0.1:9", tmp_path) as tracker, pytest.raises(UsageError):
        tracker.verify([TRIAL], sample=0)


def test_reading_anew_what_was_back_filled_changes_nothing(keeper: Keeper, tmp_path: Path) -> None:
    """Replay knows the record history, what it hides and where its versions stand."""
    filled(keeper, tmp_path)
    with tracker_at(keeper.url, tmp_path) as tracker:
        before = [(v.number, v.registry_version, v.hides) for v in tracker.versions(TRIAL)]
        changes = [c.summary for c in tracker.changes(trial=TRIAL)]
        tracker.replay()
        assert [(v.number, v.registry_version, v.hides) for v in tracker.versions(TRIAL)] == before
        assert [c.summary for c in tracker.changes(trial=TRIAL)] == changes
