"""Tracker: every version of a clinical-trial record, and what changed.

    >>> import tracker
    >>> with tracker.open("trials.db") as trials:  # doctest: +SKIP
    ...     trials.watch(["NCT06931145"])
    ...     trials.check()

Comes in, goes out: nothing; these are the public names, each loaded when it is first used, so that
the command line starts quickly.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.api import Tracker, open  # noqa: A004 (tracker.open reads like open)
    from tracker.archive.comparing import Comparison
    from tracker.changes import Change, StoredChange
    from tracker.config import Config
    from tracker.errors import TrackerError
    from tracker.events.base import Event
    from tracker.notify.sending import Sent
    from tracker.notify.trying import Tried
    from tracker.outcome import Outcome
    from tracker.record import Record
    from tracker.report.dossier.case import Case
    from tracker.report.edition import Edition
    from tracker.sources.base import Miss, Search
    from tracker.store.listed import Watched
    from tracker.store.outbox import ChannelState
    from tracker.store.rows import Trial, Version

    __version__: str

#: Where each public name lives.
_HOMES = {
    "open": "tracker.api",
    "Tracker": "tracker.api",
    "Comparison": "tracker.archive.comparing",
    "Change": "tracker.changes",
    "StoredChange": "tracker.changes",
    "Config": "tracker.config",
    "TrackerError": "tracker.errors",
    "Event": "tracker.events.base",
    "Sent": "tracker.notify.sending",
    "Tried": "tracker.notify.trying",
    "Case": "tracker.report.dossier.case",
    "Edition": "tracker.report.edition",
    "ChannelState": "tracker.store.outbox",
    "Outcome": "tracker.outcome",
    "Record": "tracker.record",
    "Miss": "tracker.sources.base",
    "Search": "tracker.sources.base",
    "Watched": "tracker.store.listed",
    "Trial": "tracker.store.rows",
    "Version": "tracker.store.rows",
}


def __getattr__(name: str) -> Any:
    """Load a public name from where it lives."""
    if name == "__version__":
        from importlib.metadata import version

        return version("tracker")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, for completion."""
    return [*__all__]


__all__ = [
    "Case",
    "Change",
    "ChannelState",
    "Comparison",
    "Config",
    "Edition",
    "Event",
    "Miss",
    "Outcome",
    "Record",
    "Search",
    "Sent",
    "StoredChange",
    "Tracker",
    "TrackerError",
    "Trial",
    "Tried",
    "Version",
    "Watched",
    "__version__",
    "open",
]
