"""Real days of real trials: each version is kept small and comes back to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.conftest import Lines, Poll
from tracker.canonical import content_hash
from tracker.sources.base import Reading
from tracker.sources.ctgov import CtgovSource
from tracker.store import Observation, Store

#: Bytes that a version may take in the middle, payload and record together.
MOST = 500


def seen_in(poll: Poll, reading: Reading, digest: str) -> Observation:
    """A poll as ``check`` hands it to the store."""
    return Observation(
        trial=poll.nct_id,
        registry="ctgov",
        source="ctgov",
        lineage="ctgov",
        payload=poll.payload,
        record=reading.record,
        content_hash=digest,
        mark=digest.encode(),
        reader=1,
        observed_at=poll.polled_at,
    )


def test_every_real_version_is_small_and_comes_back_to_the_byte(
    polls: Lines[Poll], truth: dict[str, Any], tmp_path: Path
) -> None:
    """As many versions as the truth has changed pairs, each beside the first of its trial."""
    source, kept = CtgovSource(), []
    with Store.open(tmp_path / "tracker.db") as store:
        for poll in polls:
            reading = source.read(poll.payload)
            digest = content_hash(reading.record)
            known = store.known("ctgov", [poll.nct_id])
            if known and known[poll.nct_id].content_hash == digest:
                continue
            seen = seen_in(poll, reading, digest)
            kept.append((store.add(seen, []), seen))
        later = [version.id for version, _ in kept if version.seq]
        assert len(later) == len(truth["changes"])
        sizes = dict(store.db.conn.execute("SELECT version, length(body) FROM bodies").fetchall())
        assert sum(sizes[version_id] for version_id in later) / len(later) <= MOST
    with Store.open(tmp_path / "tracker.db", read_only=True) as fresh:
        for version, seen in kept:
            stored = fresh.stored(version.id)
            assert (stored.version, stored.payload) == (version, seen.payload)
            assert stored.record == seen.record
        assert fresh.check_integrity() == []
