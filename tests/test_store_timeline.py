"""One timeline a trial, whatever the order in which its versions arrive."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stores import TRIAL, moment, observation, record, status_change
from tracker.store import Store

arrivals = st.lists(
    st.tuples(st.integers(1, 28), st.sampled_from(["ctgov", "page"])), min_size=1, max_size=20
)


@settings(max_examples=40)
@given(arrivals=arrivals)
def test_versions_stand_in_the_order_of_time_however_they_arrive(
    arrivals: list[tuple[int, str]],
) -> None:
    """By their place, then by arrival; numbered without gaps; each body its own."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "tracker.db") as store:
        for seq, (day, lineage) in enumerate(arrivals):
            said = [status_change("A", f"arrival {seq}")]
            store.add(
                observation(placed_at=moment(day), lineage=lineage, reader=seq),
                said,
                next_changes=[],
            )
        timeline = store.versions(TRIAL)
        expected = sorted(range(len(arrivals)), key=lambda seq: (arrivals[seq][0], seq))
        assert [version.reader for version in timeline] == expected
        assert [version.number for version in timeline] == list(range(1, len(arrivals) + 1))
        for version in timeline:
            day, lineage = arrivals[version.reader]
            kept = store.version(TRIAL, version.number)
            assert kept.payload == observation(lineage=lineage).payload
            before, after = store.neighbours(TRIAL, lineage, version.placed_at)
            assert before is not None
            assert before.version.placed_at == moment(day)
            assert after is None or after.version.placed_at > moment(day)
        known = store.known("ctgov", [TRIAL])
        newest = store.newest(TRIAL, "ctgov")
        assert (newest and newest.version.id) == (known[TRIAL].version_id if known else None)
        assert store.check_integrity() == []


@settings(max_examples=20)
@given(days=st.permutations(range(1, 9)))
def test_as_of_is_the_same_whatever_came_first(days: list[int]) -> None:
    """Back-filling gives the answers that watching from the start would have given."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "tracker.db") as store:
        for day in days:
            # Every second update is one that the registry did not date.
            what = record(status=f"STATUS_{day}", posted=f"2026-03-{max(1, day - day % 2):02}")
            store.add(observation(placed_at=moment(day), what=what), [])
        answers = [store.as_of(TRIAL, moment(day, 7)) for day in range(1, 9)]
        assert [one and one.version.overall_status for one in answers] == [
            f"STATUS_{day}" for day in range(1, 9)
        ]
        assert [version.silent for version in store.versions(TRIAL)] == [
            False,
            False,
            True,
            False,
            True,
            False,
            True,
            False,
        ]
