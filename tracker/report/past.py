"""What a back-fill came to, and how far the registry agrees with us, for a person.

Comes in: a :class:`~tracker.past.backfilled.BackfillOutcome`; the rows of
:mod:`tracker.past.witness`.
Goes out: a line a trial, what is odd, what could not be had, one closing line; a table.
Does not: print, or look anything up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tracker.past.backfilled import BackfillOutcome, Filled, Problem
from tracker.past.witness import RULES, Row, Verdict
from tracker.report.entries import counted
from tracker.report.lines import EMPTY, Line, bad, faint, ident, line, point, title
from tracker.report.run import names, notices

__all__ = ["agreement", "closing", "defects", "filled", "names", "problems", "reasons", "verified"]

#: Trials and problems that are named before the rest is counted.
_NAMED = 20
#: Said of a run that was ended by Ctrl-C.
INTERRUPTED = "interrupted; every version that was fetched is kept, and the next run goes on there"
_LABEL = max(len("Outcome Measures (Results)"), len("part of the record"))


def filled(outcome: BackfillOutcome) -> Iterator[Line]:
    """Each trial in a line, and what was told once."""
    for one in outcome.trials[:_NAMED]:
        yield line(ident(one.trial), "  ", _filled(one), hang=13)
    if len(outcome.trials) > _NAMED:
        yield line(f"and {counted('more trial', len(outcome.trials) - _NAMED)}")
    if outcome.trials:
        yield EMPTY
    yield from notices(outcome.notices)


def _filled(one: Filled) -> str:
    said = [f"{counted('version', one.listed)} listed"]
    if one.known:
        said.append(f"{one.known:,} known before")
    if one.added:
        said.append(f"{one.added:,} new here")
    if one.joined:
        said.append(f"{one.joined:,} seen here before, now with two witnesses")
    if one.left:
        said.append(f"{one.left:,} left for another run")
    missing = one.listed - one.known - one.fetched - one.left
    if missing > 0:
        said.append(f"{missing:,} could not be had")
    return ", ".join(said)


def told(outcome: BackfillOutcome) -> Iterator[Line]:
    """What was told once."""
    yield from notices(outcome.notices)


def problems(found: Sequence[Problem]) -> Iterator[Line]:
    """What could not be had, one line each."""
    for one in found[:_NAMED]:
        yield line(bad("could not fetch "), str(one))
    if len(found) > _NAMED:
        yield line(bad("could not fetch "), f"{len(found) - _NAMED:,} more")


def closing(outcome: BackfillOutcome) -> Line:
    """The one line that says what a back-fill did."""
    fetched = outcome.added + outcome.joined
    said = f"Fetched {counted('version', fetched)} of {counted('trial', len(outcome.trials))}"
    more = [f"{outcome.added:,} new here, {outcome.joined:,} seen before"] if fetched else []
    if outcome.left:
        more.append(f"{outcome.left:,} left for another run")
    if outcome.problems:
        more.append(f"{counted('problem', len(outcome.problems))}")
    if outcome.unasked:
        more.append(f"{counted('trial', outcome.unasked)} not asked for")
    rest = f": {', '.join(more)}" if more else ""
    return line(f"{said}{rest}. {counted('request', outcome.requests).capitalize()}.")


def verified(outcome: BackfillOutcome) -> Line:
    """The one line that says what a verification came to."""
    read = counted("stored version", outcome.verified)
    told = (
        f"{outcome.rewritten:,} reads otherwise than it did"
        if outcome.rewritten == 1
        else f"{outcome.rewritten:,} read otherwise than they did"
        if outcome.rewritten
        else ("all read as they did")
    )
    return line(f"Read {read} again: {told}. {counted('request', outcome.requests).capitalize()}.")


def agreement(rows: Sequence[Row]) -> Iterator[Line]:
    """The table of how far the registry's labels and our changes agree."""
    head = ("both", "registry only", "ours only", "agree", "not explained")
    yield line(faint(f"{'part of the record':<{_LABEL}}  " + "  ".join(head)))
    for row in rows:
        cells = (
            f"{row.both:>{len(head[0])},}",
            f"{row.registry_only:>{len(head[1])},}",
            f"{row.ours_only:>{len(head[2])},}",
            f"{row.agreement:>{len(head[3])}.0%}",
            f"{row.unexplained:>{len(head[4])},}",
        )
        yield line(f"{row.label:<{_LABEL}}  " + "  ".join(cells))


def reasons(rows: Iterable[Row]) -> Iterator[Line]:
    """Why the registry names parts in which no change is found, by rule."""
    counts: dict[str, int] = {}
    for row in rows:
        for rule, count in row.explained.items():
            counts[rule] = counts.get(rule, 0) + count
    if counts:
        yield line(title("Named by the registry, no change found here"))
    for rule in RULES:
        if rule in counts:
            yield point(f"{counts[rule]:,}: {RULES[rule]}")


def defects(found: Sequence[Verdict]) -> Iterator[Line]:
    """Disagreements that no rule explains, one by one."""
    if found:
        yield line(title("Not explained by any rule"))
    for one in found[:_NAMED]:
        who = "the registry names it" if one.said == "registry" else "changed here, not named"
        yield point(f"{one.trial}, the registry's version {one.number}, {one.label}: {who}")
    if len(found) > _NAMED:
        yield point(f"and {len(found) - _NAMED:,} more")
