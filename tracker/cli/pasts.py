"""``tracker doctor --history``: how far pasts are fetched, and whether the registry agrees.

Comes in: an open database. Goes out: text or JSON lines.
Does not: ask a registry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.report import past
from tracker.report.entries import counted
from tracker.report.lines import EMPTY, Line, good, line, point, title

if TYPE_CHECKING:
    from tracker.api import Tracker
    from tracker.cli.screen import Screen
    from tracker.past.agreement import Agreement
    from tracker.store import HistoryList

#: Trials whose history is not whole that are named one by one.
_NAMED = 20


def examine_history(screen: Screen, tracker: Tracker, *, as_json: bool) -> int:
    """Say how far histories are fetched and how far the registry agrees; 1 for a disagreement."""
    found, lists = tracker.agreement(), tracker.pasts()
    if as_json:
        screen.json(_json(found, lists))
    else:
        screen.write(_lines(tracker, found, lists))
    return int(bool(found.defects))


def _json(found: Agreement, lists: Sequence[HistoryList]) -> Iterator[dict[str, object]]:
    """An object a trial, a label, and a disagreement that no rule explains."""
    for one in lists:
        yield {"trial": one.trial, "listed": one.listed, "complete_to": one.complete_to}
    for row in found.rows:
        yield {
            "label": row.label,
            "both": row.both,
            "registry_only": row.registry_only,
            "ours_only": row.ours_only,
            "explained": dict(row.explained),
            "unexplained": row.unexplained,
        }
    for verdict in found.defects:
        yield {
            "trial": verdict.trial,
            "registry_version": verdict.number,
            "label": verdict.label,
            "said_by": verdict.said,
        }
    for label in found.unknown:
        yield {"unknown_label": label}


def _lines(tracker: Tracker, found: Agreement, lists: Sequence[HistoryList]) -> Iterator[Line]:
    if not lists:
        yield line("No record history was fetched yet; `tracker backfill --watched` does.")
        return
    yield from _lists(lists)
    rewritten = tracker.rewritings()
    if rewritten:
        otherwise = "reads otherwise than it did"
        if len(rewritten) > 1:
            otherwise = "read otherwise than they did"
        said = f"{counted('version', len(rewritten))} {otherwise}"
        yield line(f"{said}; `tracker history ID` tells each.")
    yield EMPTY
    where = f"{counted('version', found.versions)} of {counted('trial', found.trials)}"
    yield line(title(f"The registry's words for what a version touched, over {where}"))
    yield from past.agreement(found.rows)
    yield EMPTY
    yield from past.reasons(found.rows)
    yield from past.defects(found.defects)
    if found.unknown:
        yield line(f"Labels that are not known here: {', '.join(found.unknown)}")
    if not found.defects:
        yield line(good("No disagreement is left that no rule explains."))


def _lists(lists: Sequence[HistoryList]) -> Iterator[Line]:
    """How many histories are whole, and which are not."""
    part = [one for one in lists if one.listed and not _is_whole(one)]
    none = [one.trial for one in lists if not one.listed]
    yield line(title("Record histories"))
    yield point(f"{counted('trial', len(lists))} whose list of versions was read")
    if none:
        yield point(f"{counted('trial', len(none))} without any version in it: {past.names(none)}")
    for one in part[:_NAMED]:
        to = "none" if one.complete_to is None else f"all up to {one.complete_to}"
        yield point(f"{one.trial}: {to} of {counted('version', one.listed)} stored in a row")
    if len(part) > _NAMED:
        yield point(f"and {len(part) - _NAMED:,} more that are not whole")


def _is_whole(one: HistoryList) -> bool:
    return one.complete_to is not None and one.complete_to + 1 >= one.listed
