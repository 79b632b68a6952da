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
    if not values:
        return b"[]"
    kind = type(values[0])
    if kind is str:
        parts = [_encode(value) for value in values]
    elif issubclass(kind, Part) and _composite_fields(kind) == ((), ()):
        parts = [_encode(one) if one.other is None else _composed(one) for one in values]
    else:
        parts = [canonical(value) for value in values]
    if len(parts) > 1:
        parts.sort()
    return b"[" + b",".join(parts) + b"]"


def _canonical_dict(value: dict[str, Any]) -> bytes:
    pairs = (_encode(key) + b":" + canonical(value[key]) for key in sorted(value))
    return b"{" + b",".join(pairs) + b"}"


def _canonical_part(part: Part) -> bytes:
    """A part with nothing to put in order is written by the encoder alone, in C."""
    lists, parts = _composite_fields(type(part))
    if part.other is None and not parts:
        for name in lists:
            values = getattr(part, name)
            if values and (len(values) > 1 or isinstance(values[0], Part)):
                return _composed(part)
        return _encode(part)
    return _composed(part)


def _composed(part: Part) -> bytes:
    """A part written field by field, each in canonical form; empty ones are absent."""
    pairs = []
    for name, opening in _openings(type(part)):
        value = getattr(part, name)
        if value is None or value == ():
            continue
        text = _encode(value) if type(value) is str else canonical(value)
        if text != b"{}":
            pairs.append(opening + text)
    return b"{" + b",".join(pairs) + b"}"


@cache
def _openings(kind: type[Part]) -> tuple[tuple[str, bytes], ...]:
    """The fields of a part and how each begins in JSON."""
    return tuple((name, _encode(name) + b":") for name in kind.__struct_fields__)


@cache
def _composite_fields(kind: type[Part]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a part that hold lists, and those that hold parts."""
    types = {field.name: str(field.type) for field in msgspec.structs.fields(kind)}
    lists = tuple(name for name, text in types.items() if "tuple" in text)
    parts = tuple(
        name for name, text in types.items() if "tracker.record" in text and name not in lists
    )
    return lists, parts
