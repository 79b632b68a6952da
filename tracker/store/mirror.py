"""The mirror: one JSON file a trial, for those who keep snapshots in git.

Comes in: a folder and a Record.
Goes out: ``NCT06931145.json``, one value a line, lists in an order of their own, so that two
states differ in the lines that say something else and in no others.
Does not: keep versions; the database does.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any

import msgspec

from tracker.errors import StoreError, UsageError
from tracker.record import Record

#: What a registry's id can look like, and nothing that leads out of the folder.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")

_encode = msgspec.json.Encoder(order="deterministic").encode


def write_mirror(folder: str | os.PathLike[str], record: Record) -> bool:
    """Write a trial's file if it would differ; gives back whether it did.

    The file is replaced in one step: who reads it sees the old or the new one, whole.
    """
    path = mirror_path(folder, record.identification.id)
    text = mirror_text(record)
    try:
        if path.exists() and path.read_bytes() == text:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror}); the database has the version all the "
            "same. Mend the folder or run without --mirror"
        ) from error
    return True


def mirror_path(folder: str | os.PathLike[str], trial: str) -> Path:
    """The file of a trial. ``UsageError`` if the id cannot be a file name."""
    if _SAFE.match(trial) is None:
        raise UsageError(f"{trial!r} cannot be a file name; it is no id of a trial")
    return Path(folder) / f"{trial}.json"


def mirror_text(record: Record) -> bytes:
    """The record as JSON, one value a line, lists sorted by content."""
    plain = _settled(msgspec.to_builtins(record))
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


def _settled(value: Any) -> Any:
    """The same content with every list in the order of its entries' own JSON."""
    if isinstance(value, dict):
        return {key: _settled(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_settled(entry) for entry in value), key=_encode)
    return value


def _replace(path: Path, text: bytes) -> None:
    # In the same folder, as only there a rename is one step; a name of its own, as two may write.
    part = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(text)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
