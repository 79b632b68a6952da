"""A whole mail server on loopback, by aiosmtpd: TLS of both kinds, and who may log in."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "tracker", "hushhush"
#: Nobody by that name here.
STRANGER = "stranger@example.org"


class PostOffice:
    """What arrived, and how it came."""

    def __init__(self, kind: Literal["starttls", "implicit"]) -> None:
        self.kind = kind
        self.authority = trustme.CA()
        self.port = 0
        self.mails: list[EmailMessage] = []
        #: For each mail: the version of TLS that it came by, and who had logged in.
        self.came_by: list[tuple[str | None, bool]] = []

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        """One reader is not known here."""
        if address == STRANGER:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        tls = server.transport.get_extra_info("ssl_object") if server.transport else None
        self.mails.append(mail)
        self.came_by.append((tls.version() if tls else None, bool(session.authenticated)))
        return "250 kept"


@contextmanager
def post_office(tls: Literal["starttls", "implicit"]) -> Iterator[PostOffice]:
    """A server whose certificate its own authority made; it takes mail only after a log-in."""
    office = PostOffice(tls)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    office.authority.issue_cert("127.0.0.1").configure_cert(context)

    talking: list[SMTP] = []

    def talk() -> SMTP:
        one = SMTP(
            office,
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            # Of a connection that is encrypted from the start, the library itself knows nothing.
            auth_require_tls=tls == "starttls",
            auth_required=True,
            authenticator=_may_enter,
            loop=loop,
        )
        talking.append(one)
        return one

    loop = asyncio.new_event_loop()
    at_once = context if tls == "implicit" else None
    server = loop.run_until_complete(loop.create_server(talk, "127.0.0.1", 0, ssl=at_once))
    office.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        asyncio.run_coroutine_threadsafe(_hang_up(server, talking), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _hang_up(server: asyncio.Server, talking: list[SMTP]) -> None:
    """End all conversations, also those that were broken off in the middle."""
    server.close()
    for one in talking:
        if isinstance(one.transport, asyncio.WriteTransport):
            one.transport.abort()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.01)  # Aborted transports close in the loop's next rounds.


def _may_enter(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
) -> AuthResult:
    assert isinstance(given, LoginPassword)
    known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)
