"""What a back-fill came to: plain values that the command line prints and scripts count.

``tracker.past.backfill`` fills one :class:`BackfillOutcome`; nothing here looks anything up.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

#: A trial with more versions than this is said to take long before they are fetched.
MANY = 200


class Problem(Struct, frozen=True):
    """A list or a version that could not be had: a value with a reason."""

    trial: str
    #: The registry's number of the version; None where it is the list itself.
    number: int | None
    #: One of the words of ``tracker.sources.base.Miss``, or ``wrong_version``.
    kind: str
    reason: str

    def __str__(self) -> str:
        """The problem as a line."""
        what = "its record history" if self.number is None else f"version {self.number}"
        return f"{self.trial}, {what}: {self.reason}"


class Filled(Struct, kw_only=True):
    """What one trial's record history came to."""

    trial: str
    #: Versions in the registry's list.
    listed: int = 0
    #: Versions that were stored before this run.
    known: int = 0
    #: Versions of this run that are new in the timeline.
    added: int = 0
    #: Versions of this run that a look of another source, or another number, had shown already.
    joined: int = 0
    #: Versions that are left for another run, by --max-versions or --only.
    left: int = 0
    #: Up to this number all listed versions are stored; None: not even the first.
    complete_to: int | None = None

    @property
    def fetched(self) -> int:
        """Versions that were fetched and kept in this run."""
        return self.added + self.joined


class Far(Struct, frozen=True):
    """How far a run has come."""

    trial: str
    #: Which of the trials this one is, counted from 1, and how many there are.
    nth: int
    trials: int
    #: Requests that are done, and an estimate of all: what is known of the lists that are read,
    #: and as much on average for each list that is not.
    done: int
    due: int


#: Told how far a run has come, after each answer.
Progress = Callable[[Far], None]


class BackfillOutcome(Struct, kw_only=True):
    """What one run came to, filled as it goes."""

    started_at: str
    trials: list[Filled] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: Sentences told once: no history, gaps in a list, a list that became shorter, rewritten
    #: versions.
    notices: list[tuple[str, str]] = field(default_factory=list)
    #: Sentences about what a run like this one takes.
    warnings: list[str] = field(default_factory=list)
    #: Stored versions that were read again, and those of them that read otherwise.
    verified: int = 0
    rewritten: int = 0
    #: Trials whose turn did not come: the registry would not have answered, or Ctrl-C ended it.
    unasked: int = 0
    requests: int = 0
    interrupted: bool = False

    @property
    def added(self) -> int:
        """Versions that are new in the timelines."""
        return sum(one.added for one in self.trials)

    @property
    def joined(self) -> int:
        """Versions that had been seen already, by another source or under another number."""
        return sum(one.joined for one in self.trials)

    @property
    def left(self) -> int:
        """Versions that are left for another run."""
        return sum(one.left for one in self.trials)

    @property
    def failed(self) -> bool:
        """Something could not be had."""
        return bool(self.problems)

    def exit_code(self) -> int:
        """What the command line exits with: 0 all was had, 1 not all of it, 130 cut off."""
        return 130 if self.interrupted else int(self.failed)

    def counts(self) -> dict[str, int]:
        """What the run counted, as the store keeps it."""
        return {
            "trials": len(self.trials),
            "added": self.added,
            "joined": self.joined,
            "left": self.left,
            "failed": len(self.problems),
            "verified": self.verified,
            "rewritten": self.rewritten,
            "requests": self.requests,
        }

    def note(self) -> str | None:
        """What the run log should say besides the numbers."""
        return "interrupted" if self.interrupted else None
