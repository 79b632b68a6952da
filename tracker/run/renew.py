"""Before a look is compared: what an older reader read of its trial is read anew.

Comes in: the newest version that is known of a trial. Goes out: the same, as today's reader reads
it, with all that stands before it.
Does not: look at trials that have not moved; `tracker replay` brings all of them up to date.

So a better reader never shows up as a change of the trial: both sides are read by the same one.
"""

from __future__ import annotations

from tracker.placing import read_anew
from tracker.run.visit import Visit
from tracker.sources.readers import Readers
from tracker.store import Known


def up_to_date(visit: Visit, last: Known | None, trial: str) -> Known | None:
    """The newest version, whose trial was read anew if an older reader had read it."""
    source = visit.source
    if last is None or last.source != source.name or last.reader == source.reader:
        return last
    anew = read_anew(visit.store, Readers(source), trial)
    if anew.merged or anew.parted:
        text = (
            f"the stored looks at {trial} were read anew: {anew.merged} versions are one with "
            f"another now, {anew.parted} looks are versions of their own"
        )
        visit.store.notice("read_anew", text, at=visit.now, trial=trial, run=visit.run)
    return visit.store.known(source.lineage, [trial]).get(trial)
