"""Tables that came after the first schema, each with the meaning of its columns.

Comes in: nothing; these are texts.
Goes out: the statements that migrations after the first run.
Does not: run anything. As with ``tables``, a text that a released migration runs is never edited.
"""

from __future__ import annotations

#: Made by the migration ``m004_sightings``.
SIGHTINGS = """CREATE TABLE sightings (
    -- Looks of imports and back-fills that found a version as it stands. The first look at a
    -- version stands in its own row of `versions` and is repeated here only where that row cannot
    -- tell it; a check moves `versions.last_confirmed` instead.
    version INTEGER NOT NULL REFERENCES versions(id),
    placed_at TEXT NOT NULL,             -- where the look stands in the timeline, UTC
    observed_at TEXT NOT NULL,           -- when it was taken, UTC
    source TEXT NOT NULL,                -- who was asked: ctgov, classic ...
    data_version TEXT,                   -- the registry's name of its data set, opaque
    registry_version INTEGER,            -- number of what its record history was asked for
    reader INTEGER,                      -- version of the reader of the payload, if it is kept
    payload BLOB,                        -- what another source than the version's own sent, zstd
    PRIMARY KEY (version, placed_at, observed_at, source)
) STRICT, WITHOUT ROWID"""

#: Made by the migration ``m006_as_of``: all that a question as of a moment looks at, in the order
#: in which it looks.
AS_OF = """CREATE INDEX versions_as_of
ON versions (trial, partial, number DESC, stood_from, observed_at)"""

#: Made by the migration ``m008_searches_that_fail``.
FAILING_SEARCHES = """CREATE TABLE failing_searches (
    -- Searches whose last walk did not reach its end.
    search INTEGER PRIMARY KEY REFERENCES searches(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                  -- why, in a word
    reason TEXT NOT NULL,                -- why, in a sentence
    since TEXT NOT NULL                  -- the first failed walk in a row
) STRICT"""
