"""Looks in any order come to one timeline: placing, parting, witnesses, sources that show less."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.studies import study
from tracker.placing import Item, place
from tracker.record import Design
from tracker.sources.base import Reading, Source
from tracker.sources.ctgov import CtgovSource
from tracker.store import Store

CTGOV = CtgovSource()
TRIAL = "NCT99000001"


class Terse(CtgovSource, frozen=True):
    """A source of the same lineage that says nothing of the design."""

    def read(self, payload: bytes) -> Reading:
        """A reading without the design."""
        whole = super().read(payload)
        record = msgspec.structs.replace(whole.record, design=Design())
        return msgspec.structs.replace(whole, record=record, hides=("design",))


TERSE = Terse(name="terse")
READERS: dict[str, Source] = {"ctgov": CTGOV, "terse": TERSE}


class Seen(NamedTuple):
    """One look of a test: when, what, by whom."""

    day: int
    enrolled: int
    phase: int = 1
    source: str = "ctgov"
    posted: int = 1


def payload(seen: Seen) -> bytes:
    """The study of a look."""
    raw = study()
    protocol = raw["protocolSection"]
    protocol["identificationModule"]["nctId"] = TRIAL
    protocol["designModule"]["enrollmentInfo"]["count"] = seen.enrolled
    protocol["designModule"]["phases"] = [f"PHASE{seen.phase}"]
    protocol["statusModule"]["whyStopped"] = f"reason {seen.enrolled}"
    protocol["statusModule"]["lastUpdatePostDateStruct"] = {"date": f"2026-02-{seen.posted:02}"}
    return msgspec.json.encode(raw)


def item(seen: Seen) -> Item:
    """A look as an item."""
    source = READERS[seen.source]
    body = payload(seen)
    moment = f"2026-03-{seen.day:02}T06:00:00Z"
    return Item(
        trial=TRIAL,
        source=source,
        payload=body,
        mark=source.split(body).entries[0].mark,
        placed_at=moment,
        observed_at=moment,
    )


def put(store: Store, *looks: Seen) -> list[str]:
    """Place looks in one go; what became of each."""
    items = [item(seen) for seen in looks]
    end = store.ends("ctgov", [TRIAL]).get(TRIAL)
    return [placed.kind for placed in place(store, READERS, items, end).placed]


def life(store: Store) -> list[dict[str, Any]]:
    """The trial's timeline, with changes and looks, without what the order of arrival may move."""
    versions = []
    for seat in store.timeline(TRIAL, "ctgov"):
        row = msgspec.structs.asdict(seat.version)
        row = {name: value for name, value in row.items() if name not in ("id", "seq")}
        changes = store.changes(trials=[TRIAL], version=seat.version.number)
        row["changes"] = sorted(one.summary for one in changes)
        row["looks"] = [(s.observed_at, s.source) for s in seat.sightings]
        row["record"] = store.stored(seat.version.id).record
        versions.append(row)
    return versions


def brief(store: Store) -> list[tuple[int, int | None, str, str]]:
    """Number, enrolment, first and last look of each version."""
    return [
        (v.number, v.enrollment_count, v.observed_at[8:10], v.last_confirmed[8:10])
        for v in store.versions(TRIAL)
    ]


@pytest.fixture
def store(tmp_path: Path) -> Any:
    """An empty store."""
    with Store.open(tmp_path / "t.db") as opened:
        yield opened


def test_a_look_equal_to_the_one_before_confirms_it(store: Store) -> None:
    """Never a new version; the last confirmation moves."""
    assert put(store, Seen(1, 10)) == ["new"]
    assert put(store, Seen(5, 10)) == ["confirmed"]
    assert brief(store) == [(1, 10, "01", "05")]


def test_a_look_equal_to_the_one_after_moves_its_first_sighting(store: Store) -> None:
    """The version was there earlier than was known."""
    put(store, Seen(1, 10), Seen(5, 20))
    assert put(store, Seen(3, 20)) == ["earlier"]
    assert brief(store) == [(1, 10, "01", "01"), (2, 20, "03", "05")]
    changes = list(store.changes(trials=[TRIAL]))
    assert {change.observed_at for change in changes} == {"2026-03-03T06:00:00Z"}


def test_a_look_in_between_is_put_in_with_changes_on_both_sides(store: Store) -> None:
    """Neither neighbour is equal: a version of its own."""
    put(store, Seen(1, 10), Seen(5, 30))
    assert put(store, Seen(3, 20)) == ["new"]
    assert brief(store) == [(1, 10, "01", "01"), (2, 20, "03", "03"), (3, 30, "05", "05")]
    enrolment = [c for c in store.changes(trials=[TRIAL]) if c.field == "enrollment_count"]
    assert [(c.version, c.before, c.after) for c in enrolment] == [(2, 10, 20), (3, 20, 30)]


def test_a_look_within_a_version_parts_it(store: Store) -> None:
    """Seen on the 1st, 2nd, 8th and 9th, something else on the 5th: two versions of it."""
    put(store, Seen(1, 10), Seen(2, 10), Seen(8, 10), Seen(9, 10))
    assert put(store, Seen(5, 20)) == ["new"]
    assert brief(store) == [(1, 10, "01", "02"), (2, 20, "05", "05"), (3, 10, "08", "09")]


def test_an_older_version_put_in_first_has_no_changes(store: Store) -> None:
    """What was the first version gets changes, the new first one has none."""
    put(store, Seen(5, 20))
    put(store, Seen(1, 10))
    assert {change.version for change in store.changes(trials=[TRIAL])} == {2}


def test_the_same_look_twice_changes_nothing(store: Store) -> None:
    """Nothing in the file is another than before."""
    looks = [Seen(1, 10), Seen(2, 10), Seen(5, 20), Seen(9, 20, source="terse")]
    put(store, *looks)
    before = dump(store)
    assert put(store, *looks) == ["known"] * 4
    assert dump(store) == before


def dump(store: Store) -> list[str]:
    """All that the file holds."""
    with sqlite3.connect(f"file:{store.path}?mode=ro", uri=True) as conn:
        lines = list(conn.iterdump())
    conn.close()
    return lines


def test_looks_of_one_moment_that_contradict_are_both_kept_in_an_order_of_their_own(
    tmp_path: Path,
) -> None:
    """The one whose update the registry posted later comes second, whichever is brought first."""
    lives = []
    for name, looks in {
        "a": [Seen(3, 10, posted=1), Seen(3, 20, posted=2)],
        "b": [Seen(3, 20, posted=2), Seen(3, 10, posted=1)],
    }.items():
        with Store.open(tmp_path / f"{name}.db") as store:
            for seen in looks:
                put(store, seen)
            lives.append(life(store))
            assert [version["enrollment_count"] for version in lives[-1]] == [10, 20]
    assert lives[0] == lives[1]


def test_what_a_source_does_not_show_is_not_removed_and_not_added(store: Store) -> None:
    """A terse look confirms; the next whole one is compared with the last whole one."""
    put(store, Seen(1, 10, phase=1))
    assert put(store, Seen(2, 10, source="terse")) == ["confirmed"]
    put(store, Seen(3, 10, phase=2))
    assert [version.phases for version in store.versions(TRIAL)] == [("PHASE1",), ("PHASE2",)]
    assert [c.field for c in store.changes(trials=[TRIAL])] == ["phases"]


def test_a_change_behind_a_source_that_does_not_show_it_is_told_where_it_shows(
    store: Store,
) -> None:
    """whole(phase 1), terse with other text, whole(phase 2): the phase changed with the third."""
    put(store, Seen(1, 10, phase=1), Seen(2, 20, source="terse"), Seen(3, 30, phase=2))
    told = [(c.version, c.field) for c in store.changes(trials=[TRIAL])]
    assert (2, "why_stopped") in told
    assert (3, "phases") in told
    assert (2, "phases") not in told


def test_a_whole_look_takes_over_the_version_that_a_terse_one_began(store: Store) -> None:
    """One version with two witnesses; the terse payload is kept."""
    put(store, Seen(1, 10, source="terse"))
    assert put(store, Seen(2, 10, phase=2)) == ["confirmed"]
    (version,) = store.versions(TRIAL)
    assert (version.source, version.phases, version.observed_at[8:10]) == (
        "ctgov",
        ("PHASE2",),
        "01",
    )
    (seat,) = store.timeline(TRIAL, "ctgov")
    assert [one.source for one in seat.sightings] == ["terse", "ctgov"]
    assert seat.sightings[0].payload == payload(Seen(1, 10, source="terse"))
    assert store.trial(TRIAL).phases == ("PHASE2",)  # type: ignore[union-attr]


_LOOKS = st.lists(
    st.builds(
        Seen,
        day=st.integers(1, 6),
        enrolled=st.integers(1, 3),
        phase=st.integers(1, 2),
        source=st.sampled_from(["ctgov", "ctgov", "terse"]),
        posted=st.integers(1, 2),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=60)
@given(_LOOKS, st.randoms(use_true_random=False), st.integers(1, 3))
def test_the_order_of_arrival_does_not_matter(
    looks: list[Seen], chance: random.Random, batch: int
) -> None:
    """Any order, in any batches: the same versions, looks, changes and records."""
    other = list(looks)
    chance.shuffle(other)
    with tempfile.TemporaryDirectory() as folder:
        one = _life_of(Path(folder) / "one.db", looks, len(looks))
        two = _life_of(Path(folder) / "two.db", other, batch)
    assert one == two


def _life_of(path: Path, looks: Sequence[Seen], batch: int) -> list[dict[str, Any]]:
    with Store.open(path) as store:
        for start in range(0, len(looks), batch):
            put(store, *looks[start : start + batch])
        assert store.check_integrity() == []
        return life(store)
