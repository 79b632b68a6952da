"""Back-fill: every version once, in its place, whatever comes in between."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.calls import Caller
from tests.pasts import TRIAL, Keeper, served, version
from tests.test_cli_process import on_a_terminal
from tests.trackers import tracker_at
from tracker.errors import UsageError
from tracker.fetch import Fetcher, FetchSettings
from tracker.past.backfill import backfill
from tracker.past.backfilled import BackfillOutcome, Far
from tracker.report.past import closing
from tracker.sources.history import HistorySource
from tracker.standin import DataSet, Registry, demo_registry, serve
from tracker.store import Store

NOW = "2026-03-06T12:00:00Z"


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """A record history that can be written as one likes."""
    with served() as running:
        yield running


def fill(keeper: Keeper, folder: Path, **more: Any) -> BackfillOutcome:
    """Back-fill the trial from that history."""
    now = more.pop("now", NOW)
    # One try and no patience: what is answered is what a test is about.
    settings = FetchSettings(hosts={keeper.url: 0.0}, tries=1)
    with Store.open(folder / "tracker.db") as store, Fetcher(settings) as fetcher:
        trials: Sequence[str] = more.pop("trials", [TRIAL])
        source = HistorySource(root=keeper.url, pause=0)
        return backfill(store, fetcher, source, trials, now=now, **more)


def versions(folder: Path, trial: str = TRIAL) -> list[Any]:
    """What is stored of the trial."""
    with Store.open(folder / "tracker.db", read_only=True) as store:
        return store.versions(trial)


def numbers(folder: Path) -> list[int | None]:
    """The registry's numbers of what is stored, in the order of the timeline."""
    return [one.registry_version for one in versions(folder)]


def five(keeper: Keeper) -> None:
    """Five versions, two of them of one day."""
    for number, day in enumerate(("01-05", "02-03", "02-03", "04-09", "05-01")):
        labels = ["Study Status", "Outcome Measures"] if number in (2, 4) else ["Study Status"]
        keeper.keep(
            number,
            version(f"2020-{day}", count=50 + number),
            moduleLabels=labels if number else [],
        )


# --- every version, in its place --------------------------------------------------------------


def test_every_version_is_fetched_once_and_stands_in_its_place(
    keeper: Keeper, tmp_path: Path
) -> None:
    """One request for the list and one a version; the second run asks for the list alone."""
    five(keeper)
    outcome = fill(keeper, tmp_path)
    assert (outcome.added, outcome.joined, outcome.exit_code()) == (5, 0, 0)
    assert len(keeper.asked) == 6
    stored = versions(tmp_path)
    assert [one.registry_version for one in stored] == [0, 1, 2, 3, 4]
    assert [one.enrollment_count for one in stored] == [50, 51, 52, 53, 54]
    assert [one.version_date for one in stored][1:3] == ["2020-02-03"] * 2
    assert [one.stood_from for one in stored][3:] == ["2020-04-09", "2020-05-01"]
    # Two submissions of one day: neither came silently.
    assert not any(one.silent for one in stored)
    keeper.asked.clear()
    again = fill(keeper, tmp_path)
    assert (again.added, again.joined, len(keeper.asked)) == (0, 0, 1)


def test_each_version_changes_what_the_one_before_it_said(keeper: Keeper, tmp_path: Path) -> None:
    """In whatever order they were fetched."""
    five(keeper)
    fill(keeper, tmp_path, newest_first=True, max_versions=2)
    assert numbers(tmp_path) == [3, 4]
    fill(keeper, tmp_path, newest_first=True)
    with Store.open(tmp_path / "tracker.db", read_only=True) as store:
        told = sorted(
            (one.version, one.before, one.after)
            for one in store.changes(trials=[TRIAL], categories=["enrollment"])
        )
    assert told == [(2, 50, 51), (3, 51, 52), (4, 52, 53), (5, 53, 54)]


def test_the_dates_are_kept_apart(keeper: Keeper, tmp_path: Path) -> None:
    """Submitted, posted, first observed, last confirmed."""
    keeper.keep(0, version("2020-01-05", "2020-01-09"))
    fill(keeper, tmp_path)
    (one,) = versions(tmp_path)
    assert (one.version_date, one.registry_date) == ("2020-01-05", "2020-01-09")
    assert (one.observed_at, one.last_confirmed) == (NOW, NOW)
    assert one.stood_from == "2020-01-09"


def test_what_the_registry_lists_is_kept(keeper: Keeper, tmp_path: Path) -> None:
    """Its dates, labels and flags, and which version holds each."""
    five(keeper)
    keeper.keep(5, version("2021-01-01"), reviewNotPassed=True)
    fill(keeper, tmp_path)
    with Store.open(tmp_path / "tracker.db", read_only=True) as store:
        listed = store.history(TRIAL)
        ids = [one.id for one in store.versions(TRIAL)]
    assert [one.version_id for one in listed] == ids
    assert listed[2].labels == ("Study Status", "Outcome Measures")
    assert listed[5].more == {"reviewNotPassed": True}


def test_a_submission_that_changed_nothing_public_is_no_version_of_its_own(
    keeper: Keeper, tmp_path: Path
) -> None:
    """Two numbers, one version: a version in which nothing changed cannot come about."""
    keeper.keep(0, version("2020-01-05"))
    keeper.keep(1, version("2020-01-05"))
    keeper.keep(2, version("2020-03-05", count=60))
    outcome = fill(keeper, tmp_path)
    assert (outcome.added, outcome.joined) == (2, 1)
    assert numbers(tmp_path) == [0, 2]
    assert pointer(tmp_path) == 2


# --- resumed, bounded, chosen -----------------------------------------------------------------


def pointer(folder: Path) -> int | None:
    """Up to which number all is stored."""
    with Store.open(folder / "tracker.db", read_only=True) as store:
        (state,) = store.history_lists(TRIAL)
        return state.complete_to


def test_the_pointer_moves_only_when_all_before_it_is_stored(
    keeper: Keeper, tmp_path: Path
) -> None:
    """A version that could not be had holds it back, and is asked for again."""
    five(keeper)
    held, keeper.versions[TRIAL, 2] = keeper.versions[TRIAL, 2], 404
    outcome = fill(keeper, tmp_path)
    assert outcome.exit_code() == 1
    assert [(one.number, one.kind) for one in outcome.problems] == [(2, "not_found")]
    assert numbers(tmp_path) == [0, 1, 3, 4]
    assert pointer(tmp_path) == 1
    keeper.versions[TRIAL, 2] = held
    assert fill(keeper, tmp_path).exit_code() == 0
    assert (numbers(tmp_path), pointer(tmp_path)) == ([0, 1, 2, 3, 4], 4)


@pytest.mark.parametrize("status", [403, 404])
def test_a_version_out_of_range_is_told_and_the_rest_fetched(
    keeper: Keeper, tmp_path: Path, status: int
) -> None:
    """The back end answers 403 for a version that it does not have."""
    five(keeper)
    keeper.versions[TRIAL, 3] = status
    outcome = fill(keeper, tmp_path)
    (problem,) = outcome.problems
    assert "version 3 is on the registry's list, but is not given out" in problem.reason
    assert numbers(tmp_path) == [0, 1, 2, 4]


def test_a_list_that_is_refused_ends_the_run(keeper: Keeper, tmp_path: Path) -> None:
    """403 for a list: we are shut out, and asking for other trials would not help."""
    keeper.lists = {TRIAL: 403, "NCT99000002": 403}
    outcome = fill(keeper, tmp_path, trials=[TRIAL, "NCT99000002"])
    assert len(keeper.asked) == 1
    assert [one.kind for one in outcome.problems] == ["blocked"]


def test_too_many_requests_end_the_run_and_the_next_one_goes_on(
    keeper: Keeper, tmp_path: Path
) -> None:
    """What was fetched before is kept, nothing is fetched twice."""
    five(keeper)
    held, keeper.versions[TRIAL, 3] = keeper.versions[TRIAL, 3], 429
    outcome = fill(keeper, tmp_path, trials=[TRIAL, "NCT99000002"])
    assert [(one.number, one.kind) for one in outcome.problems] == [(3, "limited")]
    assert numbers(tmp_path) == [0, 1, 2]
    assert not any("NCT99000002" in path for path in keeper.asked)
    keeper.versions[TRIAL, 3] = held
    keeper.asked.clear()
    fill(keeper, tmp_path)
    assert numbers(tmp_path) == [0, 1, 2, 3, 4]
    assert len(keeper.asked) == 3


def test_a_run_is_bounded_and_says_what_it_left(keeper: Keeper, tmp_path: Path) -> None:
    """At most so many of each trial."""
    five(keeper)
    outcome = fill(keeper, tmp_path, max_versions=2)
    (one,) = outcome.trials
    assert (one.listed, one.added, one.left, one.complete_to) == (5, 2, 3, 1)
    assert fill(keeper, tmp_path, max_versions=0).left == 3


def test_only_what_touched_a_part_is_fetched_and_the_first_version(
    keeper: Keeper, tmp_path: Path
) -> None:
    """As the registry's own labels say; the first is what all others are compared with."""
    five(keeper)
    outcome = fill(keeper, tmp_path, only=["outcomes"])
    assert numbers(tmp_path) == [0, 2, 4]
    assert outcome.left == 2
    assert pointer(tmp_path) == 0


def test_a_part_that_is_none_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    """With the words that there are."""
    with (
        tracker_at("http://127.0.0.1:9", tmp_path) as tracker,
        pytest.raises(UsageError, match=r"'outcome' is no part .* there are status"),
    ):
        tracker.backfill([TRIAL], only=["outcome"])


def test_a_trial_of_hundreds_is_said_to_take_long_beforehand(
    keeper: Keeper, tmp_path: Path
) -> None:
    """Before the first version is asked for, with the option that bounds it."""
    changes = [{"version": number, "date": "2020-01-01"} for number in range(300)]
    keeper.lists[TRIAL] = {"changes": changes}
    said: list[tuple[str, int]] = []
    outcome = fill(
        keeper, tmp_path, say=lambda text: said.append((text, len(keeper.asked))), max_versions=250
    )
    ((text, asked),) = said
    assert "250 versions to fetch: about 5 minutes; --max-versions bounds that" in text
    assert asked == 1
    assert outcome.warnings == [text]


def test_how_far_it_has_come_is_told(keeper: Keeper, tmp_path: Path) -> None:
    """Requests done and due; what is not known yet is guessed from what is."""
    five(keeper)
    keeper.lists["NCT99000002"] = {"changes": []}
    told: list[Far] = []
    fill(keeper, tmp_path, trials=[TRIAL, "NCT99000002"], progress=told.append)
    assert [one.done for one in told] == [1, 2, 3, 4, 5, 6, 7]
    assert told[0].due == 1 + 5 + 6
    assert (told[-1].done, told[-1].due) == (7, 7)
    assert [one.nth for one in told] == [1] * 6 + [2]


_KILLED = """
    import os, signal, sys
    from tests.pasts import TRIAL
    from tracker.past.backfill import backfill
    from tracker.fetch import Fetcher, FetchSettings
    from tracker.sources.history import HistorySource
    from tracker.store import Store

    url, path, after = sys.argv[1], sys.argv[2], int(sys.argv[3])
    count = 0

    def die(statement):
        # Right before the commit of some version: the worst moment there is.
        global count
        count += statement == "COMMIT"
        if count == after:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(path) as store, Fetcher(FetchSettings(hosts={url: 0.0})) as fetcher:
        store.db.conn.set_trace_callback(die)
        backfill(store, fetcher, HistorySource(root=url, pause=0), [TRIAL], now="%s")
"""


@pytest.mark.parametrize("after", [1, 2, 3, 5, 7])
def test_killed_in_the_middle_nothing_is_missing_and_nothing_twice(
    keeper: Keeper, tmp_path: Path, after: int
) -> None:
    """Killed at a commit; the next run ends with the database of a run that was never ended."""
    five(keeper)
    (tmp_path / "whole").mkdir()
    fill(keeper, tmp_path / "whole")
    keeper.asked.clear()
    path = tmp_path / "tracker.db"
    words = [sys.executable, "-c", textwrap.dedent(_KILLED % NOW), keeper.url, str(path)]
    root = Path(__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run([*words, str(after)], env=env, cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL
    fill(keeper, tmp_path)
    assert life(tmp_path) == life(tmp_path / "whole")
    assert len(keeper.asked) <= 2 + 5 + 1  # a list each time, and one version asked for again
    with Store.open(path, read_only=True) as store:
        assert store.check_integrity() == []


def life(folder: Path) -> list[Any]:
    """All that is told of the trial's versions."""
    with Store.open(folder / "tracker.db", read_only=True) as store:
        return [
            (
                *(one.number, one.registry_version, one.placed_at, one.stood_from, one.silent),
                sorted(c.summary for c in store.changes(trials=[TRIAL], version=one.number)),
                store.stored(one.id).record,
            )
            for one in store.versions(TRIAL)
        ]


# --- odd lists --------------------------------------------------------------------------------


def test_a_trial_without_history_is_told(keeper: Keeper, tmp_path: Path) -> None:
    """An empty list is no failure; it is said each time and noted once."""
    keeper.lists[TRIAL] = {}
    for _ in range(2):
        outcome = fill(keeper, tmp_path)
        assert outcome.exit_code() == 0
        assert [kind for kind, _ in outcome.notices] == ["history_empty"]
    with Store.open(tmp_path / "tracker.db", read_only=True) as store:
        assert [one.kind for one in store.notices(trial=TRIAL)] == ["history_empty"]
        assert store.trial(TRIAL) is None


def test_a_trial_that_the_registry_does_not_know_is_a_problem(
    keeper: Keeper, tmp_path: Path
) -> None:
    """And the next trial is asked for."""
    five(keeper)
    outcome = fill(keeper, tmp_path, trials=["NCT00000002", TRIAL])
    (problem,) = outcome.problems
    assert str(problem).startswith("NCT00000002, its record history: the registry keeps no record")
    assert outcome.added == 5


def test_gaps_in_the_numbering_are_told(keeper: Keeper, tmp_path: Path) -> None:
    """What is not on the list is not waited for."""
    for number in (0, 2, 5):
        keeper.keep(number, version(f"2020-0{number + 1}-01", count=number))
    outcome = fill(keeper, tmp_path)
    assert outcome.notices == [
        ("history_gaps", f"the record history of {TRIAL} leaves out versions 1, 3, 4")
    ]
    assert (numbers(tmp_path), pointer(tmp_path)) == ([0, 2, 5], 5)
    assert fill(keeper, tmp_path).notices == []


def test_a_list_that_shrinks_loses_nothing(keeper: Keeper, tmp_path: Path) -> None:
    """What was stored stays, what was not is not asked for any more, and it is said."""
    five(keeper)
    fill(keeper, tmp_path, max_versions=4)
    keeper.unlist(3)
    keeper.unlist(4)
    outcome = fill(keeper, tmp_path)
    ((kind, text),) = outcome.notices
    assert kind == "history_shrank"
    assert text.startswith(f"the record history of {TRIAL} does not list versions 3, 4 any more")
    assert numbers(tmp_path) == [0, 1, 2, 3]
    with Store.open(tmp_path / "tracker.db", read_only=True) as store:
        assert [one.unlisted_since for one in store.history(TRIAL)] == [None] * 3 + [NOW] * 2
    assert fill(keeper, tmp_path).notices == []


@pytest.mark.parametrize(
    "body", [b"<html>", b"", b'{"changes": [{"version": "x"}]}', b'{"changes": [1']
)
def test_a_list_that_is_none_is_a_problem(keeper: Keeper, tmp_path: Path, body: bytes) -> None:
    """Nothing that was known of the list is touched."""
    five(keeper)
    fill(keeper, tmp_path, max_versions=1)
    keeper.lists[TRIAL] = body
    outcome = fill(keeper, tmp_path)
    assert len(outcome.problems) == 1
    with Store.open(tmp_path / "tracker.db", read_only=True) as store:
        assert len(store.history(TRIAL)) == 5


def test_the_answer_for_another_version_is_not_stored(keeper: Keeper, tmp_path: Path) -> None:
    """The number in the answer must be the one that was asked for."""
    five(keeper)
    keeper.versions[TRIAL, 1] = keeper.versions[TRIAL, 2]
    outcome = fill(keeper, tmp_path)
    assert [(one.number, one.kind) for one in outcome.problems] == [(1, "wrong_version")]
    assert numbers(tmp_path) == [0, 2, 3, 4]


def test_a_later_version_with_an_earlier_date_stands_by_its_number(
    keeper: Keeper, tmp_path: Path
) -> None:
    """Numbers bind, dates may be odd."""
    for number, day in enumerate(("2020-03-01", "2020-02-01", "2020-04-01")):
        keeper.keep(number, version(day, count=number))
    fill(keeper, tmp_path, newest_first=True)
    assert numbers(tmp_path) == [0, 1, 2]


def test_versions_without_dates_stand_by_the_list(keeper: Keeper, tmp_path: Path) -> None:
    """Old records have neither a posting nor a submission date."""
    for number in range(3):
        raw = version("2000-01-01", count=number)
        status = raw["protocolSection"]["statusModule"]
        del status["lastUpdateSubmitDate"], status["lastUpdatePostDateStruct"]
        keeper.keep(number, raw, date=f"2000-0{3 - number}-01")
    fill(keeper, tmp_path, newest_first=True)
    assert numbers(tmp_path) == [0, 1, 2]


def test_a_clock_that_is_wrong_does_not_move_versions(keeper: Keeper, tmp_path: Path) -> None:
    """Ahead or behind: they stand by the registry's dates, and were seen when the clock says."""
    five(keeper)
    fill(keeper, tmp_path, now="2099-01-01T00:00:00Z", max_versions=2)
    fill(keeper, tmp_path, now="2001-01-01T00:00:00Z")
    assert numbers(tmp_path) == [0, 1, 2, 3, 4]
    assert [one.observed_at[:4] for one in versions(tmp_path)] == ["2099"] * 2 + ["2001"] * 3


# --- politeness -------------------------------------------------------------------------------


def test_never_two_requests_at_a_time_and_a_429_is_waited_for(tmp_path: Path) -> None:
    """The registry answers 429 to any overlap; the run goes on after the wait that it asks for."""
    with serve(demo_registry()) as server:
        server.registry.day = 6
        server.fail("status", status=429, times=1, after=8, headers={"Retry-After": "0"})
        with tracker_at(server.url, tmp_path, NOW) as tracker:
            outcome = tracker.backfill(["NCT99000001", "NCT99000002"])
        assert server.most_in_flight == 1
    assert (outcome.exit_code(), outcome.added) == (0, 14)


def test_a_data_set_that_is_behind_the_record_history_changes_nothing(tmp_path: Path) -> None:
    """What the history had already is not taken back; newer data are compared with it."""
    trial = "NCT99000002"
    with serve(demo_registry()) as server:
        last = server.registry.day = len(server.registry.days)
        with tracker_at(server.url, tmp_path, NOW) as tracker:
            tracker.backfill([trial])
            tracker.watch([trial])
            before = [one.content_hash for one in tracker.versions(trial)]
            server.registry.day = 2
            behind = tracker.check(force=True)
            assert [miss.kind for miss in behind.misses] == ["older"]
            assert [one.content_hash for one in tracker.versions(trial)] == before
            server.registry.day = last
            assert tracker.check(force=True).exit_code() == 0
            assert [one.content_hash for one in tracker.versions(trial)] == before


# --- the public API ---------------------------------------------------------------------------


def test_all_watched_trials_are_filled_but_not_those_that_are_gone(tmp_path: Path) -> None:
    """A tag narrows; a run is written down."""
    with serve(demo_registry()) as server:
        with tracker_at(server.url, tmp_path, NOW) as tracker:
            tracker.watch(["NCT99000001", "NCT99000006"], tags=["lung"])
            tracker.watch(["NCT99000002"])
            server.registry.day = 6
            tracker.check()
            outcome = tracker.backfill()
            assert [one.trial for one in outcome.trials] == ["NCT99000001", "NCT99000002"]
            assert [one.trial for one in tracker.backfill(tag="lung").trials] == ["NCT99000001"]
            assert tracker.listed("NCT99000001")[0].version_id is not None
            assert {one.trial for one in tracker.pasts()} == {"NCT99000001", "NCT99000002"}
            run = tracker.store.runs()[0]
        assert (run.command, run.exit_code, run.counts["trials"]) == ("backfill", 0, 1)


@pytest.mark.parametrize("words", [{"max_versions": -1}, {"only": ["nothing"]}])
def test_what_cannot_be_meant_is_refused(tmp_path: Path, words: dict[str, Any]) -> None:
    """Before anything is asked or locked."""
    with tracker_at("http://127.0.0.1:9", tmp_path) as tracker, pytest.raises(UsageError):
        tracker.backfill([TRIAL], **words)


def test_a_registry_that_is_down_is_said_once(tmp_path: Path) -> None:
    """And the exit code says that something could not be had."""
    url = "http://127.0.0.1:9"
    with tracker_at(url, tmp_path, NOW, TRACKER_CONFIG=_impatient(tmp_path)) as tracker:
        outcome = tracker.backfill([TRIAL, "NCT99000002"])
    assert [one.kind for one in outcome.problems] == ["unreachable"]
    assert outcome.unasked == 1
    assert "1 problem, 1 trial not asked for. 1 request." in closing(outcome).text
    assert outcome.exit_code() == 1


def _impatient(folder: Path) -> str:
    (folder / "tracker.toml").write_text("[fetch]\ntries = 1\n", encoding="utf8")
    return str(folder / "tracker.toml")


def registry_of(*submitted: tuple[str, dict[str, Any]], today: dict[str, Any]) -> Registry:
    """A registry that serves one trial and its submissions."""
    return Registry([DataSet("2026-03-02T09:00:05", [today])], history={TRIAL: list(submitted)})


def test_the_mirror_holds_the_newest_record(tmp_path: Path) -> None:
    """Where the record history was the first to show it."""
    last = version("2026-02-01", count=77)
    with serve(registry_of(("2026-02-01", last), today=last)) as server:
        (tmp_path / "tracker.toml").write_text("mirror = true\n", encoding="utf8")
        more = {"TRACKER_CONFIG": str(tmp_path / "tracker.toml")}
        with tracker_at(server.url, tmp_path, NOW, **more) as tracker:
            tracker.backfill([TRIAL])
    mirrored = list(tmp_path.rglob(f"{TRIAL}.json"))
    assert len(mirrored) == 1
    assert '"enrollment_count": 77' in mirrored[0].read_text(encoding="utf8")


def test_a_terminal_sees_which_trial_it_is_at_and_the_time_left(
    keeper: Keeper, tmp_path: Path
) -> None:
    """On stderr; anything else gets only what came of it."""
    five(keeper)
    call = Caller(tmp_path, TRACKER_CTGOV_URL=keeper.url)
    told = on_a_terminal(call, "backfill", TRIAL)
    assert f"{TRIAL} (1 of 1)" in told
    assert re.search(r"\d/6.* left", told)
    assert "left" not in call.run("backfill", TRIAL).stderr
