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
        return "\n\n".join([f"### `tracker.{name}`", _about(thing), *_members(thing)])
    return _called(f"### `tracker.{name}`", name, thing)


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
            yield _called(f"#### `{name}`", name, member.__func__)
        elif inspect.isfunction(member):
            yield _called(f"#### `{name}`", name, member)


def _called(heading: str, name: str, function: Callable[..., Any]) -> str:
    """A heading, how a function is called, what it says of itself."""
    return f"{heading}\n\n```python\n{name}{_signature(function)}\n```\n\n{_about(function)}"


def _signature(function: Callable[..., Any]) -> str:
    """The arguments as they are written in the code, without the object itself."""
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(node, ast.FunctionDef)
    positional = [*node.args.posonlyargs, *node.args.args]
    missing = [None] * (len(positional) - len(node.args.defaults))
    said = list(map(_argument, positional, [*missing, *node.args.defaults]))
    if said and said[0] in ("self", "cls"):
        del said[0]
    if node.args.vararg:
        said.append(f"*{_argument(node.args.vararg, None)}")
    elif node.args.kwonlyargs:
        said.append("*")
    said += map(_argument, node.args.kwonlyargs, node.args.kw_defaults)
    if node.args.kwarg:
        said.append(f"**{_argument(node.args.kwarg, None)}")
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"({', '.join(said)}){returns}"
    if len(line) < 80:
        return line
    return "(\n" + "".join(f"    {one},\n" for one in said) + f"){returns}"


def _argument(argument: ast.arg, default: ast.expr | None) -> str:
    """One argument with its type and its default."""
    text = ast.unparse(argument)
    if default is None:
        return text
    return (
        f"{text} = {ast.unparse(default)}"
        if argument.annotation
        else f"{text}={ast.unparse(default)}"
    )


def _about(thing: Any) -> str:
    """A docstring as Markdown."""
    text = inspect.getdoc(thing) or ""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text.replace("``", "`"))
    return re.sub(r"  # doctest: \S+", "", text)
