"""Where a made text goes: stdout, or a file that is whole or not there.

Comes in: pieces of text. Goes out: nothing.
Does not: decide what is written. Line breaks stay as they are made, on every system.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from tracker.cli.screen import Screen
from tracker.errors import UsageError


def deliver(screen: Screen, pieces: Iterable[str], output: Path | None) -> None:
    """Write a text; a file takes the place of an older one in one step.

    ``UsageError`` where the file cannot be written.
    """
    if output is None:
        for piece in pieces:
            click.echo(piece.encode(), nl=False)
        return
    text = "".join(pieces)
    try:
        _replace(output, text.encode())
    except OSError as error:
        raise UsageError(
            f"{output} cannot be written: {error.strerror or error}; name another file with "
            "--output"
        ) from error
    screen.say(f"wrote {output} ({len(text):,} characters)")


def _replace(path: Path, content: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # A device or a pipe is written to, not replaced.
        return
    made, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(made, "wb") as stream:
            stream.write(content)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The mask of new files; there is no way to ask for it but to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
