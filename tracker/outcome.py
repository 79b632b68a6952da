"""What a run came to: plain values that reports print and scripts count.

``check`` fills one :class:`Outcome`; nothing here looks anything up.
"""

from __future__ import annotations

from msgspec import Struct, field

from tracker.changes import Change
from tracker.sources.base import Miss


class Kept(Struct, frozen=True):
    """A new version of a trial: the first one, or one that differs from the one before."""

    trial: str
    title: str | None
    #: Number of the new version.
    version: int
    #: Empty for the first version: a first look is no change.
    changes: tuple[Change, ...]
    first: bool = False
    #: The registry's own update date did not move.
    silent: bool = False


class Outcome(Struct):
    """What one run of ``check`` came to, filled as it goes."""

    started_at: str
    #: Trials that were to be looked at.
    due: int = 0
    #: Trials that were looked at, whatever came of it.
    looked: int = 0
    unchanged: int = 0
    #: Trials that were not asked for, because the data set had not moved; counted as unchanged.
    skipped: int = 0
    kept: list[Kept] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    #: Those of them that failed in the same way the last time: what was told then.
    known_misses: list[Miss] = field(default_factory=list)
    #: Sentences told once: gone, back, moved, entered or left a search, recovered.
    notices: list[tuple[str, str]] = field(default_factory=list)
    #: Sources whose data set had not moved, so that nothing was asked.
    unmoved: list[str] = field(default_factory=list)
    #: Searches that could not be walked, each with the reason.
    failed_searches: list[str] = field(default_factory=list)
    #: Those of them that failed in the same way the last time.
    known_failed_searches: list[str] = field(default_factory=list)
    #: The registry's name of the data set, by source.
    data_versions: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    interrupted: bool = False

    @property
    def changed(self) -> list[Kept]:
        """New versions of trials that were known before."""
        return [kept for kept in self.kept if not kept.first]

    @property
    def first(self) -> list[Kept]:
        """First versions of trials."""
        return [kept for kept in self.kept if kept.first]

    @property
    def failed(self) -> bool:
        """Some trial or search could not be looked at."""
        return bool(self.misses or self.failed_searches)

    @property
    def failed_anew(self) -> bool:
        """Some failure is news: it began, or its reason changed."""
        known = len(self.known_misses) + len(self.known_failed_searches)
        return len(self.misses) + len(self.failed_searches) > known

    def exit_code(self) -> int:
        """What the command line exits with: 0 looked at all, 1 not at all of them, 130 cut off."""
        return 130 if self.interrupted else int(self.failed)

    def counts(self) -> dict[str, int]:
        """What the run counted, as the store keeps it."""
        return {
            "due": self.due,
            "looked": self.looked,
            "unchanged": self.unchanged,
            "changed": len(self.changed),
            "first": len(self.first),
            "failed": len(self.misses) + len(self.failed_searches),
            "requests": self.requests,
        }

    def note(self) -> str | None:
        """What the run log should say besides the numbers."""
        if self.interrupted:
            return "interrupted"
        return "the data set had not moved" if self.unmoved and not self.looked else None
