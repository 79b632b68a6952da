"""Which address a request goes to, and where a redirect may lead.

Comes in: a ``Request``; an address and the one it redirects to.
Goes out: a URL of the HTTP client; ``FetchError`` for one that is not gone to.
Does not: send.
"""

from __future__ import annotations

import httpx

from tracker.errors import FetchError
from tracker.sources.base import Request


def full_url(request: Request) -> httpx.URL:
    """The URL of a request with its parameters."""
    try:
        url = httpx.URL(request.url)
    except httpx.InvalidURL as error:
        raise FetchError("refused", f"{request.url[:200]!r} is no URL: {error}") from error
    return url.copy_merge_params(request.params) if request.params else url


def stay_on_host(asked: httpx.URL, target: httpx.URL) -> None:
    """Refuse a redirect to another host, and one from https to http."""
    if asked.netloc != target.netloc or (asked.scheme, target.scheme) == ("https", "http"):
        raise FetchError(
            "redirect_refused",
            f"{asked.host} redirects to another host ({target.scheme}://{target.host}), which is "
            "not followed. Where that is its new address, name it as url of the source in "
            "tracker.toml.",
        )
