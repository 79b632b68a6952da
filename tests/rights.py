"""Places where nothing can be written, for tests that root runs as well.

Root may write into a read-only folder because of one of its capabilities; it is put down while a
block runs, and taken up again behind it. A full disk is one on which no file may grow.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Version 3 of the interface, as ``linux/capability.h`` numbers it.
_VERSION = 0x20080522
#: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: to pass over the rights of files.
_PASS_OVER = 1 << 1 | 1 << 2
#: Effective, permitted and inheritable, 32 bits of each, then the other 32.
_Sets = ctypes.c_uint32 * 6


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder, and all files in it, that this process may read and not write."""
    modes = {path: path.stat().st_mode for path in (*folder.iterdir(), folder)}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        with like_others():
            yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def like_others() -> Iterator[None]:
    """The rights of files count, whoever runs the tests."""
    if not hasattr(os, "geteuid"):
        pytest.skip("files have no rights on this system")
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may write anywhere, and there is no way here to do without it")
    had = _capabilities()
    _set_capabilities(_Sets(had[0] & ~_PASS_OVER, *had[1:]))
    try:
        yield
    finally:
        _set_capabilities(had)


def _capabilities() -> ctypes.Array[ctypes.c_uint32]:
    sets = _Sets()
    assert ctypes.CDLL(None).capget((ctypes.c_uint32 * 2)(_VERSION, 0), sets) == 0
    return sets


def _set_capabilities(sets: ctypes.Array[ctypes.c_uint32]) -> None:
    assert ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(_VERSION, 0), sets) == 0


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow: what is written fails as it does where there is no room."""
    resource = pytest.importorskip("resource", reason="no limits of files on this system")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
