"""From the text of a piece to records: one function a kind of file.

Comes in: a piece whose kind is known. Goes out: each record as an entry of its source.
Does not: read records further than to know their trial; that is for who places them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from tracker.errors import BadTrialId, ReadError, UsageError
from tracker.ids import parse_id
from tracker.importing.found import Found, Left, Piece
from tracker.importing.jsons import values
from tracker.importing.moments import Claim
from tracker.importing.names import trial_in
from tracker.importing.wrappers import Study, studies
from tracker.sources.base import Entry, Source
from tracker.sources.readers import reader

#: A page or XML record is read as a whole; none is larger.
_LARGEST = 64 << 20


def studies_in(piece: Piece) -> Iterator[Found | Left]:
    """Studies of API v2 in JSON, however they are packed together."""
    for place, value in values(piece.stream, piece.name):
        where = f"{piece.where}, {place}" if place else piece.where
        if isinstance(value, ReadError):
            yield Left(where, value.kind, value.reason, piece.harmless)
            continue
        for study in studies(value):
            yield _study(piece, where, study)


def _study(piece: Piece, where: str, study: Study | ReadError) -> Found | Left:
    if isinstance(study, ReadError):
        return Left(where, study.kind, study.reason, piece.harmless)
    claims = (study.claim, *piece.claims) if study.claim is not None else piece.claims
    return _found("ctgov", piece, where, study.payload, claims, study.meant)


def classic_in(piece: Piece) -> Iterator[Found | Left]:
    """A record in the registry's old XML."""
    yield _found("classic", piece, piece.where, _whole(piece), piece.claims, None)


def page_in(piece: Piece) -> Iterator[Found | Left]:
    """A saved trial page, HTML or its text."""
    yield _found("page", piece, piece.where, _whole(piece), piece.claims, None)


def _whole(piece: Piece) -> bytes:
    data = piece.stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError("too_large", f"a record of over {_LARGEST >> 20} MB; no trial has one")
    return data


def _found(
    source: str,
    piece: Piece,
    where: str,
    payload: bytes,
    claims: tuple[Claim, ...],
    meant: str | None,
) -> Found | Left:
    """A record as an entry of its source, with its trial checked against what is said of it."""
    try:
        (entry,) = cast(Source, reader(source)).split(payload).entries
        entry = _checked(entry)
        _must_be(entry, meant, "the line around it says")
        _must_be(entry, trial_in(piece.name), "its file is named")
    except ReadError as error:
        return Left(where, error.kind, error.reason, piece.harmless)
    return Found(source, entry, where, claims)


def _checked(entry: Entry) -> Entry:
    """An entry under the canonical form of its id."""
    try:
        trial = parse_id(entry.trial)
    except (BadTrialId, UsageError) as error:
        raise ReadError("wrong_trial", f"its id is none: {error}") from error
    return entry if trial == entry.trial else Entry(trial, entry.payload, entry.mark, entry.aliases)


def _must_be(entry: Entry, meant: str | None, who: str) -> None:
    if meant is not None and meant not in (entry.trial, *entry.aliases):
        raise ReadError(
            "wrong_trial",
            f"{who} {meant}, but the record is {entry.trial}; rename it, or look for the right one",
        )
