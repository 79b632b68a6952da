"""The canonical form: one definition of content, for the hash and for the diff.

Comes in: a Record or any part of it.
Goes out: bytes that are equal if and only if the content is; a hash over them.
Does not: look at the order of lists: a set of sites is the same set in any order.

``FORM`` is a mark inside the hash: when the definition of content changes, so do all hashes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from tracker.record import Part, Record

FORM = "tracker-record-1"

_encode = msgspec.json.Encoder(order="deterministic").encode
_other = attrgetter("other")


def content_hash(record: Record) -> str:
    """The hash of all that a record says, 32 hexadecimal digits.

    Equal for two records that differ only in the order of lists.
    """
    return _hash(canonical(record))


def _hash(text: bytes) -> str:
    digest = hashlib.sha256(FORM.encode())
    digest.update(text)
    return digest.hexdigest()[:32]


class Hasher:
    """:func:`content_hash` for records in a row: sections that stayed the same object are known."""

    def __init__(self) -> None:
        #: By identity; the section is kept beside its bytes, so that no other takes its place.
        self._known: dict[int, tuple[Any, bytes]] = {}

    def __call__(self, record: Record) -> str:
        """The hash of a record."""
        before, self._known = self._known, {}

        def write(section: Any) -> bytes:
            known = before.get(id(section)) or (section, canonical(section))
            self._known[id(section)] = known
            return known[1]

        return _hash(_composer(type(record))(record, write))


def canonical(value: Any) -> bytes:
    """The canonical bytes of a Record, a part, a list or a plain value."""
    if isinstance(value, Part):
        return _writer(type(value))(value)
    kind = type(value)
    if kind is tuple or kind is list:
        return _canonical_list(value)
    return _canonical_dict(value) if kind is dict else _encode(value)


def _canonical_list(values: Any) -> bytes:
    if not values:
        return b"[]"
    kind = type(values[0])
    write: Callable[[Any], bytes] = canonical
    if kind is str:
        write = _encode
    elif issubclass(kind, Part):
        write = _encode if _is_plain(kind) and not any(map(_other, values)) else _writer(kind)
    parts = list(map(write, values))
    if len(parts) > 1:
        parts.sort()
    return b"[" + b",".join(parts) + b"]"


def _canonical_dict(value: dict[str, Any]) -> bytes:
    pairs = (_encode(key) + b":" + canonical(value[key]) for key in sorted(value))
    return b"{" + b",".join(pairs) + b"}"


@cache
def _shape(kind: type[Part]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a part that hold lists, and those that hold parts."""
    fields = {field.name: str(field.type) for field in msgspec.structs.fields(kind)}
    lists = tuple(name for name, text in fields.items() if "tuple" in text)
    parts = (name for name, text in fields.items() if "tracker.record" in text)
    return lists, tuple(name for name in parts if name not in lists)


@cache
def _is_plain(kind: type[Part]) -> bool:
    """Nothing below such a part can stand in another order, but for what is in ``other``."""
    return _shape(kind) == ((), ())


@cache
def _writer(kind: type[Part]) -> Callable[[Any], bytes]:
    """What writes parts of one type; made once, since it runs for every part of every record.

    A part with nothing to put in order is written by the encoder alone, in C; any other one is
    composed field by field.
    """
    lists, parts = _shape(kind)
    composed = _composer(kind)

    def write(part: Any) -> bytes:
        if part.other is not None:
            return composed(part)
        for name in lists:
            values = getattr(part, name)
            if values and (len(values) > 1 or type(values[0]) is not str):
                return composed(part)
        return _encode(part)

    return composed if parts else write


@cache
def _composer(kind: type[Part]) -> Callable[..., bytes]:
    """What composes a part field by field, each written by ``write``.

    Fields that say nothing are left out, as the encoder does.
    """
    openings = [_encode(name) + b":" for name in kind.__struct_fields__]
    # A section that was left out is its default, by identity: nothing to write.
    absent = dict(zip(kind.__struct_fields__[::-1], kind.__struct_defaults__[::-1], strict=False))
    defaults = [absent.get(name) for name in kind.__struct_fields__]
    values_of = attrgetter(*kind.__struct_fields__)

    def composed(part: Any, write: Callable[[Any], bytes] = canonical) -> bytes:
        pairs = []
        for opening, value, default in zip(openings, values_of(part), defaults, strict=True):
            if value is None or value is default or value == ():
                continue
            if type(value) is str:
                pairs.append(opening + _encode(value))
                continue
            text = write(value)
            if text != b"{}":
                pairs.append(opening + text)
        return b"{" + b",".join(pairs) + b"}"

    return composed
