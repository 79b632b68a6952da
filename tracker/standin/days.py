"""A registry's days from a folder: each trial's first record, and what each day edits.

Comes in: a folder with one JSON file a trial, a ``days.json`` and perhaps an ``earlier.json``; the
form is told in the README of ``tracker/standin/demo``.
Goes out: a :class:`~tracker.standin.registry.Registry`.
Does not: check that a record is sound; whatever a registry might send can be written down.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracker.standin.registry import DataSet, Registry, payload

#: The days that ``tracker demo`` plays.
DEMO = Path(__file__).parent / "demo"

_SECTIONS = frozenset(
    (
        "protocolSection",
        "resultsSection",
        "annotationSection",
        "documentSection",
        "derivedSection",
        "hasResults",
    )
)


def demo_registry() -> Registry:
    """The registry of the demo, on its first day.

    >>> [data_set.date for data_set in demo_registry().days][:3]
    ['2026-02-26', '2026-02-27', '2026-03-02']
    """
    return read_days(DEMO)


def read_days(folder: Path) -> Registry:
    """The registry that a folder of days describes."""
    days = json.loads((folder / "days.json").read_text(encoding="utf8"))["days"]
    files = {path.stem: path for path in sorted(folder.glob("NCT*.json"))}
    first = {n: json.loads(path.read_text(encoding="utf8")) for n, path in files.items()}
    later = {trial for day in days for trial in day.get("arrive", ())}
    studies = {trial: study for trial, study in first.items() if trial not in later}
    data_sets = []
    for day in days:
        studies |= {trial: first[trial] for trial in day.get("arrive", ())}
        for trial in day.get("leave", ()):
            del studies[trial]
        for trial, edits in day.get("edits", {}).items():
            studies[trial] = edited(studies[trial], edits)
        data_sets.append(_data_set(day["version"], studies))
    return Registry(data_sets, earlier=_earlier(folder / "earlier.json", first))


def _earlier(path: Path, first: Mapping[str, dict[str, Any]]) -> dict[str, list[tuple[str, Any]]]:
    """The submissions of trials before the first day, oldest first, with their dates."""
    if not path.exists():
        return {}
    found = {}
    for trial, steps in json.loads(path.read_text(encoding="utf8")).items():
        versions, study = [], first[trial]
        for edits in steps:
            study = edited(study, edits)
            versions.append((edits["statusModule.lastUpdateSubmitDate"], study))
        found[trial] = versions[::-1]
    return found


def edited(study: Mapping[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a study with these edits made: values by their paths.

    >>> edited({"protocolSection": {"statusModule": {}}}, {"statusModule.overallStatus": "UNKNOWN"})
    {'protocolSection': {'statusModule': {'overallStatus': 'UNKNOWN'}}}
    """
    copied: dict[str, Any] = copy.deepcopy(dict(study))
    for path, value in edits.items():
        names = path.split(".")
        if names[0] not in _SECTIONS:
            names.insert(0, "protocolSection")
        _edit(copied, names, value)
    return copied


def _edit(part: Any, names: list[str], value: Any) -> None:
    """Put a value where the names lead, making the way; None takes away what is there."""
    for name in names[:-1]:
        part = part[int(name)] if isinstance(part, list) else part.setdefault(name, {})
    last = names[-1]
    if last == "+":
        part.append(value)
        return
    key = int(last) if isinstance(part, list) else last
    if value is None:
        del part[key]
    else:
        part[key] = value


def _data_set(version: str, studies: Mapping[str, dict[str, Any]]) -> DataSet:
    """The studies of a day, each with that day's data version on it."""
    holder = {"derivedSection.miscInfoModule.versionHolder": version[:10]}
    sent = {trial: payload(edited(study, holder)) for trial, study in studies.items()}
    return DataSet(version, sent)
