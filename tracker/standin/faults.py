"""What can go wrong between a registry and a client, as a table of named faults.

Comes in: the right answer, and the settings of a fault.
Goes out: the answer that is sent instead.
Does not: decide when; a :class:`Planned` fault says which requests it is meant for.
"""

from __future__ import annotations

import codecs
import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tracker.standin.answers import FORBIDDEN_PAGE, HTML, JSON, TEXT, Answer

_PAGE = b"<!doctype html><title>Service notice</title><p>The service is being renewed.</p>"
_ID = re.compile(rb'("nctId"\s*:\s*")NCT\d{8}')
_MEGABYTE = 1 << 20


@dataclass
class Planned:
    """One fault and the requests that it is meant for."""

    name: str
    #: How many more requests it strikes; None is all of them.
    times: int | None = 1
    #: How many matching requests pass unharmed before it strikes.
    after: int = 0
    #: It strikes where the path, with its query, contains this.
    match: str = ""
    #: The status code of ``status``.
    status: int = 503
    #: Headers that are sent with the answer.
    headers: Mapping[str, str] = field(default_factory=dict)
    #: The sentence of ``text`` and ``status``.
    sentence: str = "Service Unavailable"
    #: How long ``drip`` and ``hang`` take at the most, in seconds.
    seconds: float = 5.0
    #: How much ``huge`` and ``bomb`` send, in bytes.
    size: int = 8 * _MEGABYTE
    #: Where ``redirect`` leads to.
    to: str = "https://elsewhere.invalid/api/v2/studies"

    def strikes(self, target: str) -> bool:
        """Whether this request, path and query, is struck; counts it."""
        if self.match not in target or self.times == 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def spoil(self, answer: Answer) -> Answer:
        """The answer that is sent instead of the right one."""
        spoiled = FAULTS[self.name](self, answer)
        return spoiled._replace(headers=(*spoiled.headers, *self.headers.items()))


def _status(plan: Planned, answer: Answer) -> Answer:
    """An error of the service, or the 403 page of its wall."""
    del answer
    if plan.status == 403:
        return Answer(403, FORBIDDEN_PAGE, HTML)
    return Answer(plan.status, plan.sentence.encode(), TEXT)


def _wrong(plan: Planned, answer: Answer) -> Answer:
    """Another trial than the one that was asked for."""
    del plan
    return answer._replace(body=_ID.sub(rb"\g<1>NCT00000042", answer.body, count=1))


def _bomb(plan: Planned, answer: Answer) -> Answer:
    """A small body that unpacks to a large one, whatever the client accepts."""
    packed = gzip.compress(b" " * plan.size)
    return answer._replace(body=packed, headers=(*answer.headers, ("Content-Encoding", "gzip")))


FAULTS: dict[str, Callable[[Planned, Answer], Answer]] = {
    "status": _status,
    "html": lambda *_: Answer(200, _PAGE, HTML),
    "text": lambda plan, _: Answer(200, plan.sentence.encode(), TEXT),
    # Content-Length says more than what is sent.
    "short": lambda _, answer: answer._replace(sent=len(answer.body) // 2),
    # Content-Length is right and the JSON ends in the middle.
    "cut": lambda _, answer: answer._replace(body=answer.body[: len(answer.body) // 2]),
    # A byte order mark, as some proxies and editors put in front.
    "mark": lambda _, answer: answer._replace(body=codecs.BOM_UTF8 + answer.body),
    "empty": lambda *_: Answer(200, b"", JSON),
    "huge": lambda plan, answer: answer._replace(body=answer.body + b" " * plan.size),
    "bomb": _bomb,
    "wrong": _wrong,
    "drip": lambda plan, answer: answer._replace(drip=plan.seconds),
    "hang": lambda plan, answer: answer._replace(wait=plan.seconds),
    "reset": lambda _, answer: answer._replace(reset=True),
    "redirect": lambda plan, _: Answer(302, b"", TEXT, (("Location", plan.to),)),
    # Pages without end and nothing on them.
    "endless": lambda *_: Answer(200, b'{"studies":[],"nextPageToken":"more"}', JSON),
    # The data set flips just before the answer is made; the server moves the day.
    "flip": lambda _, answer: answer,
}
