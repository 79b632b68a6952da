"""The tables of what is told to people, each column with its meaning.

Comes in: nothing; these are texts.
Goes out: the statements of the migration that adds them. Does not: run anything. As with
``tables``, a text that a released migration runs is never edited.
"""

from __future__ import annotations

TABLES_OUTBOX = (
    """CREATE TABLE channels (
    -- Where messages go, by the name that the configuration gives it.
    name TEXT PRIMARY KEY,
    began_at TEXT NOT NULL,              -- when it was first used: older events are not sent, UTC
    last_sent TEXT,                      -- when a message last went out, UTC; NULL: none yet
    failing_since TEXT,                  -- since when every try failed, UTC; NULL: it does not fail
    error TEXT                           -- what the last try met with; NULL: nothing
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE outbox (
    -- Each event that is to go to a channel, or went there; one row, so that it goes once.
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL,                 -- id of the event
    channel TEXT NOT NULL REFERENCES channels(name), -- where it goes
    trial TEXT NOT NULL,                 -- whose event it is
    state TEXT NOT NULL,                 -- pending, sending (a try began and did not end), sent,
                                         -- held (too many at once), dropped (given up on purpose)
    quiet TEXT,                          -- hours in which it waits, as the rule says; NULL: none
    batch TEXT,                          -- delivery key of its message; NULL: not put into one yet
    attempts INTEGER NOT NULL DEFAULT 0, -- how often its message was tried
    error TEXT,                          -- why the last try failed; NULL: it did not
    put_at TEXT NOT NULL,                -- when it was put here, UTC
    first_tried TEXT,                    -- when it was first tried, UTC
    last_tried TEXT,                     -- when it was last tried, UTC
    body TEXT NOT NULL,                  -- JSON object: the event as it was then
    UNIQUE (event, channel)
) STRICT""",
    "CREATE INDEX outbox_by_state ON outbox (channel, state)",
)

#: Made by the migration ``m010_news``.
TABLES_NEWS = (
    """CREATE TABLE alert_rules (
    -- Since when each rule of alerts is used for a channel: what was known before is no news to it.
    channel TEXT NOT NULL REFERENCES channels(name),
    asks TEXT NOT NULL,                  -- JSON object: what the rule asks of an event
    began_at TEXT NOT NULL,              -- when it was first used, UTC
    PRIMARY KEY (channel, asks)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE news (
    -- What was made of a trial when news was last looked for in it, so that a trial in which
    -- nothing is new is not read again.
    trial TEXT PRIMARY KEY REFERENCES trials(id),
    state TEXT NOT NULL,                 -- its versions and notices as they were then
    asked TEXT NOT NULL,                 -- the rules as they were then, as a hash
    again_on TEXT NOT NULL               -- the day on which time alone may bring something
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX outbox_by_batch ON outbox (channel, batch)",
)
