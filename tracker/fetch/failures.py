"""What went wrong, as an error whose sentence says what to do.

Comes in: a status with what the server said about it, or the exception of a connection.
Goes out: a ``FetchError``.
Does not: decide whether to try again.
"""

from __future__ import annotations

import socket
import ssl

from tracker.errors import FetchError
from tracker.text import plain

#: Statuses with a kind of their own.
_KINDS = {403: "blocked", 404: "not_found", 408: "timeout", 410: "not_found", 429: "limited"}


def for_status(
    status: int,
    host: str,
    *,
    said: str,
    agent: str,
    token: str,
    asked_wait: float | None,
    longest_wait: float,
) -> FetchError:
    """The error for an answer that is not 200.

    ``said`` is the server's own sentence, ``agent`` the User-Agent that was sent, ``token`` the
    part of it that must be there; ``asked_wait`` what ``Retry-After`` says, in seconds.
    """
    kind = _KINDS.get(status) or ("server_error" if status >= 500 else "refused")
    if kind not in ("limited", "server_error"):
        asked_wait = None
    if kind == "blocked":
        reason = _blocked(host, agent, token)
    elif asked_wait is not None and asked_wait > longest_wait:
        reason = (
            f"{host} asks to be left alone for {asked_wait:,.0f} s (status {status}), longer than "
            f"a run waits ({longest_wait:,.0f} s). Run again later, or raise longest_wait under "
            "[fetch] in tracker.toml."
        )
    else:
        reason = _plain_reason(kind, status, host, said)
    return FetchError(kind, reason, status, asked_wait)


def _plain_reason(kind: str, status: int, host: str, said: str) -> str:
    if kind == "limited":
        return f"{host} asks for fewer requests (status 429). Run again later."
    if kind == "server_error":
        return f"{host} has trouble of its own (status {status}). Run again later."
    if kind == "not_found":
        return f"{host} does not know what was asked for (status {status})."
    if kind == "timeout":
        return f"{host} did not get the request in time (status {status})."
    end = f": {said}" if said else "."
    return f"{host} refused the request (status {status}){end}"


def _blocked(host: str, agent: str, token: str) -> str:
    """A firewall decides by User-Agent and TLS handshake together; asking again changes nothing."""
    start = (
        f"{host} refused this program (status 403); asking again would not help. Its firewall lets "
        "a program pass whose User-Agent fits its TLS handshake. "
    )
    if token.split("/", 1)[0] not in agent:
        return start + (
            f"The User-Agent that was sent does not contain {token}: add that to user_agent under "
            "[fetch] in tracker.toml, or remove the line."
        )
    return start + (
        'Under [fetch] in tracker.toml set tls_max = "1.2", or take it out if it is there; if that '
        "does not help, try from another network: some addresses are refused whatever they send."
    )


def unreachable(error: BaseException, host: str) -> FetchError:
    """The error for a connection that could not be made, told by its cause."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return FetchError(
                "unreachable",
                f"The name {host} cannot be looked up. Is this machine online, and the host right?",
            )
        if isinstance(cause, ConnectionRefusedError):
            return FetchError("unreachable", f"{host} takes no connections. Is it running?")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError(
                "unreachable",
                f"The certificate of {host} cannot be trusted ({cause.verify_message}). Behind a "
                "proxy that opens TLS, name its certificates in SSL_CERT_FILE.",
            )
    said = plain(str(error))[:200].rstrip(".") or type(error).__name__
    return FetchError("unreachable", f"No connection to {host}: {said}.")


def broken_off(error: BaseException, host: str) -> FetchError:
    """The error for an answer that ended before its end, or that is no HTTP."""
    said = plain(str(error))[:200].rstrip(".")
    return FetchError("truncated", f"The answer of {host} broke off{f': {said}' if said else ''}.")


def too_slow(host: str, limit: str, seconds: float) -> FetchError:
    """The error for a time limit, by the name that it has in the configuration."""
    what = {"connect_timeout": "no connection", "read_timeout": "no answer"}
    return FetchError(
        "timeout",
        f"{host} gave {what.get(limit, 'no whole answer')} within {seconds:g} s ({limit} under "
        "[fetch] in tracker.toml).",
    )


def left_alone(host: str, seconds: float) -> FetchError:
    """The error for a request that was not sent, since the host asked for a long pause before."""
    return FetchError(
        "limited",
        f"{host} has asked to be left alone for another {seconds:,.0f} s; nothing was sent.",
        retry_after=seconds,
    )


def counted(error: FetchError, tries: int) -> FetchError:
    """The same error, which also says how often it was tried."""
    reason = f"{error.reason} Tried {tries} times."
    return FetchError(error.kind, reason, error.status, error.retry_after)


def _causes(error: BaseException | None) -> list[BaseException]:
    """An exception and what led to it, outermost first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
