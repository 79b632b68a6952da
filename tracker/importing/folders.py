"""The paths that a person names, as pieces: files, and all files in folders below.

Comes in: paths. Goes out: pieces in the order of their names, repositories, and what was left.
Does not: follow links inside a folder, or open a file before its turn.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tracker.importing.found import Left, Piece
from tracker.importing.moments import claim, named
from tracker.importing.names import is_passed_over, may_be_harmless


class Repository(Struct, frozen=True):
    """A git repository, with or without a working tree."""

    where: str
    path: Path
    #: Bytes of its objects, for the progress.
    size: int


class File(Struct, frozen=True):
    """A file, not opened yet."""

    where: str
    path: Path
    #: Its path below what was named, with that name before it.
    name: str
    #: It was named itself, so it is meant.
    meant: bool
    size: int

    def piece(self) -> Piece:
        """The file, open; ``OSError`` if it cannot be read. Who asks closes it."""
        stream = self.path.open("rb")
        made = claim("file time", os.fstat(stream.fileno()).st_mtime)
        claims = tuple(one for one in (named(self.name), made) if one is not None)
        harmless = not self.meant and may_be_harmless(self.name)
        return Piece(self.where, self.name, stream, claims, 0, harmless)


def walk(path: Path) -> Iterator[File | Repository | Left]:
    """All files below a path, by name."""
    if is_repository(path):
        yield _repository(path)
    elif path.is_dir():
        yield from _folder(path, path.resolve(), path.resolve().name)
    elif path.exists():
        yield File(str(path), path, path.name, True, path.stat().st_size)
    else:
        yield Left(str(path), "no_file", "there is no such file or folder")


def is_repository(path: Path) -> bool:
    """Whether a folder is a git repository: a working tree, or a bare one."""
    if (path / ".git").exists():
        return True
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def _repository(path: Path) -> Repository:
    folder = path / "objects" if (path / "objects").is_dir() else path / ".git" / "objects"
    size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
    return Repository(str(path), path, size)


def _folder(path: Path, root: Path, name: str) -> Iterator[File | Repository | Left]:
    try:
        entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    except OSError as error:
        yield Left(str(path), "unreadable", f"the folder cannot be read: {error.strerror}")
        return
    for entry in entries:
        below, label = Path(entry.path), f"{name}/{entry.name}"
        if is_passed_over(entry.name):
            continue
        if entry.is_symlink():
            yield from _link(below, root)
        elif entry.is_dir():
            if is_repository(below):
                yield _repository(below)
            else:
                yield from _folder(below, root, label)
        elif entry.is_file():
            yield File(str(below), below, label, False, entry.stat().st_size)
        else:
            yield Left(str(below), "no_file", "it is neither a file nor a folder", True)


def _link(path: Path, root: Path) -> Iterator[Left]:
    """A link to something in the folder is read where that stands; any other leads elsewhere."""
    try:
        inside = path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        yield Left(str(path), "link", "it is a link that leads nowhere")
        return
    if not inside:
        yield Left(
            str(path), "link", "it is a link out of the folder; name its target to read that"
        )
