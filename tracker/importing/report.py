"""What an import came to: what was taken, what was left and why.

Comes in: counts and things left, as the import goes. Goes out: lines for people, JSON for scripts.
Does not: print.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from tracker.importing.found import Left

#: So many things that were left are kept with their path; of more, only how many.
MOST_LEFT = 1000
#: So many paths are shown under one reason.
_SHOWN = 5

#: How people are told who said when the records were seen.
_SAID_BY = {
    "given": "as you said",
    "wrapper": "as the line around the record says",
    "commit": "at the time of the commit",
    "file name": "by a date in the name of the file",
    "record": "on the day of the registry's data set, as the record itself says",
    "archive": "by the stamp in the archive",
    "file time": (
        "by the time of the file, for want of anything better: a copied file may bear the time of "
        "the copy; --observed-at DATE says it better"
    ),
}

#: What a heading says of things left for one kind of reason.
_KINDS = {
    "conflict": "with conflict markers of git",
    "damaged": "damaged",
    "empty": "empty",
    "encoding": "in another encoding",
    "future": "seen in the future",
    "link": "links",
    "no_file": "no file",
    "no_time": "without a time",
    "not_a_trial": "no trial",
    "not_json": "no JSON",
    "too_large": "too large",
    "truncated": "cut short",
    "unreadable": "unreadable",
    "wrong_trial": "of another trial",
}


class ImportReport(Struct):
    """What an import came to, filled as it goes."""

    #: Records that were looked at.
    read: int = 0
    #: Versions that there are more than before.
    new_versions: int = 0
    #: Looks at a version before it was known to be there.
    earlier: int = 0
    #: Further looks at known versions.
    confirmed: int = 0
    #: Looks that were stored before.
    known: int = 0
    #: Trials that the records are of.
    trials: int = 0
    seconds: float = 0.0
    #: What was left and should not have been there; the first ``MOST_LEFT`` of it.
    left: list[Left] = field(default_factory=list)
    #: How much was left in all, by kind.
    left_by_kind: Counter[str] = field(default_factory=Counter)
    #: Files that nobody would take for records: a README, a picture.
    passed_over: list[str] = field(default_factory=list)
    #: Records that say something else than another record seen at the same moment; both are kept.
    contradicted: list[str] = field(default_factory=list)
    #: How many records were dated by whom; see ``moments.TRUST``.
    dated_by: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    @property
    def failed(self) -> bool:
        """Something that should have been taken was left, or contradicts something else."""
        return bool(self.left_by_kind or self.contradicted)

    def exit_code(self) -> int:
        """What the command line exits with: 0 all taken, 1 something left, 130 cut off."""
        return 130 if self.interrupted else int(self.failed)

    def leave(self, left: Left) -> None:
        """Note something that was not taken."""
        if left.harmless:
            if len(self.passed_over) < MOST_LEFT:
                self.passed_over.append(left.where)
            return
        self.left_by_kind[left.kind] += 1
        if len(self.left) < MOST_LEFT:
            self.left.append(left)

    def counts(self) -> dict[str, int]:
        """What the import counted, as the store keeps it."""
        return {
            "read": self.read,
            "trials": self.trials,
            "new_versions": self.new_versions,
            "earlier": self.earlier,
            "confirmed": self.confirmed,
            "known": self.known,
            "left": self.left_by_kind.total(),
        }

    def as_json(self) -> dict[str, Any]:
        """All of it, for scripts."""
        left = [{"where": one.where, "kind": one.kind, "reason": one.reason} for one in self.left]
        return self.counts() | {
            "seconds": round(self.seconds, 3),
            "failed": self.failed,
            "interrupted": self.interrupted,
            "dated_by": dict(self.dated_by),
            "left_by_kind": dict(self.left_by_kind),
            "left_records": left,
            "contradicted": self.contradicted,
            "passed_over": self.passed_over,
        }

    def lines(self) -> list[str]:
        """What was taken, for people."""
        return [*self._taken(), *self._dated(), *self._passed_over()]

    def problems(self) -> list[str]:
        """What was left or contradicts something, for people; empty if all is well."""
        return [*self._contradicted(), *self._left()]

    def _taken(self) -> Iterator[str]:
        if self.interrupted:
            yield "Interrupted. What is said below is stored; run the same import again to go on."
        if not self.read:
            yield "No record was found."
            return
        yield (
            f"{_many(self.read, 'record')} of {_many(self.trials, 'trial')} in "
            f"{self.seconds:,.1f} s: {_many(self.new_versions, 'new version')}."
        )
        if self.earlier:
            yield f"{_many(self.earlier, 'look')} showed a version before it was known to be there."
        if self.confirmed:
            yield f"{_many(self.confirmed, 'look')} found a version as it is known."
        if self.known:
            yield f"{_many(self.known, 'look')} had been stored before."

    def _dated(self) -> Iterator[str]:
        for by, count in self.dated_by.most_common():
            yield f"{_many(count, 'record')} dated {_SAID_BY[by]}."

    def _contradicted(self) -> Iterator[str]:
        if count := len(self.contradicted):
            yield (
                f"{_many(count, 'record')} {'contradicts' if count == 1 else 'contradict'} "
                "another one that was seen at the same moment. Both are kept, in the order of the "
                "registry's own dates:"
            )
            yield from _paths(self.contradicted)

    def _left(self) -> Iterator[str]:
        if not self.left_by_kind:
            return
        yield f"{self.left_by_kind.total():,} left:"
        by_kind: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for one in self.left:
            by_kind[one.kind][one.reason].append(one.where)
        for kind, reasons in by_kind.items():
            yield f"  {_KINDS.get(kind, kind.replace('_', ' '))}: {self.left_by_kind[kind]:,}"
            for reason, paths in reasons.items():
                yield f"    {reason}"
                yield from (f"  {line}" for line in _paths(paths))

    def _passed_over(self) -> Iterator[str]:
        if self.passed_over:
            yield f"{_many(len(self.passed_over), 'other file')} passed over:"
            yield from _paths(self.passed_over)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _paths(paths: list[str]) -> Iterator[str]:
    """The first of some paths; one that comes several times, as a file can, once."""
    counted = Counter(paths)
    for path, times in list(counted.items())[:_SHOWN]:
        yield f"    {path}" if times == 1 else f"    {path} ({times:,} times)"
    if len(counted) > _SHOWN:
        yield f"    and {len(counted) - _SHOWN:,} more"
