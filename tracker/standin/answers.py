"""What the stand-in answers: a status, a body, and how it goes over the wire.

Comes in: what an answer says.
Goes out: an :class:`Answer`; a :class:`Refused` is one that can be raised.
Does not: send anything; ``tracker.standin.server`` does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"

#: The page of the service's outer wall; the real one is longer and says no more.
FORBIDDEN_PAGE = b"<!doctype html><title>403</title>403 Forbidden"


class Answer(NamedTuple):
    """One answer, and the ways in which its sending can go wrong."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    #: Hold the answer back that long, in seconds.
    wait: float = 0.0
    #: Spread the body over that many seconds.
    drip: float = 0.0
    #: Send that much of the body, in bytes, then close; None sends all of it.
    sent: int | None = None
    #: Reset the connection instead of answering.
    reset: bool = False


def as_json(value: Any) -> Answer:
    """An answer of compact JSON."""
    return Answer(200, msgspec.json.encode(value))


class Refused(Exception):
    """A request that is answered with an error: one sentence of plain text, never JSON."""

    def __init__(self, status: int, sentence: str) -> None:
        self.answer = Answer(status, sentence.encode(), TEXT)
        super().__init__(sentence)
