"""Replay beside import: versions a CPU second of both."""

from __future__ import annotations

import gc
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.material import looks
from benchmarks.table import Row, show
from tracker.importing import import_paths
from tracker.past.replay import replay
from tracker.placing import Readers
from tracker.record import Description
from tracker.sources.base import Reading
from tracker.sources.ctgov import CtgovSource
from tracker.sources.readers import Readers as AllReaders
from tracker.store import Store

#: Versions that are imported and read anew: of each trial the last poll, moved on so many times.
LIVES = 8
NOW = "2026-11-01T00:00:00Z"


class Better(CtgovSource, frozen=True):
    """A reader that reads every record otherwise."""

    reader: int = 2

    def read(self, payload: bytes) -> Reading:
        """A reading without its summary."""
        whole = super().read(payload)
        record = msgspec.structs.replace(whole.record, description=Description())
        return msgspec.structs.replace(whole, record=record)


def write_lives(path: Path) -> int:
    """A file of looks, each of which is a version: the count of people and the date move."""
    _, found = looks()
    last = {look.trial: look.payload for look in found}
    with path.open("wb") as lines:
        for step in range(LIVES):
            for payload in last.values():
                study = json.loads(payload)
                study.pop("derivedSection", None)
                protocol = study["protocolSection"]
                count = protocol["designModule"].setdefault("enrollmentInfo", {})
                count["count"] = (count.get("count") or 0) + step
                protocol["statusModule"]["lastUpdateSubmitDate"] = f"2026-03-{step + 1:02}"
                seen = {"observed_at": f"2026-03-{step + 1:02}T06:00:00Z", "study": study}
                lines.write(msgspec.json.encode(seen) + b"\n")
    return LIVES * len(last)


def replay_rows() -> list[Row]:
    """Versions a CPU second: import, replay by the same reader, replay by another."""
    with tempfile.TemporaryDirectory() as folder:
        lives = Path(folder) / "lives.jsonl"
        versions = write_lives(lives)
        with Store.open(Path(folder) / "tracker.db") as store:
            took = spent(lambda: import_paths(store, [lives], now=NOW))
            assert store.stats().versions == versions
            same = min(spent(lambda: _replay(store, AllReaders())) for _ in range(2))
            other = spent(lambda: _replay(store, AllReaders(Better(memory={}))))
            assert store.stats().versions == versions
    return [
        _faster("replay, nothing reads otherwise", versions / same, versions / took),
        _faster("replay, every record reads otherwise", versions / other, versions / took),
    ]


def _replay(store: Store, readers: Readers) -> None:
    report = replay(store, readers, now=NOW)
    assert not report.left


def _faster(what: str, ours: float, imported: float) -> Row:
    ratio = ours / imported
    said = (f"{ours:,.0f} versions/CPU s", f"{imported:,.0f} versions/CPU s of import")
    return Row(what, *said, ratio, "at least 1", ratio >= 1)


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> int:
    """Print the table; how many bounds were missed."""
    return show("Replay beside import", replay_rows())


if __name__ == "__main__":
    main()
