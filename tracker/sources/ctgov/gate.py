"""What must be known of a study to see whether it moved: its id and a digest, without reading it.

Comes in: the bytes of a study. Goes out: an :class:`Entry`.
Does not: read the record. Every look at every trial comes through here, so that a study is gone
through as few times as will do: once to take it apart, once for the digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

import msgspec

from tracker.errors import ReadError
from tracker.sources.base import Entry

#: Top-level parts of a study that never make a version.
_VOLATILE = frozenset(("derivedSection",))


class _Identification(msgspec.Struct):
    nctId: str  # noqa: N815 (the registry's spelling)
    nctIdAliases: tuple[str, ...] = ()  # noqa: N815


class _Protocol(msgspec.Struct):
    identificationModule: _Identification  # noqa: N815


read_parts = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_read_protocol = msgspec.json.Decoder(_Protocol).decode
_read_identification = msgspec.json.Decoder(_Identification).decode

#: The identification comes first, in every study that was ever seen.
_COMES_FIRST = re.compile(rb'\s*\{\s*"identificationModule"\s*:\s*(?=\{)')
_TO_BRACKET = re.compile(rb'[^"{}]*(?:"[^"\\]*(?:\\.[^"\\]*)*"[^"{}]*)*([{}])', re.DOTALL)


def entry_of(payload: bytes, parts: Mapping[str, msgspec.Raw] | None = None) -> Entry:
    """One study with its mark: a digest of all its top-level parts that are not volatile.

    ``parts`` are those of ``read_parts(payload)``, where they are known. ``ReadError`` if it is no
    study, ``msgspec.MsgspecError`` if it is no JSON.
    """
    parts = read_parts(payload) if parts is None else parts
    digest = hashlib.sha256()
    for name in sorted(parts):
        if name not in _VOLATILE:
            digest.update(name.encode())
            digest.update(parts[name])
    if "protocolSection" not in parts:
        raise ReadError("not_a_trial", "a study in the answer has no protocolSection")
    who = _identification(bytes(parts["protocolSection"]))
    return Entry(who.nctId, payload, digest.digest()[:16], who.nctIdAliases)


def _identification(protocol: bytes) -> _Identification:
    """The ids, from the beginning of the protocol alone where they stand there."""
    match = _COMES_FIRST.match(protocol)
    if match is None:
        return _read_protocol(protocol).identificationModule
    begins = place = match.end()
    depth = 0
    while (bracket := _TO_BRACKET.match(protocol, place)) is not None:
        depth += 1 if bracket[1] == b"{" else -1
        place = bracket.end()
        if depth == 0:
            break
    return _read_identification(protocol[begins:place])
