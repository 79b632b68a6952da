"""A message as mail: text and HTML, by SMTP.

Comes in: a channel with ``smtp``, its password, a Message.
Goes out: nothing; ``Undelivered`` says why it did not go. Does not: keep the password.

The Message-ID is made of the delivery key, so that a mail that is sent twice is known as one.
"""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

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
    host, _, port = (channel.smtp or "").partition(":")
    number = int(port or _SUBMISSION)
    try:
        with _server(host, number) as server:
            if channel.user and password:
                server.login(channel.user, password)
            refused = server.send_message(mail_of(channel, message))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise Undelivered(f"{host}:{number}: {_why(error)}") from error
    if refused:
        raise Undelivered(f"{host}:{number} refused {', '.join(sorted(refused))}")


def _server(host: str, port: int) -> smtplib.SMTP:
    """A connection, encrypted unless it stays on this machine."""
    context = ssl.create_default_context()
    if port == _TLS:
        return smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=context)
    server = smtplib.SMTP(host, port, timeout=_PATIENCE)
    try:
        if host not in _HERE:
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {' '.join(text.split())}"
    return str(getattr(error, "strerror", None) or error) or type(error).__name__
