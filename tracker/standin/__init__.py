"""A stand-in for ClinicalTrials.gov on loopback, for the demo, the tests and the benchmarks.

Comes in: data sets, one for each day of the registry; from mappings, a folder, recorded polls.
Goes out: a real HTTP server with the manners of API v2 and of the record history, good and bad.
Does not: take part in tracking; nothing but the demo imports it.

    days, polls -> registry (what holds today) -> api (answers) -> faults (spoil some) -> server

>>> import urllib.request
>>> with serve(demo_registry()) as server:
...     with urllib.request.urlopen(server.api + "/version") as answer:
...         answer.read()
b'{"apiVersion":"2.0.5","dataTimestamp":"2026-02-26T09:00:05"}'
"""

from tracker.standin.days import DEMO, demo_registry, edited, read_days
from tracker.standin.faults import FAULTS
from tracker.standin.polls import from_polls
from tracker.standin.registry import DataSet, NoSuchDay, Registry
from tracker.standin.server import Asked, Server, serve

__all__ = [
    "DEMO",
    "FAULTS",
    "Asked",
    "DataSet",
    "NoSuchDay",
    "Registry",
    "Server",
    "demo_registry",
    "edited",
    "from_polls",
    "read_days",
    "serve",
]
