"""Running git so that nothing but the objects of one repository can matter.

Comes in: the folder of a repository, arguments. Goes out: what git says.
Does not: pass on the caller's environment or settings: a GIT_DIR left over from a hook, an alias or
a template of the user, a hook or remote of the repository must not change what is read or run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tracker.errors import ReadError

#: Settings that hold over whatever the repository says.
_SETTINGS = {
    "core.quotepath": "false",
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.commitGraph": "false",  # a stale one would hide that a commit cannot be read
    "gc.auto": "0",
    "log.showSignature": "false",
    "protocol.allow": "never",  # a repository that was cloned in part would fetch the rest
    "safe.directory": "*",  # nothing of it is run, so it need not be ours
}


class Git:
    """git on one repository."""

    def __init__(self, path: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise ReadError(
                "no_git", "it is a git repository, and git is not installed; install it"
            )
        self.path = path
        settings = [part for pair in _SETTINGS.items() for part in ("-c", "=".join(pair))]
        self._begin = [program, "--no-pager", "--no-replace-objects", "-C", str(path), *settings]
        self._environment = {
            "PATH": os.pathsep.join((str(Path(program).parent), os.defpath)),
            "LC_ALL": "C",
            "HOME": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            # An empty .git must not make the repository around it answer.
            "GIT_CEILING_DIRECTORIES": str(path.resolve().parent),
        }

    def start(self, *arguments: str, stdin: IO[bytes] | int) -> subprocess.Popen[bytes]:
        """A running git, to be talked to; what it complains of goes nowhere."""
        return subprocess.Popen(  # noqa: S603 - our own arguments, no shell
            [*self._begin, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )

    def run(self, *arguments: str) -> tuple[int, bytes, str]:
        """The exit code of git, its answer, and the first line of its complaint."""
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            [*self._begin, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=self._environment,
            check=False,
        )
        said = done.stderr.decode("utf8", "replace").strip().splitlines()
        return done.returncode, done.stdout, said[0] if said else ""

    def ask(self, arguments: Sequence[str]) -> bytes:
        """The answer of git; ``ReadError`` with its complaint where it has none."""
        code, answer, said = self.run(*arguments)
        if code:
            raise ReadError("damaged", f"git cannot read it: {said}")
        return answer
