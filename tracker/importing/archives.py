"""The members of archives as pieces.

Comes in: a piece that is an archive. Goes out: its members, and what was left of it.
Does not: unpack to disk; names in an archive are labels, wherever they point to.
"""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from tracker.dates import utc
from tracker.errors import ReadError
from tracker.importing import zips
from tracker.importing.found import Left, Piece
from tracker.importing.moments import Claim, claim, named
from tracker.importing.names import is_passed_over, may_be_harmless

#: An archive inside another is held in memory up to this size, then in a temporary file.
_SPOOLED = 64 << 20


def zip_members(piece: Piece) -> Iterator[Piece | Left]:
    """The files in a zip archive."""
    with tempfile.SpooledTemporaryFile(_SPOOLED) as spool:
        file = _seekable(piece.stream, spool)
        for member in zips.members(file):
            if isinstance(member, ReadError):
                yield Left(piece.where, member.kind, member.reason)
            elif not is_passed_over(member.name):
                where = f"{piece.where}: {member.name}"
                try:
                    stream = member.open()
                except ReadError as error:
                    yield Left(where, error.kind, error.reason)
                    continue
                yield _piece(piece, member.name, stream, claim("archive", member.stamp))


def tar_members(piece: Piece) -> Iterator[Piece | Left]:
    """The files in a tar archive. Links and devices in it are left."""
    count = 0
    try:
        with tarfile.open(fileobj=piece.stream, mode="r|") as archive:
            for member in archive:
                archive.members = []  # type: ignore[attr-defined] # else it remembers each, however many there are
                count += 1
                if is_passed_over(member.name) or member.isdir():
                    continue
                stream = archive.extractfile(member) if member.isreg() else None
                if stream is None:
                    yield Left(f"{piece.where}: {member.name}", "link", "it is a link, not a file")
                    continue
                stamp = _stamp(member.mtime)
                yield _piece(piece, member.name, stream, stamp)  # type: ignore[arg-type]
    except tarfile.TarError as error:
        kind = "truncated" if "unexpected end" in str(error) else "damaged"
        reason = f"it is cut short or damaged after {count} files: {error}"
        yield Left(piece.where, kind, reason)


def _piece(piece: Piece, name: str, stream: BinaryIO, stamp: Claim | None) -> Piece:
    """A member; a date in its name counts before one in the name of the archive."""
    outside = [one for one in piece.claims if one.by != "archive"]
    inside = named(name)
    if inside is not None:
        outside = [one for one in outside if one.by != "file name"]
    claims = (*outside, *(one for one in (inside, stamp) if one is not None))
    where = f"{piece.where}: {name}"
    return Piece(where, name, stream, claims, piece.depth + 1, may_be_harmless(name))


def _seekable(stream: BinaryIO, spool: tempfile.SpooledTemporaryFile[bytes]) -> BinaryIO:
    """The stream itself if one can go back in it, else a copy."""
    if stream.seekable():
        return stream
    shutil.copyfileobj(stream, spool, 1 << 20)
    spool.seek(0)
    return spool  # type: ignore[return-value]


def _stamp(mtime: float) -> Claim | None:
    """The time of a tar member; what programs write that know none says nothing."""
    made = claim("archive", mtime)
    return None if made is None or made.moment < utc("1990-01-01") else made
