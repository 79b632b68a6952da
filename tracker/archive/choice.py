"""Words of which each must be one of those that there are.

Comes in: what somebody wrote, and what there is. Goes out: the words; ``UsageError`` names others.
Does not: know what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from tracker.errors import UsageError


def chosen(given: str | Iterable[str] | None, known: Sequence[str], what: str) -> list[str] | None:
    """Words, each of which must be known. ``UsageError`` names the nearest, or all there are."""
    if given is None:
        return None
    names = [given] if isinstance(given, str) else [*given]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3)
            every = f"there {'is' if len(known) == 1 else 'are'} {', '.join(known)}"
            hint = f"did you mean {', '.join(near)}?" if near else every
            raise UsageError(f"there is no {what} {name!r}; {hint}")
    return names or None
