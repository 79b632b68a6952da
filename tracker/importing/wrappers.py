"""What stands around a record in a JSON file: lists, answers, wrappers with a time.

Comes in: one JSON value, as bytes. Goes out: the studies in it, each with what is said of it.
Does not: read studies, or open files.

The rules, in their order; the first that fits holds:

1. ``{"protocolSection": ...}`` is a study, ``{"studyVersion": 3, "study": ...}`` a version of the
   registry's record history.
2. ``{"studies": [...]}`` is an answer of the registry, ``[...]`` a list: each entry by these rules.
3. An object with a record under one of ``INSIDE`` is a wrapper. The first key of ``TIMES`` that
   holds a time says when it was seen, the first of ``IDS`` of which trial it should be. The record
   may stand there as an object or as text, a page or XML as text.
4. An object whose keys are ids of trials holds a record or wrapper under each.
5. What is known and not read here has a sentence of its own in ``KNOWN``; all else is no study.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from tracker.errors import ReadError
from tracker.importing.moments import Claim, claim

INSIDE = (
    *("study", "record", "payload", "data", "raw", "raw_json", "json", "body", "content"),
    *("response", "snapshot", "document", "trial"),
)
TIMES = (
    *("polled_at", "observed_at", "fetched_at", "retrieved_at", "downloaded_at", "scraped_at"),
    *("crawled_at", "captured_at", "collected_at", "accessed_at", "snapshot_at", "saved_at"),
    *("fetch_time", "fetched", "retrieved", "polled", "observed", "scraped", "timestamp"),
    *("datetime", "fetch_date", "retrieval_date", "snapshot_date", "as_of", "date", "time"),
)
IDS = ("nct_id", "nctId", "nctid", "NCTId", "trial_id", "trial", "id")

#: Keys that tell what a file is that is no study of API v2, and the sentence for it.
KNOWN = {
    "changes": (
        "it is the list of the registry's record history, without what its versions say; "
        "`tracker backfill` fetches those"
    ),
    "FullStudy": "it is of the registry's old JSON interface, retired in 2024, which is not read",
    "FullStudiesResponse": (
        "it is of the registry's old JSON interface, retired in 2024, which is not read"
    ),
    "identification": (
        "it is a normalised record as `--mirror` writes it, without what the registry sent; "
        "import what it was made from"
    ),
    "error": "it is an error message, not a study",
}

#: How deep wrappers may lie in each other.
_DEPTH = 4
_NCT = re.compile(r"[Nn][Cc][Tt]0*[1-9]\d{0,7}\Z")
_parts = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_list = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Study(Struct, frozen=True):
    """A study as it was found in a JSON value."""

    payload: bytes
    #: Its top-level parts.
    parts: dict[str, msgspec.Raw] = {}
    claim: Claim | None = None
    #: The trial that the wrapper names.
    meant: str | None = None
    #: What kind of document it is: ``study``, ``version`` of the record history, ``text`` (a page
    #: or XML that was kept as text).
    kind: str = "study"


def studies(
    value: bytes, around: Study | None = None, depth: int = 0
) -> Iterator[Study | ReadError]:
    """The studies in a JSON value; for each that is none, the ``ReadError`` that says why.

    >>> line = b'{"polled_at": "2026-02-05T08:00:00Z", "study": {"protocolSection": {}}}'
    >>> [(one.claim.moment, one.payload) for one in studies(line)]
    [('2026-02-05T08:00:00Z', b'{"protocolSection": {}}')]
    """
    around = around or Study(b"")
    try:
        if depth > _DEPTH:
            raise RecursionError
        if value.lstrip()[:1] == b"[":
            for entry in _list(value):
                yield from studies(bytes(entry), around, depth + 1)
        else:
            yield from _in_object(value, _parts(value), around, depth)
    except msgspec.MsgspecError as error:
        yield _no_json(value, error)
    except RecursionError:
        yield ReadError("not_a_trial", "it is nested too deeply to be a study")
    except ReadError as error:
        yield error


def _in_object(
    value: bytes, parts: dict[str, msgspec.Raw], around: Study, depth: int
) -> Iterator[Study | ReadError]:
    if "protocolSection" in parts:
        yield Study(value.strip(), parts, around.claim, around.meant)
        return
    if "studyVersion" in parts and "study" in parts:
        yield Study(value.strip(), parts, around.claim, around.meant, "version")
        return
    if "studies" in parts:
        yield from studies(bytes(parts["studies"]), around, depth + 1)
        return
    if b'"changes"' in bytes(parts.get("history") or b""):
        raise ReadError("not_a_trial", KNOWN["changes"])
    inside = next((held for key in INSIDE if (held := _held(parts.get(key)))), None)
    if inside is not None:
        yield from studies(inside, _said(parts, around), depth + 1)
        return
    text = next((text for key in INSIDE if (text := _text(parts, key))), None)
    if text is not None:
        said = _said(parts, around)
        yield Study(text, {}, said.claim, said.meant, "text")
        return
    for key, sentence in KNOWN.items():
        if key in parts:
            raise ReadError("not_a_trial", sentence)
    if parts and all(_NCT.match(key) for key in parts):
        for key, entry in parts.items():
            yield from studies(bytes(entry), Study(b"", {}, around.claim, key), depth + 1)
    else:
        raise ReadError(
            "not_a_trial", "it has no protocolSection, so it is no study of the registry's API v2"
        )


def _held(inside: msgspec.Raw | None) -> bytes | None:
    """A record inside a wrapper; one that was kept as text is taken out of its quotes."""
    raw = bytes(inside or b"")
    if raw[:1] == b'"':
        raw = msgspec.json.decode(raw, type=str).strip().encode()
    return raw if raw[:1] in (b"{", b"[") else None


def _text(parts: dict[str, msgspec.Raw], key: str) -> bytes | None:
    """A page or XML inside a wrapper; a page saved as mere text only where that is said."""
    said = _scalar(parts[key]) if key in parts else None
    if not isinstance(said, str):
        return None
    source = _scalar(parts["source"]) if "source" in parts else None
    return said.encode() if said.lstrip()[:1] == "<" or (source == "page" and said) else None


def _said(parts: dict[str, msgspec.Raw], around: Study) -> Study:
    """What a wrapper says of what is inside."""
    times = (claim("wrapper", _scalar(parts[key])) for key in TIMES if key in parts)
    ids = (_scalar(parts[key]) for key in IDS if key in parts)
    meant = next((text for text in ids if isinstance(text, str) and _NCT.match(text)), None)
    return Study(b"", {}, next(filter(None, times), around.claim), meant or around.meant)


def _scalar(raw: msgspec.Raw) -> Any:
    return msgspec.json.decode(raw) if bytes(raw)[:1] not in (b"{", b"[") else None


_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)


def _no_json(value: bytes, error: msgspec.MsgspecError) -> ReadError:
    """Why something is no JSON, in the words of who has to mend it."""
    if _CONFLICT.search(value):
        return ReadError(
            "conflict",
            "it holds conflict markers of git (<<<<<<<), so nobody can tell which side was meant; "
            "take one side and import it again",
        )
    if (wrong := no_utf8(value)) is not None:
        return wrong
    if isinstance(error, msgspec.ValidationError):
        return ReadError("not_a_trial", "it is JSON, but no object with a study in it")
    if "truncated" in str(error):
        return ReadError("truncated", "it is cut short: the JSON ends in the middle")
    return ReadError("not_json", f"it is not JSON: {error}")


def no_utf8(value: bytes) -> ReadError | None:
    """What is wrong with the encoding of JSON, and how to mend it; None if it is UTF-8."""
    try:
        value.decode()
    except UnicodeDecodeError as wrong:
        return ReadError(
            "encoding",
            f"it is not UTF-8, as JSON has to be (byte {wrong.start + 1} is "
            f"{value[wrong.start]:#04x}); it may be Latin-1: convert it, as with "
            "iconv -f latin1 -t utf8",
        )
    return None
