"""A Record in the making: values go in by place, what no field takes is kept and reported.

Comes in: values and lines. Goes out: the parts of a Record, ``other`` and the drift.
Does not: find or read anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.record import Part, Record
from tracker.record.sections import (
    Conditions,
    Dates,
    Description,
    Design,
    Documents,
    Eligibility,
    Enrollment,
    Identification,
    IpdSharing,
    Outcomes,
    Oversight,
    References,
    Sponsors,
    Status,
)
from tracker.sources.base import Drift
from tracker.sources.page import values
from tracker.text import from_markdown

_PARTS: dict[str, type[Part]] = {
    "identification": Identification,
    "status": Status,
    "dates": Dates,
    "enrollment": Enrollment,
    "design": Design,
    "sponsors": Sponsors,
    "oversight": Oversight,
    "description": Description,
    "conditions": Conditions,
    "outcomes": Outcomes,
    "eligibility": Eligibility,
    "references": References,
    "ipd_sharing": IpdSharing,
    "documents": Documents,
}


class Draft:
    """Collects what a page says. The first value of a place stands."""

    def __init__(self) -> None:
        self._places: dict[str, dict[str, Any]] = {}
        self._other: dict[str, Any] = {}
        self._drift: set[Drift] = set()

    def put(self, place: str, value: Any) -> bool:
        """Set a place such as "status.overall_status"; False if it holds something else."""
        part, _, name = place.rpartition(".")
        fields = self._places.setdefault(part, {})
        return bool(fields.setdefault(name, value) == value)

    def get(self, place: str) -> Any:
        """What a place holds so far."""
        part, _, name = place.rpartition(".")
        return self._places.get(part, {}).get(name)

    def append(self, place: str, value: Any) -> None:
        """Add an entry to a list such as "outcomes.primary_outcomes"."""
        part, _, name = place.rpartition(".")
        fields = self._places.setdefault(part, {})
        fields[name] = (*fields.get(name, ()), value)

    def keep(self, name: str, value: Any, *, under: str = "", kind: str = "field") -> None:
        """Keep what no field takes under its own label or heading, and report it."""
        self.keep_known(name, value)
        self.report(f"{under}.{name}" if under else name, kind, str(value))

    def keep_known(self, name: str, value: Any) -> None:
        """Keep what is understood and yet has no place in a field."""
        self._other[name] = f"{self._other[name]}\n{value}" if name in self._other else value

    def keep_lines(self, heading: str, lines: Sequence[str]) -> None:
        """Keep lines of a section that no field takes."""
        if lines:
            self.keep(heading, prose(lines))

    def report(self, path: str, kind: str, example: str) -> None:
        """Say that something is unknown: a field, or a word of a vocabulary."""
        self._drift.add(Drift(path=path, kind=kind, example=example[:200]))

    def word(self, vocabulary: str, text: str, path: str) -> str | None:
        """The registry's word for a text, the text itself if it is none, None if it is absent."""
        found = values.word(vocabulary, text)
        if found or values.is_absent(text):
            return found
        self.report(path, "value", text)
        return text

    def record(self) -> Record:
        """The finished Record."""
        top = dict(self._places.get("", {}))
        for name, fields in self._places.items():
            if name:
                top[name] = _PARTS[name](**fields)
        return Record(**top, other=self._other or None)

    def drift(self) -> tuple[Drift, ...]:
        """All that was unknown, sorted."""
        return tuple(sorted(self._drift))


def prose(lines: Sequence[str]) -> str:
    r"""Lines as canonical text, each a block of its own.

    >>> prose(["* 1\\. able to walk", "a) alone"])
    '- 1. able to walk\na) alone'
    """
    return from_markdown("\n\n".join(lines))
