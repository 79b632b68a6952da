"""What types cannot say about the configuration: addresses, pauses, what may stand in a header.

Comes in: the filled tables.
Goes out: the same with addresses in one form; ``Wrong`` names the key and what to write.
Does not: know where a value came from.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from msgspec.structs import replace

from tracker.config.alerts import problems
from tracker.config.tables import LEAST_PAUSE, Tables

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_API = re.compile(r"/api(/(v2|int))?$")
_CONTACT = re.compile(r"(mailto:)?[^@\s()<>]+@[^@\s()<>]+|https?://[^\s()<>]+")


class Wrong(Exception):
    """A value that cannot be meant; ``key`` is its dotted name."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        self.text = text
        super().__init__(text)


def checked(tables: Tables) -> Tables:
    """The tables with addresses in one form; ``Wrong`` for the first value that cannot be."""
    _check_headers(tables)
    ctgov, page = tables.sources.ctgov, tables.sources.page
    root = ctgov_root(ctgov.url)
    _check_pause("sources.ctgov.pause", ctgov.pause, root)
    if page.url is not None:
        _check_page(page.url)
        _check_pause("sources.page.pause", page.pause, page.url)
    for key, text in problems(tables.notify):
        raise Wrong(key, text)
    sources = replace(tables.sources, ctgov=replace(ctgov, url=root))
    return replace(tables, sources=sources)


def ctgov_root(url: str) -> str:
    """The root of the service, below which are /api/v2 (records) and /api/int (their history).

    >>> ctgov_root("https://clinicaltrials.gov/api/v2/")
    'https://clinicaltrials.gov'
    """
    key = "sources.ctgov.url"
    parts = _address(key, url)
    if parts.query or parts.fragment or _PLACEHOLDER.search(url):
        raise Wrong(key, "expected the address of the service alone: https://clinicaltrials.gov")
    return f"{parts.scheme}://{parts.netloc}" + _API.sub("", parts.path.rstrip("/")).rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("127.0.0.1.example.org")
    (True, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _address(key: str, url: str) -> SplitResult:
    """The parts of an address that may be asked: https, or http on this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Wrong(key, f"{url!r} is no address ({error})") from error
    if not host or parts.scheme not in ("http", "https") or not url.isascii() or " " in url:
        raise Wrong(key, f"{url!r} is no address; expected https://...")
    if parts.username is not None:
        raise Wrong(key, "a name or password in an address is not supported; take it out")
    if parts.scheme == "http" and not is_loopback(host):
        raise Wrong(key, f"{url!r} is not encrypted; write https:// (http only on this machine)")
    return parts


def _check_page(url: str) -> None:
    key = "sources.page.url"
    parts = _address(key, url.replace("{id}", "NCT00000001"))
    if set(_PLACEHOLDER.findall(url)) != {"{id}"} or "NCT00000001" in parts.netloc:
        raise Wrong(key, "expected {id} where the trial's id goes: https://example.org/trial/{id}")


def _check_pause(key: str, pause: float, url: str) -> None:
    host = urlsplit(url).hostname or ""
    if pause < LEAST_PAUSE and not is_loopback(host):
        raise Wrong(
            key,
            f"{pause:g} seconds between requests are too few for {host}: registries ask for at "
            f"least one, so write {LEAST_PAUSE} or more (fewer only on this machine)",
        )


def _check_headers(tables: Tables) -> None:
    """What goes into a header must be one line of ASCII that ends nothing else."""
    contact, agent = tables.contact, tables.fetch.user_agent
    if contact is not None and not (_line(contact) and _CONTACT.fullmatch(contact)):
        raise Wrong("contact", f"expected an e-mail address or a URL, got {contact[:80]!r}")
    if agent is not None and not _line(agent):
        raise Wrong("fetch.user_agent", "expected one line of plain ASCII text, 200 at most")


def _line(text: str) -> bool:
    return text.isascii() and text.isprintable() and 0 < len(text.strip()) <= 200
