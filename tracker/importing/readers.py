"""From the text of a piece to records: one function a kind of file.

Comes in: a piece whose kind is known. Goes out: each record as an entry of its source.
Does not: read records further than to know their trial; that is for who places them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import msgspec

from tracker.errors import BadTrialId, ReadError, UsageError
from tracker.ids import parse_id
from tracker.importing.found import Found, Left, Piece
from tracker.importing.jsons import values
from tracker.importing.moments import Claim
from tracker.importing.names import trial_in
from tracker.importing.wrappers import Study, studies
from tracker.sources.base import Entry, Source
from tracker.sources.ctgov.gate import entry_of
from tracker.sources.history import mark_of
from tracker.sources.readers import reader

#: A page or XML record is read as a whole; none is larger.
_LARGEST = 64 << 20
_CANONICAL = re.compile(r"NCT(?!0{8})[0-9]{8}\Z")


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
    try:
        source, entry = _KINDS[study.kind](study)
        return _found(source, piece, where, entry, claims, study.meant)
    except msgspec.MsgspecError as error:
        left = ReadError("not_a_trial", f"its protocolSection has no usable nctId: {error}")
    except ReadError as error:
        left = error
    return Left(where, left.kind, left.reason, piece.harmless)


def _record(study: Study) -> tuple[str, Entry]:
    return "ctgov", entry_of(study.payload, study.parts)


def _version(study: Study) -> tuple[str, Entry]:
    """A version of the record history: the trial is the one that its study is of."""
    inner = entry_of(bytes(study.parts["study"]))
    return "history", Entry(inner.trial, study.payload, mark_of(study.payload), inner.aliases)


def _text(study: Study) -> tuple[str, Entry]:
    """A page or XML that a line holds as text."""
    source = "classic" if b"<clinical_study" in study.payload else "page"
    (entry,) = cast(Source, reader(source)).split(study.payload).entries
    return source, entry


_KINDS = {"study": _record, "version": _version, "text": _text}


def classic_in(piece: Piece) -> Iterator[Found | Left]:
    """A record in the registry's old XML."""
    yield _one("classic", piece)


def page_in(piece: Piece) -> Iterator[Found | Left]:
    """A saved trial page, HTML or its text."""
    yield _one("page", piece)


def _whole(piece: Piece) -> bytes:
    data = piece.stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError("too_large", f"a record of over {_LARGEST >> 20} MB; no trial has one")
    return data


def _one(source: str, piece: Piece) -> Found:
    """The one record of a file, for its source to take apart."""
    (entry,) = cast(Source, reader(source)).split(_whole(piece)).entries
    return _found(source, piece, piece.where, entry, piece.claims, None)


def _found(
    source: str,
    piece: Piece,
    where: str,
    entry: Entry,
    claims: tuple[Claim, ...],
    meant: str | None,
) -> Found:
    """A record, with its trial checked against what is said of it."""
    entry = _checked(entry)
    _must_be(entry, meant, "the line around it says")
    _must_be(entry, trial_in(piece.name), "its file is named")
    return Found(source, entry, where, claims)


def _checked(entry: Entry) -> Entry:
    """An entry under the canonical form of its id."""
    if _CANONICAL.match(entry.trial):
        return entry
    try:
        trial = parse_id(entry.trial)
    except (BadTrialId, UsageError) as error:
        raise ReadError("wrong_trial", f"its id is none: {error}") from error
    return Entry(trial, entry.payload, entry.mark, entry.aliases)


def _must_be(entry: Entry, meant: str | None, who: str) -> None:
    if meant is not None and meant not in (entry.trial, *entry.aliases):
        raise ReadError(
            "wrong_trial",
            f"{who} {meant}, but the record is {entry.trial}; rename it, or look for the right one",
        )
