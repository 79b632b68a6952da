"""What looking for news costs on a long watch list: 10,000 trials, 1 in 100 with something new.

    synthetic versions -> import -> news for two channels: all trials, none, 100 of them

Goes out: a table of CPU time. The first run reads every life, later ones only what may have news.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec

from benchmarks.history import spent
from benchmarks.material import synthetic_study
from tracker import config
from tracker.archive import Archive
from tracker.importing import import_paths
from tracker.notify.queueing import queue
from tracker.store import Store

TRIALS, VERSIONS = 10_000, 3
CHANGED = TRIALS // 100
#: By how much a run with few changes must be shorter than one that reads all.
LEAST = 20

_CHANNEL = '[[notify.channels]]\nname = "{}"\nsmtp = "x"\nsender = "a@b.c"\nto = ["a@b.c"]\n'
_TOML = _CHANNEL.format("one") + _CHANNEL.format("two") + '[[notify.rules]]\nname = "all"\n'


def main() -> int:
    """Print the table; whether the bound is missed."""
    title = f"Alerts: {TRIALS:,} watched trials of {VERSIONS} versions, two channels"
    print(f"\n{title}\n{'-' * len(title)}")
    with tempfile.TemporaryDirectory() as folder:
        first, none, few = _measure(Path(folder))
    times = first / few
    mark = "ok  " if times >= LEAST else "MISS"
    print(f"     first run, every life is read     {first:8.2f} s of CPU")
    print(f"     a run in which nothing is new     {none:8.2f} s of CPU")
    print(f"{mark} a run with {CHANGED} changed trials      {few:8.2f} s of CPU")
    print(f"     {'':<34}{times:8.0f} times less (at least {LEAST})")
    return int(times < LEAST)


def _measure(folder: Path) -> tuple[float, float, float]:
    """CPU seconds: of the first run, of one without changes, of one with few."""
    (folder / "tracker.toml").write_text(_TOML, "utf8")
    with Store.open(folder / "t.db") as store:
        _import(store, folder / "a.jsonl", range(1, TRIALS + 1), range(1, VERSIONS + 1))
        ids = [f"NCT{90000000 + number}" for number in range(1, TRIALS + 1)]
        store.watch(ids, registry="ctgov", at="2026-03-01T08:00:00Z")
        first, none = (spent(lambda: queue(_on(store, folder, 6))) for _ in range(2))
        _import(store, folder / "b.jsonl", range(1, CHANGED + 1), [8])
        few = spent(lambda: queue(_on(store, folder, 9)))
        assert all(state.waiting >= CHANGED for state in store.channel_states())
        return first, none, few


def _on(store: Store, folder: Path, day: int) -> Archive:
    """The archive as it is asked on a day of March."""
    given = {"TRACKER_DB": str(store.path), "TRACKER_NOW": f"2026-03-0{day}T08:00:00Z"}
    return Archive(store, config.load(folder / "tracker.toml", environ=given))


def _import(store: Store, path: Path, numbers: range, versions: range | list[int]) -> None:
    """So many versions of each trial, seen on one day after the other."""
    with path.open("wb") as lines:
        for version in versions:
            for number in numbers:
                study = synthetic_study(number, sites=4)
                study["protocolSection"]["designModule"]["enrollmentInfo"]["count"] += version
                seen = {"observed_at": f"2026-03-0{version}T06:00:00Z", "study": study}
                lines.write(msgspec.json.encode(seen) + b"\n")
    import_paths(store, [path], now="2026-03-09T08:00:00Z")


if __name__ == "__main__":
    raise SystemExit(main())
