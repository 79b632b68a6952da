"""Calls of the command line, in this process and in one of their own."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tracker.cli import main
from tracker.demo import run_demo
from tracker.standin import Server

NOW = "2026-03-06T08:00:00Z"


@cache
def played_demo() -> Path:
    """The demo's database after its last day; made once, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for _ in run_demo(folder):
        pass
    return folder / "tracker.db"


class Caller:
    """Calls ``tracker`` in a folder, on a database in it, looking at a registry on loopback."""

    def __init__(self, folder: Path, server: Server | None = None, **env: str) -> None:
        self.folder = folder
        self.db = folder / "tracker.db"
        self.env = {
            "TRACKER_DB": str(self.db),
            # Without a server nothing listens there: whoever asks is refused at once.
            "TRACKER_CTGOV_URL": server.url if server else "http://127.0.0.1:9",
            "TRACKER_PAUSE": "0",
            "TRACKER_NOW": NOW,
            "TRACKER_CONFIG": "",
            "COLUMNS": "80",
            "NO_COLOR": "1",
            **env,
        }

    def __call__(self, *words: str, stdin: str | bytes | None = None, **env: str) -> Result:
        """What a call prints and exits with; a traceback fails the test that made it."""
        result = CliRunner().invoke(main, words, input=stdin, env={**self.env, **env})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def text(self, *words: str, **env: str) -> str:
        """What a call that goes well prints on stdout."""
        result = self(*words, **env)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *words: str, **env: str) -> list[dict[str, Any]]:
        """The objects that a call with ``--json`` prints, one a line."""
        return [json.loads(line) for line in self.text(*words, "--json", **env).splitlines()]

    def error(self, *words: str, code: int = 2, **env: str) -> str:
        """What a call that goes wrong says on stderr, on one line; stdout stays empty."""
        result = self(*words, **env)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        said = self._whole(result.stderr)
        assert said.startswith("tracker: ")
        assert "Traceback" not in said
        return said

    def in_full(self, *words: str, **env: str) -> tuple[int, str, str]:
        """The exit code, and what was said on stdout and on stderr, each on one line."""
        result = self(*words, **env)
        return result.exit_code, self._whole(result.stdout), self._whole(result.stderr)

    def _whole(self, text: str) -> str:
        """A text on one line, with the folder of the test whole wherever it was broken to fit."""
        said = " ".join(text.split())
        broken = r"\s?".join(map(re.escape, str(self.folder)))
        return re.sub(broken, lambda _: str(self.folder), said)

    def process(self, *words: str, **env: str) -> subprocess.Popen[str]:
        """The same as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "tracker", *words],
            cwd=self.folder,
            env={**os.environ, **self.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """A process that is waited for."""
        with self.process(*words, **env) as process:
            stdout, stderr = process.communicate(timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)
