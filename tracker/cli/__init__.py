"""The command line: thin commands over the public Python API.

Comes in: words and flags. Goes out: texts and JSON lines on stdout, progress and messages on
stderr, an exit code.
Does not: do the work; each command is a call or two of ``tracker.api``.

``main`` is the whole; the commands are listed in ``commands`` and loaded when they are called, so
that ``tracker --help`` and shell completion are quick.
"""

from __future__ import annotations

from tracker.cli.root import main

__all__ = ["main"]
