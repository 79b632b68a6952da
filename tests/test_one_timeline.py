"""Own looks and the registry's record history are one timeline, without a false change."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pasts import TRIAL, answer, served, version
from tests.trackers import tracker_at
from tracker.api import Tracker
from tracker.past.replay import replay
from tracker.past.seat import seat
from tracker.placing import Item, place
from tracker.report.history import life as life_in_words
from tracker.report.lines import rendered
from tracker.sources.base import Submission
from tracker.sources.ctgov import CtgovSource
from tracker.sources.history import HistorySource
from tracker.sources.readers import Readers
from tracker.standin import DataSet, Registry, Server, serve
from tracker.store import Store

#: Two submissions, and the record as API v2 shows it after both.
FIRST = version("2026-02-01", "2026-02-03", count=50)
SECOND = version("2026-02-20", "2026-02-24", count=60)
PAST = [("2026-02-01", FIRST), ("2026-02-20", SECOND)]


def registry(
    *days: dict[str, Any], past: list[tuple[str, dict[str, Any]]] | None = None
) -> Registry:
    """A registry whose record is another one each day, from 2026-03-02 on."""
    sets = [DataSet(f"2026-03-{n:02}T09:00:05", [day]) for n, day in enumerate(days, 2)]
    return Registry(sets, history={TRIAL: past or PAST})


def at(server: Server, folder: Path, day: int, hour: int = 15) -> Tracker:
    """A tracker on that day of March."""
    return tracker_at(server.url, folder, f"2026-03-{day:02}T{hour}:00:00Z")


def told(tracker: Tracker) -> list[tuple[int | None, str, bool, list[str]]]:
    """Each version: the registry's number, who tells it, whether it came silently, its changes."""
    return [
        (
            one.registry_version,
            one.source,
            one.silent,
            sorted(c.field for c in tracker.changes(trial=TRIAL, version=one.number)),
        )
        for one in tracker.versions(TRIAL)
    ]


DATES = ["last_update_posted", "last_update_submitted"]
MOVED = ["enrollment_count", *DATES]


# --- seen both ways ---------------------------------------------------------------------------


def test_a_version_that_was_seen_before_gets_a_second_witness(tmp_path: Path) -> None:
    """Watched first, back-filled later: the look joins its own submission."""
    with serve(registry(SECOND)) as server, at(server, tmp_path, 2) as tracker:
        tracker.watch([TRIAL])
        outcome = tracker.backfill([TRIAL])
        assert (outcome.added, outcome.joined) == (1, 1)
        assert told(tracker) == [(0, "history", False, []), (1, "ctgov", False, MOVED)]
        seats = tracker.store.timeline(TRIAL, "ctgov")
        assert [one.source for one in seats[1].sightings] == ["history", "ctgov"]
        assert [bool(one.payload) for one in seats[1].sightings] == [True, False]


def test_a_look_goes_on_where_the_back_filled_history_ends(tmp_path: Path) -> None:
    """Back-filled first, looked at later: nothing changed, and the look tells the version now."""
    documents = {"largeDocumentModule": {"largeDocs": [{"label": "Protocol", "filename": "p.pdf"}]}}
    whole = SECOND | {"documentSection": documents}
    past = [("2026-02-01", FIRST), ("2026-02-20", SECOND)]
    with serve(registry(whole, past=past)) as server:
        with at(server, tmp_path, 2, 10) as tracker:
            tracker.backfill([TRIAL])
        with at(server, tmp_path, 2) as tracker:
            outcome = tracker.watch([TRIAL])
            assert (outcome.unchanged, outcome.kept) == (1, [])
            assert told(tracker) == [(0, "history", False, []), (1, "ctgov", False, MOVED)]
            last = tracker.versions(TRIAL)[-1]
            assert (last.observed_at, last.last_confirmed) == (
                "2026-03-02T10:00:00Z",
                "2026-03-02T15:00:00Z",
            )
            assert tracker.record(TRIAL).documents.large_docs[0].filename == "p.pdf"
        with at(server, tmp_path, 3) as tracker:
            assert tracker.check(force=True).unchanged == 1
            assert len(tracker.versions(TRIAL)) == 2


def test_documents_that_came_later_are_told_though_the_history_does_not_show_them(
    tmp_path: Path,
) -> None:
    """They are compared with the last version that showed any."""
    third = version("2026-03-02", "2026-03-03", count=70)
    documents = {"largeDocumentModule": {"largeDocs": [{"label": "Plan", "filename": "s.pdf"}]}}
    now = third | {"documentSection": documents}
    past = [*PAST, ("2026-03-02", third)]
    with serve(registry(SECOND, now, past=past)) as server:
        with at(server, tmp_path, 2) as tracker:
            tracker.watch([TRIAL])
        server.registry.day = 2
        with at(server, tmp_path, 3, 14) as tracker:
            tracker.backfill([TRIAL])
            assert [one[:2] for one in told(tracker)][1:] == [(1, "ctgov"), (2, "history")]
        with at(server, tmp_path, 3) as tracker:
            tracker.check(force=True)
            assert told(tracker)[-1] == (2, "ctgov", False, sorted([*MOVED, "large_docs"]))


def test_what_the_registry_did_in_between_stays_a_version_of_its_own(tmp_path: Path) -> None:
    """UNKNOWN is never submitted: seen, silent, between two submissions."""
    unknown = version(
        "2026-02-20",
        "2026-02-24",
        count=60,
        statusModule__overallStatus="UNKNOWN",
        statusModule__lastKnownStatus="RECRUITING",
    )
    third = version("2026-03-03", "2026-03-04", count=70)
    past = [*PAST, ("2026-03-03", third)]
    with serve(registry(SECOND, unknown, third, past=past)) as server:
        for day in (1, 2, 3):
            server.registry.day = day
            with at(server, tmp_path, day + 1) as tracker:
                tracker.watch([TRIAL])
        with at(server, tmp_path, 5) as tracker:
            tracker.backfill([TRIAL])
            flip = ["last_known_status", "overall_status"]
            assert told(tracker) == [
                (0, "history", False, []),
                (1, "ctgov", False, MOVED),
                (None, "ctgov", True, flip),
                (2, "ctgov", False, sorted([*MOVED, *flip])),
            ]
            assert tracker.version(TRIAL, "2026-03-03").version.overall_status == "UNKNOWN"
            assert tracker.version(TRIAL, "2026-03-02").version.overall_status == "RECRUITING"


def test_a_look_between_submission_and_posting_belongs_to_the_version_before(
    tmp_path: Path,
) -> None:
    """Version 1 was submitted on the 20th and posted on the 24th; a look on the 22nd showed 0."""
    for name, first in (("look", True), ("fill", False)):
        folder = tmp_path / name
        folder.mkdir()
        with serve(registry(SECOND)) as server, at(server, folder, 2) as tracker:
            if not first:
                tracker.backfill([TRIAL])
            for day, study in (("2026-02-22T12:00:00Z", FIRST), ("2026-02-24T09:00:00Z", FIRST)):
                path = folder / f"{TRIAL}.json"
                path.write_text(json.dumps(study), encoding="utf8")
                tracker.import_paths([path], observed_at=day)
            if first:
                tracker.backfill([TRIAL])
            assert told(tracker) == [(0, "ctgov", False, []), (1, "history", False, MOVED)]
            confirmed = tracker.versions(TRIAL)[0].last_confirmed
            assert confirmed == "2026-02-24T09:00:00Z"


def test_two_submissions_of_one_day_and_a_look_that_showed_the_second(tmp_path: Path) -> None:
    """The registry's numbers say which came first; neither is silent."""
    one = version("2026-02-20", "2026-02-24", count=60)
    two = version("2026-02-20", "2026-02-24", count=61)
    past = [("2026-02-01", FIRST), ("2026-02-20", one), ("2026-02-20", two)]
    with serve(registry(two, past=past)) as server, at(server, tmp_path, 2) as tracker:
        tracker.watch([TRIAL])
        tracker.backfill([TRIAL])
        assert told(tracker) == [
            (0, "history", False, []),
            (1, "history", False, MOVED),
            (2, "ctgov", False, ["enrollment_count"]),
        ]


def test_what_is_seen_now_comes_last_whatever_the_clock_said(tmp_path: Path) -> None:
    """A clock that was years ahead does not put today's record before it."""
    with serve(registry(FIRST, SECOND)) as server:
        with tracker_at(server.url, tmp_path, "2031-01-01T00:00:00Z") as tracker:
            tracker.watch([TRIAL])
        server.registry.day = 2
        with at(server, tmp_path, 3) as tracker:
            tracker.check()
            tracker.backfill([TRIAL])
            assert told(tracker) == [(0, "ctgov", False, []), (1, "ctgov", False, MOVED)]


def test_geocoding_and_linked_papers_of_the_fetch_are_no_change(tmp_path: Path) -> None:
    """Old versions come with today's: fetched in two runs, they differ, and nothing changed."""
    with served() as keeper:
        for number, raw in enumerate((FIRST, SECOND)):
            keeper.keep(number, raw)
        with tracker_at(keeper.url, tmp_path) as tracker:
            tracker.backfill([TRIAL], max_versions=1)
            sites = SECOND["protocolSection"]["contactsLocationsModule"]["locations"]
            moved = [site | {"geoPoint": {"lat": 1.5, "lon": 2.5}} for site in sites]
            papers = {"references": [{"pmid": "9", "type": "DERIVED"}]}
            raw = json.loads(json.dumps(SECOND))
            raw["protocolSection"]["contactsLocationsModule"]["locations"] = moved
            raw["protocolSection"]["referencesModule"] = papers
            keeper.keep(1, raw)
            tracker.backfill([TRIAL])
            fields = told(tracker)[1][3]
            assert not {"latitude", "longitude"} & set(fields)
            assert "references" not in [
                one.field for one in tracker.changes(trial=TRIAL) if one.class_ == "registry"
            ]


def test_the_history_of_a_trial_tells_its_clocks_apart_in_words(tmp_path: Path) -> None:
    """Submitted, posted, read or seen, last confirmed."""
    with serve(registry(SECOND)) as server:
        with at(server, tmp_path, 2) as tracker:
            tracker.watch([TRIAL])
            tracker.backfill([TRIAL])
        with at(server, tmp_path, 4) as tracker:
            tracker.check(force=True)
            lines = life_in_words(
                tracker.trial(TRIAL), tracker.versions(TRIAL), tracker.changes(trial=TRIAL), []
            )
            text = "\n".join(rendered(lines, None))
    assert (
        "2026-02-03  version 1, submitted 2026-02-01 (the registry's version 0), read from the "
        "record history 2026-03-02"
    ) in text
    assert (
        "2026-02-24  version 2, submitted 2026-02-20 (the registry's version 1), seen 2026-03-02, "
        "last confirmed 2026-03-04, also in the record history"
    ) in text


# --- any order --------------------------------------------------------------------------------


class Submitted(NamedTuple):
    """A submission of a made-up life."""

    #: Days after the one before it, and until it is posted.
    after: int
    lag: int
    enrolled: int


class Seen(NamedTuple):
    """A look at that life: on which day, at which hour."""

    day: int
    hour: int


_LIFE = st.lists(
    st.builds(Submitted, st.integers(0, 3), st.integers(0, 2), st.integers(1, 3)),
    min_size=1,
    max_size=4,
)
_LOOKS = st.lists(
    st.builds(Seen, st.integers(1, 12), st.sampled_from([6, 16])), max_size=5, unique=True
)


#: The record from each day of posting on.
_States = list[tuple[int, dict[str, Any]]]


def _day(number: int) -> str:
    return f"2026-01-{number:02}"


def _states(submitted: list[Submitted]) -> _States:
    """The record from each day of posting on."""
    states, day, posted = [], 1, 1
    for one in submitted:
        day += one.after
        posted = max(posted, day + one.lag)
        states.append((posted, version(_day(day), _day(posted), count=one.enrolled)))
    return states


def _shown(states: _States, look: Seen) -> dict[str, Any] | None:
    """What the registry showed then: its data are renewed at noon."""
    at_noon = look.day if look.hour > 12 else look.day - 1
    return next((raw for posted, raw in reversed(states) if posted <= at_noon), None)


def _look(store: Store, raw: dict[str, Any], look: Seen) -> None:
    source = CtgovSource()
    (entry,) = source.split(msgspec.json.encode(raw)).entries
    moment = f"{_day(look.day)}T{look.hour:02}:00:00Z"
    item = Item(
        trial=TRIAL,
        source=source,
        payload=entry.payload,
        mark=entry.mark,
        placed_at=moment,
        observed_at=moment,
    )
    place(store, Readers(), [item], store.ends("ctgov", [TRIAL]).get(TRIAL))


def _fill(store: Store, states: _States, *, newest_first: bool) -> None:
    """One more version of the record history."""
    source = HistorySource()
    missing = [one for one in store.history(TRIAL) if one.version_id is None]
    listed = missing[-1 if newest_first else 0]
    body = msgspec.json.encode(answer(listed.number, states[listed.number][1]))
    with store.transaction():
        seat(store, source, listed, body, "2026-02-01T00:00:00Z")


def _list(store: Store, states: _States) -> None:
    """The registry's list, as it is read before any version is."""
    days = (raw["protocolSection"]["statusModule"]["lastUpdateSubmitDate"] for _, raw in states)
    listed = [Submission(number=number, date=day) for number, day in enumerate(days)]
    store.note_history(TRIAL, listed, "2026-02-01T00:00:00Z")


def _life(store: Store) -> list[tuple[Any, ...]]:
    """What is told of each version."""
    return [
        (
            *(one.registry_version, one.enrollment_count, one.silent, one.stood_from[:10]),
            sorted(c.summary for c in store.changes(trials=[TRIAL], version=one.number)),
        )
        for one in store.versions(TRIAL)
    ]


@settings(max_examples=80)
@given(_LIFE, _LOOKS, st.data())
def test_looks_and_versions_come_to_one_life_in_any_order(
    submitted: list[Submitted], looks: list[Seen], data: st.DataObject
) -> None:
    """Whatever is seen or fetched first, and from which end: the same versions and changes."""
    states = _states(submitted)
    steps: list[Seen | bool] = [one for one in looks if _shown(states, one) is not None]
    steps += [data.draw(st.booleans()) for _ in states]
    in_time = sorted(steps, key=lambda one: (isinstance(one, bool), one))
    lives = [_lived(states, order) for order in (in_time, data.draw(st.permutations(steps)))]
    assert lives[0] == lives[1]
    _must_be_true(lives[0], states)


def _lived(states: _States, order: Sequence[Seen | bool]) -> list[tuple[Any, ...]]:
    """The life that comes of these steps; the same readers read it anew as it is."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "t.db") as store:
        _list(store, states)
        for step in order:
            if isinstance(step, bool):
                _fill(store, states, newest_first=step)
            else:
                _look(store, _shown(states, step) or {}, step)
        assert store.check_integrity() == []
        lived = _life(store)
        reread = replay(store, Readers(), now="2026-04-01T00:00:00Z")
        assert (reread.moved, reread.left) == (0, 0)
        assert _life(store) == lived
        return lived


def _must_be_true(life: list[tuple[Any, ...]], states: _States) -> None:
    """Nothing but the submissions is told, each in its place, none without a change."""
    numbers = [one[0] for one in life]
    assert None not in numbers
    assert numbers == sorted(numbers)
    assert not any(one[2] for one in life)
    assert all(one[4] for one in life[1:])
    counts = [
        raw["protocolSection"]["designModule"]["enrollmentInfo"]["count"] for _, raw in states
    ]
    assert [one[1] for one in life] == [counts[number] for number in numbers]
