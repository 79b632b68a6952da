"""Versions: kept whole, in their place in time, and found again by number and by date."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.stores import (
    OTHER,
    TRIAL,
    moment,
    observation,
    record,
    status_change,
    three_versions,
)
from tracker.errors import StoreError, UnknownTrial, UsageError
from tracker.record import Enrollment, Identification, Record
from tracker.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tracker.db") as opened:
        yield opened


def test_a_first_look_is_kept_whole(store: Store) -> None:
    """Payload to the byte, record to the field, headline in columns."""
    seen = observation(data_version="2026-03-01")
    version = store.add(seen, [])
    kept = store.newest(TRIAL, "ctgov")
    assert kept is not None
    assert (kept.payload, kept.record, kept.version) == (seen.payload, seen.record, version)
    assert (version.number, version.seq, version.data_version) == (1, 0, "2026-03-01")
    assert version.observed_at == version.last_confirmed == version.placed_at == moment(2)
    assert (version.overall_status, version.enrollment_count) == ("RECRUITING", 50)
    assert version.phases == ("PHASE1", "PHASE2")
    assert (version.site_count, version.country_count, version.primary_outcome_count) == (3, 2, 1)
    assert version.has_results is False
    assert version.why_stopped is None


def test_versions_are_listed_as_they_were_added(store: Store) -> None:
    """What ``add`` gives back is what the list has."""
    added = [store.add(observation(at=moment(day)), []) for day in (2, 3, 4)]
    assert store.versions(TRIAL) == added
    assert [one.number for one in added] == [1, 2, 3]
    assert store.versions(OTHER) == []


def test_a_long_life_is_read_back(store: Store) -> None:
    """Every version of 40, each through those that it leans on."""
    seen = [observation(at=moment(1 + day // 2, day % 2), reader=day) for day in range(40)]
    for one in seen:
        store.add(one, [])
    with Store.open(store.path, read_only=True) as fresh:
        for number, one in enumerate(seen, start=1):
            kept = fresh.version(TRIAL, number)
            assert (kept.payload, kept.record) == (one.payload, one.record)


def test_the_gate_knows_the_newest_of_each_trial(store: Store) -> None:
    """And says nothing of trials, or lineages, that it has not seen."""
    three_versions(store)
    store.add(observation(OTHER, mark=b"other", reader=7), [])
    known = store.known("ctgov", [TRIAL, OTHER, "NCT90000003"])
    assert set(known) == {TRIAL, OTHER}
    assert (known[TRIAL].number, known[TRIAL].observed_at) == (3, moment(9))
    assert known[TRIAL].last_update_posted == "2026-03-08"
    assert (known[OTHER].mark, known[OTHER].reader) == (b"other", 7)
    assert store.stored(known[TRIAL].version_id).version.number == 3
    assert store.known("page", [TRIAL]) == {}


def test_the_gate_takes_ten_thousand_trials_at_once(store: Store) -> None:
    """However many are watched, it is one question."""
    store.add(observation(), [])
    asked = [f"NCT{number:08}" for number in range(10_000)] + [TRIAL]
    assert set(store.known("ctgov", asked)) == {TRIAL}


def test_found_unchanged_moves_the_third_clock_only(store: Store) -> None:
    """And the mark, where the payload's volatile parts are marked anew."""
    first = store.add(observation(data_version="a"), [])
    second = store.add(observation(OTHER), [])
    store.confirm([(first.id, None), (second.id, b"new")], at=moment(8), data_version="b")
    known = store.known("ctgov", [TRIAL, OTHER])
    assert (known[TRIAL].mark, known[OTHER].mark) == (observation().mark, b"new")
    kept = store.versions(TRIAL)[0]
    assert (kept.observed_at, kept.last_confirmed) == (moment(2), moment(8))
    assert (kept.data_version, kept.confirmed_in) == ("a", "b")


def test_an_older_confirmation_never_moves_the_clock_back(store: Store) -> None:
    """As when an archive of last week is imported today."""
    version = store.add(observation(at=moment(5)), [])
    store.confirm([(version.id, None)], at=moment(3), data_version=None)
    assert store.versions(TRIAL)[0].last_confirmed == moment(5)


def test_a_change_that_the_registry_did_not_date_is_silent(store: Store) -> None:
    """Neither its update date nor the date of submission moved."""
    store.add(observation(), [])
    unknown = record(status="UNKNOWN")
    version = store.add(
        observation(at=moment(3), what=unknown),
        [status_change("RECRUITING", "UNKNOWN", class_="registry")],
    )
    assert version.silent
    assert (version.sponsor_changes, version.registry_changes) == (0, 1)
    assert [change.silent for change in store.changes()] == [True]


def test_a_dated_change_is_not_silent_nor_is_a_first_version(store: Store) -> None:
    """A first version has nothing to be compared with."""
    three_versions(store)
    assert [version.silent for version in store.versions(TRIAL)] == [False, False, False]


def test_without_any_date_of_the_registry_nothing_is_called_silent(store: Store) -> None:
    """A page may show no dates."""
    undated = Record(identification=Identification(id=TRIAL))
    larger = msgspec.structs.replace(undated, enrollment=Enrollment(enrollment_count=9))
    store.add(observation(what=undated), [])
    assert not store.add(observation(at=moment(3), what=larger), []).silent


# --- the timeline -----------------------------------------------------------------------------


def test_older_material_goes_before_what_is_there(store: Store) -> None:
    """Numbers follow time; ids and the order of arrival stay."""
    three_versions(store)
    before = {version.id: version.seq for version in store.versions(TRIAL)}
    old = store.add(observation(at=moment(20), placed_at="2025-11-03", reader=4), [])
    timeline = store.versions(TRIAL)
    assert [version.number for version in timeline] == [1, 2, 3, 4]
    assert timeline[0] == old
    assert (old.number, old.seq, old.placed_at) == (1, 3, "2025-11-03T00:00:00Z")
    assert {version.id: version.seq for version in timeline[1:]} == before
    assert [store.version(TRIAL, number).version for number in (1, 2, 3, 4)] == timeline


def test_an_inserted_version_changes_what_the_next_one_changed(store: Store) -> None:
    """The next one's changes, their counts and whether it was silent are mended."""
    store.add(observation(at=moment(2)), [])
    store.add(
        observation(at=moment(9), what=record(status="UNKNOWN", posted="2026-03-08")),
        [status_change("RECRUITING", "UNKNOWN")],
    )
    between = record(status="SUSPENDED", posted="2026-03-08")
    store.add(
        observation(at=moment(10), placed_at=moment(5), what=between),
        [status_change("RECRUITING", "SUSPENDED")],
        next_changes=[status_change("SUSPENDED", "UNKNOWN", class_="registry")],
    )
    said = {change.version: change.summary for change in store.changes()}
    assert said == {
        2: "Status went from RECRUITING to SUSPENDED",
        3: "Status went from SUSPENDED to UNKNOWN",
    }
    last = store.versions(TRIAL)[-1]
    assert (last.silent, last.sponsor_changes, last.registry_changes) == (True, 0, 1)
    assert last.stood_from == moment(9)


def test_an_inserted_version_is_not_the_face_of_the_trial(store: Store) -> None:
    """The trial still shows its newest version."""
    store.add(observation(at=moment(9)), [])
    store.add(
        observation(at=moment(10), placed_at="2020-01-01", what=record(status="WITHDRAWN")), []
    )
    trial = store.trial(TRIAL)
    assert trial is not None
    assert (trial.overall_status, trial.versions, trial.first_seen) == ("RECRUITING", 2, moment(9))


def test_neighbours_are_the_versions_around_a_moment(store: Store) -> None:
    """Of the same lineage, either side may be missing; at the moment itself counts as before."""
    three_versions(store)
    store.add(observation(at=moment(6), lineage="page", source="page", partial=True), [])

    def around(at: str) -> list[int | None]:
        found = store.neighbours(TRIAL, "ctgov", at)
        return [one.version.number if one else None for one in found]

    assert around(moment(1)) == [None, 1]
    assert around(moment(7)) == [2, 4]
    assert around(moment(9)) == [4, None]


def test_lineages_share_a_timeline_and_nothing_else(store: Store) -> None:
    """A page that shows less never hides the whole record, nor is it compared with it."""
    three_versions(store)
    page = Record(identification=Identification(id=TRIAL, brief_title="Only a title"))
    version = store.add(
        observation(at=moment(12), lineage="page", source="page", what=page, partial=True), []
    )
    assert (version.number, version.seq, version.silent) == (4, 0, False)
    newest = store.newest(TRIAL, "ctgov")
    trial = store.trial(TRIAL)
    assert newest is not None
    assert trial is not None
    assert newest.version.number == 3
    assert trial.enrollment_count == 50


def test_a_page_is_the_face_of_a_trial_until_there_is_a_whole_record(store: Store) -> None:
    """Even if the whole record was seen earlier."""
    page = Record(identification=Identification(id=TRIAL, brief_title="Only a title"))
    store.add(observation(at=moment(12), lineage="page", what=page, partial=True), [])
    shown = store.trial(TRIAL)
    assert shown is not None
    assert shown.title == "Only a title"
    store.add(observation(at=moment(13), placed_at=moment(1)), [])
    shown = store.trial(TRIAL)
    assert shown is not None
    assert shown.enrollment_count == 50


# --- as of ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("2026-02-26", None),
        ("2026-02-27", 1),
        ("2026-03-03", 1),
        ("2026-03-04", 2),
        ("2026-03-04T00:00:00Z", 2),
        ("2026-03-07", 2),
        ("2026-03", 3),
        ("2027", 3),
    ],
)
def test_as_of_by_the_clock_of_the_registry(store: Store, asked: str, number: int | None) -> None:
    """The day on which the registry posted a version, to the end of the date asked for."""
    three_versions(store)
    found = store.as_of(TRIAL, asked)
    assert (found and found.version.number) == number


@pytest.mark.parametrize(
    ("asked", "number"),
    [("2026-03-01", None), ("2026-03-04", 1), ("2026-03-05", 2), ("2026-03-09T05:59:59Z", 2)],
)
def test_as_of_by_what_had_been_seen(store: Store, asked: str, number: int | None) -> None:
    """The time at which a version was observed."""
    three_versions(store)
    found = store.as_of(TRIAL, asked, clock="observed")
    assert (found and found.version.number) == number


def test_a_silent_change_did_not_stand_before_it_was_seen(store: Store) -> None:
    """Its date is that of an older state; going by it would change the past."""
    store.add(observation(what=record(posted="2024-05-01")), [])
    store.add(observation(at=moment(5), what=record(status="UNKNOWN", posted="2024-05-01")), [])
    early, late = store.as_of(TRIAL, "2025-01-01"), store.as_of(TRIAL, "2026-03-05")
    assert early is not None
    assert late is not None
    assert (early.record.status.overall_status, late.record.status.overall_status) == (
        "RECRUITING",
        "UNKNOWN",
    )


def test_what_stood_then_as_far_as_it_was_known_by_then(store: Store) -> None:
    """Both clocks at once: an import of today was not known last week."""
    three_versions(store)
    old = record(status="NOT_YET_RECRUITING", posted="2026-02-01")
    store.add(observation(at=moment(20), placed_at="2026-02-01", what=old), [])
    now = store.as_of(TRIAL, "2026-02-10")
    assert now is not None
    assert now.version.overall_status == "NOT_YET_RECRUITING"
    assert store.as_of(TRIAL, "2026-02-10", known_by="2026-03-10") is None


def test_as_of_can_be_narrowed_to_a_lineage(store: Store) -> None:
    """As it stood on the pages."""
    three_versions(store)
    assert store.as_of(TRIAL, "2027", lineage="page") is None


def test_a_date_that_is_none_is_said(store: Store) -> None:
    """With the forms that are."""
    with pytest.raises(UsageError, match="'yesterday' is no date or moment; write 2026"):
        store.as_of(TRIAL, "yesterday")


# --- not there, or not readable ---------------------------------------------------------------


def test_a_version_that_is_not_there_is_said_with_those_that_are(store: Store) -> None:
    """So that the next call can be right."""
    three_versions(store)
    with pytest.raises(UnknownTrial, match=f"{TRIAL} has no version 9; there are versions 1 to 3"):
        store.version(TRIAL, 9)
    with pytest.raises(UnknownTrial, match=f"no version of {OTHER} is stored; `tracker watch"):
        store.version(OTHER, 1)
    with pytest.raises(UnknownTrial, match="no version with the id 77"):
        store.stored(77)


def test_a_damaged_body_names_its_trial_and_version_and_spares_the_others(store: Store) -> None:
    """What leans on it is damaged with it and says so; the rest can be read."""
    three_versions(store)
    store.add(observation(OTHER), [])
    with sqlite3.connect(store.path) as raw:
        raw.execute("UPDATE bodies SET body = substr(body, 1, 40) WHERE version = 2")
    raw.close()
    with Store.open(store.path) as reopened:
        with pytest.raises(StoreError, match=f"body of version 2 of {TRIAL} is damaged: "):
            reopened.version(TRIAL, 2)
        with pytest.raises(StoreError, match=r"version 3 .*through the earlier version with id 2"):
            reopened.version(TRIAL, 3)
        assert reopened.version(TRIAL, 1).record == record()
        assert reopened.version(OTHER, 1).record == record(OTHER)


def test_a_missing_body_is_said(store: Store) -> None:
    """Somebody deleted rows by hand."""
    store.add(observation(), [])
    with sqlite3.connect(store.path) as raw:
        raw.execute("DELETE FROM bodies")
    raw.close()
    with Store.open(store.path) as reopened, pytest.raises(StoreError, match="it is missing"):
        reopened.newest(TRIAL, "ctgov")


def test_a_record_of_another_form_names_the_way_out(store: Store) -> None:
    """Kept by a Tracker whose records had another shape; the payload is still there."""
    seen = observation()
    store.add(seen, [])
    kept = store.newest(TRIAL, "ctgov")
    assert kept is not None
    odd = msgspec.structs.replace(kept, record_json=b'{"identification":{"id":5}}')
    with pytest.raises(StoreError, match=r"version 1 of NCT90000001 .*tracker replay"):
        _ = odd.record
    assert odd.payload == seen.payload


def test_a_failed_add_leaves_nothing_behind(store: Store) -> None:
    """Not a row in any table, and the next version is not confused by it."""
    store.add(observation(), [])
    stats = store.stats()

    def breaking() -> Iterator[None]:
        raise RuntimeError("the diff has a defect")
        yield

    wrong = status_change("A", "B")
    unwritable = msgspec.structs.replace(wrong, before={1, (2, 3)}, path=(object(),))
    with pytest.raises(TypeError):
        store.add(observation(at=moment(3)), [unwritable])
    with pytest.raises(RuntimeError):
        store.add(observation(at=moment(3)), breaking())  # type: ignore[arg-type]
    assert store.stats() == stats
    seen = observation(at=moment(4), what=record(status="SUSPENDED"))
    store.add(seen, [wrong])
    with Store.open(store.path, read_only=True) as fresh:
        assert fresh.version(TRIAL, 2).payload == seen.payload


def test_several_versions_can_land_together_or_not_at_all(store: Store) -> None:
    """A transaction around them; one that fails inside takes only itself back."""
    with store.transaction():
        store.add(observation(), [])
        with pytest.raises(TypeError):
            store.add(observation(at=moment(3)), [status_change(object(), "B")])  # type: ignore[arg-type]
        store.add(observation(at=moment(4)), [])
    assert [version.observed_at for version in store.versions(TRIAL)] == [moment(2), moment(4)]
    with Store.open(store.path, read_only=True) as fresh:
        assert fresh.version(TRIAL, 2).payload == observation(at=moment(4)).payload
    with contextlib.suppress(RuntimeError), store.transaction():
        store.add(observation(OTHER), [])
        raise RuntimeError
    assert store.versions(OTHER) == []


def test_a_number_beyond_what_a_database_holds_does_not_stop_the_trial(store: Store) -> None:
    """The record keeps it; the column stays empty."""
    odd = msgspec.structs.replace(record(), enrollment=Enrollment(enrollment_count=10**30))
    version = store.add(observation(what=odd), [])
    kept = store.newest(TRIAL, "ctgov")
    assert kept is not None
    assert version.enrollment_count is None
    assert kept.record == odd
