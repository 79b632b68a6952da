"""What types cannot say about ``[notify]``: names that must be known, secrets, hours.

Comes in: the filled table.
Goes out: what is wrong, as (key, what to write); nothing where all is well.
Does not: know the rules of events; whoever uses them checks those names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from tracker.config.tables import Channel, Notify

#: Marks a value that stands in the environment.
SECRET = "env:"  # noqa: S105 - the mark, not a secret
_SECRET = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_SERVER = re.compile(r"[^\s:/@]+(:\d{1,5})?")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


def problems(notify: Notify) -> Iterator[tuple[str, str]]:
    """Each thing that cannot be meant, with its key."""
    try:
        ZoneInfo(notify.timezone)
    except (ValueError, OSError, KeyError):
        yield "notify.timezone", f'{notify.timezone!r} is no time zone; write "Europe/Berlin"'
    names = [channel.name for channel in notify.channels]
    for key, given in (("channels", names), ("rules", [rule.name for rule in notify.rules])):
        twice = next((name for name in given if given.count(name) > 1), None)
        if twice is not None:
            yield f"notify.{key}", f"the name {twice!r} is given twice; each needs its own"
    for channel in notify.channels:
        for text in _channel(channel):
            yield "notify.channels", f"{channel.name}: {text}"
    for rule in notify.rules:
        for name in rule.channels:
            if name not in names:
                near = get_close_matches(name, names, n=1) or names or ["none is configured"]
                said = f"{rule.name}: there is no channel {name!r}; known: {', '.join(near)}"
                yield "notify.rules", said
        if rule.quiet is not None and not _HOURS.fullmatch(rule.quiet):
            said = f'{rule.name}: {rule.quiet!r} are no hours; write quiet = "22:00-07:00"'
            yield "notify.rules", said


def _channel(channel: Channel) -> Iterator[str]:
    if (channel.url is None) == (channel.smtp is None):
        yield 'give either smtp = "host:port" or url = "env:NAME"'
    for name in ("url", "password"):
        value = getattr(channel, name)
        if value is not None and not _SECRET.fullmatch(value):
            yield f'{name} is a secret and stays out of this file; write {name} = "env:NAME"'
    if channel.smtp is None:
        return
    if not _SERVER.fullmatch(channel.smtp):
        yield f'{channel.smtp!r} is no mail server; write smtp = "mail.example.org:587"'
    wrong = [one for one in (channel.sender or "", *channel.to) if not _ADDRESS.fullmatch(one)]
    if wrong or not channel.to:
        yield "a mail needs sender and to, each a plain address such as trials@example.org"
    if (channel.user is None) != (channel.password is None):
        yield "user and password go together"
    host = channel.smtp.partition(":")[0]
    if channel.tls == "none" and channel.password and host not in ("localhost", "127.0.0.1"):
        yield 'a password never goes out unencrypted; write tls = "starttls" or "implicit"'
