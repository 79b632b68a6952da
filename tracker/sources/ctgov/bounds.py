"""How deep a study may be, and how large its numbers: what no real record comes near.

Comes in: a study as Python objects. Goes out: nothing, or a ReadError that says what is too much.
Does not: bound its size in bytes; ``tracker.fetch`` does.

A registry's answer is untrusted: what is nested without end would exhaust the stack wherever it is
hashed or compared, and JSON and SQLite hold integers of 64 bits.
"""

from __future__ import annotations

from typing import Any

from tracker.errors import ReadError

#: Real records are nested 12 levels deep at the most; 100 leave room for what may come.
DEEPEST = 100
#: The largest integer, of either sign, that SQLite holds.
LARGEST = 2**63 - 1


def must_be_bounded(study: Any) -> None:
    """Raise ReadError (``not_a_trial``) for a study that is too deep or has too large a number."""
    level = [study]
    for _ in range(DEEPEST):
        level = [value for part in level for value in _inside(part)]
        if not level:
            return
    raise ReadError("not_a_trial", "the study is nested too deeply")


def _inside(part: Any) -> list[Any]:
    """The values one level down."""
    if isinstance(part, dict):
        return list(part.values())
    if isinstance(part, list):
        return part
    if type(part) is int and abs(part) > LARGEST:
        raise ReadError("not_a_trial", "the study has a number that is too large to be one")
    return []
