"""Where a trial stands today: the head of its page, and the dates that lie ahead.

Comes in: what is known of a trial. Goes out: HTML.
Does not: tell its history.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlencode

from tracker.browse.frame import listed, said, trial_address
from tracker.browse.known import Known
from tracker.dates import interval
from tracker.diff.labels import read_out
from tracker.report import facts
from tracker.report.hypertext import text
from tracker.report.phrases import coming_said, headline
from tracker.report.plain import spoken
from tracker.store import Trial

#: Words of a list of conditions; the record has all.
_MOST = 12


def head(of: Known, root: str) -> Iterator[str]:
    """Title, what is wrong with it, where it stands in sentences and in facts."""
    one = of.trial
    yield f'<p class="id">{text(one.id)}</p>\n'
    yield f"<h1>{said(one.title or '(without a title)')}</h1>\n"
    yield from _notes(of, root)
    if of.versions:
        yield f'<p class="say">{" ".join(sentences(of))}</p>\n'
    yield '<dl class="facts">\n'
    for name, value in _facts(of, root):
        whole = ' class="whole"' * (name == "Conditions")
        yield f"<div{whole}><dt>{text(name)}</dt><dd>{value}</dd></div>\n"
    yield "</dl>\n"
    yield from _clocks(of)


def _notes(of: Known, root: str) -> Iterator[str]:
    one = of.trial
    if of.successor:
        where = trial_address(root, of.successor)
        yield '<p class="note">An obsolete id: it goes on as '
        yield f'<a href="{where}">{text(of.successor)}</a>.</p>\n'
    if one.gone_since:
        yield f'<p class="note"><strong>Gone since {text(one.gone_since[:10])}</strong>: '
        yield f"{said(one.gone_reason or 'no reason known')}</p>\n"
    if one.failing:
        yield '<p class="note"><strong>Could not be looked at since '
        yield f"{text(one.failing.since[:10])}</strong>: {said(one.failing.reason)}</p>\n"


# -- in sentences -------------------------------------------------------------------------------


def sentences(of: Known) -> Iterator[str]:
    """Where it stands, in three or four sentences of HTML; where it stood, if long not seen."""
    if of.last_seen:
        yield f"As last seen here, on {_day(str(of.last_seen))}:"
    yield _status(of)
    yield from _people(of.trial)
    yield from _completion(of)
    yield from _results(of)


def _status(of: Known) -> str:
    one = of.trial
    now = (facts.status(one) or "no status").capitalize()
    held = of.whole[-1]
    for version in reversed(of.whole):
        if version.overall_status != held.overall_status:
            break
        held = version
    first = held is of.whole[0] and not of.complete
    since = "" if first else f", on the record since {_day(held.stood_from[:10])}"
    return f"<strong>{text(now)}</strong>{since}."


def _people(one: Trial) -> Iterator[str]:
    count = one.enrollment_count
    where = facts.places(one)
    if count is None or count >= facts.NOT_KNOWN:
        if where:
            yield f"It lists {text(where)}."
        return
    if one.enrollment_type is None:
        yield f"Its enrolment is given as {count:,}{f', at {text(where)}' if where else ''}."
        return
    people = {0: "Nobody", 1: "1 person"}.get(count, f"{count:,} people")
    is_ = "is" if count < 2 else "are"
    was = "was" if count < 2 else "were"
    verb = f"{was} enrolled" if one.enrollment_type == "ACTUAL" else f"{is_} planned"
    yield f"{text(people)} {verb}{f', at {text(where)}' if where else ''}."


def _completion(of: Known) -> Iterator[str]:
    """What the newest version says of primary completion, and what the oldest said."""
    stated = [one.primary_completion_date for one in of.whole if one.primary_completion_date]
    now = of.trial.primary_completion_date
    if not now or not stated:
        return
    moves = sum(before != after for before, after in pairwise(stated))
    actual = of.trial.primary_completion_date_type == "ACTUAL"
    days = interval(now)
    if actual:
        yield f"Primary completion came {_on(now)}."
    elif days and days.high < of.seen:
        yield f"Primary completion was expected {_on(now)}; the record does not say that it came."
    else:
        yield f"Primary completion is expected {_on(now)}."
    if moves:
        first = "At registration it" if of.complete else "In the oldest version held here it"
        times = {1: "once", 2: "twice"}.get(moves, f"{moves} times")
        yield f"{first} was {_day(stated[0])}; the date has moved {times}."


def _on(date: str) -> str:
    """A date with its preposition: on a day, in a month or a year."""
    return f"{'on' if len(date) == 10 else 'in'} {_day(date)}"


def _day(date: str) -> str:
    """A date that is not broken at the end of a line."""
    return f"<time>{text(date, 40)}</time>"


def _results(of: Known) -> Iterator[str]:
    one = of.trial
    due = next((coming for coming in of.coming if coming.kind == "results_due"), None)
    if one.results_first_posted:
        yield f"Results were posted on {_day(one.results_first_posted)}."
    elif one.has_results:
        yield "Results are posted."
    elif due:
        yield f"No results are posted; they are due by {_day(due.date)}."
    else:
        yield "No results are posted."


# -- facts --------------------------------------------------------------------------------------


def _facts(of: Known, root: str) -> Iterator[tuple[str, str]]:
    """What a trial is, in short; names, and values that are HTML."""
    one = of.trial
    if one.overall_status:
        yield "Status", _filter(root, "status", one.overall_status, facts.status(one) or "")
    if one.why_stopped:
        yield "Why it stopped", said(one.why_stopped)
    if one.lead_sponsor:
        yield "Sponsor", _filter(root, "sponsor", one.lead_sponsor, one.lead_sponsor)
    for name, value in (
        ("Enrolment", facts.enrolment(one)),
        ("Phase", facts.phases(one)),
        ("Kind of study", read_out(one.study_type) if one.study_type else None),
        ("Sites", facts.places(one)),
        *((name.capitalize(), date) for name, date in facts.dates(one)),
    ):
        if value:
            yield name, said(value)
    if of.versions:
        yield "Results", _results_in_short(one)
    if one.conditions:
        shown = [_filter(root, "condition", word, word) for word in one.conditions[:_MOST]]
        more = f" and {len(one.conditions) - _MOST} more" * (len(one.conditions) > _MOST)
        yield "Conditions", f"{', '.join(shown)}{more}"


def _results_in_short(one: Trial) -> str:
    if one.results_first_posted:
        return f"posted {text(one.results_first_posted)}"
    return "posted" if one.has_results else "not posted"


def _filter(root: str, name: str, value: str, shown: str) -> str:
    return f'<a href="{text(root)}?{text(urlencode({name: value}), 9000)}">{said(shown)}</a>'


def _clocks(of: Known) -> Iterator[str]:
    """The clocks of the newest version, apart: the registry's, and ours."""
    if not of.versions:
        return
    newest = of.whole[-1]
    posted = text(newest.registry_date or "not given")
    yield (
        '<p class="clocks">Newest version: the registry’s own date is '
        f"<strong>{posted}</strong>; first seen here <strong>{text(spoken(newest.observed_at))}"
        "</strong>; last confirmed unchanged "
        f"<strong>{text(spoken(newest.last_confirmed))}</strong>.</p>\n"
    )


# -- what lies ahead ----------------------------------------------------------------------------


def next_dates(of: Known) -> Iterator[str]:
    """Dates that lie ahead, and what holds as of today by the rules of events."""
    states = [one for one in of.events if one.versions[0] == one.versions[1]]
    ahead = [one for one in states if one.date > of.today.isoformat()]
    days = {one.date for one in ahead}
    coming = [(one.date, headline(one)) for one in ahead]
    coming += [(one.date, coming_said(one)) for one in of.coming if one.date not in days]
    dated = [f"<time>{text(day)}</time>: {said(words)}" for day, words in sorted(coming)]
    holds = [said(headline(one)) for one in states if one not in ahead]
    if dated:
        yield '<section aria-labelledby="next">\n<h2 id="next">What comes next</h2>\n'
        yield f"{listed(dated)}</section>\n"
    if holds:
        name = "What held when it was last seen" if of.last_seen else "What holds as of today"
        yield f'<section aria-labelledby="holds">\n<h2 id="holds">{name}</h2>\n'
        yield f"{listed(holds)}</section>\n"
