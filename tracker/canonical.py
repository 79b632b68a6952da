"""The canonical form: one definition of content, for the hash and for the diff.

Comes in: a Record or any part of it.
Goes out: bytes that are equal if and only if the content is; a hash over them.
Does not: look at the order of lists: a set of sites is the same set in any order.

``FORM`` is a mark inside the hash: when the definition of content changes, so do all hashes.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import msgspec

from tracker.record import Part, Record

FORM = "tracker-record-1"

_encode = msgspec.json.Encoder(order="deterministic").encode


def content_hash(record: Record) -> str:
    """The hash of all that a record says, 32 hexadecimal digits.

    Equal for two records that differ only in the order of lists.
    """
    digest = hashlib.sha256(FORM.encode())
    digest.update(canonical(record))
    return digest.hexdigest()[:32]


def canonical(value: Any) -> bytes:
    """The canonical bytes of a Record, a part, a list or a plain value."""
    kind = type(value)
    if kind is tuple or kind is list:
        return _canonical_list(value)
    if kind is dict:
        return _canonical_dict(value)
    if isinstance(value, Part):
        return _canonical_part(value)
    return _encode(value)


def _canonical_list(values: Any) -> bytes:
    parts = [canonical(value) for value in values]
    if len(parts) > 1:
        parts.sort()
    return b"[" + b",".join(parts) + b"]"


def _canonical_dict(value: dict[str, Any]) -> bytes:
    pairs = (_encode(key) + b":" + canonical(value[key]) for key in sorted(value))
    return b"{" + b",".join(pairs) + b"}"


def _canonical_part(part: Part) -> bytes:
    """A part whose lists hold at most one entry is written by the encoder alone, in C."""
    names = _composite_fields(type(part))
    if not any(_needs_care(getattr(part, name)) for name in names):
        return _encode(part)
    pairs = []
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if value is not None and value != ():
            text = canonical(value)
            if text != b"{}":
                pairs.append(_encode(name) + b":" + text)
    return b"{" + b",".join(pairs) + b"}"


def _needs_care(value: Any) -> bool:
    """Whether the encoder alone could write equal values in two ways."""
    kind = type(value)
    if value is None or value == ():
        return False
    if kind is tuple:
        return len(value) > 1 or _needs_care(value[0])
    return isinstance(value, dict | Part)


@cache
def _composite_fields(kind: type[Part]) -> tuple[str, ...]:
    """The fields of a part that can hold lists, parts or open dictionaries."""
    return tuple(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if any(word in str(field.type) for word in ("tuple", "dict", "tracker.record"))
    )
