"""A message as mail: text and HTML, by SMTP.

Comes in: a channel with ``smtp``, its password, a Message.
Goes out: nothing; ``Undelivered`` says why it did not go. Does not: keep the password.

The Message-ID is made of the delivery key, so that a mail that is sent twice is known as one.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from tracker.config.tables import Channel
from tracker.errors import TrackerError
from tracker.notify.message import Message

_PATIENCE = 30.0
_SUBMISSION, _TLS = 587, 465
#: Hosts of this machine, to which a connection need not be encrypted.
_HERE = ("localhost", "127.0.0.1")


class Undelivered(TrackerError):
    """A message did not go out; the text says why."""


def mail_of(channel: Channel, message: Message) -> EmailMessage:
    """The mail, the same on every try."""
    sender = channel.sender or ""
    domain = sender.rpartition("@")[2]
    mail = EmailMessage()
    mail["From"] = Address("Tracker", addr_spec=sender)
    mail["To"] = ", ".join(channel.to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(datetime.fromisoformat(message.at))
    mail["Message-ID"] = f"<{message.key}@{domain}>"
    mail["List-Id"] = f"Tracker alerts <tracker-alerts.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


def send_mail(channel: Channel, password: str | None, message: Message) -> None:
    """Send a mail to all of a channel. ``Undelivered`` where nobody gets it, or some do not."""
    host, port = _place(channel)
    try:
        with _server(host, port, tls_of(channel)) as server:
            if channel.user and password:
                server.login(channel.user, password)
            refused = server.send_message(mail_of(channel, message))
    except (smtplib.SMTPException, MessageError, OSError, ValueError) as error:
        raise Undelivered(f"{host}:{port}: {_why(error)}") from error
    if refused:
        raise Undelivered(f"{host}:{port} refused {_refusals(refused)}")


def tls_of(channel: Channel) -> Literal["starttls", "implicit", "none"]:
    """How a channel's mail is encrypted: as it is written, else by port and host."""
    host, port = _place(channel)
    usual: Literal["starttls", "none"] = "none" if host in _HERE else "starttls"
    return channel.tls or ("implicit" if port == _TLS else usual)


def _place(channel: Channel) -> tuple[str, int]:
    host, _, port = (channel.smtp or "").partition(":")
    return host, int(port or _SUBMISSION)


def _server(host: str, port: int, tls: str) -> smtplib.SMTP:
    """A connection; where it is encrypted, the server's certificate must be of its name."""
    context = ssl.create_default_context()
    if tls == "implicit":
        return smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=context)
    server = smtplib.SMTP(host, port, timeout=_PATIENCE)
    try:
        if tls == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _why(error: Exception) -> str:
    """Why a mail did not go out, in the server's own words where it has any."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"refused {_refusals(error.recipients)}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{str(error).rstrip('.')}; tls in the channel says how it is encrypted"
    said = str(getattr(error, "strerror", None) or error) or type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{error.verify_message}; SSL_CERT_FILE names a file of certificates to trust"
    if isinstance(error, ssl.SSLError | TimeoutError):
        return f'{said}; tls = "starttls" or "implicit" in the channel may be what it speaks'
    return said


def _refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    said = (f"{who} ({code} {_text(why)})" for who, (code, why) in sorted(refused.items()))
    return ", ".join(said)


def _text(said: object) -> str:
    text = said.decode("utf8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())
