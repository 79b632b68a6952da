"""What all parts of a record are made of: the kinds of text and the common root."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

#: Running text in the registry's mark-up; kept as canonical plain text (see tracker.text).
Markup = Annotated[str, Meta(extra={"kind": "markup"})]
#: A line of text: names, titles, measures; white space is collapsed.
Text = Annotated[str, Meta(extra={"kind": "text"})]
#: A word of a fixed vocabulary, an id, an address: kept to the letter.
Token = Annotated[str, Meta(extra={"kind": "token"})]
#: A date as the registry wrote it: "2026", "2026-03" or "2026-03-14".
Day = Annotated[str, Meta(extra={"kind": "day"})]


def says(description: str) -> Meta:
    """The one-line description of a field, for the JSON Schema and the field table."""
    return Meta(description=description)


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The root of all parts of a record: immutable, absent fields left out of JSON."""

    other: Annotated[
        dict[str, Any] | None, says("What the registry sent here and no field takes.")
    ] = None
