"""The views of the database, for people, for Datasette and for our own questions.

Comes in: nothing; these are texts.
Goes out: the views by name, each a SELECT that begins with a comment on what it is for, which
SQLite keeps.
Does not: run anything. A view that changes is dropped and made anew by a migration.
"""

from __future__ import annotations

STORED_CHANGES = """
-- Every change with all that `tracker changes --json` says of it.
SELECT
    c.id, c.trial, t.registry, c.source, v.number AS version, c.category, c.field, c.item, c.kind,
    c.before, c.after, c.class, c.registry_date, c.observed_at, v.silent, c.summary,
    c.version AS version_id
FROM changes c
JOIN versions v ON v.id = c.version
JOIN trials t ON t.id = c.trial
"""

RECENT_CHANGES = """
-- What changed, newest first, to be read from top to bottom.
SELECT
    substr(c.observed_at, 1, 10) AS day,
    c.trial,
    t.brief_title AS title,
    c.summary AS sentence,
    c.category,
    c.class,
    v.silent,
    v.number AS version,
    c.registry_date,
    CASE t.registry WHEN 'ctgov' THEN 'https://clinicaltrials.gov/study/' || c.trial END
        AS link -- page of the trial
FROM changes c
JOIN versions v ON v.id = c.version
JOIN trials t ON t.id = c.trial
ORDER BY c.observed_at DESC, c.trial, c.id
"""

TRIAL_HISTORY = """
-- The life of each trial: one row a version, with its dates, headline and sentences.
SELECT
    v.trial,
    v.number AS version,
    v.registry_date,
    v.observed_at,
    v.last_confirmed,
    v.source,
    v.silent,
    v.overall_status,
    v.enrollment_count,
    v.enrollment_type,
    v.start_date,
    v.primary_completion_date,
    v.completion_date,
    v.phases,
    v.lead_sponsor,
    v.site_count,
    v.country_count,
    v.primary_outcome_count,
    v.secondary_outcome_count,
    v.has_results,
    v.why_stopped,
    v.sponsor_changes,
    v.registry_changes,
    v.bookkeeping_changes,
    (SELECT group_concat(summary, char(10)) FROM
        (SELECT summary FROM changes c WHERE c.version = v.id ORDER BY c.id)
    ) AS sentences -- what changed, a line each
FROM versions v
ORDER BY v.trial, v.number
"""

WATCH_LIST = """
-- What is watched, and how the last look at it went.
SELECT
    w.trial,
    t.registry,
    w.source,
    w.added_at,
    t.brief_title AS title,
    t.overall_status,
    t.versions,
    l.last_look,
    v.last_confirmed,
    l.failing_kind,
    l.failing_reason,
    l.failing_since,
    coalesce(l.failing_count, 0) AS failing_count,
    l.gone_since,
    (SELECT json_group_array(tag) FROM
        (SELECT tag FROM tags WHERE tags.trial = w.trial ORDER BY tag)
    ) AS tags, -- JSON array
    (SELECT json_group_array(search) FROM
        (SELECT search FROM search_hits h WHERE h.trial = w.trial ORDER BY search)
    ) AS searches -- JSON array
FROM watches w
JOIN trials t ON t.id = w.trial
LEFT JOIN looks l ON l.trial = w.trial
LEFT JOIN versions v ON v.id = t.version_id
"""

VIEWS = {
    "stored_changes": STORED_CHANGES,
    "recent_changes": RECENT_CHANGES,
    "trial_history": TRIAL_HISTORY,
    "watch_list": WATCH_LIST,
}
