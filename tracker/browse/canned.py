"""Questions that people ask, as queries with a name: each with a sentence of what it answers.

Comes in: nothing; these are texts. Goes out: SQL over the table of events.
Does not: count days from the clock of the server: "this year" and "the last 90 days" end on the
day of the newest look, so that an answer does not change while nobody looks.

The columns ``id``, ``trial``, ``headline`` and a date make each of them a feed and a calendar too.
"""

from __future__ import annotations

from typing import NamedTuple

#: The day of the newest look.
_DAY = """(SELECT max(day) FROM (SELECT max(as_of) AS day FROM events_found
    UNION ALL SELECT substr(max(last_look), 1, 10) FROM looks))"""
#: What each answer shows of an event and of its trial.
_TRIAL = "e.id, e.trial, t.brief_title AS title, t.lead_sponsor AS sponsor"
_EVENT = f"{_TRIAL}, e.headline"
#: The day until which its record is known. What came after, no answer can know.
_SEEN = """(SELECT substr(v.last_confirmed, 1, 10) FROM versions v WHERE v.id = t.version_id)
        AS last_seen"""
_FROM = "FROM events e JOIN trials t ON t.id = e.trial"


def _ahead(date: str) -> str:
    """A day, or a month that is not over; months are as long as they are written."""
    return f"{date} >= substr({_DAY}, 1, length({date}))"


class Query(NamedTuple):
    """One question."""

    title: str
    #: What it answers and how, in a sentence or two.
    about: str
    sql: str


QUERIES = {
    "completion_slipped": Query(
        "Completion slipped by more than six months this year",
        "Trials whose primary completion or completion was postponed at once by more than 183 "
        "days, counted with the least that partial dates allow, and known since the first of "
        "January. By rule dates_postponed.",
        f"""SELECT {_EVENT}, json_extract(e.facts, '$.field') AS field,
    json_extract(e.facts, '$.before') AS before, json_extract(e.facts, '$.after') AS after,
    json_extract(e.facts, '$.days[0]') AS days, e.known_by
{_FROM}
WHERE e.rule = 'dates_postponed'
    AND json_extract(e.facts, '$.field') IN ('primary_completion_date', 'completion_date')
    AND json_extract(e.facts, '$.days[0]') > 183
    AND e.known_by >= strftime('%Y-01-01', {_DAY})
ORDER BY days DESC, e.known_by DESC, e.id""",
    ),
    "stopped_early": Query(
        "Stopped early in the last 90 days, with reasons",
        "Trials that were terminated, withdrawn or suspended, and became known as such in the 90 "
        "days before the last look. The reason is the sponsor's own text; its classes are found "
        "by words in it. By rule status_stopped_early.",
        f"""SELECT {_EVENT}, json_extract(e.facts, '$.how') AS how,
    json_extract(e.facts, '$.reason') AS reason, json_extract(e.facts, '$.classes') AS classes,
    e.known_by
{_FROM}
WHERE e.rule = 'status_stopped_early' AND e.known_by >= date({_DAY}, '-90 days')
ORDER BY e.known_by DESC, e.id""",
    ),
    "primary_outcome_changed": Query(
        "Primary outcome changed after the start",
        "What happened to a primary outcome while people were recruited or after completion: "
        "new, left out, replaced, promoted, demoted, another time frame or another way to measure "
        "it. Mere rewording and changes that came with the results are left out.",
        f"""SELECT {_EVENT}, json_extract(e.facts, '$.phase') AS phase,
    json_extract(e.facts, '$.before') AS before, json_extract(e.facts, '$.after') AS after,
    e.known_by
{_FROM}
WHERE e.rule IN ('outcome_new', 'outcome_omitted', 'outcome_replaced', 'outcome_promoted',
        'outcome_demoted', 'outcome_time_frame_changed', 'outcome_measurement_changed')
    AND json_extract(e.facts, '$.outcome') = 'primary'
    AND json_extract(e.facts, '$.phase') IN ('recruitment', 'after_completion')
    AND NOT json_extract(e.facts, '$.results_artefact')
ORDER BY e.known_by DESC, e.id""",
    ),
    "about_to_turn_unknown": Query(
        "About to turn UNKNOWN",
        "Trials whose status the registry will set to UNKNOWN within 90 days unless somebody "
        "verifies the record: an open status, completion past, last verified two years ago. It "
        "may have been verified since last_seen, the day until which the record is known here. By "
        "rule status_unknown_countdown.",
        f"""SELECT {_TRIAL},
    'The registry sets the status to unknown on ' || e.date || ' or later unless it is verified'
        AS headline,
    json_extract(e.facts, '$.verified') AS verified,
    CAST(julianday(e.date) - julianday({_DAY}) AS INTEGER) AS days_left, e.date, {_SEEN}
{_FROM}
WHERE e.rule = 'status_unknown_countdown' AND e.date <= date({_DAY}, '+90 days')
ORDER BY e.date, e.id""",
    ),
    "results_overdue": Query(
        "Results overdue",
        "Trials that owe results by the law of the United States (FDAAA, 42 CFR 11), as far as "
        "the record shows it, and have not submitted any 30 days after they were due. They may "
        "have come since last_seen, the day until which the record is known here: look at the "
        "registry before you rely on it. By rule results_overdue.",
        f"""SELECT {_TRIAL},
    'Results were due on ' || json_extract(e.facts, '$.due') AS headline,
    json_extract(e.facts, '$.due') AS due,
    CAST(julianday({_DAY}) - julianday(json_extract(e.facts, '$.due')) AS INTEGER) AS days,
    json_extract(e.facts, '$.applicable') AS applicable, e.date, {_SEEN}
{_FROM}
WHERE e.rule = 'results_overdue'
ORDER BY days DESC, e.id""",
    ),
    "sites_opened_by_country": Query(
        "Sites opened, by country",
        "How many sites began to recruit in each country, in how many trials, and when the last "
        "of them became known. By rule site_opened; a site is counted each time that it opens.",
        """SELECT coalesce(json_extract(s.value, '$.country'), '') AS country,
    count(*) AS sites, count(DISTINCT e.trial) AS trials, max(e.known_by) AS last_known
FROM events e, json_each(e.facts, '$.sites') s
WHERE e.rule = 'site_opened'
GROUP BY 1 ORDER BY sites DESC, country""",
    ),
    "newest_events": Query(
        "Newest events of all trials",
        "What happened, newest first, with the sentence and the rule that tells it; states and "
        "countdowns are left out. Add .atom to the address to follow it in a feed reader.",
        f"""SELECT {_EVENT}, e.rule, e.known_by
{_FROM}
WHERE e.kind = 'change'
ORDER BY e.known_by DESC, e.trial, e.id LIMIT 200""",
    ),
    "coming_dates": Query(
        "Dates that lie ahead",
        "Primary completion and completion by each trial's newest record, and the days on which "
        "results are due or the status turns UNKNOWN. The next "
        "thousand; add .ics to the address for a calendar.",
        f"""SELECT t.id || '-completion' AS id, t.id AS trial, t.brief_title AS title,
    t.lead_sponsor AS sponsor, 'Completion' AS headline, t.completion_date AS date
FROM trials t WHERE {_ahead("t.completion_date")}
UNION ALL
SELECT t.id || '-primary_completion', t.id, t.brief_title, t.lead_sponsor, 'Primary completion',
    t.primary_completion_date
FROM trials t WHERE {_ahead("t.primary_completion_date")}
UNION ALL
SELECT {_EVENT}, e.date {_FROM} WHERE e.kind = 'coming' AND e.date >= {_DAY}
ORDER BY date, trial LIMIT 1000""",  # noqa: S608 - our own names
    ),
}
