"""The stand-in's data: what a registry holds on each of its days, and which day it is.

Comes in: data sets (a data version and the studies of that day), from mappings, from a folder of
days (``tracker.standin.days``) or from recorded polls (``tracker.standin.polls``).
Goes out: the bytes of a study, its aliases and its submitted versions, as of the current day.
Does not: know HTTP, search or page; ``tracker.standin.api`` does.

Studies are kept as the bytes that are sent, so that an answer is made by joining them.

>>> study = {"protocolSection": {"identificationModule": {"nctId": "NCT99000001"}}}
>>> registry = Registry([DataSet("2026-03-02T09:00:05", [study])])
>>> registry.find("NCT99000001")
b'{"protocolSection":{"identificationModule":{"nctId":"NCT99000001"}}}'
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

#: A study as a dictionary, or as the JSON that is to be sent.
Study = Mapping[str, Any] | bytes
#: Versions of one trial as its sponsor submitted them: (day of submission, study).
Submissions = Sequence[tuple[str, Study]]


def payload(study: Study) -> bytes:
    """The bytes that are sent for a study: its JSON on one line."""
    if not isinstance(study, bytes):
        return msgspec.json.encode(study)
    return msgspec.json.format(study, indent=-1) if b"\n" in study else study


def as_dict(study: Study) -> dict[str, Any]:
    """A study as a dictionary of its own, free to be changed."""
    read: dict[str, Any] = msgspec.json.decode(payload(study))
    return read


def nct_id(study: Study) -> str:
    """The id that a study bears.

    >>> nct_id(b'{"protocolSection": {"identificationModule": {"nctId": "NCT99000001"}}}')
    'NCT99000001'
    """
    found: str = as_dict(study)["protocolSection"]["identificationModule"]["nctId"]
    return found


def aliases_in(trial: str, data: bytes) -> dict[str, str]:
    """The obsolete ids that a study names, each leading to it."""
    if b'"nctIdAliases"' not in data:
        return {}
    known = as_dict(data)["protocolSection"]["identificationModule"].get("nctIdAliases", ())
    return dict.fromkeys(known, trial)


class DataSet:
    """What a registry holds from one of its refreshes to the next.

    ``version`` is its data version, "2026-03-02T09:00:05". ``studies`` are given as a list, or by
    id; a mapping that is no ``dict`` is taken as lazy: it must hold bytes and is asked only when
    a study is. ``aliases`` leads obsolete ids to real ones, beside those that the studies name.
    """

    def __init__(
        self,
        version: str,
        studies: Mapping[str, Study] | Iterable[Study],
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.version = version
        if not isinstance(studies, Mapping):
            studies = {nct_id(study): study for study in studies}
        self.aliases = dict(aliases or {})
        self.studies: Mapping[str, bytes] = studies  # type: ignore[assignment]
        if isinstance(studies, dict):
            self.studies = {trial: payload(study) for trial, study in studies.items()}
            for trial, data in self.studies.items():
                self.aliases |= aliases_in(trial, data)

    @property
    def date(self) -> str:
        """The day of the data version, "2026-03-02"."""
        return self.version[:10]


class NoSuchDay(IndexError):
    """The registry has no day of that number."""


class Registry:
    """A registry over its days, one of which is the current one; days count from 1.

    ``history`` gives a trial's submitted versions; where it gives none, they are taken from the
    days up to the current one, after those that ``earlier`` gives. Records can be replaced,
    withheld or removed over all days by :meth:`put`, :meth:`withhold` and :meth:`remove`, until
    :meth:`restore`; the data version does not move with that.
    """

    def __init__(
        self,
        days: Sequence[DataSet],
        *,
        history: Mapping[str, Submissions] | None = None,
        earlier: Mapping[str, Submissions] | None = None,
    ) -> None:
        if not days:
            raise ValueError("a registry needs at least one data set")
        self.days = tuple(days)
        self.history = dict(history or {})
        self.earlier = dict(earlier or {})
        #: Counts the edits, so that what was worked out from the studies can be known as stale.
        self.edits = 0
        self._day = 1
        self._instead: dict[str, bytes | None] = {}

    @property
    def day(self) -> int:
        """The number of the current day, from 1."""
        return self._day

    @day.setter
    def day(self, number: int) -> None:
        """Move to a day; ``NoSuchDay`` where there is none of that number."""
        if not 1 <= number <= len(self.days):
            raise NoSuchDay(f"there is no day {number}; the days are 1 to {len(self.days)}")
        self._day = number

    def advance(self) -> DataSet:
        """Make the next day the current one and return its data set."""
        self.day += 1
        return self.today

    @property
    def today(self) -> DataSet:
        """The data set of the current day."""
        return self.days[self._day - 1]

    @property
    def version(self) -> str:
        """The data version of the current day."""
        return self.today.version

    def find(self, trial: str) -> bytes | None:
        """The study of that very id today; None where there is none."""
        if trial in self._instead:
            return self._instead[trial]
        return self.today.studies.get(trial)

    def resolve(self, trial: str) -> str | None:
        """The id under which a trial stands today: its own, or the one that its alias leads to."""
        if self.find(trial) is not None:
            return trial
        real = self.today.aliases.get(trial)
        return real if real is not None and self.find(real) is not None else None

    def trials(self) -> Iterator[str]:
        """The ids of today in serving order: stable, and in no order that a client may rely on."""
        removed = {trial for trial, study in self._instead.items() if study is None}
        known = {*self.today.studies, *self._instead} - removed
        return iter(sorted(known, key=serving_order))

    def submissions(self, trial: str) -> list[tuple[str, bytes]]:
        """The versions that the sponsor submitted up to today, oldest first, with their dates.

        Read from the days, a version is what came with a new ``lastUpdateSubmitDate``: what the
        registry changes on its own (places, linked papers, UNKNOWN) is no version of the history.
        """
        if trial in self.history:
            return [(date, payload(study)) for date, study in self.history[trial]]
        found = [(date, payload(study)) for date, study in self.earlier.get(trial, ())]
        for data_set in self.days[: self._day]:
            data = data_set.studies.get(trial)
            if data is not None:
                date = _submitted(data) or data_set.date
                if not found or found[-1][0] != date:
                    found.append((date, data))
        return found

    def put(self, study: Study) -> None:
        """Serve this study from now on, whatever the day."""
        self._replace(nct_id(study), payload(study))

    def remove(self, trial: str) -> None:
        """Serve this trial no more: 404, and absent from lists."""
        self._replace(trial, None)

    def withhold(self, trial: str) -> None:
        """Serve nearly nothing of this trial, as for a device whose record is delayed."""
        section = {
            "identificationModule": {"nctId": trial},
            "statusModule": {"overallStatus": "WITHHELD", "delayedPosting": True},
        }
        misc = {"miscInfoModule": {"versionHolder": self.today.date}}
        study = {"protocolSection": section, "derivedSection": misc, "hasResults": False}
        self._replace(trial, payload(study))

    def restore(self, *trials: str) -> None:
        """Serve these trials, or all, as their day has them."""
        for trial in trials or tuple(self._instead):
            self._instead.pop(trial, None)
        self.edits += 1

    def _replace(self, trial: str, data: bytes | None) -> None:
        self._instead[trial] = data
        self.edits += 1


def serving_order(trial: str) -> tuple[int, str]:
    """The sort key by which studies are served: scattered, but the same at every request."""
    return zlib.crc32(trial.encode()), trial


def _submitted(data: bytes) -> str | None:
    """The day on which the sponsor submitted this state, or on which it was posted, if stated."""
    status = as_dict(data).get("protocolSection", {}).get("statusModule", {})
    posted = status.get("lastUpdatePostDateStruct", {}).get("date")
    found: str | None = status.get("lastUpdateSubmitDate", posted)
    return found
