"""The public names of the package, as text.

Comes in: ``tracker.__all__`` and what it names.
Goes out: Markdown, one section a name: how it is called, what it says of itself.
Does not: write files; ``generate.py`` does.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import tracker

#: What one begins with comes first; the rest follows by name.
FIRST = ("open", "Tracker")


def api_reference() -> str:
    """Each public name with its docstring; of a class its public methods and fields too."""
    names = [name for name in tracker.__all__ if not name.startswith("_") and name not in FIRST]
    return "\n\n".join(_section(name, getattr(tracker, name)) for name in (*FIRST, *names))


def _section(name: str, thing: Any) -> str:
    if inspect.isclass(thing):
        return "\n\n".join([f"### `{name}`", _about(thing), *_members(thing)])
    return f"### `{name}{_signature(thing)}`\n\n{_about(thing)}"


def _members(kind: type) -> Iterator[str]:
    """The fields of a value, the public methods of anything else that is no error."""
    fields = getattr(kind, "__struct_fields__", ())
    if fields:
        yield "Fields: " + ", ".join(f"`{field}`" for field in fields) + "."
    if issubclass(kind, Exception):
        return
    ours = [base for base in kind.__mro__ if base.__module__.startswith("tracker.")]
    members = {name: member for base in reversed(ours) for name, member in vars(base).items()}
    for name, member in members.items():
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"#### `{name}`\n\n{_about(member)}"
        elif isinstance(member, classmethod | staticmethod):
            yield f"#### `{name}{_signature(member.__func__)}`\n\n{_about(member)}"
        elif inspect.isfunction(member):
            yield f"#### `{name}{_signature(member)}`\n\n{_about(member)}"


def _signature(function: Callable[..., Any]) -> str:
    """The arguments as they are written in the code, without the object itself."""
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(node, ast.FunctionDef)
    arguments = re.sub(r"^(self|cls)(, |$)", "", ast.unparse(node.args))
    return f"({arguments})" + (f" -> {ast.unparse(node.returns)}" if node.returns else "")


def _about(thing: Any) -> str:
    """A docstring as Markdown."""
    text = inspect.getdoc(thing) or ""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text.replace("``", "`"))
    return re.sub(r"  # doctest: \S+", "", text)
