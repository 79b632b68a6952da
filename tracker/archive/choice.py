"""Words of which each must be one of those that there are.

Comes in: what somebody wrote, and what there is. Goes out: the words; ``UsageError`` names others.
Does not: know what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from tracker.errors import UsageError

#: More words than this are not listed in a sentence.
_MANY = 30


def chosen(given: str | Iterable[str] | None, known: Sequence[str], what: str) -> list[str] | None:
    """Words, each of which must be known. ``UsageError`` names the nearest, or all there are."""
    if given is None:
        return None
    names = [given] if isinstance(given, str) else [*given]
    for name in names:
        if name not in known:
            raise UsageError(f"there is no {what} {name!r}; {_hint(name, known)}")
    return names or None


def _hint(name: str, known: Sequence[str]) -> str:
    """The words of the kind that was named; the nearest; else all, or how many begin with what.

    >>> rules = [f"{kind}_{number}" for kind in ("outcome", "site") for number in range(20)]
    >>> _hint("slips", rules)
    'there are 40, which begin with outcome_, site_'
    """
    kinds = dict.fromkeys(one.partition("_")[0] for one in known)
    if len(known) > _MANY and name in kinds:
        alike = [one for one in known if one.partition("_")[0] == name]
        return f"those of this kind are {', '.join(alike)}"
    if near := get_close_matches(name, known, n=3):
        return f"did you mean {', '.join(near)}?"
    every = f"there {'is' if len(known) == 1 else 'are'}"
    if len(known) > _MANY:
        return f"{every} {len(known)}, which begin with {', '.join(f'{kind}_' for kind in kinds)}"
    return f"{every} {', '.join(known)}"
