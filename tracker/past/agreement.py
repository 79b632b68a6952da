"""The registry as witness over a whole database: how far its labels and our changes agree.

Comes in: a store with record histories that were back-filled. Goes out: an :class:`Agreement`.
Does not: fetch or write. ``tracker.past.witness`` says what agreement is.

Only neighbours in the registry's own numbering are compared, as a label speaks of what a version
changed against the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise

from msgspec import Struct

from tracker.past.kept import kept_payload
from tracker.past.witness import Row, Verdict, table, unknown_labels, verdicts
from tracker.store import Listed, Store

LINEAGE = "ctgov"


class Agreement(Struct, frozen=True):
    """How far the registry's labels and our changes agree."""

    #: Trials and versions that could be compared.
    trials: int
    versions: int
    #: A row a label.
    rows: tuple[Row, ...]
    #: Disagreements that no rule explains.
    defects: tuple[Verdict, ...]
    #: Labels of the registry that we do not know.
    unknown: tuple[str, ...]


def agreement(store: Store, trials: Iterable[str] | None = None) -> Agreement:
    """Compare all versions of these trials, or of all, that were back-filled."""
    names = [one.trial for one in store.history_lists()] if trials is None else list(trials)
    found = [verdict for trial in names for verdict in _verdicts(store, trial)]
    labels = [label for trial in names for one in store.history(trial) for label in one.labels]
    return Agreement(
        trials=len({one.trial for one in found}),
        versions=len({(one.trial, one.number) for one in found}),
        rows=tuple(table(found)),
        defects=tuple(one for one in found if one.is_defect),
        unknown=tuple(unknown_labels(labels)),
    )


def _verdicts(store: Store, trial: str) -> Iterator[Verdict]:
    """What both say of each version of a trial that follows a stored one."""
    places = {one.id: one.number for one in store.versions(trial) if one.lineage == LINEAGE}
    touched = store.touched(trial, LINEAGE)
    for before, now in _neighbours(store.history(trial)):
        first, last = places[before.version_id or 0], places[now.version_id or 0]
        parts = [part for n in range(first + 1, last + 1) for part in touched.get(n, ())]
        payloads = partial(_payloads, store, before, now)
        yield from verdicts(trial, now.number, now.labels, parts, payloads)


def _neighbours(history: list[Listed]) -> Iterator[tuple[Listed, Listed]]:
    """Stored versions with the stored one before them."""
    for before, now in pairwise(history):
        stored = before.version_id is not None and now.version_id is not None
        if stored and now.number == before.number + 1:
            yield before, now


def _payloads(store: Store, before: Listed, now: Listed) -> tuple[bytes, bytes]:
    """What was sent of both."""
    _, old = kept_payload(store, before.trial, LINEAGE, before.version_id or 0)
    _, new = kept_payload(store, now.trial, LINEAGE, now.version_id or 0)
    return old, new
