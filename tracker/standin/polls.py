"""A registry from recorded polls: the state of every trial at each moment that was polled.

Comes in: polls as (moment, id, study), in the order in which each trial went through them.
Goes out: a :class:`~tracker.standin.registry.Registry` with one day for each moment.
Does not: keep studies unpacked; thousands of polls of large records fit into little memory.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from tracker.standin.registry import DataSet, Registry, Study, aliases_in, payload

Poll = tuple[str, str, Study]


class _Trial:
    """The states of one trial, packed, with the moments from which on they hold."""

    def __init__(self) -> None:
        self.moments: list[str] = []
        self.packed: list[bytes] = []

    def add(self, moment: str, data: bytes) -> None:
        """A state; it can hold no earlier than the one before it."""
        self.moments.append(max([moment, *self.moments[-1:]]))
        self.packed.append(zlib.compress(data, 1))

    def at(self, moment: str) -> bytes | None:
        """The state at a moment; None before the first poll."""
        place = bisect_right(self.moments, moment)
        return zlib.decompress(self.packed[place - 1]) if place else None


class _AsOf(Mapping[str, bytes]):
    """The studies of one moment, unpacked when they are asked for."""

    def __init__(self, trials: Mapping[str, _Trial], moment: str) -> None:
        self._trials, self._moment = trials, moment

    def __getitem__(self, trial: str) -> bytes:
        data = self._trials[trial].at(self._moment)
        if data is None:
            raise KeyError(trial)
        return data

    def __iter__(self) -> Iterator[str]:
        return (name for name, trial in self._trials.items() if trial.moments[0] <= self._moment)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def from_polls(polls: Iterable[Poll]) -> Registry:
    """The registry that shows at each polled moment what was polled last of each trial.

    Its data versions are the moments, without the letter of their time zone. A trial is absent
    before its first poll.

    >>> study = {"protocolSection": {"identificationModule": {"nctId": "NCT99000001"}}}
    >>> registry = from_polls([("2026-02-03T13:20:35Z", "NCT99000001", study)])
    >>> registry.version, len(registry.days)
    ('2026-02-03T13:20:35', 1)
    """
    trials: dict[str, _Trial] = {}
    aliases: dict[str, str] = {}
    for moment, trial, study in polls:
        data = payload(study)
        trials.setdefault(trial, _Trial()).add(moment, data)
        aliases |= aliases_in(trial, data)
    moments = sorted({moment for trial in trials.values() for moment in trial.moments})
    return Registry(
        [DataSet(moment.rstrip("Z"), _AsOf(trials, moment), aliases) for moment in moments]
    )
