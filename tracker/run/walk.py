"""Walk watched searches: all pages of each, and what entered or left."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.errors import ReadError
from tracker.run.visit import Visit
from tracker.store import Watched, WatchedSearch


def walk(visit: Visit, searches: list[WatchedSearch]) -> Iterable[Watched]:
    """Walk all pages of each search; what matches for the first time enters the watch list."""
    entered: set[str] = set()
    for search in searches:
        try:
            matches = _matches(visit, search)
        except ReadError as error:
            visit.search_missed(search, error)
            continue
        hits = visit.store.note_hits(search.id, matches, visit.now)
        entered.update(hits.entered)
        first = search.last_walk is None
        if search.failing:
            text = f"the search “{search.search}” can be walked again"
            visit.tell("search_recovered", text, None, search.id)
        _tell_hits(visit, search, () if first else hits.entered, hits.left)
    return [one for one in visit.store.watched() if one.trial in entered] if entered else []


def _matches(visit: Visit, search: WatchedSearch) -> list[str]:
    """The ids on all pages. Fewer than the registry announced is a failed walk."""
    found: dict[str, None] = {}
    token, announced = None, None
    while True:
        page = visit.page(visit.source.search_request(search.search, token))
        announced = page.total if announced is None else announced
        before = len(found)
        found.update(dict.fromkeys(entry.trial for entry in page.entries))
        token = page.next_token
        if not token:
            break
        if len(found) == before:  # only the last page may bring nothing new
            raise ReadError("not_a_trial", "the registry sends pages without end and nothing new")
    if announced is not None and len(found) < announced:
        raise ReadError(
            "truncated", f"the registry announced {announced} matches and sent {len(found)}"
        )
    return list(found)


def _tell_hits(
    visit: Visit, search: WatchedSearch, entered: Iterable[str], left: Iterable[str]
) -> None:
    for trial in entered:
        text = f"{trial} matches the search “{search.search}” now and is watched from here on"
        visit.tell("search_entered", text, trial, search.id)
    for trial in left:
        text = f"{trial} does not match the search “{search.search}” any more; it stays watched"
        visit.tell("search_left", text, trial, search.id)
