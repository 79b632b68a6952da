"""The canonical form: one definition of content, for the hash and for the diff.

Comes in: a Record or any part of it.
Goes out: bytes that are equal if and only if the content is; a hash over them.
Does not: look at the order of lists: a set of sites is the same set in any order.

``FORM`` is a mark inside the hash: when the definition of content changes, so do all hashes.

The canonical bytes of a part are its JSON as the encoder writes it, in C, once its lists are in
order: by the canonical bytes of their entries. Most are in order as they come, and the part is
written as it is; of any other part a copy is written, in which the lists that were not stand as
the bytes of one that is. Lists of one field are put in order for many parts at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, chain, compress, count, islice
from operator import attrgetter, gt
from typing import Any

import msgspec
from msgspec.structs import replace

from tracker.record import Part, Record

FORM = "tracker-record-1"

_encoder = msgspec.json.Encoder(order="deterministic")
_encode = _encoder.encode
_SECTIONS = msgspec.structs.fields(Record)

#: Parts of one type in; the same, or copies of all of them whose lists are in order.
_Order = Callable[[Sequence[Any]], Sequence[Any]]
#: Parts of one type in, what stands in one field of the copies; None: what stands there already.
_Column = Callable[[Sequence[Any]], list[Any] | None]


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
        told = {}
        for field in _SECTIONS:
            section = getattr(record, field.name)
            if section and section is not field.default and section is not True:
                known = before.get(id(section)) or (section, canonical(section))
                self._known[id(section)] = known
                told[field.name] = field.default if known[1] == b"{}" else msgspec.Raw(known[1])
        return _hash(_encode(replace(record, **told)))


def canonical(value: Any) -> bytes:
    """The canonical bytes of a Record, a part, a list or a plain value."""
    if isinstance(value, Part):
        return _encode(_order(type(value))((value,))[0])
    kind = type(value)
    if kind is tuple or kind is list:
        return _joined(canonical_each(value))
    return _canonical_dict(value) if kind is dict else _encode(value)


def canonical_each(values: Sequence[Any]) -> list[bytes]:
    """The canonical bytes of each value; of parts of one type far faster than one by one."""
    kinds = set(map(type, values))
    kind = kinds.pop() if len(kinds) == 1 else object
    if kind is str:
        return _lines(values)
    return _lines(_order(kind)(values)) if issubclass(kind, Part) else list(map(canonical, values))


def _joined(written: list[bytes]) -> bytes:
    """A list of what was written, in order."""
    written.sort()
    return b"[" + b",".join(written) + b"]"


def _canonical_dict(value: dict[str, Any]) -> bytes:
    pairs = (_encode(key) + b":" + canonical(value[key]) for key in sorted(value))
    return b"{" + b",".join(pairs) + b"}"


def _lines(values: Sequence[Any]) -> list[bytes]:
    """The JSON of each value, in one call: no line ends inside of JSON."""
    return _encoder.encode_lines(values).splitlines()


# -- putting parts in order --------------------------------------------------------------------


@cache
def _order(kind: type[Part]) -> _Order:
    """What puts parts of one type in order."""
    columns = _columns(kind)
    # One getter in C for all of them; "other" stands twice, so that it gives a tuple in any case.
    inside = attrgetter("other", *[name for name, _ in columns])

    def order(parts: Sequence[Any]) -> Sequence[Any]:
        if not any(chain.from_iterable(map(inside, parts))):
            return parts
        found = [(name, column(parts)) for name, column in columns]
        changed = {name: values for name, values in found if values is not None}
        if not changed:
            return parts
        rows = zip(*changed.values(), strict=True)
        return [
            replace(part, **dict(zip(changed, row, strict=True)))
            for part, row in zip(parts, rows, strict=True)
        ]

    return order


def _columns(kind: type[Part]) -> list[tuple[str, _Column]]:
    """The fields of a part that can be out of order."""
    columns: list[tuple[str, _Column]] = []
    for field in msgspec.structs.fields(kind):
        get, hint = attrgetter(field.name), str(field.type)
        if field.name == "other":
            columns.append((field.name, _unknown(get)))
        elif "tuple" in hint:
            columns.append((field.name, _lists(get)))
        elif "tracker.record" in hint:
            columns.append((field.name, _parts(get, field.default)))
    return columns


def _lists(get: Callable[[Any], Any]) -> _Column:
    """A field that holds a list: the entries of all parts are written end to end."""

    def column(parts: Sequence[Any]) -> list[Any] | None:
        lists = list(map(get, parts))
        if not any(lists):
            return None
        entries = list(chain.from_iterable(lists))
        kind: Any = type(entries[0])
        ordered = entries if kind is str else _order(kind)(entries)
        if ordered is entries and len(max(lists, key=len)) == 1:
            return None
        written = _lines(ordered)
        # Where a line is greater than the next one, a list ends, or it is out of order.
        falls = compress(count(1), map(gt, written, islice(written, 1, None)))
        if ordered is entries and set(accumulate(map(len, lists))).issuperset(falls):
            return None
        lines = iter(written)
        return [msgspec.Raw(_joined(list(islice(lines, len(one))))) if one else () for one in lists]

    return column


def _parts(get: Callable[[Any], Any], absent: Any) -> _Column:
    """A field that holds a part; one that says nothing is absent."""

    def column(parts: Sequence[Any]) -> list[Any] | None:
        before = list(map(get, parts))
        after = [_said(one, absent) for one in before]
        return None if all(map(lambda a, b: a is b, before, after)) else after

    return column


def _said(part: Any, absent: Any) -> Any:
    """A part in order, or what stands for an absent one where it says nothing."""
    if part is absent or part is None:
        return part
    kind: Any = type(part)
    ordered = _order(kind)((part,))[0]
    return absent if absent is not msgspec.NODEFAULT and ordered == kind() else ordered


def _unknown(get: Callable[[Any], Any]) -> _Column:
    """The field of what the registry sent and no field takes: its lists have no order either."""

    def column(parts: Sequence[Any]) -> list[Any] | None:
        found = list(map(get, parts))
        if found.count(None) == len(found):
            return None
        return [msgspec.Raw(_canonical_dict(one)) if one else None for one in found]

    return column
