"""Bring the mirror up to date: a run that found nothing new may be the first that keeps one.

Comes in: the store, the folder. Goes out: a file of each watched trial as it is shown now.
Does not: write what is there already; versions that this run found were written as they came.
"""

from __future__ import annotations

from pathlib import Path

from tracker.store import Store, mirror_path, write_mirror

#: Under this name the store remembers up to which version the mirror is whole.
_STATE = "mirror"


def catch_up(store: Store, folder: Path, now: str) -> None:
    """Write the files that are not there, and of versions that came while no mirror was kept."""
    shown = store.shown()
    whole_to = int(store.data_version(_STATE) or 0)
    for trial, version in shown.items():
        if version > whole_to or not mirror_path(folder, trial).exists():
            write_mirror(folder, store.stored(version).record)
    newest = max(shown.values(), default=0)
    if newest > whole_to:
        store.set_data_version(_STATE, str(newest), now)
