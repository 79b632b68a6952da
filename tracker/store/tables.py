"""The tables and their indexes, each column with its meaning.

Comes in: nothing; these are texts.
Goes out: the statements that make the tables of the first schema, in order.
Does not: run anything. SQLite keeps the text of each ``CREATE TABLE`` with its comments, so the
file explains itself: ``.schema`` and Datasette show what stands here.
"""

from __future__ import annotations

#: Columns that ``trials`` and ``versions`` share: what a version says in short. Values and
#: partial dates are the registry's own; NULL where the record has none.
HEADLINE_COLUMNS = """
    overall_status TEXT,
    last_known_status TEXT,              -- status before the registry set UNKNOWN
    why_stopped TEXT,
    enrollment_count INTEGER,
    enrollment_type TEXT,                -- ESTIMATED or ACTUAL
    start_date TEXT,                     -- "2026", "2026-03" or "2026-03-14"
    start_date_type TEXT,
    primary_completion_date TEXT,
    primary_completion_date_type TEXT,
    completion_date TEXT,
    completion_date_type TEXT,
    phases TEXT,                         -- JSON array
    study_type TEXT,
    lead_sponsor TEXT,
    site_count INTEGER,                  -- sites on the record
    country_count INTEGER,               -- different countries of its sites
    primary_outcome_count INTEGER,       -- primary outcome measures
    secondary_outcome_count INTEGER,     -- secondary outcome measures
    other_outcome_count INTEGER,         -- other outcome measures
    has_results INTEGER,                 -- 0 or 1
    results_first_posted TEXT"""

TABLES = (
    f"""CREATE TABLE trials (
    -- One row a trial that is watched or was ever seen; the newest version's face and headline.
    -- What moves at every look stands in `looks`, the record in `records`: they are written at
    -- other times than this row, and a row is always written whole.
    id TEXT PRIMARY KEY,                 -- NCT06931145
    registry TEXT NOT NULL,              -- ctgov
    version_id INTEGER REFERENCES versions(id), -- the version shown here; NULL until seen
    versions INTEGER NOT NULL DEFAULT 0, -- how many are stored
    first_seen TEXT,                     -- earliest observation, UTC
    brief_title TEXT,
    official_title TEXT,
    acronym TEXT,
    other_ids TEXT,                      -- JSON array: aliases, the sponsor's and other registries'
    collaborators TEXT,                  -- JSON array
    conditions TEXT,                     -- JSON array
    keywords TEXT,                       -- JSON array
    interventions TEXT,                  -- JSON array: names and other names
    countries TEXT,                      -- JSON array{HEADLINE_COLUMNS}
) STRICT""",
    """CREATE TABLE records (
    -- The newest record of each trial as plain JSON, for json_extract() and people.
    trial TEXT PRIMARY KEY REFERENCES trials(id),
    version_id INTEGER NOT NULL REFERENCES versions(id),
    record TEXT NOT NULL                 -- as docs/record.schema.json says
) STRICT""",
    f"""CREATE TABLE versions (
    -- One row a version of a trial: its headline and its clocks. Moments are UTC.
    id INTEGER PRIMARY KEY,              -- never moves
    trial TEXT NOT NULL REFERENCES trials(id),
    number INTEGER NOT NULL,             -- place in the trial's timeline from 1; imports move it
    source TEXT NOT NULL,                -- who was asked: ctgov, page
    lineage TEXT NOT NULL,               -- versions are compared inside one lineage only
    seq INTEGER NOT NULL,                -- order of arrival in trial and lineage, from 0
    reader INTEGER NOT NULL,             -- version of the reader that read the payload
    partial INTEGER NOT NULL,            -- 1: the source shows only a part of the record
    content_hash TEXT NOT NULL,          -- hash of all that the record says
    mark BLOB NOT NULL,                  -- digest of the payload without its volatile parts
    registry_date TEXT,                  -- last update posted, as the registry wrote it
    last_update_submitted TEXT,          -- last update submitted, as the registry wrote it
    observed_at TEXT NOT NULL,           -- when we saw it first
    last_confirmed TEXT NOT NULL,        -- when we last found it unchanged
    placed_at TEXT NOT NULL,             -- where it stands in the timeline
    stood_from TEXT NOT NULL,            -- since when it stood by the registry's clock
    data_version TEXT,                   -- the registry's name of its data set, opaque
    confirmed_in TEXT,                   -- the data set in which it was last found unchanged
    silent INTEGER NOT NULL,             -- 1: the registry's own dates did not move with it
    sponsor_changes INTEGER NOT NULL,    -- changes of class sponsor against the version before
    registry_changes INTEGER NOT NULL,   -- of class registry
    bookkeeping_changes INTEGER NOT NULL, -- of class bookkeeping{HEADLINE_COLUMNS},
    UNIQUE (trial, number),
    UNIQUE (trial, lineage, seq)
) STRICT""",  # noqa: S608 - our own columns
    """CREATE TABLE bodies (
    -- What the registry sent and what was read from it, compressed; see tracker/store/codec.py.
    version INTEGER PRIMARY KEY REFERENCES versions(id),
    codec TEXT NOT NULL,                 -- how the body is compressed
    base INTEGER REFERENCES versions(id) -- the earlier version they lean on; NULL: none
        CHECK (base < version),
    payload_bytes INTEGER NOT NULL,      -- where the payload ends and the record begins
    body BLOB NOT NULL                   -- both, compressed
) STRICT""",
    """CREATE TABLE changes (
    -- One row a difference between a version and the one before it in its lineage.
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES versions(id),
    trial TEXT NOT NULL REFERENCES trials(id),
    source TEXT NOT NULL,                -- who was asked: ctgov, page
    observed_at TEXT NOT NULL,           -- when we saw it first, UTC
    registry_date TEXT,                  -- last update posted of its version, as written
    category TEXT NOT NULL,              -- status, dates, sites ...
    class TEXT NOT NULL,                 -- sponsor, registry or bookkeeping
    field TEXT NOT NULL,                 -- overall_status, primary_outcomes.time_frame ...
    item TEXT,                           -- the list entry as a person names it
    kind TEXT NOT NULL,                  -- added, removed, changed or renamed
    before TEXT,                         -- JSON of the value in the version before; NULL is absent
    after TEXT,                          -- JSON of the value in the new version; NULL is absent
    path TEXT NOT NULL,                  -- JSON array: where in the keyed form of the record
    summary TEXT NOT NULL                -- one plain sentence
) STRICT""",
    "CREATE INDEX changes_by_version ON changes (version)",
    "CREATE INDEX changes_by_trial ON changes (trial, observed_at)",
    "CREATE INDEX changes_by_time ON changes (observed_at)",
    """CREATE TABLE looks (
    -- How the looks at a trial went; moves at every check. No reference to `trials`: a look at an
    -- id that the registry does not know fails before there is a trial.
    trial TEXT PRIMARY KEY,
    last_look TEXT,                      -- last look that succeeded
    failing_kind TEXT,                   -- NULL: the last look succeeded
    failing_reason TEXT,                 -- one sentence
    failing_since TEXT,                  -- the first failed look in a row
    failing_count INTEGER NOT NULL DEFAULT 0, -- failed looks in a row
    gone_since TEXT,                     -- NULL: the registry shows it
    gone_reason TEXT                     -- one sentence
) STRICT""",
    "CREATE INDEX looks_failing ON looks (failing_kind) WHERE failing_kind IS NOT NULL",
    """CREATE TABLE watches (
    -- The watch list.
    trial TEXT PRIMARY KEY REFERENCES trials(id),
    source TEXT NOT NULL,                -- who is asked for it
    added_at TEXT NOT NULL               -- since when it is watched
) STRICT""",
    """CREATE TABLE tags (
    -- Groups of watched trials.
    trial TEXT NOT NULL REFERENCES watches(trial) ON DELETE CASCADE,
    tag TEXT NOT NULL,                   -- name of the group
    PRIMARY KEY (trial, tag)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX tags_by_tag ON tags (tag)",
    """CREATE TABLE searches (
    -- Searches that are watched.
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,                -- who is asked
    search TEXT NOT NULL,                -- JSON of what is asked for
    registry TEXT NOT NULL,              -- the registry of the trials that it finds
    added_at TEXT NOT NULL,              -- since when it is watched
    last_walk TEXT,                      -- when all its pages were last read
    UNIQUE (source, search)
) STRICT""",
    """CREATE TABLE search_tags (
    -- The tags that a search gives.
    search INTEGER NOT NULL REFERENCES searches(id) ON DELETE CASCADE,
    tag TEXT NOT NULL,                   -- given to each trial that enters
    PRIMARY KEY (search, tag)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE search_hits (
    -- Which trials a search found, and which of them it finds no more.
    search INTEGER NOT NULL REFERENCES searches(id) ON DELETE CASCADE,
    trial TEXT NOT NULL REFERENCES trials(id),
    entered_at TEXT NOT NULL,            -- when it was found first
    left_at TEXT,                        -- NULL: it matches now
    PRIMARY KEY (search, trial)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX search_hits_by_trial ON search_hits (trial)",
    """CREATE TABLE runs (
    -- Runs of the commands that look at the registry.
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,               -- watch, check, import ...
    started_at TEXT NOT NULL,            -- when it began
    ended_at TEXT,                       -- NULL: runs, or was cut off
    exit_code INTEGER,                   -- as the shell saw it; NULL as ended_at
    note TEXT,                           -- one sentence, where there is something to say
    counts TEXT NOT NULL DEFAULT '{}'    -- JSON: looked, changed, failed, requests ...
) STRICT""",
    """CREATE TABLE notices (
    -- What is told once and is no change of a record: gone, back, failing, recovered ...
    -- As with `looks`, there need not be a trial.
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,                    -- when it was noticed
    kind TEXT NOT NULL,                  -- a short stable word
    text TEXT NOT NULL,                  -- one sentence
    trial TEXT,                          -- NULL: of no trial
    search INTEGER REFERENCES searches(id) ON DELETE SET NULL,
    run INTEGER REFERENCES runs(id)
) STRICT""",
    "CREATE INDEX notices_by_time ON notices (at)",
    "CREATE INDEX notices_by_trial ON notices (trial)",
    "CREATE INDEX notices_by_search ON notices (search)",
    """CREATE TABLE drift (
    -- What the registry sent and no field or vocabulary of ours knows; it is kept all the same.
    path TEXT NOT NULL,                  -- path in the payload, lists without index
    kind TEXT NOT NULL,                  -- field or value
    word TEXT NOT NULL,                  -- the unknown word, if kind is value; else empty
    example TEXT NOT NULL,               -- the value, cut to 200 characters
    trial TEXT NOT NULL,                 -- where it was seen first
    first_seen TEXT NOT NULL,            -- when it came up first
    last_seen TEXT NOT NULL,             -- when it came up last
    times INTEGER NOT NULL,              -- how often
    PRIMARY KEY (path, kind, word)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE aliases (
    -- Ids under which a trial was asked for and is no longer shown.
    alias TEXT PRIMARY KEY,              -- an obsolete or duplicate id
    trial TEXT NOT NULL,                 -- the id that the registry uses now
    found_at TEXT NOT NULL               -- when the registry said so
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE source_state (
    -- What is known of each source from its last whole walk.
    source TEXT PRIMARY KEY,             -- ctgov, page
    data_version TEXT NOT NULL,          -- the data set that was walked to its end last
    at TEXT NOT NULL                     -- when that was
) STRICT, WITHOUT ROWID""",
)

#: The columns of ``trials`` that full-text search covers.
SEARCHED = (
    "id",
    "other_ids",
    "brief_title",
    "official_title",
    "acronym",
    "conditions",
    "keywords",
    "interventions",
    "lead_sponsor",
    "collaborators",
)
