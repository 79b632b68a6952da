"""Events to one message: a subject, plain text, HTML for mail, and text for chats.

Comes in: events, the names of their trials, the key of the delivery.
Goes out: a Message. Does not: send it. The text of a registry is made harmless for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from msgspec import Struct

from tracker.events.base import Event
from tracker.report.edition import Edition, Named, edition
from tracker.report.entries import counted
from tracker.report.facts import link
from tracker.report.formats import FORMATS
from tracker.report.phrases import clocks, headline, name_of, sums
from tracker.report.plain import plain

#: What chats take for mark-up, a mention or a link, and what looks like it and is none.
_HARMLESS = str.maketrans("<>@`*_~[]|\\", "‹›＠ˋ∗ˍ∼［］ǀ＼")
_LONGEST_SUBJECT = 150
_HEADING = "What changed in clinical trials, by the rules of your alerts"


class Message(Struct, frozen=True, kw_only=True):
    """What goes to a channel."""

    #: Stable: the same message has the same key on every try.
    key: str
    subject: str
    text: str
    html: str
    #: Without any mark-up, for services that read some into a text.
    chat: str
    #: When its events were put into the outbox, UTC.
    at: str


def message_of(
    events: Sequence[Event], names: Mapping[str, Named], *, key: str, at: str
) -> Message:
    """The message that tells of these events."""
    made = edition(events, (), names, made_at=at, heading=_HEADING)
    return Message(
        key=key,
        subject=_subject(events, made),
        text="".join(FORMATS["text"].render(made)),
        html="".join(FORMATS["html"].render(made)),
        chat="\n".join(_chat(made)),
        at=at,
    )


def trial_message(channel: str, at: str) -> Message:
    """A message that says nothing but that messages arrive."""
    said = f"This is a test of the channel {channel}: alerts will arrive like this."
    return Message(
        key=f"test-{at.translate(str.maketrans('', '', '-:'))}",
        subject=f"Tracker: test of the channel {plain(channel)}",
        text=said + "\n",
        html=f"<!doctype html><html><body><p>{_escaped(said)}</p></body></html>\n",
        chat=harmless(said),
        at=at,
    )


def harmless(text: str) -> str:
    """A text in which no chat finds mark-up, a mention or a link.

    >>> harmless("<!channel> *now*")
    '‹!channel› ∗now∗'
    """
    return plain(text).translate(_HARMLESS)


def _escaped(text: str) -> str:
    return escape(plain(text))


def _subject(events: Sequence[Event], made: Edition) -> str:
    if len(events) == 1:
        return plain(f"{events[0].trial}: {headline(events[0])}", _LONGEST_SUBJECT)
    trials = counted("trial", len(made.news))
    first = headline(made.news[0].events[0])
    return plain(f"{counted('event', len(events))} in {trials}: {first}", _LONGEST_SUBJECT)


def _chat(made: Edition) -> Iterator[str]:
    yield f"{sums(made)}."
    for one in made.news:
        yield ""
        yield f"{harmless(one.trial)}  {harmless(name_of(one))}"
        if page := link(one.trial, one.registry):
            yield page
        for event in one.events:
            yield f"- {harmless(clocks(event))}: {harmless(headline(event))}"
