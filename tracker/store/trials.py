"""Finding trials: by id, by an id that they had once, by words.

Comes in: ids and words.
Goes out: :class:`Trial` rows.
Does not: read versions or write headlines (``adding`` does).
"""

from __future__ import annotations

from typing import Any

from tracker.store.database import Base
from tracker.store.looks import failing_of
from tracker.store.moments import utc
from tracker.store.rows import Trial, tidy

_TRIAL = """
SELECT t.*, v.last_confirmed, l.last_look, l.gone_since, l.gone_reason,
    l.failing_kind, l.failing_reason, l.failing_since, l.failing_count
FROM trials t
LEFT JOIN versions v ON v.id = t.version_id
LEFT JOIN looks l ON l.trial = t.id
WHERE t.id = ?
"""

#: Hits in ids and titles weigh most, then what is studied; columns as in ``tables.SEARCHED``.
_SEARCH = """
SELECT t.*, v.last_confirmed, l.last_look, l.gone_since, l.gone_reason,
    l.failing_kind, l.failing_reason, l.failing_since, l.failing_count
FROM (
    SELECT rowid, bm25(trials_fts, 20, 10, 8, 4, 10, 5, 3, 5, 3, 2) AS score
    FROM trials_fts
    WHERE trials_fts MATCH :words AND (:tag IS NULL OR rowid IN
        (SELECT w.rowid FROM tags g JOIN trials w ON w.id = g.trial WHERE g.tag = :tag))
    ORDER BY rowid DESC LIMIT :weighed
) f
JOIN trials t ON t.rowid = f.rowid
LEFT JOIN versions v ON v.id = t.version_id
LEFT JOIN looks l ON l.trial = t.id
ORDER BY f.score, t.id LIMIT :limit
"""
#: Of words that very many trials have, so many are weighed against each other, the newest.
_WEIGHED = 2000
_ALIAS = """
INSERT INTO aliases (alias, trial, found_at) VALUES (?, ?, ?)
ON CONFLICT (alias) DO UPDATE SET trial = excluded.trial
"""


class Trials(Base):
    """Finding trials; a part of ``Store``."""

    def trial(self, trial: str) -> Trial | None:
        """A trial by its id or by an id that it had once; None if neither is known."""
        row = self._row(_TRIAL, (self.resolve(trial),))
        return _trial(row) if row else None

    def resolve(self, trial: str) -> str:
        """The id under which a trial's versions are kept: its own, or that of its alias.

        A trial that has versions under its old id keeps them there and is not resolved.
        """
        row = self._row("SELECT versions FROM trials WHERE id = ?", (trial,))
        if row and row["versions"]:
            return trial
        found = self._row("SELECT trial FROM aliases WHERE alias = ?", (trial,))
        return found["trial"] if found else trial

    def search_text(self, words: str, *, tag: str | None = None, limit: int = 100) -> list[Trial]:
        """Trials whose ids, titles, conditions, interventions or sponsors have all the words.

        Words are found in any of their forms; the last one may be its beginning only. The best
        hits come first. ``tag`` narrows it to watched trials of this group.
        """
        asked = words.split()
        if not asked:
            return []
        # Quoted, a word is never an operator of the query language.
        quoted = ['"' + word.replace('"', '""') + '"' for word in asked]
        quoted[-1] += "*"
        asked_for = {"words": " ".join(quoted), "tag": tag, "limit": limit, "weighed": _WEIGHED}
        return [_trial(row) for row in self._rows(_SEARCH, asked_for)]

    def add_alias(self, alias: str, trial: str, at: str) -> None:
        """The registry answers for an old id with a trial of another one."""
        with self.transaction() as conn:
            conn.execute(_ALIAS, (alias, trial, utc(at)))

    def aliases(self) -> dict[str, str]:
        """All old ids with the ids that the registry uses now."""
        rows = self._rows("SELECT alias, trial FROM aliases ORDER BY alias")
        return {row["alias"]: row["trial"] for row in rows}


def _trial(row: dict[str, Any]) -> Trial:
    lists = ("other_ids", "collaborators", "conditions", "keywords", "interventions", "countries")
    tidy(row, *lists)
    return Trial(failing=failing_of(row), **row)
