"""The polite client: one GET request at a time, sent to configured hosts only.

Comes in: a :class:`~tracker.sources.base.Request`.
Goes out: an :class:`Answer` with the whole body, or a ``FetchError`` that says what happened.
Does not: know registries, read records, decide whether a trial is gone.

    Request -> wait (pace) -> send (client) -> bound and judge the body (body) -> Answer
                     ^______________ again, where that can help (pace) ______________|

``robots.txt`` is not consulted: it speaks to crawlers of pages, and that of ClinicalTrials.gov
closes the whole of ``/api/``, which is the registry's public interface for programs such as this
one. Its crawl delay of one second is kept, and widened as soon as the registry asks for it.
"""

from __future__ import annotations

from tracker.fetch.client import Fetcher
from tracker.fetch.settings import Answer, FetchSettings

__all__ = ["Answer", "FetchSettings", "Fetcher"]
