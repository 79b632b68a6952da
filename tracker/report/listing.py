"""The watch list and lists of trials, as tables.

Comes in: what is watched, or trials that were found. Goes out: lines that fit.
Does not: look anything up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.diff.labels import read_out
from tracker.report.lines import EMPTY, Line, Span, bad, faint, ident, line, title
from tracker.report.run import names
from tracker.report.table import Column, table
from tracker.store.listed import Watched, WatchedSearch
from tracker.store.rows import Trial

_LIST = (
    Column("id"),
    Column("status", least=13),
    Column("ver."),
    Column("last look"),
    Column("tags", least=6),
    Column("title", least=12),
)
_FOUND = (Column("id"), Column("status", least=13), Column("sites"), Column("title", least=20))


def watch_list(
    watched: Sequence[Watched], searches: Sequence[WatchedSearch], width: int | None
) -> Iterator[Line]:
    """What is watched: a table of the trials, then the searches."""
    if watched:
        yield from table(_LIST, [_row(one) for one in watched], width)
    yield from _troubles(watched)
    if searches:
        yield EMPTY
        yield line(title("Searches"))
        for search in searches:
            yield _search(search)
            if search.failing:
                since = f"fails since {(search.failing_since or '')[:10]}: "
                yield line(bad(since), search.failing_reason or "", indent=5)


def _troubles(watched: Sequence[Watched]) -> Iterator[Line]:
    """Which looks fail, one line a reason and day, so that an outage is told once."""
    alike: dict[tuple[str, str], list[str]] = {}
    for one in watched:
        if one.failing:
            # Reasons name the trial where they can; without it, equal ones are one.
            reason = one.failing.reason.replace(one.trial, "it")
            alike.setdefault((one.failing.since[:10], reason), []).append(one.trial)
    if alike:
        yield EMPTY
    for (since, reason), trials in alike.items():
        fails = "fails" if len(trials) == 1 else "fail"
        yield line(ident(names(trials)), bad(f" {fails} since {since}: "), reason)


def _row(one: Watched) -> list[str | Span]:
    return [
        ident(one.trial),
        _status(one),
        str(one.versions),
        (one.last_look or "never")[:10],
        ", ".join(one.tags),
        one.title or faint("(not seen yet)"),
    ]


def _status(one: Watched) -> str | Span:
    """The status; failing and gone come first, in words."""
    if one.gone_since:
        return bad(f"gone {one.gone_since[:10]}")
    said = read_out(one.overall_status) if one.overall_status else ""
    if one.failing:
        return bad(f"failing ({said})" if said else "failing")
    return said


def _search(one: WatchedSearch) -> Line:
    matches = f"{one.matches:,} match" if one.matches == 1 else f"{one.matches:,} matches"
    walked = f"walked {one.last_walk[:10]}" if one.last_walk else "not walked yet"
    tags = f", tags {', '.join(one.tags)}" if one.tags else ""
    return line(f"{one.id}  {one.search}", faint(f"  {matches}, {walked}{tags}"), indent=2, hang=3)


def found(trials: Sequence[Trial], width: int | None) -> Iterator[Line]:
    """Trials as a table."""
    rows: list[list[str | Span]] = [
        [
            ident(trial.id),
            read_out(trial.overall_status) if trial.overall_status else "",
            str(trial.site_count or ""),
            trial.title or faint("(not seen yet)"),
        ]
        for trial in trials
    ]
    if rows:
        yield from table(_FOUND, rows, width)
