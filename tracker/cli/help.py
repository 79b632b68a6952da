"""How help looks: paragraphs are wrapped, what is laid out by hand stays as it is.

Comes in: the docstring of a command. Goes out: the text below its usage line.
Does not: need marks in the docstring; a paragraph with an indented line is laid out by hand.
"""

from __future__ import annotations

import inspect

import click


class WrittenHelp(click.Command):
    """A command whose docstring is shown the way it is written."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The docstring, paragraph by paragraph."""
        del ctx
        for paragraph in inspect.cleandoc(self.help or "").split("\n\n"):
            formatter.write_paragraph()
            with formatter.indentation():
                if any(line.startswith(" ") for line in paragraph.splitlines()):
                    margin = " " * formatter.current_indent
                    for line in paragraph.splitlines():
                        formatter.write(f"{margin}{line}\n")
                else:
                    formatter.write_text(" ".join(paragraph.split()))
