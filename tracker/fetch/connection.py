"""The HTTP client, made from settings: who we say we are, TLS, time limits, proxies.

Comes in: ``FetchSettings``.
Goes out: an ``httpx.Client`` that follows no redirects by itself.
Does not: send.
"""

from __future__ import annotations

import ssl
from importlib.metadata import PackageNotFoundError, version

import httpx

from tracker.errors import ConfigError
from tracker.fetch.body import ENCODINGS
from tracker.fetch.settings import FetchSettings

#: The firewall of ClinicalTrials.gov answers 403 to this client without this in the User-Agent.
TOKEN = f"python-httpx/{httpx.__version__}"

_TLS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
#: A proxy of the environment has no way to this machine.
_NO_PROXY = ("all://127.0.0.1", "all://localhost", "all://[::1]")


def user_agent(contact: str | None) -> str:
    """Who asks, whom to write to, and the token that the registry's firewall looks for."""
    try:
        name = f"tracker/{version('tracker')}"
    except PackageNotFoundError:
        name = "tracker"
    return " ".join(part for part in (name, contact and f"(+{contact})", TOKEN) if part)


def connect(settings: FetchSettings) -> httpx.Client:
    """A client with these settings; ``ConfigError`` for a proxy that cannot be used.

    Proxies and certificates of the environment (HTTPS_PROXY, SSL_CERT_FILE) are used.
    """
    try:
        return httpx.Client(
            headers={
                "User-Agent": settings.user_agent or user_agent(settings.contact),
                "Accept-Encoding": ENCODINGS,
            },
            verify=_tls(settings),
            timeout=_timeouts(settings),
            mounts=dict.fromkeys(_NO_PROXY),
            follow_redirects=False,
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise ConfigError(
            f"The proxy named in the environment cannot be used: {error} See HTTPS_PROXY, "
            "HTTP_PROXY and ALL_PROXY."
        ) from error


def _timeouts(settings: FetchSettings) -> httpx.Timeout:
    # A single silence may not outlast the whole.
    read = min(settings.read_timeout, settings.total_timeout)
    return httpx.Timeout(read, connect=min(settings.connect_timeout, settings.total_timeout))


def _tls(settings: FetchSettings) -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    if settings.tls_max is not None:
        context.maximum_version = _TLS[settings.tls_max]
    return context
