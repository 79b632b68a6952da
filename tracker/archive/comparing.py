"""Two versions of a trial side by side.

Comes in: a trial and two of its versions, with their records.
Goes out: a :class:`Comparison`.
Does not: find the versions.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tracker.changes import Change, StoredChange
from tracker.diff.hidden import changes_on_shown
from tracker.record import Record
from tracker.store import Stored, Trial, Version


class Comparison(Struct, frozen=True):
    """Two versions of a trial and all that differs between them."""

    trial: str
    registry: str
    title: str | None
    before: Version
    after: Version
    changes: tuple[Change, ...]
    records: tuple[Record, Record]

    @property
    def silent(self) -> bool:
        """Whether the registry's own dates did not move; False where it gives none."""
        was, now = (
            (one.registry_date, one.last_update_submitted) for one in (self.before, self.after)
        )
        return was == now != (None, None)

    def stored_changes(self) -> Iterator[StoredChange]:
        """The changes with the trial and the clocks of the later version, as scripts want them."""
        after = self.after
        for change in self.changes:
            yield StoredChange(
                trial=self.trial,
                registry=self.registry,
                source=after.source,
                version=after.number,
                category=change.category,
                field=change.field,
                item=change.item,
                kind=change.kind,
                before=change.before,
                after=change.after,
                class_=change.class_,
                registry_date=after.registry_date,
                observed_at=after.observed_at,
                silent=self.silent,
                summary=change.summary,
            )


def compare(trial: Trial, before: Stored, after: Stored) -> Comparison:
    """Compare two versions; what the source of one does not show is no difference."""
    hides = {*before.version.hides, *after.version.hides}
    across = before.version.source != after.version.source
    return Comparison(
        trial=trial.id,
        registry=trial.registry,
        title=trial.title,
        before=before.version,
        after=after.version,
        changes=changes_on_shown(before.record, after.record, hides, across=across),
        records=(before.record, after.record),
    )
