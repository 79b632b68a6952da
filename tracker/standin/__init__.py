"""A stand-in for ClinicalTrials.gov on loopback, for the demo, the tests and the benchmarks.

Comes in: data sets, one for each day of the registry.
Goes out: a real HTTP server with the manners of API v2 and of the record history, good and bad.
Does not: take part in tracking; nothing but the demo imports it.

    registry (days) -> api (answers) -> faults (spoil some) -> server (sends, remembers)
"""

from tracker.standin.faults import FAULTS
from tracker.standin.registry import DataSet, NoSuchDay, Registry
from tracker.standin.server import Asked, Server, serve

__all__ = ["FAULTS", "Asked", "DataSet", "NoSuchDay", "Registry", "Server", "serve"]
