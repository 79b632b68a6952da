"""Keep a registry's list of versions, and say what is odd about it.

Comes in: a list as it was read. Goes out: what is stored of it; sentences on the outcome, those
that are news as notices too.
Does not: fetch.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.past.backfilled import MANY, Filled
from tracker.past.steps import Past
from tracker.sources.history import History

#: Numbers that are named one by one in a sentence.
_NAMED = 8


def keep_list(past: Past, trial: str, history: History) -> Filled:
    """Keep the list, and say what is odd about it."""
    first = not past.store.history_lists(trial)
    new, left = past.store.note_history(trial, history.submissions, past.now)
    listed = past.store.history(trial)
    known = sum(one.version_id is not None for one in listed)
    _tell_empty(past, trial, history, first=first)
    if history.gaps and (first or new):
        text = f"the record history of {trial} leaves out {_numbers(history.gaps)}"
        past.tell("history_gaps", text, trial)
    if left:
        text = f"the record history of {trial} does not list {_numbers(left)} any more"
        past.tell("history_shrank", f"{text}; what is stored of it stays here", trial)
    return Filled(trial=trial, listed=len(history.submissions), known=known)


def _tell_empty(past: Past, trial: str, history: History, *, first: bool) -> None:
    """Some trials have no versions in their history at all: said each time, noted once."""
    if history.submissions:
        return
    kind, text = "history_empty", f"the record history of {trial} lists no version"
    if first:
        past.tell(kind, text, trial)
    else:
        past.outcome.notices.append((kind, text))


def warn(past: Past, trial: str, due: int) -> None:
    """Say beforehand that a trial takes long."""
    if due > MANY:
        minutes = round(due * max(past.source.pause, 1.0) / 60) + 1
        text = (
            f"{trial} has {due} versions to fetch: about {minutes} minutes; --max-versions bounds "
            "that, and what was fetched is never fetched again"
        )
        past.outcome.warnings.append(text)
        if past.say is not None:
            past.say(text)


def _numbers(numbers: Sequence[int]) -> str:
    """Version numbers in words."""
    named = ", ".join(str(number) for number in numbers[:_NAMED])
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return f"{'version' if len(numbers) == 1 else 'versions'} {named}{more}"
