"""The sources as readers of payloads alone: for stored versions, imports and back-fills.

Comes in: the short name of a source. Goes out: a source that reads what it sent, whatever address
it was asked at; the day that a payload itself bears.
Does not: make requests; ``sources_for`` makes the sources that do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from tracker.sources.base import Reader
from tracker.sources.ctgov import CtgovSource
from tracker.sources.history import HistorySource


def _page() -> Reader:
    from tracker.sources.page import PageSource

    return PageSource("https://page.invalid/{id}")


def _classic() -> Reader:
    from tracker.sources.classic import ClassicSource

    return ClassicSource()


#: Name -> what makes the reader. Parsers of mark-up take long to load, so each comes when needed.
_MAKERS: dict[str, Callable[[], Reader]] = {
    "ctgov": CtgovSource,
    "history": HistorySource,
    "page": _page,
    "classic": _classic,
}


@cache
def reader(name: str) -> Reader:
    """The source of this name, for reading only. ``KeyError`` if there is none."""
    return _MAKERS[name]()


class Readers(Mapping[str, Reader]):
    """All readers by name, each made when it is first asked for; ``own`` go before them.

    They are for many payloads, those of one trial in a row: what one repeats is read once.
    """

    def __init__(self, *own: Reader) -> None:
        self._own = {one.name: one for one in (CtgovSource(memory={}), *own)}

    def __getitem__(self, name: str) -> Reader:
        return self._own.get(name) or reader(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_MAKERS | self._own)

    def __len__(self) -> int:
        return len(_MAKERS | self._own)

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in _MAKERS


_VERSION_HOLDER = re.compile(rb'"versionHolder"\s*:\s*"([^"\\]*)"')


def data_date(source: str, payload: bytes) -> str | None:
    """The day of the data set that a payload says it is of, without reading it whole.

    ClinicalTrials.gov's ``versionHolder``; of classic XML the day of download.

    >>> data_date("ctgov", b'{"derivedSection":{"miscInfoModule":{"versionHolder":"2026-02-04"}}}')
    '2026-02-04'
    """
    if source == "classic":
        from tracker.sources.classic import download_date

        return download_date(payload)
    # Inside a text of the record its quotation marks would be escaped, so this is the key itself.
    at = payload.rfind(b'"versionHolder"')
    found = _VERSION_HOLDER.match(payload, at) if at >= 0 and source == "ctgov" else None
    return found[1].decode("utf8", "replace") if found else None
