"""In which trials there may be news, and since when each rule looks for it.

Comes in: rules as text, what was made of a trial. Goes out: how each watched trial stands now and
how it stood when news was last looked for in it.
Does not: know what news is.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tracker.store.database import Base
from tracker.store.moments import utc

#: A trial's state changes with any of its versions (a new one, one read anew, one put between
#: others) and with what is noticed of the record as a whole.
_MARKED = """
SELECT w.trial, n.state AS told, n.asked, n.again_on,
    t.versions || ':' || coalesce(v.id, '') || ':' || coalesce(v.content_hash, '') || ':' ||
    coalesce((SELECT max(id) FROM notices WHERE notices.trial = w.trial), '') AS state
FROM watches w JOIN trials t ON t.id = w.trial
LEFT JOIN versions v ON v.id = t.version_id
LEFT JOIN news n ON n.trial = w.trial
WHERE t.versions > 0
"""
_MARK = """
INSERT INTO news (trial, state, asked, again_on) VALUES (?, ?, ?, ?)
ON CONFLICT (trial) DO UPDATE SET
    state = excluded.state, asked = excluded.asked, again_on = excluded.again_on
"""


class Marked(Struct, frozen=True, kw_only=True):
    """A watched trial with versions: as it stands, and what was made of it last."""

    trial: str
    state: str
    #: Its state when news was last looked for in it; None: never.
    told: str | None
    #: The rules as they were then.
    asked: str | None
    #: The day from which on time alone may bring something.
    again_on: str | None

    def is_read(self, asked: str, day: str) -> bool:
        """Whether nothing can be new in it on this day, for rules that ask this."""
        known = (self.told, self.asked) == (self.state, asked)
        return known and self.again_on is not None and day < self.again_on


class News(Base):
    """Where news is looked for; a part of ``Store``."""

    def begin_rules(self, channel: str, asks: Iterable[str], at: str) -> dict[str, str]:
        """Use rules for a channel from now on; gives back since when each of them is used."""
        with self.transaction() as conn:
            conn.executemany(
                "INSERT OR IGNORE INTO alert_rules (channel, asks, began_at) VALUES (?, ?, ?)",
                [(channel, one, utc(at)) for one in asks],
            )
        rows = self._rows("SELECT asks, began_at FROM alert_rules WHERE channel = ?", (channel,))
        return {row["asks"]: row["began_at"] for row in rows}

    def marked(self) -> dict[str, Marked]:
        """All watched trials that have versions, by id."""
        return {row["trial"]: Marked(**row) for row in self._rows(_MARKED)}

    def mark(self, trial: str, state: str, asked: str, again_on: str) -> None:
        """Note that news was looked for in a trial that stood so."""
        with self.transaction() as conn:
            conn.execute(_MARK, (trial, state, asked, again_on))
