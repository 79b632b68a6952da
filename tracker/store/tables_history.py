"""What the database knows of the registry's own record history, each column with its meaning.

Comes in: nothing; these are texts.
Goes out: the statements of the migration that adds it.
Does not: run anything. What ``ALTER TABLE`` adds carries its comment in ``/* */``, as SQLite puts
it into the middle of a line of the text that it keeps.
"""

from __future__ import annotations

from tracker.store.views import TRIAL_HISTORY

#: Further columns of ``versions``, with what they mean.
_REGISTRY_COLUMNS = {
    "hides TEXT": "JSON array: parts that its source does not show; NULL: none",
    "registry_version INTEGER": "the registry's own number of it, from 0",
    "version_date TEXT": "day of submission, as its record history lists it",
}

TABLES_HISTORY = (
    *(
        f"ALTER TABLE versions ADD COLUMN {column} /* {says} */"
        for column, says in _REGISTRY_COLUMNS.items()
    ),
    """CREATE TABLE histories (
    -- The registry's own list of the versions of a trial, a row each. No reference to `trials`: the
    -- list is read before there is a version.
    trial TEXT NOT NULL,
    number INTEGER NOT NULL,             -- the registry's number, from 0
    date TEXT,                           -- day of submission
    status TEXT,                         -- overall status as submitted
    labels TEXT NOT NULL,                -- JSON array: modules that the registry says it touched
    more TEXT,                           -- JSON object: whatever else the list says of it
    listed_at TEXT NOT NULL,             -- when it stood in the list last
    unlisted_since TEXT,                 -- since when it does not; NULL: it does
    version_id INTEGER REFERENCES versions(id), -- the version that holds it; NULL: not fetched
    content_hash TEXT,                   -- hash of its record when it was fetched
    verified_at TEXT,                    -- when it was last read again; NULL: never
    problem TEXT,                        -- why it could not be fetched; NULL: no reason known
    PRIMARY KEY (trial, number)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX histories_by_version ON histories (version_id)",
    """CREATE TABLE history_lists (
    -- How far the record history of a trial was fetched.
    trial TEXT PRIMARY KEY,
    read_at TEXT NOT NULL,               -- when the list was last read
    listed INTEGER NOT NULL,             -- how many versions it had
    complete_to INTEGER                  -- all listed up to this number are stored; NULL: none
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE rewritings (
    -- Versions that the registry shows otherwise than it did. The version itself stays as it was.
    id INTEGER PRIMARY KEY,
    trial TEXT NOT NULL REFERENCES trials(id),
    version INTEGER NOT NULL REFERENCES versions(id), -- holds what it showed first
    registry_version INTEGER NOT NULL,   -- the registry's number
    source TEXT NOT NULL,                -- who was asked
    found_at TEXT NOT NULL,              -- when it was found, UTC
    reader INTEGER NOT NULL,             -- version of the reader that read it
    content_hash TEXT NOT NULL,          -- hash of what it says now
    summary TEXT NOT NULL,               -- what is different, a sentence a line
    payload BLOB NOT NULL                -- what the registry sent now, zstd
) STRICT""",
    "CREATE INDEX rewritings_by_version ON rewritings (version)",
)

#: The view as the migration makes it anew.
TRIAL_HISTORY_WITH_REGISTRY = TRIAL_HISTORY.replace(
    "    v.registry_date,\n",
    "    v.registry_version,\n    v.version_date,\n    v.registry_date,\n",
    1,
)
