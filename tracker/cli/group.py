"""The outermost command: commands that load when they are called, and one way for errors to end.

Comes in: the arguments of the process.
Goes out: an exit code; every foreseeable error as a sentence or two on stderr.
Does not: hide defects of ours; those keep their traceback.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

import click

from tracker.cli.commands import COMMANDS, SECTIONS
from tracker.cli.help import WrittenHelp
from tracker.errors import TrackerError

#: What the shell says of a program that was ended by Ctrl-C.
INTERRUPTED = 130
#: Where click begins a new line in the middle of a sentence.
_READABLE = re.compile(r"\s*\n\s*")
#: An id that stands alone where a command wants an option before it.
_STRAY_ID = re.compile(r"unexpected extra argument \((NCT[0-9]{8})\)", re.IGNORECASE)


class Commands(MutableMapping[str, click.Command]):
    """The commands by name; each is imported when it is first asked for."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module, _, attribute = COMMANDS[name].where.partition(":")
            loaded = getattr(importlib.import_module(f"tracker.cli.{module}"), attribute)
            self._loaded[name] = loaded
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*COMMANDS, *self._loaded)))

    def __len__(self) -> int:
        return len([*iter(self)])

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS or name in self._loaded


class Tracker(WrittenHelp, click.Group):
    """``tracker`` itself."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.commands = Commands()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under their headings, none of them loaded for that."""
        del ctx
        for heading, rows in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, row.says) for name, row in rows.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of a name that is none, the nearest one is told."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.commands:
            near = get_close_matches(name, self.commands, n=1)
            hint = f"Did you mean {near[0]}?" if near else "`tracker --help` lists them."
            raise click.UsageError(f"there is no command {name!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; click's own endings for a broken pipe and Ctrl-C are not ours."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _close_stdout()
            return 0
        except KeyboardInterrupt:
            if sys.stderr.isatty():  # The terminal has written ^C.
                click.echo(err=True)
            return _say("interrupted; what was kept until now is whole.", INTERRUPTED)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end the process with the right code (or return it, if not ``standalone_mode``).

        Commands return their exit code, or nothing for 0.
        """
        for stream in (sys.stdout, sys.stderr):
            # A name that the terminal's alphabet lacks must not end a run.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        code = self._run(args, prog_name or "tracker", complete_var, extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def _run(
        self,
        args: Sequence[str] | None,
        prog_name: str,
        complete_var: str | None,
        extra: dict[str, Any],
    ) -> int:
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except BrokenPipeError:
            _close_stdout()
            return 0
        except click.ClickException as error:
            return _say(_usage(error), error.exit_code)
        except TrackerError as error:
            return _say(str(error), error.exit_code)
        except OSError as error:
            # The disk that stdout goes to may be full; what is in the buffer would fail again.
            _close_stdout()
            return _say(_system(error), 1)
        return int(code or 0)


def _say(text: str, code: int) -> int:
    """Say why a run ended, whatever the text holds, and give back the exit code."""
    from tracker.cli.screen import Screen

    Screen(color=False).say(text)
    return code


def _usage(error: click.ClickException) -> str:
    """A wrong call in a sentence, with the help that would have said it."""
    text = error.format_message()
    if isinstance(error, click.NoSuchOption):
        # click would list all that are a little like it; the nearest is meant.
        near = get_close_matches(error.option_name, error.possibilities or (), n=1)
        text = error.message + (f" Did you mean '{near[0]}'?" if near else "")
    text = _READABLE.sub(" ", text).replace("valid integer range", "valid integer")
    text = text[:1].lower() + text[1:] if not text[:2].isupper() else text
    text = text if text.endswith((".", "?", "!")) else text + "."
    ctx = getattr(error, "ctx", None)
    if ctx is None or "--help" in text:
        return text
    stray = _STRAY_ID.search(text)
    if stray and any("--trial" in param.opts for param in ctx.command.params):
        text = f"{text} Did you mean --trial {stray[1]}?"
    return f"{text} `{ctx.command_path} --help` shows how it is called."


def _system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{(error.strerror or str(error)).lower()}."


def _close_stdout() -> None:
    """Nobody reads our output any more; what is left in the buffer must not complain."""
    with suppress(OSError, ValueError):  # A stream of a test or a notebook has no descriptor.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
