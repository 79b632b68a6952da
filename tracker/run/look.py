"""Look at trials in as few requests as will do; ask again by itself for what did not answer."""

from __future__ import annotations

from tracker.errors import FetchError, ReadError
from tracker.run.keep import keep
from tracker.run.visit import Visit
from tracker.sources.base import Entry, Miss, Request
from tracker.store import Watched

#: A batch that failed in one of these ways is asked again in two halves.
_HALVED = frozenset(("too_large", "truncated", "timeout", "refused", "not_json", "not_a_trial"))


def look_at(visit: Visit, watched: dict[str, Watched]) -> None:
    """Look at these trials in as few requests as the source can do with."""
    visit.outcome.due += len(watched)
    for request in visit.source.requests(sorted(watched)):
        _at_batch(visit, request, watched)
        visit.say_how_far()


def _at_batch(visit: Visit, request: Request, watched: dict[str, Watched]) -> None:
    batch = request.trials
    try:
        entries = _entries(visit, request)
    except ReadError as error:
        _batch_failed(visit, error, batch, watched)
        return
    named = {name: entry for entry in entries for name in (entry.trial, *entry.aliases)}
    answered = {trial: named[trial] for trial in batch if trial in named}
    keep(visit, answered)
    _confirm_absent(visit, [trial for trial in batch if trial not in answered], watched)


def _entries(visit: Visit, request: Request) -> tuple[Entry, ...]:
    """All entries of an answer, over its pages if it has more than one."""
    page = visit.page(request)
    entries, more = list(page.entries), getattr(visit.source, "more", None)
    while page.next_token and more and len(entries) < len(request.trials):
        page = visit.page(more(request, page.next_token))
        if not page.entries:
            break  # whoever is missing is asked for alone
        entries += page.entries
    return tuple(entries)


def _batch_failed(
    visit: Visit, error: ReadError, batch: tuple[str, ...], watched: dict[str, Watched]
) -> None:
    """Halve a batch that is too much for one answer; else it is a miss for all of it."""
    if len(batch) == 1 and error.kind == "not_found":
        _absent(visit, batch[0], watched.get(batch[0]))
    elif len(batch) > 1 and error.kind in _HALVED:
        middle = len(batch) // 2
        for half in (batch[:middle], batch[middle:]):
            for request in visit.source.requests(half):
                _at_batch(visit, request, watched)
    else:
        visit.missed([Miss(trial, error.kind, error.reason) for trial in batch])


def _confirm_absent(visit: Visit, absent: list[str], watched: dict[str, Watched]) -> None:
    """A trial that a batch did not bring is asked for by itself before anything is said."""
    for trial in absent:
        one = watched.get(trial)
        if one is not None and one.gone_since:
            visit.outcome.looked += 1
            continue
        _at_single(visit, trial, one)
        visit.say_how_far()


def _at_single(visit: Visit, trial: str, watched: Watched | None) -> None:
    try:
        entries = visit.page(visit.source.single_request(trial)).entries
    except FetchError as error:
        if error.kind == "not_found":
            _absent(visit, trial, watched)
        else:
            visit.missed([Miss(trial, error.kind, error.reason)])
        return
    except ReadError as error:
        visit.missed([Miss(trial, error.kind, error.reason)])
        return
    mine = [entry for entry in entries if trial in (entry.trial, *entry.aliases)]
    if mine:
        keep(visit, {trial: mine[0]})
        return
    came = entries[0].trial if entries else "nothing"
    visit.missed([Miss(trial, "wrong_trial", f"asked for {trial}, the answer is {came}")])


def _absent(visit: Visit, trial: str, watched: Watched | None) -> None:
    """404 for a trial that was there before is an event; for one never seen it is a miss."""
    if watched is None or not watched.versions:
        reason = "the registry has no trial of this id; check the id"
        visit.missed([Miss(trial, "gone", reason)])
        return
    visit.outcome.looked += 1
    if not watched.gone_since:
        reason = "the registry does not show it any more; its history stays here"
        visit.store.mark_gone(trial, visit.now, reason)
        visit.tell("gone", f"{trial}: {reason}", trial)
