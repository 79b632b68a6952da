"""What a run of ``check`` or ``watch`` came to, for a person.

Comes in: an :class:`~tracker.outcome.Outcome`.
Goes out: the news by trial, what matters first; what was told once; what could not be looked at,
by reason; one closing line.
Does not: print, or say where each belongs (the misses are for stderr).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tracker.outcome import Kept, Outcome
from tracker.report.digest import Digest, digest_of, headed, lines_of
from tracker.report.entries import counted
from tracker.report.lines import EMPTY, Line, bad, faint, line, point, title
from tracker.sources.base import Miss

#: Trials that are named before the rest is counted.
_NAMED = 20
#: Said of a run that was ended by Ctrl-C.
INTERRUPTED = "interrupted; what was looked at is kept, and the next check looks at the rest"
_HEADINGS = {
    "gone": "Gone",
    "withheld": "Withheld",
    "back": "Back",
    "moved": "Moved to another id",
    "search_entered": "New matches of searches",
    "search_left": "No longer matching a search",
    "recovered": "Looked at again",
    "search_recovered": "Walked again",
}


def news(outcome: Outcome) -> Iterator[Line]:
    """All that a run brought, in blocks with an empty line behind each."""
    digests = sorted(map(digest_of, outcome.changed), key=lambda one: (one.rank, one.trial))
    for one in digests:
        if one.points:
            yield from lines_of(one)
            yield EMPTY
    yield from _block(_routine([one for one in digests if not one.points]))
    yield from _block(_first_looks(outcome.first))
    yield from notices(outcome.notices)


def _block(lines: Iterable[Line]) -> Iterator[Line]:
    """Some lines with an empty one behind them, if there are any."""
    block = [*lines]
    yield from block
    if block:
        yield EMPTY


def _routine(digests: Sequence[Digest]) -> Iterator[Line]:
    """Trials in which nothing moved but what the registry or the book-keeping did."""
    groups = (
        ("re-verified or updated, nothing else changed", [d for d in digests if not d.registry]),
        ("changed by the registry only", [d for d in digests if d.registry]),
    )
    for what, group in groups:
        if group:
            said = f"{counted('trial', len(group))} {what}: "
            yield line(faint(said + names([one.trial for one in group])))


def _first_looks(kept: Sequence[Kept]) -> Iterator[Line]:
    if kept:
        yield line(title(f"First look at {counted('trial', len(kept))}"))
    for one in kept[:_NAMED]:
        yield Line(headed(one.trial, one.title).spans, indent=2, hang=13)
    if len(kept) > _NAMED:
        yield line(f"and {len(kept) - _NAMED:,} more (tracker list)", indent=2)


def notices(told: Sequence[tuple[str, str]]) -> Iterator[Line]:
    """What is told once, by kind."""
    for kind in dict.fromkeys((*_HEADINGS, *(kind for kind, _ in told))):
        group = [text for one, text in told if one == kind]
        if group:
            yield line(title(_HEADINGS.get(kind) or kind.replace("_", " ").capitalize()))
            yield from (point(text) for text in group[:_NAMED])
            if len(group) > _NAMED:
                yield point(f"and {len(group) - _NAMED:,} more")
            yield EMPTY


def misses(outcome: Outcome, *, known: bool = True) -> Iterator[Line]:
    """What could not be looked at, one line a reason; ``known``: also what was told before."""
    reasons: dict[str, list[Miss]] = {}
    told = () if known else {miss.trial for miss in outcome.known_misses}
    for miss in outcome.misses:
        if miss.trial in told:
            continue
        # Reasons name the trial where they can; without it, equal ones are one.
        reasons.setdefault(miss.reason.replace(miss.trial, "it"), []).append(miss)
    for group in reasons.values():
        reason = (
            group[0].reason if len(group) == 1 else group[0].reason.replace(group[0].trial, "it")
        )
        yield line(bad("could not look at "), f"{names([m.trial for m in group])}: {reason}")
    for reason in outcome.failed_searches:
        if known or reason not in outcome.known_failed_searches:
            yield line(bad("could not walk the search "), reason)


def names(trials: Sequence[str], most: int = _NAMED) -> str:
    """The ids of trials, at most so many of them.

    >>> names(["NCT00000001", "NCT00000002", "NCT00000003"], most=2)
    'NCT00000001 and 2 more'
    """
    if len(trials) <= most:
        return ", ".join(trials)
    return f"{', '.join(trials[: most - 1])} and {len(trials) - most + 1:,} more"


def closing(outcome: Outcome) -> Line:
    """The one line that says what the run did."""
    if outcome.unmoved and not outcome.due and not outcome.failed:
        return line(_unmoved(outcome))
    seen = outcome.looked - len(outcome.misses)
    said = f"Looked at {seen:,} of {counted('trial', outcome.due)}"
    counts = [f"{len(outcome.changed) or 'none'} changed"]
    if outcome.first:
        counts.append(f"{len(outcome.first):,} new")
    if outcome.misses:
        known = _as_before(len(outcome.known_misses), len(outcome.misses))
        counts.append(f"{len(outcome.misses):,} could not be looked at{known}")
    if outcome.failed_searches:
        searches = counted("search", len(outcome.failed_searches))
        known = _as_before(len(outcome.known_failed_searches), len(outcome.failed_searches))
        counts.append(f"{searches} could not be walked{known}")
    dates = ", ".join(dict.fromkeys(map(day_of, outcome.data_versions.values())))
    since = f" (data of {dates})" if dates else ""
    asked = f" {counted('request', outcome.requests).capitalize()}."
    return line(f"{said}, {', '.join(counts)}{since}.{_skipped(outcome)}{asked}")


def _as_before(known: int, failed: int) -> str:
    """How many of those that failed had failed in the same way before, which was told then."""
    if not known:
        return ""
    return " as before" if known == failed else f" ({known:,} as before)"


def _skipped(outcome: Outcome) -> str:
    """Those that were not asked for, while others were: new ones, and those that failed before."""
    if not outcome.skipped:
        return ""
    others = counted("other trial", outcome.skipped)
    were = "was" if outcome.skipped == 1 else "were"
    return f" The registry's data have not moved, so {others} {were} not asked for."


def _unmoved(outcome: Outcome) -> str:
    since = ", ".join(outcome.data_versions[name] for name in outcome.unmoved)
    return (
        f"The registry's data have not moved since {since}, so nothing was asked of "
        f"{counted('trial', outcome.skipped)}; --force looks anyway. "
        f"{counted('request', outcome.requests).capitalize()}."
    )


def day_of(version: str) -> str:
    """The day in the name of a data set, where it begins with one."""
    return version[:10] if version[:4].isdigit() and version[10:11] in ("", "T", " ") else version
