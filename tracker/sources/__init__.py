"""The sources: one module a registry or kind of page, each offering a ``Source``.

``SOURCES`` is the visible table of them. To add a registry, write its module and give it a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracker.sources.base import Source
from tracker.sources.ctgov import CtgovSource


def _ctgov(url: str, pause: float, batch: int) -> Source | None:
    return CtgovSource(root=url, pause=pause, batch=batch)


def _page(url: str | None, pause: float) -> Source | None:
    """Pages are only asked for where the configuration says where they are."""
    if url is None:
        return None
    # The HTML parser takes a tenth of a second to load, which most runs do not need.
    from tracker.sources.page import PageSource

    return PageSource(url, pause=pause)


#: Name -> what makes the source from its settings; None where the settings leave it out.
SOURCES: dict[str, Callable[..., Source | None]] = {"ctgov": _ctgov, "page": _page}


def sources_for(settings: Mapping[str, Mapping[str, Any]]) -> tuple[Source, ...]:
    """The sources for these settings, which are a table of keywords for each name."""
    made = (SOURCES[name](**keywords) for name, keywords in settings.items())
    return tuple(source for source in made if source is not None)


__all__ = ["SOURCES", "Source", "sources_for"]
