"""The home page: what changed lately, a search, how fresh the data is and what fails.

Comes in: rows of the database and trials that a search found. Goes out: HTML.
Does not: ask the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import quote, urlencode

from tracker.browse.frame import listed, trial_address
from tracker.browse.questions import MOST, Row
from tracker.changes import CATEGORIES
from tracker.diff.labels import read_out
from tracker.report.comparison import heading_of
from tracker.report.facts import in_short
from tracker.report.hypertext import text
from tracker.store import Trial

#: Sentences of one trial on one day; the rest is on its own page.
_MOST = 8


def beginning() -> Iterator[str]:
    """What an empty database says: how to begin."""
    yield "<h1>Nothing is watched yet</h1>\n"
    yield "<p>Watch a trial, or all trials that a search finds; the first look is kept at once:</p>"
    yield "<p><code>tracker watch NCT06931145</code></p>\n"
    yield "<p>Then let <code>tracker check</code> run each day. What changes is told here.</p>\n"


def searching(root: str, words: str) -> str:
    """The search box."""
    return (
        f'<form action="{text(root)}" method="get" role="search">'
        '<label for="q">Find trials by title, condition, sponsor, intervention or id</label>'
        f'<input type="search" id="q" name="q" value="{text(words)}">'
        "<button>Search</button></form>\n"
    )


def found(root: str, words: str, trials: Sequence[Trial]) -> Iterator[str]:
    """What a search found."""
    yield f"<h1>Trials that match “{text(words, 200)}”</h1>\n" + searching(root, words)
    if not trials:
        yield "<p>None of the stored trials matches. Fewer or shorter words find more.</p>\n"
        return
    yield f'<p class="soft">{len(trials):,} found{", the first 100 shown" * (len(trials) > 100)}.'
    yield "</p>\n"
    yield listed(
        f'{_name(root, one.id, one.title)}<br><span class="soft">{text(in_short(one))}</span>'
        for one in trials[:100]
    )


def home(
    root: str,
    database: str,
    fresh: Row,
    failing: Sequence[Row],
    rows: Sequence[Row],
    trials: Sequence[Row],
    filters: Mapping[str, str],
) -> Iterator[str]:
    """The page. ``database`` is Datasette's name of it; the rows were narrowed by ``filters``."""
    yield "<h1>What changed lately</h1>\n" + searching(root, "")
    looked = (fresh["last_look"] or "never")[:16].replace("T", ", ")
    yield f'<p class="soft">{fresh["watched"]:,} trials are watched. Last look: {text(looked)}'
    yield f"{' UTC' * bool(fresh['last_look'])}.</p>\n"
    yield from _failing(root, failing)
    yield from _filters(root, filters)
    yield from _days(root, rows)
    yield "<h2>Trials</h2>\n" + listed(
        f"{_name(root, one['id'], one['title'])} "
        f'<span class="soft">{text(read_out(one["overall_status"] or "not known"))}</span>'
        for one in trials
    )
    base = text(f"{root}{quote(database, safe='')}")
    yield (
        f'<footer><p class="links"><a href="{base}/watch_list">Watch list</a>'
        f'<a href="{base}/recent_changes">All changes as a table</a>'
        f'<a href="{base}">All tables, SQL, CSV and JSON</a></p></footer>\n'
    )


def _name(root: str, trial: str, title: str | None) -> str:
    said = text(title or "(without a title)", 300)
    return (
        f'<a href="{trial_address(root, trial)}"><span class="id">{text(trial)}</span></a> {said}'
    )


def _failing(root: str, failing: Sequence[Row]) -> Iterator[str]:
    if not failing:
        return
    yield '<div class="note"><strong>Could not be looked at</strong>' + listed(
        f'<a href="{trial_address(root, one["trial"])}">{text(one["trial"])}</a> since '
        f"{text((one['failing_since'] or '')[:10])}: {text(one['failing_reason'] or '')}"
        for one in failing
    )
    yield "</div>\n"


def _filters(root: str, filters: Mapping[str, str]) -> Iterator[str]:
    """Kinds of change as links that keep the other filters, and what is filtered by."""
    rest = {name: value for name, value in filters.items() if name != "kind"}
    if rest:
        said = ", ".join(f"{text(name)}: {text(value, 100)}" for name, value in rest.items())
        yield f'<p>Only trials with {said}. <a href="{text(root)}">Show all</a></p>\n'
    yield '<p class="links"><span class="soft">Kind:</span> '
    for kind in (None, *CATEGORIES[:-2]):
        words = heading_of(kind) if kind else "All"
        query = urlencode(rest | ({"kind": kind} if kind else {}))
        if filters.get("kind") == kind:
            yield f'<strong aria-current="true">{text(words)}</strong>'
        else:
            yield f'<a href="{text(root)}{"?" * bool(query)}{text(query)}">{text(words)}</a>'
    yield "</p>\n"


def _days(root: str, rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        yield "<p>No change is stored that fits. A first look at a trial is no change.</p>\n"
    for day, of_day in groupby(rows, key=lambda row: row["day"]):
        yield f"<h2><time>{text(day)}</time></h2>\n"
        for trial, of_trial in groupby(of_day, key=lambda row: row["trial"]):
            told = list(of_trial)
            yield f"<h3>{_name(root, trial, told[0]['title'])}</h3>\n"
            said = [text(row["summary"]) for row in told[:_MOST]]
            if len(told) > _MOST:
                where = trial_address(root, trial)
                said.append(f'<a href="{where}">and {len(told) - _MOST:,} more</a>')
            yield listed(said)
    if len(rows) == MOST:
        yield f'<p class="soft">The newest {MOST} changes; older ones are in the table.</p>\n'
