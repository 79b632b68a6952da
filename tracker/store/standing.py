"""All watched trials as they stood at a moment, from the headline columns alone.

Comes in: a moment of the registry's clock, and one of ours.
Goes out: :class:`Stood`, one a watched trial, whether or not it was known then.
Does not: read bodies.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from tracker.store.database import Base
from tracker.store.moments import asked
from tracker.store.rows import Clock, Headline, Stood


def _column(name: str) -> str:
    """A column of the version; numbers of entries are 0 where there is no version."""
    counts = name.endswith("_count") and name != "enrollment_count"
    return f"coalesce(v.{name}, 0) AS {name}" if counts else f"v.{name}"


_OF_VERSION = (
    *("registry_date", "stood_from", "observed_at", "last_confirmed", "source", "silent"),
    *Headline.__struct_fields__,
)

#: The index ``versions_as_of`` answers the inner question by itself.
_STOOD = f"""
SELECT w.trial, t.registry, t.brief_title AS title, v.number AS version,
    {", ".join(_column(name) for name in _OF_VERSION)},
    CASE WHEN v.id IS NULL THEN
        (SELECT min(stood_from) FROM versions f WHERE f.trial = w.trial) END AS first_stood,
    CASE WHEN v.id IS NULL THEN
        (SELECT min(observed_at) FROM versions f WHERE f.trial = w.trial) END AS first_seen
FROM {{listed}} w
JOIN trials t ON t.id = w.trial
LEFT JOIN versions v ON v.id = (
    SELECT id FROM versions a WHERE a.trial = w.trial
        AND (:stood IS NULL OR stood_from <= :stood) AND (:seen IS NULL OR observed_at <= :seen)
    ORDER BY partial, number DESC LIMIT 1)
{{where}} ORDER BY w.trial
"""  # noqa: S608 - our own columns
#: Where nothing is watched, as after imports alone, a table is about all that is stored.
_STORED = "(SELECT id AS trial FROM trials WHERE version_id IS NOT NULL)"
_TAGGED = "WHERE w.trial IN (SELECT trial FROM tags WHERE tag = :tag)"


class Standing(Base):
    """Watched trials as of a moment; a part of ``Store``."""

    def standing(
        self,
        moment: str,
        *,
        clock: Clock = "registry",
        known_by: str | None = None,
        tag: str | None = None,
    ) -> list[Stood]:
        """Every watched trial as it stood at a moment, by id; the moments are those of ``as_of``.

        Where nothing is watched, every trial that is stored.
        One that was not known then is in the list as well, with the reason in its dates.
        """
        params = asked(moment, known_by, observed=clock == "observed")
        listed = "watches" if tag or self._row("SELECT 1 FROM watches LIMIT 1") else _STORED
        sql = _STOOD.format(listed=listed, where=_TAGGED if tag else "")
        found = []
        for row in self._rows(sql, params | {"tag": tag}):
            row["phases"] = _list(row["phases"])
            row["silent"] = bool(row["silent"])
            if row["has_results"] is not None:
                row["has_results"] = bool(row["has_results"])
            found.append(Stood(**row))
        return found


@lru_cache(maxsize=256)
def _list(text: str | None) -> tuple[str, ...]:
    """A JSON array of words; there are a few different ones among many rows."""
    return tuple(msgspec.json.decode(text)) if text else ()
