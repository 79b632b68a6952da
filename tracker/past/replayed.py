"""What reading everything anew came to: plain values that reports print and scripts count.

``tracker.past.replay`` fills one :class:`ReplayReport`; nothing here looks anything up.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Example(Struct, frozen=True):
    """One place where a field reads otherwise."""

    trial: str
    version: int
    item: str | None
    before: Any
    after: Any


class Otherwise(Struct):
    """A field that reads otherwise."""

    name: str
    times: int = 0
    examples: list[Example] = field(default_factory=list)


class ReplayReport(Struct):
    """What a replay came to, filled as it goes."""

    started_at: str
    dry_run: bool = False
    #: Trials that were read, and those of them of which anything is otherwise.
    trials: int = 0
    moved: int = 0
    payloads: int = 0
    rewritten: int = 0
    merged: int = 0
    parted: int = 0
    changes_gone: int = 0
    changes_new: int = 0
    #: What reads otherwise, most frequent first.
    otherwise: list[Otherwise] = field(default_factory=list)
    #: How many versions or trials could not be read anew, and the first of them with the reason.
    left: int = 0
    reasons: list[tuple[str, str]] = field(default_factory=list)
    #: The last trial of the run that was cut off before and is gone on with.
    resumed_after: str | None = None
    interrupted: bool = False

    def exit_code(self) -> int:
        """0: all was read; 1: some could not be; 130: cut off."""
        return 130 if self.interrupted else int(self.left > 0)

    def counts(self) -> dict[str, int]:
        """What the run counted, as the store keeps it."""
        names = ("trials", "moved", "payloads", "rewritten", "merged", "parted", "left")
        return {name: getattr(self, name) for name in names}
