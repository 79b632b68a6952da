"""The timeline as a function of the looks: equal neighbours are one version.

Comes in: looks, each with its place and what it shows. Goes out: runs, oldest first.
Does not: know the store, or where a look came from.

The order of looks is their place in the timeline, then the moment when they were taken, then the
registry's own dates, then the hash of what they show: a function of the look alone, so that two
looks at one moment that contradict each other stand in the same order whichever came first. Looks
at a registry's own record history have a number of their own: ``order`` puts them in.

Sources need not show the same parts of a record. A look joins the run before it if it agrees with
it on all that both show; what a run says is said by the first of its looks that shows the most.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracker.placing.look import Look
from tracker.placing.order import in_order


class Run:
    """Looks, one after the other, that show one version."""

    def __init__(self, first: Look) -> None:
        self.looks = [first]
        #: The look that says what the version is: the first that shows the most.
        self.says = first

    def take(self, look: Look) -> bool:
        """Add a look, if it shows this version."""
        if look.is_known_to_differ_from(self.looks[-1]) or not look.shows_the_same_as(self.says):
            return False
        self.looks.append(look)
        if look.shows_more_than(self.says):
            self.says = look
        return True


def fold(looks: Iterable[Look]) -> list[Run]:
    """The versions that these looks show, oldest first."""
    runs: list[Run] = []
    for look in in_order(looks):
        add(runs, look)
    return runs


def add(runs: list[Run], look: Look) -> bool:
    """Add the next look to the versions so far; whether it begins a new one."""
    if runs and runs[-1].take(look):
        return False
    runs.append(Run(look))
    return True


def contradictions(runs: Iterable[Run]) -> set[Look]:
    """Looks at one moment, of one source, that show different things."""
    found: set[Look] = set()
    last: Look | None = None
    for look in (look for run in runs for look in run.looks):
        if (
            last is not None
            and look.number is None
            and last.key == look.key
            and last.source == look.source
            and not look.shows_the_same_as(last)
        ):
            found |= {last, look}
        last = look
    return found
