"""The stand-in's data: the days of the demo, and registries made from recorded polls."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import Lines, Poll
from tests.test_standin import ALIASED, FIRST, ids_of, listed, study
from tracker.sources.ctgov import CtgovSource
from tracker.standin import DEMO, Server, demo_registry, from_polls, serve

SEED = "NCT06931145"


@pytest.fixture
def demo() -> Iterator[Server]:
    """The registry of the demo."""
    with serve(demo_registry()) as running:
        yield running


def searched(server: Server, day: int) -> set[str]:
    """What the search of the demo finds on a day."""
    server.registry.day = day
    with httpx.Client(base_url=server.url) as client:
        return set(listed(client, query_term="small cell lung cancer"))


def test_the_search_of_the_demo_has_a_newcomer_and_loses_one(demo: Server) -> None:
    """On day 3 one trial appears and another one gives up the disease."""
    before, after = searched(demo, 2), searched(demo, 3)
    assert after - before == {"NCT99000005"}
    assert before - after == {"NCT99000003"}
    assert SEED in before & after
    assert searched(demo, 6) == after


def test_the_first_day_of_the_seed_is_its_page() -> None:
    """The facts of the page, and no date that it does not state."""
    section = json.loads(demo_registry().find(SEED) or b"")["protocolSection"]
    assert section["statusModule"] == {
        "overallStatus": "NOT_YET_RECRUITING",
        "startDateStruct": {"date": "2025-04-15", "type": "ESTIMATED"},
        "completionDateStruct": {"date": "2027-12-31", "type": "ESTIMATED"},
        "lastUpdatePostDateStruct": {"date": "2025-04-23", "type": "ACTUAL"},
    }
    assert section["designModule"]["enrollmentInfo"]["count"] == 50
    assert section["eligibilityModule"]["maximumAge"] == "75 Years"
    assert len(section["armsInterventionsModule"]["interventions"]) == 4


def test_a_trial_of_the_demo_goes_and_another_one_becomes_an_alias(demo: Server) -> None:
    """NCT99000006 is gone on day 4; NCT99000007 leads to NCT99000002 on day 6."""
    demo.registry.day = 4
    assert httpx.get(demo.api + "/studies/NCT99000006").status_code == 404
    assert httpx.get(demo.api + "/studies/NCT99000007").status_code == 200
    demo.registry.day = 6
    answer = httpx.get(demo.api + "/studies/NCT99000007", follow_redirects=True)
    assert ids_of({"studies": [answer.json()]}) == ["NCT99000002"]
    assert httpx.get(demo.api + "/studies/NCT99000009").status_code == 301


def test_every_record_of_a_day_bears_its_data_version() -> None:
    """The versionHolder moves everywhere, every day; nothing else does on day 5."""
    registry = demo_registry()
    for data_set in registry.days:
        for data in data_set.studies.values():
            assert f'"versionHolder":"{data_set.date}"'.encode() in data
    still, quiet = ({**day.studies} for day in registry.days[3:5])
    held = b'"versionHolder":"2026-03-03"', b'"versionHolder":"2026-03-04"'
    assert {trial: data.replace(*held) for trial, data in still.items()} == quiet


def test_the_days_of_the_demo_are_working_days_in_order() -> None:
    """The registry renews its data from Monday to Friday."""
    dates = [dt.date.fromisoformat(data_set.date) for data_set in demo_registry().days]
    assert dates == sorted(set(dates))
    assert all(date.weekday() < 5 for date in dates)


def test_every_trial_of_the_demo_can_be_read() -> None:
    """On every day; only the drift of day 6 is new to the reader."""
    source = CtgovSource()
    drift = set()
    for data_set in demo_registry().days:
        for trial, data in data_set.studies.items():
            reading = source.read(data)
            assert reading.trial == trial
            drift |= {(data_set.date, one.path.rsplit(".", 1)[1]) for one in reading.drift}
    assert drift == {("2026-03-05", "recruitmentPace"), ("2026-03-05", "status")}


def test_each_trial_that_a_day_tells_of_is_edited_on_it() -> None:
    """The sentences and the edits of a day speak of the same trials."""
    for day in json.loads((DEMO / "days.json").read_text(encoding="utf8"))["days"][1:]:
        told = {trial for line in day["tells"] for trial in re.findall(r"NCT\d{8}", line)}
        moved = {*day.get("edits", ()), *day.get("arrive", ()), *day.get("leave", ())}
        assert told == moved


def test_invented_trials_say_so() -> None:
    """In their titles; the seed's text says it in every field."""
    for path in DEMO.glob("NCT*.json"):
        section = json.loads(path.read_text(encoding="utf8"))["protocolSection"]
        title = section["identificationModule"]["briefTitle"]
        assert title.startswith("[Synthetic]") or path.stem == SEED
        assert "ynthetic" in section["descriptionModule"]["briefSummary"]


def test_the_demo_can_be_served_by_hand() -> None:
    """It says where it listens; Ctrl-C ends it without a word."""
    command = [sys.executable, "-m", "tracker.standin", "--day", "3"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        url = served.stderr.readline().split()[0]
        served.stderr.readline()
        assert httpx.get(url + "/api/v2/version").json()["dataTimestamp"] == FIRST
        served.send_signal(signal.SIGINT)
        assert served.stderr.read() == ""
    assert served.returncode == 0


# --- recorded polls ---------------------------------------------------------------------------


def test_polls_give_the_state_of_every_trial_at_a_moment() -> None:
    """Each poll holds until the next; a trial is absent before its first."""
    later = study(1, statusModule__overallStatus="COMPLETED")
    registry = from_polls(
        [
            ("2026-02-03T13:20:35Z", "NCT00000001", study(1)),
            ("2026-02-05T08:04:54Z", "NCT00000001", json.dumps(later).encode()),
            ("2026-02-04T08:35:49Z", "NCT00000003", ALIASED),
        ]
    )
    shown = []
    for registry.day in (1, 2, 3):
        states = {trial: json.loads(registry.find(trial) or b"") for trial in registry.trials()}
        shown.append((registry.version[:10], states))
    assert shown == [
        ("2026-02-03", {"NCT00000001": study(1)}),
        ("2026-02-04", {"NCT00000001": study(1), "NCT00000003": ALIASED}),
        ("2026-02-05", {"NCT00000001": later, "NCT00000003": ALIASED}),
    ]
    assert registry.resolve("NCT00000999") == "NCT00000003"


def test_real_polls_are_served_byte_for_byte(polls: Lines[Poll]) -> None:
    """What was polled last of each trial is what a batch of all ids brings on the last day."""
    taken = [(poll.polled_at, poll.nct_id, poll.payload) for poll in polls]
    last = {trial: data for _, trial, data in taken}
    registry = from_polls(taken)
    registry.day = len(registry.days)
    asked = {"filter.ids": ",".join(last), "pageSize": "1000"}
    with serve(registry) as server:
        body = httpx.get(server.api + "/studies", params=asked).content
    lines = body.removeprefix(b'{"studies":[').removesuffix(b"]}").split(b",\n")
    assert sorted(lines) == sorted(last.values())
