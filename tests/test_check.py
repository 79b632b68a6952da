"""The main path against a real server: what is kept, what is told, what is never a version."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.studies import study
from tests.trackers import days, tracker_at
from tracker.api import Tracker
from tracker.errors import BadTrialId, Busy, UnknownTrial
from tracker.lock import run_lock
from tracker.sources.base import Search
from tracker.standin import DataSet, Registry, Server, serve


def trial(number: int = 1, **status: Any) -> dict[str, Any]:
    """A synthetic study of its own id, with parts of its status changed."""
    raw = study()
    identification = raw["protocolSection"]["identificationModule"]
    identification["nctId"] = f"NCT9900{number:04}"
    identification.pop("nctIdAliases")
    raw["protocolSection"]["statusModule"].update(status)
    return raw


def ids(*numbers: int) -> list[str]:
    """Their ids."""
    return [f"NCT9900{number:04}" for number in numbers]


@pytest.fixture
def two_days() -> Iterator[Server]:
    """Three trials; on the second day the first one is completed."""
    first = [trial(1), trial(2), trial(3)]
    second = [trial(1, overallStatus="COMPLETED"), trial(2), trial(3)]
    with serve(days(first, second)) as server:
        yield server


def asked(server: Server) -> list[str]:
    """The paths that were asked for."""
    return [one.path for one in server.requests]


# -- the daily job -------------------------------------------------------------------------------


def test_watching_looks_at_once_in_one_request(two_days: Server, tmp_path: Path) -> None:
    """The first look keeps a version of each trial and calls none of them changed."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        outcome = tracker.watch(ids(1, 2, 3))
        assert [kept.trial for kept in outcome.first] == ids(1, 2, 3)
        assert outcome.changed == []
        assert asked(two_days) == ["/api/v2/studies"]
        assert tracker.record(ids(1)[0]).status.overall_status == "RECRUITING"


def test_a_check_tells_what_changed_since_the_last_one(two_days: Server, tmp_path: Path) -> None:
    """One trial changed: one new version, two unchanged, one sentence."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1, 2, 3))
        tracker.check()
        two_days.registry.advance()
        outcome = tracker.check()
        assert (outcome.looked, outcome.unchanged, len(outcome.changed)) == (3, 2, 1)
        assert [c.summary for c in outcome.changed[0].changes] == [
            "Status changed from recruiting to completed"
        ]
        assert outcome.changed[0].silent  # its update date did not move
        assert [v.number for v in tracker.versions(ids(1)[0])] == [1, 2]


def test_a_data_set_that_did_not_move_costs_one_request(two_days: Server, tmp_path: Path) -> None:
    """After a whole check in this data set the next one asks for the version and no more."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1, 2, 3))
        tracker.check()
        two_days.forget()
        outcome = tracker.check()
        assert asked(two_days) == ["/api/v2/version"]
        assert outcome.unmoved == ["ctgov"]
        assert tracker.check(force=True).looked == 3


def test_a_trial_watched_since_is_looked_at_though_nothing_moved(
    two_days: Server, tmp_path: Path
) -> None:
    """A trial whose first look failed is due, whatever the data set says."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1))
        tracker.check()
        two_days.fail("html", match="/studies")
        assert tracker.watch(ids(2)).failed
        outcome = tracker.check()
        assert [kept.trial for kept in outcome.first] == ids(2)


def test_the_data_set_that_flips_in_the_middle_is_looked_at_again(
    two_days: Server, tmp_path: Path
) -> None:
    """A walk that saw two data sets is not remembered as done."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1, 2, 3))
        two_days.fail("flip", match="/studies")
        tracker.check()
        assert tracker.check().looked == 3


def test_checking_twice_stores_nothing_twice(two_days: Server, tmp_path: Path) -> None:
    """The same answer again is a confirmation: the third clock moves, no version comes."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1))
    with tracker_at(two_days.url, tmp_path, now="2026-03-03T15:00:00Z") as tracker:
        tracker.check()
        (only,) = tracker.versions(ids(1)[0])
        assert only.observed_at == "2026-03-02T15:00:00Z"
        assert only.last_confirmed == "2026-03-03T15:00:00Z"


# -- searches ------------------------------------------------------------------------------------


def test_a_search_brings_its_matches_and_says_who_enters_and_leaves(tmp_path: Path) -> None:
    """New matches are watched by themselves; those that leave stay watched and are told."""
    cold, warm = trial(2), trial(2)
    warm["protocolSection"]["conditionsModule"]["conditions"] = ["Warm Disease"]
    first = [trial(1), cold]
    first[0]["protocolSection"]["conditionsModule"]["conditions"] = ["Warm Disease"]
    second = [trial(1), warm]
    with serve(days(first, second)) as server, tracker_at(server.url, tmp_path) as tracker:
        search, outcome = tracker.watch_search(Search(condition="warm disease"), tags=["w"])
        assert (search.matches, [kept.trial for kept in outcome.first]) == (1, ids(1))
        server.registry.advance()
        outcome = tracker.check()
        assert {kind for kind, _ in outcome.notices} == {"search_entered", "search_left"}
        assert [one.trial for one in tracker.watched(tag="w")] == ids(1, 2)


def test_a_search_walks_all_its_pages(tmp_path: Path) -> None:
    """Full pages carry a token though nothing follows; the walk ends where it must."""
    many = [trial(number) for number in range(1, 1001)]
    with serve(days(many)) as server, tracker_at(server.url, tmp_path) as tracker:
        search, outcome = tracker.watch_search(Search(condition="invented"))
        assert search.matches == 1000
        assert len(outcome.first) == 1000


def test_a_search_whose_pages_never_end_is_a_failed_walk(tmp_path: Path) -> None:
    """A registry that names a next page for ever is not asked for ever."""
    with serve(days([trial(1), trial(2)])) as server, tracker_at(server.url, tmp_path) as tracker:
        server.fail("endless", match="query.cond", times=None)
        _, outcome = tracker.watch_search(Search(condition="invented"))
        assert "pages without end" in outcome.failed_searches[0]
        assert len(server.requests) == 1


def test_a_batch_whose_pages_never_end_is_asked_for_one_by_one(
    two_days: Server, tmp_path: Path
) -> None:
    """Empty pages with a next one: each trial is asked for alone, none is missed."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        two_days.fail("endless", match="filter.ids", times=None)
        outcome = tracker.watch(ids(1, 2, 3))
        assert [kept.trial for kept in outcome.first] == ids(1, 2, 3)
        assert len(two_days.requests) == 5


def test_a_search_that_fails_is_told_and_loses_nobody(two_days: Server, tmp_path: Path) -> None:
    """A walk cut short brings no one in and lets no one leave."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch_search(Search(condition="invented"))
        two_days.registry.advance()
        two_days.fail("cut", match="query.cond", times=None)
        outcome = tracker.check()
        assert outcome.failed_searches
        assert outcome.failed
        assert outcome.notices == []
        assert len(tracker.watched()) == 3


# -- ids that lead elsewhere or nowhere ----------------------------------------------------------


def test_an_obsolete_id_is_followed_recorded_and_said(tmp_path: Path) -> None:
    """The record that it stands for is watched instead."""
    raw = study()
    with serve(days([raw])) as server, tracker_at(server.url, tmp_path) as tracker:
        outcome = tracker.watch(["NCT99000009"])
        assert [kept.trial for kept in outcome.first] == ["NCT99000001"]
        assert [kind for kind, _ in outcome.notices] == ["moved"]
        assert [one.trial for one in tracker.watched()] == ["NCT99000001"]
        assert tracker.trial("NCT99000009").id == "NCT99000001"
        assert tracker.watch(["NCT99000009"]).notices == outcome.notices
        assert [one.kind for one in tracker.notices(trial="NCT99000001")] == ["moved"]


def test_an_obsolete_id_beside_the_real_one_is_one_trial(tmp_path: Path) -> None:
    """Asked for together they are kept once."""
    with serve(days([study()])) as server, tracker_at(server.url, tmp_path) as tracker:
        tracker.watch(["NCT99000009", "NCT99000001"])
        assert len(tracker.versions("NCT99000001")) == 1


def test_an_unknown_id_is_a_miss_that_says_to_check_it(two_days: Server, tmp_path: Path) -> None:
    """It is asked for by itself before anything is said; the others are kept."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        outcome = tracker.watch(ids(1, 77))
        assert [kept.trial for kept in outcome.first] == ids(1)
        assert [(miss.trial, miss.kind) for miss in outcome.misses] == [(ids(77)[0], "gone")]
        assert "check the id" in outcome.misses[0].reason
        assert asked(two_days)[-1] == f"/api/v2/studies/{ids(77)[0]}"


@pytest.mark.parametrize("text", ["NCT123456789", "hello", "", "2019-001234-56", "ISRCTN12345678"])
def test_what_is_no_id_of_this_registry_is_refused_before_anything_is_asked(
    text: str, two_days: Server, tmp_path: Path
) -> None:
    """Malformed ids and those of other registries never reach a URL."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        with pytest.raises(BadTrialId):
            tracker.watch([text])
        assert tracker.watched() == []
        assert asked(two_days) == []


def test_a_trial_that_vanishes_is_told_once_and_its_history_stays(
    two_days: Server, tmp_path: Path
) -> None:
    """Gone is an event, not a failure and not a deletion; coming back is told too."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1, 2))
        two_days.registry.remove(ids(2)[0])
        first, second = tracker.check(force=True), tracker.check(force=True)
        assert [kind for kind, _ in first.notices] == ["gone"]
        assert not first.failed
        assert second.notices == []
        assert len(tracker.versions(ids(2)[0])) == 1
        two_days.registry.restore()
        back = tracker.check(force=True)
        assert [kind for kind, _ in back.notices] == ["back"]


def test_a_withheld_record_is_said_to_be_withheld(two_days: Server, tmp_path: Path) -> None:
    """An almost empty record is what the registry shows now, and is told as that."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1))
        two_days.registry.withhold(ids(1)[0])
        outcome = tracker.check(force=True)
        assert "withheld" in [kind for kind, _ in outcome.notices]
        assert tracker.record(ids(1)[0], "first").identification.official_title


def test_a_check_of_a_trial_that_is_not_watched_says_how_to_watch_it(
    two_days: Server, tmp_path: Path
) -> None:
    """Nothing is looked at by accident."""
    with tracker_at(two_days.url, tmp_path) as tracker, pytest.raises(UnknownTrial, match="watch"):
        tracker.check(ids(1))


# -- answers that are none -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"fault": "status", "status": 403}, "blocked"),
        ({"fault": "status", "status": 429}, "limited"),
        ({"fault": "status", "status": 503}, "server_error"),
        ({"fault": "html"}, "not_json"),
        ({"fault": "text"}, "not_json"),
        ({"fault": "empty"}, "empty"),
        ({"fault": "cut"}, "truncated"),
        ({"fault": "short"}, "truncated"),
        ({"fault": "reset"}, "unreachable"),
        ({"fault": "redirect"}, "redirect_refused"),
        ({"fault": "wrong"}, "wrong_trial"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_is_none_is_a_miss_and_never_a_version(
    fault: dict[str, Any], kind: str, two_days: Server, tmp_path: Path
) -> None:
    """The trial keeps its last version, the reason is told, and the next look recovers."""
    with quick(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1))
        two_days.registry.advance()
        two_days.fail(**fault, times=None, match="/studies")
        outcome = tracker.check()
        assert {miss.kind for miss in outcome.misses} == {kind}
        assert len(tracker.versions(ids(1)[0])) == 1
        two_days.heal()
        recovered = tracker.check()
        assert "recovered" in [told for told, _ in recovered.notices]
        assert len(tracker.versions(ids(1)[0])) == 2


def test_a_byte_order_mark_in_front_of_an_answer_is_no_hindrance(
    two_days: Server, tmp_path: Path
) -> None:
    """It is no part of the JSON, and none of what is kept."""
    with quick(two_days.url, tmp_path) as tracker:
        two_days.fail("mark", times=None)
        assert not tracker.watch(ids(1)).failed
        two_days.heal()
        assert tracker.check(force=True).unchanged == 1


def of_day(day: str, changing: dict[str, Any]) -> DataSet:
    """A data set of two trials, each of which names it, as the registry's do."""
    studies = [copy.deepcopy(changing), trial(2)]
    for one in studies:
        one.setdefault("derivedSection", {})["miscInfoModule"] = {"versionHolder": day}
    return DataSet(f"{day}T09:00:00", studies)


def test_a_registry_that_falls_back_to_older_data_changes_nothing(tmp_path: Path) -> None:
    """It is said once; no version is made of the past, and the next newer data are compared."""
    before, after = trial(1), trial(1)
    after["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
    later = copy.deepcopy(after)
    later["protocolSection"]["statusModule"]["overallStatus"] = "UNKNOWN"
    registry = Registry(
        [
            of_day("2026-03-02", before),
            of_day("2026-03-03", after),
            of_day("2026-03-02", before),
            of_day("2026-03-04", later),
        ]
    )
    with serve(registry) as server, quick(server.url, tmp_path) as tracker:
        tracker.watch(ids(1, 2))
        registry.day = 2
        assert [kept.trial for kept in tracker.check().changed] == ids(1)
        registry.day = 3
        fallen, again = tracker.check(), tracker.check(force=True)
        assert [(miss.trial, miss.kind) for miss in fallen.misses] == [(ids(1)[0], "older")]
        assert "data of 2026-03-02 again, older than those of" in fallen.misses[0].reason
        assert (fallen.changed, fallen.unchanged) == ([], 1)
        assert again.known_misses == again.misses
        registry.day = 4
        (kept,) = tracker.check().changed
        assert [(c.before, c.after) for c in kept.changes if c.field == "overall_status"] == [
            ("COMPLETED", "UNKNOWN")
        ]
        assert len(tracker.versions(ids(1)[0])) == 3


def quick(url: str, folder: Path) -> Tracker:
    """A tracker that does not try again, so that a fault is seen at once."""
    (folder / "tracker.toml").write_text("[fetch]\ntries = 1\n", encoding="utf8")
    return tracker_at(url, folder, TRACKER_CONFIG=str(folder / "tracker.toml"))


def test_a_refusing_registry_is_not_asked_again_in_the_run(tmp_path: Path) -> None:
    """After a 403 the remaining batches are misses with the same reason, without a request."""
    many = [trial(number) for number in range(1, 1201)]
    with serve(days(many)) as server, quick(server.url, tmp_path) as tracker:
        server.fail("status", status=403, times=None, match="/studies")
        outcome = tracker.watch(
            [one["protocolSection"]["identificationModule"]["nctId"] for one in many]
        )
        assert len(outcome.misses) == 1200
        assert len(server.requests) == 1


def test_a_batch_with_one_poisoned_record_loses_only_that_one(
    two_days: Server, tmp_path: Path
) -> None:
    """A batch that cannot be read is asked for in halves, down to the one that spoils it."""
    poisoned = trial(2)
    del poisoned["protocolSection"]["statusModule"]["overallStatus"]
    two_days.registry.put(poisoned)
    with quick(two_days.url, tmp_path) as tracker:
        outcome = tracker.watch(ids(1, 2, 3))
        assert [kept.trial for kept in outcome.first] == ids(1, 3)
        assert [(miss.trial, miss.kind) for miss in outcome.misses] == [(ids(2)[0], "truncated")]


def test_a_failure_is_told_once_and_not_on_every_run(two_days: Server, tmp_path: Path) -> None:
    """Failure is state: the notice comes when it starts and when its kind changes."""
    with quick(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1))
        two_days.fail("html", times=None, match="/studies")
        for _ in range(3):
            tracker.check(force=True)
        two_days.heal()
        two_days.fail("empty", times=None, match="/studies")
        tracker.check(force=True)
        told = [one.kind for one in tracker.store.notices(trial=ids(1)[0])]
        assert told == ["failing", "failing"]
        (failing,) = tracker.store.failing()
        assert (failing.kind, failing.count) == ("empty", 4)


def test_one_request_is_in_flight_at_a_time(tmp_path: Path) -> None:
    """The registry is asked serially."""
    many = [trial(number) for number in range(1, 1201)]
    with serve(days(many)) as server, tracker_at(server.url, tmp_path) as tracker:
        tracker.watch([one["protocolSection"]["identificationModule"]["nctId"] for one in many])
        assert server.most_in_flight == 1
        assert len(server.requests) == 3


# -- interruption and company --------------------------------------------------------------------


def test_an_interrupted_run_keeps_what_it_had(tmp_path: Path) -> None:
    """Ctrl-C in the middle loses no trial that was kept and says that it was cut off."""
    many = [trial(number) for number in range(1, 601)]
    names = [one["protocolSection"]["identificationModule"]["nctId"] for one in many]

    def interrupt(done: int, due: int) -> None:
        assert due == 600
        if done >= 500:
            raise KeyboardInterrupt

    with serve(days(many)) as server, tracker_at(server.url, tmp_path) as tracker:
        outcome = tracker.watch(names, progress=interrupt)
        assert outcome.interrupted
        assert len(outcome.first) == 500
        assert len(tracker.check().first) == 100


def test_a_second_run_is_turned_away_at_once(two_days: Server, tmp_path: Path) -> None:
    """While one run holds the lock another one ends with a sentence."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1))
        with run_lock(tracker.store.path), pytest.raises(Busy):
            tracker.check()


def test_a_better_reader_never_looks_like_a_change(two_days: Server, tmp_path: Path) -> None:
    """Versions read by an older reader are re-read from the payload before comparing."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1, 2))
    with sqlite3.connect(tmp_path / "tracker.db") as file:
        file.execute(
            "UPDATE versions SET reader = 0, content_hash = 'of an older form', mark = x'00'"
        )
    file.close()
    two_days.registry.advance()
    with tracker_at(two_days.url, tmp_path) as tracker:
        outcome = tracker.check()
        assert [kept.trial for kept in outcome.changed] == ids(1)
        assert [c.field for c in outcome.changed[0].changes] == ["overall_status"]


def test_the_mirror_keeps_one_readable_file_a_trial(two_days: Server, tmp_path: Path) -> None:
    """With ``mirror`` the newest record stands beside the database, line by line."""
    (tmp_path / "tracker.toml").write_text("mirror = true\n", encoding="utf8")
    given = {"TRACKER_CONFIG": str(tmp_path / "tracker.toml")}
    with tracker_at(two_days.url, tmp_path, **given) as tracker:
        tracker.watch(ids(1))
        before = (tmp_path / f"{ids(1)[0]}.json").read_text(encoding="utf8").splitlines()
        two_days.registry.advance()
        tracker.check()
        after = (tmp_path / f"{ids(1)[0]}.json").read_text(encoding="utf8").splitlines()
    assert [line for line in after if line not in before] == ['  "overall_status": "COMPLETED",']


def test_a_mirror_that_is_switched_on_later_has_all_that_is_watched(
    two_days: Server, tmp_path: Path
) -> None:
    """Also what did not move, what moved while there was none, and what was deleted by hand."""
    (tmp_path / "tracker.toml").write_text("mirror = true\n", encoding="utf8")
    given = {"TRACKER_CONFIG": str(tmp_path / "tracker.toml")}
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1, 2))
        assert [*tmp_path.glob("NCT*.json")] == []
    with tracker_at(two_days.url, tmp_path, **given) as tracker:
        tracker.check()
        first, second = (tmp_path / f"{trial}.json" for trial in ids(1, 2))
        assert first.exists()
        second.unlink()
    two_days.registry.advance()
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.check()
        assert "COMPLETED" not in first.read_text("utf8")
    with tracker_at(two_days.url, tmp_path, **given) as tracker:
        assert tracker.check().looked == 0
        assert "COMPLETED" in first.read_text("utf8")
        assert second.exists()


def test_drift_of_the_registry_is_noted(tmp_path: Path) -> None:
    """A field that the data dictionary does not know is listed with an example."""
    raw = copy.deepcopy(trial(1))
    raw["protocolSection"]["designModule"]["moonPhase"] = "waning"
    with serve(days([raw])) as server, tracker_at(server.url, tmp_path) as tracker:
        tracker.watch(ids(1))
        (seen,) = tracker.store.drift()
        assert (seen.path, seen.example) == ("protocolSection.designModule.moonPhase", "waning")


def test_tags_group_trials_and_narrow_a_check(two_days: Server, tmp_path: Path) -> None:
    """A check of one tag looks at its trials only."""
    with tracker_at(two_days.url, tmp_path) as tracker:
        tracker.watch(ids(1), tags=["lung"])
        tracker.watch(ids(2, 3))
        assert tracker.check(tag="lung").looked == 1
