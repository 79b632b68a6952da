"""The home page: what changed lately, a search, how fresh the data is and what fails.

Comes in: rows of the database. Goes out: HTML.
Does not: ask the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import quote, urlencode

from msgspec import Struct

from tracker.browse.frame import listed, trial_address
from tracker.browse.questions import Row
from tracker.browse.search import named, searching
from tracker.changes import CATEGORIES
from tracker.diff.labels import read_out
from tracker.report.comparison import heading_of
from tracker.report.hypertext import text

#: Days without a look after which the page asks whether anything still looks.
_QUIET = 3
#: What Datasette calls the filters in its table of trials.
_COLUMNS = {
    "status": "overall_status__exact",
    "sponsor": "lead_sponsor__exact",
    "condition": "conditions__arraycontains",
}
#: The columns of events that people read, first; all others are a click away.
_EVENTS = urlencode([("_col", name) for name in ("trial", "headline", "date", "known_by", "rule")])
#: Kinds of change that most people come for.
_OFTEN = ("status", "enrollment", "dates", "outcomes", "eligibility", "sites", "results")


class Lately(Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    #: The address of the home page, with a slash at its end.
    root: str
    #: Datasette's name of the database.
    database: str
    #: Today, UTC.
    today: dt.date
    fresh: Row
    failing: list[Row]
    #: Versions, each with its ``sentences``, narrowed by the filters.
    rows: list[Row]
    #: Whether there are older ones.
    more: bool
    #: Whether this is not the first page.
    later: bool
    trials: list[Row]
    #: The words by which one can narrow: status, sponsor, condition.
    words: dict[str, list[str]]
    filters: dict[str, str]


def beginning() -> Iterator[str]:
    """What an empty database says: how to begin."""
    yield "<h1>Nothing is watched yet</h1>\n"
    yield "<p>Watch a trial, or all trials that a search finds; the first look is kept at once:</p>"
    yield "<p><code>tracker watch NCT06931145</code></p>\n"
    yield "<p>Then let <code>tracker check</code> run each day. What changes is told here.</p>\n"


def home(shown: Lately) -> Iterator[str]:
    """The page."""
    yield "<h1>What changed lately</h1>\n" + searching(shown.root, "")
    yield from _fresh(shown)
    yield from _failing(shown)
    yield from _filters(shown)
    yield from _days(shown)
    if not shown.later and not shown.filters:
        yield "<h2>Newest trials</h2>\n" + listed(
            f"{named(shown.root, one['id'], one['title'])} "
            f'<span class="soft">{text(read_out(one["overall_status"] or "not known"))}</span>'
            for one in shown.trials
        )
    yield from _further(shown)


def _further(shown: Lately) -> Iterator[str]:
    """Everything behind the page."""
    base = text(f"{shown.root}{quote(shown.database, safe='')}")
    asked = {
        "Watch list": f"{base}/watch_list",
        "Changes": f"{base}/recent_changes",
        "Events": f"{base}/events?{text(_EVENTS)}",
        "Postponements": f"{base}/events?{text(_EVENTS)}&amp;rule=dates_postponed",
        "Sites": f"{base}/sites",
        "Over time": f"{text(shown.root)}over-time",
        "Questions, all tables, SQL, CSV and JSON": base,
        "Follow in a feed reader": f"{base}/newest_events.atom",
        "Dates ahead as a calendar": f"{base}/coming_dates.ics",
    }
    links = "".join(f'<a href="{where}">{said}</a>' for said, where in asked.items())
    yield f'<footer><p class="links">{links}</p></footer>\n'


# --- how fresh it is ------------------------------------------------------------------------------


def _fresh(shown: Lately) -> Iterator[str]:
    fresh = shown.fresh
    looked = fresh["last_look"]
    said = f"{looked[:16].replace('T', ', ')} UTC" if looked else "never"
    watched = f"{fresh['watched']:,}" if fresh["watched"] else "none"
    held = "1 trial is" if fresh["trials"] == 1 else f"{fresh['trials']:,} trials are"
    yield f'<p class="soft">{held} held here, {watched} watched. Last look: {text(said)}.'
    if fresh["untold"]:
        yield f" The events of {fresh['untold']:,} trials are found with the next check."
    yield "</p>\n"
    quiet = (shown.today - dt.date.fromisoformat(looked[:10])).days if looked else 0
    if quiet > _QUIET and fresh["watched"]:
        yield f'<p class="note">Nothing was looked at for {quiet:,} days. If this is not an old '
        yield "copy, see whether <code>tracker check</code> still runs.</p>\n"


def _failing(shown: Lately) -> Iterator[str]:
    run, failing = shown.fresh["run"], shown.failing
    if not failing and not (run and run["exit_code"] not in (0, 1)):
        return
    yield '<div class="note"><strong>Could not be looked at</strong>'
    if run and run["exit_code"] not in (0, 1):
        yield f"<p>The last run ended early: {text(run['note'] or 'it was broken off')}</p>"
    yield listed(
        f'<a href="{trial_address(shown.root, one["trial"])}">{text(one["trial"])}</a> since '
        f"{text((one['failing_since'] or '')[:10])}: {text(one['failing_reason'] or '')}"
        for one in failing
    )
    if shown.fresh["failing"] > len(failing):
        where = text(f"{shown.root}{quote(shown.database, safe='')}")
        yield f'<p><a href="{where}/watch_list?failing_kind__notblank=1">'
        yield f"All {shown.fresh['failing']:,}</a></p>"
    yield "</div>\n"


# --- filters --------------------------------------------------------------------------------------


def _filters(shown: Lately) -> Iterator[str]:
    """What the page can be narrowed by, as links that keep the other filters."""
    rest = {name: value for name, value in shown.filters.items() if name != "kind"}
    if rest:
        said = ", ".join(
            f"{text(name)}: {text(_said(name, value))}" for name, value in rest.items()
        )
        yield f'<p class="links">Only trials with {said}. <a href="{text(shown.root)}">Show all</a>'
        yield f' <a href="{_as_table(shown)}">These trials as a table</a></p>\n'
    yield _choice(shown, "kind", ["", *_OFTEN])
    opened = " open" if rest else ""
    yield f"<details{opened}><summary>More kinds; status, sponsor, condition</summary>\n"
    yield _choice(shown, "kind", [kind for kind in CATEGORIES[:-2] if kind not in _OFTEN])
    for name, words in shown.words.items():
        if words:
            yield _choice(shown, name, ["", *words])
    yield "</details>\n"


def _choice(shown: Lately, name: str, words: Sequence[str]) -> str:
    """A line of links, one a word; the empty word stands for all."""
    links = []
    chosen = shown.filters.get(name, "")
    for word in dict.fromkeys([*words, chosen] if words[0] == "" else words):
        said = text(_said(name, word) if word else "All", 100)
        if word == chosen:
            links.append(f'<strong aria-current="true">{said}</strong>')
        else:
            links.append(f'<a href="{_address(shown, {name: word})}">{said}</a>')
    return (
        f'<p class="links"><span class="soft">{text(name.capitalize())}:</span> '
        f"{' '.join(links)}</p>\n"
    )


def _said(name: str, word: str) -> str:
    """A word of a filter as it is read."""
    if name == "kind":
        return heading_of(word)
    return read_out(word) if name == "status" else word


def _as_table(shown: Lately) -> str:
    """Where Datasette shows the trials that fit the filters, with CSV and JSON."""
    columns = {name: shown.filters[name] for name in _COLUMNS if name in shown.filters}
    query = urlencode({_COLUMNS[name]: value for name, value in columns.items()})
    return text(f"{shown.root}{quote(shown.database, safe='')}/trials?{query}", 9000)


def _address(shown: Lately, other: Mapping[str, str]) -> str:
    """The address of the page with other filters; an empty one is none."""
    asked = {name: value for name, value in {**shown.filters, **other}.items() if value}
    query = urlencode(asked)
    return text(f"{shown.root}{'?' * bool(query)}{query}", 9000)


# --- days -----------------------------------------------------------------------------------------


def _days(shown: Lately) -> Iterator[str]:
    if not shown.rows:
        yield "<p>No change is stored that fits. A first look at a trial is no change.</p>\n"
    for day, of_day in groupby(shown.rows, key=lambda row: row["day"]):
        yield f"<h2><time>{text(day)}</time></h2>\n"
        for trial, of_trial in groupby(of_day, key=lambda row: row["trial"]):
            versions = list(of_trial)
            yield f"<h3>{named(shown.root, trial, versions[0]['title'])}</h3>\n"
            for version in versions:
                yield listed(_sentences(shown, version))
    links = []
    if shown.later:
        links.append(f'<a href="{_address(shown, {})}">Newest</a>')
    if shown.more:
        last = str(shown.rows[-1]["id"])
        links.append(f'<a rel="next" href="{_address(shown, {"before": last})}">Older</a>')
    if links:
        yield f'<p class="links">{" ".join(links)}</p>\n'


def _sentences(shown: Lately, version: Row) -> Iterator[str]:
    told = version["sentences"]
    yield from (text(row["summary"]) for row in told)
    left = told[0]["said"] - len(told) if told else 0
    if left:
        where = trial_address(shown.root, version["trial"])
        yield f'<a href="{where}">and {left:,} more</a>'
