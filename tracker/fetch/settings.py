"""What a fetcher is told, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class FetchSettings(Struct, frozen=True, kw_only=True):
    """How to ask. All times are in seconds, all sizes in bytes."""

    #: The hosts that may be asked, as URLs, each with the least time between the end of one
    #: request and the start of the next. No other host is ever asked.
    hosts: Mapping[str, float]
    connect_timeout: float = 10.0
    #: Longest silence inside an answer.
    read_timeout: float = 60.0
    #: Longest time for one whole answer, checked with each piece that arrives.
    total_timeout: float = 300.0
    #: Largest body, as sent and as decompressed.
    max_bytes: int = 256 * 1024 * 1024
    #: How often one request is sent at most.
    tries: int = 4
    #: Longest wait that a registry may ask for; a longer one ends the request with that reason.
    longest_wait: float = 120.0
    #: Who runs this, as an e-mail address or a URL, for the registry's staff.
    contact: str | None = None
    #: A whole User-Agent in place of the usual one.
    user_agent: str | None = None
    #: Highest TLS version to offer ("1.2"); None for the best of both sides.
    tls_max: str | None = None


class Answer(Struct, frozen=True):
    """A complete answer of the media type that was asked for."""

    status: int
    #: Where the answer came from, after redirects.
    url: str
    #: In lower case, without parameters: "application/json"; empty where the server named none.
    media_type: str
    #: The character set named beside the media type; None where there was none.
    charset: str | None
    #: Decompressed.
    body: bytes
    #: Whether the server redirected (on the same host) before it answered.
    moved: bool
    #: Seconds from sending the last request to the last byte of its answer.
    elapsed: float
