"""The daily job and the first ingest, beside orjson, DeepDiff and the peer ``trialwatch``."""

from __future__ import annotations

import copy
import gc
import itertools
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec
import orjson
from deepdiff import DeepDiff
from trialwatch import normalize as peer
from trialwatch import store as peer_store

from benchmarks.material import Look, looks, synthetic_study
from benchmarks.table import Row, at_least, at_most, cpu, show
from tracker.diff import diff
from tracker.fetch import Answer
from tracker.outcome import Outcome
from tracker.run.look import look_at
from tracker.run.visit import Visit
from tracker.sources.base import Request
from tracker.sources.ctgov import CtgovSource
from tracker.store import Store

SOURCE = CtgovSource()


class Registry:
    """Answers from memory, so that only our own work is measured; the rest is the real path."""

    def __init__(self, studies: dict[str, bytes]) -> None:
        self.studies = studies
        self.requests = 0

    def get(self, request: Request) -> Answer:
        """The page that holds the trials asked for."""
        self.requests += 1
        body = page(self.studies[trial] for trial in request.trials)
        return Answer(200, request.url, "application/json", None, body, False, 0.0)


def page(studies: Iterable[bytes]) -> bytes:
    """An answer of API v2 that holds these studies."""
    return b'{"studies":[' + b"\n,".join(studies) + b"]}"


def by_day(found: list[Look]) -> list[dict[str, bytes]]:
    """What the registry holds on each day: every trial as it was served last."""
    days: dict[str, dict[str, bytes]] = {}
    for look in found:
        days.setdefault(look.day, {})[look.trial] = look.payload
    standing = itertools.accumulate((days[day] for day in sorted(days)), lambda a, b: {**a, **b})
    return list(standing)


def run_day(store: Store, studies: dict[str, bytes], day: int) -> Outcome:
    """One day's look at all trials through the real path, fetching apart."""
    now = f"2026-03-{day + 1:02}T15:00:00Z"
    store.watch(sorted(studies), registry="ctgov", at=now)
    outcome = Outcome(started_at=now)
    fetcher = Registry(studies)
    visit = Visit(store, fetcher, SOURCE, now, store.begin_run("bench", now), outcome)  # type: ignore[arg-type]
    look_at(visit, {one.trial: one for one in store.watched()})
    return outcome


def spent(work: object, *arguments: object) -> float:
    """CPU seconds of one call."""
    gc.collect()
    began = time.process_time()
    work(*arguments)  # type: ignore[operator]
    return time.process_time() - began


def parsing(studies: dict[str, bytes]) -> float:
    """CPU seconds that orjson takes to parse the same bytes, record by record."""

    def parse() -> None:
        for payload in studies.values():
            orjson.loads(payload)

    return cpu(parse)


def ingest_rows(days: list[dict[str, bytes]]) -> list[Row]:
    """First ingest, an unchanged day, and the whole sequence of days beside the peer."""
    first = days[-1]
    again = {trial: stamped(payload) for trial, payload in first.items()}
    ingests, confirms = [], []
    for _ in range(5):  # the best of five; the first one also makes readers and statements
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(Path(folder) / "first.db")
            ingests.append(spent(run_day, store, first, 0))
            confirms.append(spent(run_day, store, again, 1))
            store.close()
    ingest, unchanged = min(ingests), min(confirms)
    parse = parsing(first)
    n = len(first)
    rows = [
        at_most("an unchanged record", unchanged / n * 1e6, parse / n * 1e6, 1.5, "µs", "orjson"),
        at_most("a first ingest", ingest / n * 1e6, parse / n * 1e6, 10, "µs", "orjson"),
    ]
    ours, theirs = daily(days)
    rows.append(at_most("all days, daily job", ours, theirs, 1, "s", "trialwatch"))
    return rows


def stamped(payload: bytes) -> bytes:
    """The same record one data set later: only ``versionHolder`` moved."""
    study = orjson.loads(payload)
    study["derivedSection"]["miscInfoModule"]["versionHolder"] = "2031-01-01"
    return orjson.dumps(study)


def daily(days: list[dict[str, bytes]]) -> tuple[float, float]:
    """CPU seconds for all days after the first: ours and the peer's."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "ours.db")
        ours = [spent(run_day, store, studies, day) for day, studies in enumerate(days)]
        store.close()
        other = peer_store.Store(str(Path(folder) / "peer.db"))
        theirs = [spent(peer_day, other, studies, day) for day, studies in enumerate(days)]
        other.db.close()
    return sum(ours[1:]), sum(theirs[1:])


def peer_day(store: peer_store.Store, studies: dict[str, bytes], day: int) -> None:
    """The peer's day: parse the answer, normalise 15 fields, ingest."""
    answer = json.loads(page(studies.values()))
    records = [peer.normalize(study) for study in answer["studies"]]
    store.ingest("bench", records, now=f"2026-03-{day + 1:02}T15:00:00")


def diff_row() -> Row:
    """A typical update of a record with 800 sites: ours beside DeepDiff with ignore_order."""
    before = synthetic_study(1, sites=800)
    after = copy.deepcopy(before)
    after["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
    locations = after["protocolSection"]["contactsLocationsModule"]["locations"]
    for location in locations[::20]:
        location["status"] = "COMPLETED"
    locations.append({**locations.pop(3), "facility": "A new place", "zip": "99999"})
    locations[5], locations[9] = locations[9], locations[5]
    old, new = (SOURCE.read(msgspec.json.encode(raw)).record for raw in (before, after))
    plain = [msgspec.to_builtins(record) for record in (old, new)]
    ours = cpu(lambda: diff(old, new)) * 1000
    theirs = cpu(lambda: DeepDiff(*plain, ignore_order=True), times=1) * 1000
    return at_least("a diff at 800 sites", ours, theirs, 50, "ms", "DeepDiff(ignore_order)")


def size_row(days: list[dict[str, bytes]]) -> Row:
    """Bytes that a version after a trial's first adds, payload and record together."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "size.db")
        for day, studies in enumerate(days):
            run_day(store, studies, day)
        store.close()
        with sqlite3.connect(Path(folder) / "size.db") as plain_file:
            sizes = plain_file.execute(
                "SELECT seq, length(body) FROM versions, bodies WHERE bodies.version = versions.id"
            ).fetchall()
        plain_file.close()
    later = [size for seq, size in sizes if seq > 0]
    mean = sum(later) / len(later)
    plain = sum(map(len, days[-1].values())) / len(days[-1])
    return Row(
        "a stored version",
        f"{mean:,.0f} bytes",
        f"{plain:,.0f} bytes plain JSON",
        mean / 500,
        "of 500 bytes",
        mean <= 500,
    )


def many_rows() -> list[Row]:
    """Requests and peak memory of a check of 10,000 trials, in a process of its own."""
    ran = subprocess.run([sys.executable, "-m", "benchmarks.many"], capture_output=True, check=True)
    told = json.loads(ran.stdout)
    return [
        Row(
            "requests, 10,000 trials",
            f"{told['requests']}",
            "one request a trial: 10,000",
            told["requests"],
            "at most 22",
            told["requests"] <= 22,
        ),
        Row(
            "peak memory, 10,000 trials",
            f"{told['megabytes']:.0f} MB",
            "bound 300 MB",
            told["megabytes"],
            "under 300",
            told["megabytes"] < 300,
        ),
    ]


def main() -> int:
    """Print the table; how many bounds were missed."""
    where, found = looks()
    days = by_day(found)
    rows = [*ingest_rows(days), diff_row(), size_row(days), *many_rows()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return show(f"The spine, on {where} ({len(found)} looks; {peak:.0f} MB here)", rows)
