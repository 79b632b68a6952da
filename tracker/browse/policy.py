"""The Content-Security-Policy of Datasette's own pages.

Comes in: Datasette's application and its templates. Goes out: the same, with a policy.
Does not: touch our own pages, which have a stricter one, or a Datasette that serves nothing of
ours.

Datasette's templates hold scripts of their own, which no hash could name: some are different on
each page. So each request has a nonce, and the templates are compiled with it in their script
tags. What stands in a template may run; what a text of a registry brought into a page may not.

Two things stay open, and cannot be helped. Style: the templates have style attributes (the colour
of a database, the height of the editor), so styles may be inline; a style runs nothing. And what
other plugins need: those named in ``_NEEDS`` where they are installed, and whatever the
configuration of the plugin ``tracker`` allows: ``allow: {img-src: https://tiles.example}``.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextvars import ContextVar
from hashlib import sha256
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from jinja2.ext import Extension

if TYPE_CHECKING:
    from datasette.app import Datasette

_Message = MutableMapping[str, Any]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, Any, _Send], Awaitable[None]]

_NONCE: ContextVar[str] = ContextVar("nonce", default="")
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
#: The handler that stands in an attribute of a template (of the table page of 1.0), word by word.
_HANDLER = b"openColumnChooser()"
_HANDLED = f"'unsafe-hashes' 'sha256-{b64encode(sha256(_HANDLER).digest()).decode()}'"
#: What plugins cannot do without: a map its tiles, Vega a compiler of its formulas.
_NEEDS = {
    "datasette_cluster_map": ("img-src", "https://*.tile.openstreetmap.org"),
    "datasette_vega": ("script-src", "'unsafe-eval'"),
}
_HEADERS = {b"referrer-policy": b"same-origin", b"x-content-type-options": b"nosniff"}


class Nonced(Extension):
    """Gives the scripts that stand in a template the nonce of the request."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template; texts that are filled in later are not in it yet."""
        del name, filename
        return source.replace("<script", '<script nonce="{{ script_nonce() }}"')


def prepare(env: Environment) -> None:
    """Have the templates of this environment compiled with nonces."""
    env.add_extension(Nonced)
    env.globals["script_nonce"] = _NONCE.get


def wrapped(app: _App, allowed: Mapping[str, str], ours: Callable[[], Awaitable[bool]]) -> _App:
    """An application whose pages have a policy, unless they bring one; while ``ours`` says so."""

    async def with_policy(scope: _Message, receive: Any, send: _Send) -> None:
        nonce = secrets.token_urlsafe(16)
        _NONCE.set(nonce)

        async def sent(message: _Message) -> None:
            if message["type"] == "http.response.start" and await ours():
                message = {**message, "headers": _headers(message["headers"], nonce, allowed)}
            await send(message)

        await app(scope, receive, sent)

    return with_policy


def _headers(
    given: list[tuple[bytes, bytes]], nonce: str, allowed: Mapping[str, str]
) -> list[tuple[bytes, bytes]]:
    have = {name.lower(): value for name, value in given}
    is_page = have.get(b"content-type", b"").startswith(b"text/html")
    if not is_page or b"content-security-policy" in have:
        return given
    policy = b"content-security-policy", policy_of(nonce, allowed).encode("latin-1", "ignore")
    return [*given, policy, *((n, v) for n, v in _HEADERS.items() if n not in have)]


def policy_of(nonce: str, allowed: Mapping[str, str]) -> str:
    """The policy as a header has it."""
    parts = {**_POLICY, "script-src": f"'self' 'nonce-{nonce}' {_HANDLED}"}
    needs = [need for plugin, need in _NEEDS.items() if find_spec(plugin)]
    for name, sources in (*needs, *allowed.items()):
        clean = " ".join(str(sources).replace(";", " ").replace(",", " ").split())
        parts[name] = f"{parts.get(name, parts['default-src'])} {clean}"
    return "; ".join(f"{name} {sources}" for name, sources in parts.items())


def allowed_by(datasette: Datasette) -> Mapping[str, str]:
    """What the configuration of the plugin allows besides."""
    given = (datasette.plugin_config("tracker") or {}).get("allow") or {}
    return given if isinstance(given, dict) else {}
