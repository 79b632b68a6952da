"""Lists of entries in a flow of lines: which lines belong together.

Comes in: items of a section. Goes out: one :class:`Bunch` an entry.
Does not: know what the entries are.

A page shows an entry as its name and some lines, and nothing parts two entries but the reader's
knowledge of what is shown. Two orders occur: the label that each entry has stands at its end
(name, description, type) or after its name (name, type, description).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tracker.sources.page.draft import Draft
from tracker.sources.page.explanations import is_sentence
from tracker.sources.page.items import Item, bare, open_label


class Bunch(NamedTuple):
    """The lines of one entry."""

    texts: list[str]
    facts: dict[str, str]
    other: dict[str, str]

    def fact(self, field: str) -> str | None:
        """The value behind a label, None where there is none."""
        return self.facts.get(field) or None


def _bunch(items: Sequence[Item]) -> Bunch:
    facts: dict[str, str] = {}
    other: dict[str, str] = {}
    for item in items:
        if item.field and item.value and facts.setdefault(item.field, item.value) != item.value:
            other[item.label] = item.value
    return Bunch([item.value for item in items if not item.field], facts, other)


def _cut(items: Sequence[Item], starts: Sequence[int]) -> list[Bunch]:
    if not items:
        return []
    cuts = sorted({0, *starts})
    ends = [*cuts[1:], len(items)]
    return [_bunch(items[start:end]) for start, end in zip(cuts, ends, strict=True)]


def bunches(
    items: Sequence[Item],
    *,
    marks: Collection[str],
    starts: Collection[str] = (),
    names: Collection[str] = (),
) -> list[Bunch]:
    """Entries of several lines.

    ``marks`` are the labels that each entry has; ``starts`` labels that begin one; ``names`` are
    texts that are known to be names of entries.
    """
    if any(item.field in starts for item in items):
        return _cut(items, [at for at, item in enumerate(items) if item.field in starts])
    after_name = marks_follow_names(items, marks, names)
    begins = []
    for at, item in enumerate(items):
        if item.field:
            continue
        marked = at + 1 < len(items) and items[at + 1].field in marks
        after = at > 0 and bool(items[at - 1].field)
        if (marked if after_name else after) or _is_named(items, at, names):
            begins.append(at)
    return _cut(items, begins)


def _is_named(items: Sequence[Item], at: int, names: Collection[str]) -> bool:
    """Whether a text is a known name, and not the repetition of the name before it."""
    if bare(items[at].value) not in names:
        return False
    return at == 0 or items[at - 1].value != items[at].value


def marks_follow_names(
    items: Sequence[Item], marks: Collection[str], names: Collection[str] = ()
) -> bool:
    """Whether the label of each entry stands after its name, not at its end."""
    runs = _runs_before_marks(items, marks)
    if not runs or len(runs[0]) != 1:
        return False
    if names:
        return all(run and bare(run[-1]) in names for run in runs)
    last = max(at for at, item in enumerate(items) if item.field in marks)
    if any(not item.field for item in items[last:]):
        return True
    # Nothing stands after the last label: the look of the lines between has to tell.
    long = [run for run in runs if len(run) > 1]
    return bool(long) and all(is_sentence(run[0]) and not is_sentence(run[-1]) for run in long)


def _runs_before_marks(items: Sequence[Item], marks: Collection[str]) -> list[list[str]]:
    """The texts before each mark, since the mark before it."""
    runs, run = [], []
    for at, item in enumerate(items):
        if not item.field:
            run.append(item.value)
        elif item.field in marks and at and not items[at - 1].field:
            runs.append(run)
            run = []
    return runs


def headed(items: Sequence[Item]) -> list[Bunch]:
    """Entries of one name each, followed by labels; an unknown label belongs to its entry.

    Where the section begins with a label, that label begins each entry.
    """
    if not items:
        return []
    first = items[0].field
    if first:
        return _cut(items, [at for at, item in enumerate(items) if item.field == first])
    whole: list[Bunch] = []
    run: list[Item] = []
    extra: dict[str, str] = {}
    for at, item in enumerate(items):
        pair = None if item.field or not run else open_label(bare(item.value))
        if pair and not (at + 1 < len(items) and items[at + 1].field):
            extra[pair[0]] = pair[1]
            continue
        if not item.field and run:
            whole.append(_with(run, extra))
            run, extra = [], {}
        run.append(item)
    return [*whole, _with(run, extra)]


def _with(items: Sequence[Item], extra: dict[str, str]) -> Bunch:
    bunch = _bunch(items)
    bunch.other.update(extra)
    return bunch


def other_of(bunch: Bunch, heading: str, draft: Draft) -> dict[str, str] | None:
    """What no field of an entry takes, for its ``other``; it is reported."""
    for label, value in bunch.other.items():
        draft.report(f"{heading}.{label}", "field", value)
    return bunch.other or None
