"""The search: its box, and the page of what it found.

Comes in: words, and the trials that fit them. Goes out: HTML.
Does not: search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.browse.frame import listed, trial_address
from tracker.report.facts import in_short
from tracker.report.hypertext import text
from tracker.store import Trial


def searching(root: str, words: str) -> str:
    """The search box."""
    return (
        f'<form action="{text(root)}" method="get" role="search">'
        '<label for="q">Find trials by title, condition, sponsor, intervention or id</label>'
        f'<input type="search" id="q" name="q" value="{text(words)}">'
        "<button>Search</button></form>\n"
    )


def found(root: str, words: str, trials: Sequence[Trial], most: int) -> Iterator[str]:
    """What a search found; one more than ``most`` says that there are others."""
    yield f"<h1>Trials that match “{text(words, 200)}”</h1>\n" + searching(root, words)
    if not trials:
        yield "<p>None of the stored trials matches. Fewer or shorter words find more.</p>\n"
        return
    many = len(trials) > most
    said = f"The first {most}; more words find fewer." if many else f"{len(trials):,} found."
    yield f'<p class="soft">{said}</p>\n'
    yield listed(
        f'{named(root, one.id, one.title)}<br><span class="soft">{text(in_short(one))}</span>'
        for one in trials[:most]
    )


def named(root: str, trial: str, title: str | None) -> str:
    """The id of a trial as a link to its page, and its title."""
    said = text(title or "(without a title)", 300)
    return (
        f'<a href="{trial_address(root, trial)}"><span class="id">{text(trial)}</span></a> {said}'
    )
