"""A tracker on a folder, looking at a stand-in registry, with a clock that stands still."""

from __future__ import annotations

from pathlib import Path

from tracker import config
from tracker.api import Tracker
from tracker.standin import DataSet, Registry
from tracker.store import Store


def tracker_at(url: str, folder: Path, now: str = "2026-03-02T15:00:00Z", **more: str) -> Tracker:
    """A tracker of the registry at ``url``; ``more`` are further environment variables."""
    given = {
        "TRACKER_CTGOV_URL": url,
        "TRACKER_PAUSE": "0",
        "TRACKER_NOW": now,
        "TRACKER_DB": str(folder / "tracker.db"),
        **more,
    }
    settings = config.load(environ=given)
    return Tracker(Store.open(settings.db), settings)


def days(*states: list[dict]) -> Registry:  # type: ignore[type-arg]
    """A registry with one data set a day, from 2026-03-02 on."""
    return Registry(
        [DataSet(f"2026-03-{number:02}T09:00:05", list(s)) for number, s in enumerate(states, 2)]
    )
