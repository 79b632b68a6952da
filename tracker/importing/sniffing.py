"""Which reader takes a piece: a table of what files look like.

Comes in: a piece. Goes out: the records in it, and what was left, layer by layer.
Does not: go by the name of a file where its content tells more, write to disk what it unpacks, or
place anything.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from backports.zstd import ZstdError, ZstdFile

from tracker.errors import ReadError
from tracker.importing.archives import tar_members, zip_members
from tracker.importing.found import Found, Left, Piece
from tracker.importing.readers import classic_in, page_in, studies_in
from tracker.importing.streams import (
    as_read_errors,
    bounded,
    encoding_of,
    in_utf8,
    looked_into,
)

#: How many archives and compressions may lie in each other: a .tar.xz in a .zip has three.
DEPTH = 5

Handler = Callable[[Piece], Iterator[Found | Left]]

_UNPACKING = (zlib.error, lzma.LZMAError, OSError, ZstdError)


def look_into(piece: Piece) -> Iterator[Found | Left]:
    """All records of a piece; what cannot be read is left with a sentence, and the rest goes on."""
    try:
        with as_read_errors(*_UNPACKING):
            if piece.depth > DEPTH:
                raise ReadError("too_deep", f"over {DEPTH} archives lie in each other")
            head, stream = looked_into(piece.stream)
            yield from _handler(head, piece.name)(_with(piece, stream))
    except ReadError as error:
        yield Left(piece.where, error.kind, error.reason, piece.harmless)


def _with(piece: Piece, stream: BinaryIO, *, deeper: bool = False) -> Piece:
    return Piece(
        piece.where, piece.name, stream, piece.claims, piece.depth + deeper, piece.harmless
    )


def _handler(head: bytes, name: str) -> Handler:
    """What takes a file that begins like this."""
    if encoding_of(head) is not None:
        return _recoded
    for looks_like, handler in TABLE:
        if looks_like(head):
            return handler
    return page_in if name.lower().endswith((".txt", ".text", ".htm", ".html")) else _unknown


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginnings)


def _finds(pattern: bytes) -> Callable[[bytes], bool]:
    search = re.compile(pattern, re.IGNORECASE).search
    return lambda head: search(head) is not None


def _unpacked(unpack: Callable[[BinaryIO], Any]) -> Handler:
    """What lies in a compressed file: again a piece."""

    def handler(piece: Piece) -> Iterator[Found | Left]:
        yield from look_into(_with(piece, bounded(piece.stream, unpack), deeper=True))

    return handler


def _archive(members: Callable[[Piece], Iterator[Piece | Left]]) -> Handler:
    """What lies in an archive: pieces, one after the other."""

    def handler(piece: Piece) -> Iterator[Found | Left]:
        for member in members(piece):
            if isinstance(member, Left):
                yield member
            else:
                yield from look_into(member)

    return handler


def _refused(kind: str, reason: str) -> Handler:
    def handler(piece: Piece) -> Iterator[Found | Left]:
        yield Left(piece.where, kind, reason, piece.harmless)

    return handler


def _recoded(piece: Piece) -> Iterator[Found | Left]:
    head, stream = looked_into(piece.stream)
    encoding = encoding_of(head) or "utf-8"
    yield from look_into(_with(piece, in_utf8(stream, encoding)))


_unknown = _refused(
    "not_a_trial",
    "it is neither JSON nor XML, no trial page and no archive of them, so nothing could be read",
)

#: The first that fits takes the file. Where nothing does, a text is tried as a saved page.
TABLE: tuple[tuple[Callable[[bytes], bool], Handler], ...] = (
    (lambda head: not head.strip(), _refused("empty", "it is empty")),
    (_starts(b"\x1f\x8b"), _unpacked(lambda s: gzip.GzipFile(fileobj=s))),
    (_starts(b"\xfd7zXZ\0"), _unpacked(lzma.LZMAFile)),
    (_starts(b"BZh"), _unpacked(bz2.BZ2File)),
    (_starts(b"\x28\xb5\x2f\xfd"), _unpacked(ZstdFile)),
    (_starts(b"PK\x03\x04", b"PK\x05\x06"), _archive(zip_members)),
    (lambda head: head[257:262] == b"ustar", _archive(tar_members)),
    (
        _starts(b"SQLite format 3\0"),
        _refused("not_a_trial", "it is a SQLite database; `--db` opens one, it is not imported"),
    ),
    (_starts(b"%PDF"), _refused("not_a_trial", "it is a PDF; save the page as HTML or text")),
    (_finds(rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<clinical_study\b"), classic_in),
    (_finds(rb"\A\s*<\?xml[^>]*>(?!\s*<!doctype html|\s*<html)"), classic_in),
    (
        _finds(rb"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|div|main|article)\b"),
        page_in,
    ),
    (_finds(rb"\A\s*[{\[]|\A<{7} "), studies_in),  # git puts the marks of a conflict before it
)
