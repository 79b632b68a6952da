"""Reading objects of a repository through one running git.

Comes in: ids. Goes out: a stream for each, or why there is none.
Does not: end where an object cannot be read: git does, and is started again after it.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import BinaryIO, Self

from tracker.errors import ReadError
from tracker.importing.git.command import Git

#: No file of records in a repository is larger; hosts of repositories refuse them at 100 MB.
_LARGEST = 512 << 20


class Blobs:
    """A running ``git cat-file --batch``."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def read(self, ids: Sequence[str]) -> Iterator[BinaryIO | ReadError]:
        """The objects of these ids, in their order; few at a time, as all are asked for ahead."""
        done = 0
        while done < len(ids):
            for one in self._asked(ids[done:]):
                done += 1
                yield one

    def _asked(self, ids: Sequence[str]) -> Iterator[BinaryIO | ReadError]:
        """Objects until one of them ends git."""
        git = self._started()
        assert git.stdin is not None  # noqa: S101
        assert git.stdout is not None  # noqa: S101
        try:
            git.stdin.write("".join(f"{one}\n" for one in ids).encode())
            git.stdin.flush()
        except OSError:
            pass  # it ended; the first answer that is missing says so
        for _ in ids:
            head = git.stdout.readline().split()
            data = git.stdout.read(int(head[2])) if len(head) == 3 else b""
            if len(head) == 3 and len(data) == int(head[2]) and git.stdout.read(1) == b"\n":
                yield _stream(data)
            elif len(head) == 2:
                yield ReadError(
                    "damaged", "git does not have it: the repository is damaged or partial"
                )
            else:
                self._stop()
                yield ReadError("damaged", "git cannot read it: the repository is damaged")
                return

    def _started(self) -> subprocess.Popen[bytes]:
        if self._running is None:
            self._running = self.git.start("cat-file", "--batch", stdin=subprocess.PIPE)
        return self._running

    def _stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.kill()
            running.communicate()


def _stream(data: bytes) -> BinaryIO | ReadError:
    if len(data) > _LARGEST:
        return ReadError("too_large", f"it has over {_LARGEST >> 20} MB")
    return io.BytesIO(data)
