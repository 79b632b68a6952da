"""What the name of a file tells: its trial, and whether it was ever meant to be a record."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.ids import find_ids

_HIDDEN = re.compile(r"(?:^|/)(?:\.(?!\./)[^/]+|__MACOSX|Thumbs\.db|desktop\.ini)(?:/|$)")
_DATA = re.compile(
    r"\.(?:json|jsonl|ndjson|xml|html?|zip|tar|tgz|txz|tbz2?|gz|xz|bz2|zst)(?:$|\.)", re.IGNORECASE
)


def is_passed_over(name: str) -> bool:
    """Whether a file is the house-keeping of a system or program: hidden, or known as such.

    >>> is_passed_over("dump/__MACOSX/._a.json"), is_passed_over("../dump/a.json")
    (True, False)
    """
    return _HIDDEN.search(name.removeprefix("./")) is not None


def may_be_harmless(name: str) -> bool:
    """Whether nobody would take a file for a record by its name: a README, a picture.

    >>> may_be_harmless("README.md"), may_be_harmless("a.json"), may_be_harmless("NCT06931145")
    (True, False, False)
    """
    last = name.rpartition("/")[2]
    return _DATA.search(last) is None and not find_ids(last.replace("_", " "))


@lru_cache(maxsize=64)
def trial_in(name: str) -> str | None:
    """The one trial that a file is named after; None if it names none or several.

    >>> trial_in("2026/NCT06931145_02.json"), trial_in("all.json")
    ('NCT06931145', None)
    """
    ids = find_ids(name.rpartition("/")[2].replace("_", " "))
    return ids[0] if len(ids) == 1 else None
