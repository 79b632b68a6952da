"""A check of 10,000 trials against a stand-in registry in another process: requests and memory."""

from __future__ import annotations

import json
import multiprocessing
import resource
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from benchmarks.material import synthetic_study
from tracker import config
from tracker.api import Tracker
from tracker.standin import DataSet, Registry, serve
from tracker.store import Store

TRIALS = 10_000


def registry(pipe: Connection) -> None:
    """Serve two days of 10,000 trials until told to stop; its memory is not ours."""
    studies = [
        msgspec.json.encode(synthetic_study(number, sites=number % 30))
        for number in range(1, TRIALS + 1)
    ]
    days = [DataSet(f"2026-03-0{day}T09:00:05", list(studies)) for day in (2, 3)]
    with serve(Registry(days)) as server:
        pipe.send(server.url)
        pipe.recv()
        server.registry.advance()
        server.forget()
        pipe.send("advanced")
        pipe.recv()
        pipe.send(len(server.requests))


def measure() -> dict[str, float]:
    """Requests of the second day's check, and the peak memory of both days."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=registry, args=(theirs,))
    server.start()
    url = ours.recv()
    with tempfile.TemporaryDirectory() as folder:
        given = {
            "TRACKER_CTGOV_URL": url,
            "TRACKER_PAUSE": "0",
            "TRACKER_DB": str(Path(folder) / "many.db"),
        }
        settings = config.load(environ=given)
        with Tracker(Store.open(settings.db), settings) as tracker:
            tracker.watch([f"NCT{90000000 + number}" for number in range(1, TRIALS + 1)])
            ours.send("next day")
            ours.recv()
            outcome = tracker.check()
    ours.send("done")
    asked = ours.recv()
    server.join()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"requests": asked, "looked": outcome.looked, "megabytes": megabytes}


if __name__ == "__main__":
    print(json.dumps(measure()))
