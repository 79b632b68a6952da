"""What people browse: places and events as tables of their own, and what came lately found fast.

Comes in: nothing; these are texts.
Goes out: the statements of the migration that adds them.
Does not: run anything. As with ``tables``, a text that a released migration runs is never edited.

Both tables follow the versions at the end of a run: events are found by rules, which SQL cannot
run, and to list the sites of each record as it comes would make a third of the cost of a first
look. So triggers take back the note that a trial is up to date, whoever wrote, in the same
transaction; ``tracker.run.meaning`` brings up to date what bears no note, of watched trials at the
end of a run, of others when the pages are opened.
"""

from __future__ import annotations

#: What of a version its trial's events rest on; a look that finds it unchanged moves none of it.
_RESTED_ON = (
    "trial, number, source, lineage, content_hash, registry_date, last_update_submitted, "
    "observed_at, placed_at, hides, registry_version"
)


def _outdated(name: str, when: str, row: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {when} BEGIN "  # noqa: S608 - our own names
        f"DELETE FROM events_found WHERE trial = {row}.trial; END"
    )


TABLES_BROWSE = (
    """CREATE TABLE sites (
    -- Where each trial runs, by its newest record: one row a site.
    id INTEGER PRIMARY KEY,
    trial TEXT NOT NULL REFERENCES trials(id),
    facility TEXT,                       -- name of the place
    status TEXT,                         -- recruitment status of the site
    city TEXT,                           -- town
    state TEXT,                          -- state or region
    zip TEXT,                            -- postal code
    country TEXT,                        -- as the registry names it
    latitude REAL,                       -- degrees north; often the city's centre
    longitude REAL                       -- degrees east
) STRICT""",
    "CREATE INDEX sites_by_trial ON sites (trial)",
    "CREATE INDEX sites_by_country ON sites (country, city)",
    """CREATE TABLE events (
    -- What the changes mean, by written rules: one row an event, as `tracker events` tells it.
    id TEXT PRIMARY KEY,                 -- the same on every run and every machine
    trial TEXT NOT NULL REFERENCES trials(id),
    family TEXT NOT NULL,                -- status, dates, outcomes ...
    rule TEXT NOT NULL,                  -- as docs/events.md lists them
    rule_version INTEGER NOT NULL,       -- raised when the rule finds other events
    kind TEXT NOT NULL,                  -- change: happened; state: holds; coming: is ahead
    date TEXT NOT NULL,                  -- the day on which it happened, or will
    known_by TEXT NOT NULL,              -- the day by which a reader could have known
    version_before INTEGER NOT NULL,     -- number of the version that it rests on
    version_after INTEGER NOT NULL,      -- and of the one after; twice the same for a state
    headline TEXT NOT NULL,              -- one plain sentence
    facts TEXT NOT NULL                  -- JSON object: what the rule found, value by value
) STRICT""",
    "CREATE INDEX events_by_trial ON events (trial, known_by)",
    "CREATE INDEX events_by_day ON events (known_by, trial)",
    "CREATE INDEX events_by_kind ON events (kind, known_by, family)",
    "CREATE INDEX events_by_rule ON events (rule, known_by)",
    """CREATE TABLE events_found (
    -- The trials whose rows in `events` and `sites` are up to date; another is looked at anew.
    trial TEXT PRIMARY KEY REFERENCES trials(id),
    as_of TEXT NOT NULL,                 -- the day from which states and countdowns are told
    until TEXT NOT NULL,                 -- the day on which they are looked at again
    rules TEXT NOT NULL                  -- digest of the rules and their versions
) STRICT, WITHOUT ROWID""",
    _outdated("versions_told_ai", "INSERT ON versions", "new"),
    _outdated("versions_told_au", f"UPDATE OF {_RESTED_ON} ON versions", "new"),
    _outdated("versions_told_ad", "DELETE ON versions", "old"),
    _outdated("notices_told_ai", "INSERT ON notices", "new"),
    # The home page: versions that say something, and those that say it of one category.
    """CREATE INDEX versions_lately ON versions (observed_at, trial, id, sponsor_changes)
    WHERE sponsor_changes > 0""",
    """CREATE INDEX changes_by_kind ON changes (category, observed_at, trial, version)
    WHERE class = 'sponsor'""",
    # In the order of `recent_changes`, which no longer sorts what was seen at one moment.
    "DROP INDEX changes_by_time",
    "CREATE INDEX changes_by_time ON changes (observed_at DESC, trial)",
    "CREATE INDEX trials_by_sponsor ON trials (lead_sponsor)",
    "CREATE INDEX trials_by_status ON trials (overall_status)",
    "CREATE INDEX trials_by_first_seen ON trials (first_seen, id)",
)
