"""What the types of the Record say about their fields, for both lanes of the reader."""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from msgspec import Meta

from tracker.record import Part, Record


@cache
def hints(kind: type[Part]) -> dict[str, Any]:
    """The annotated types of a part's fields, in order."""
    return get_type_hints(kind, include_extras=True)


def bare(hint: Any) -> tuple[Any, str]:
    """A type without ``Annotated`` and ``None``, and the kind of text that it holds ("" if none).

    >>> from tracker.record.parts import Markup
    >>> bare(Markup | None)
    (<class 'str'>, 'markup')
    """
    kind = ""
    while True:
        if get_origin(hint) is Annotated:
            for note in get_args(hint)[1:]:
                if isinstance(note, Meta) and note.extra:
                    kind = note.extra.get("kind", kind)
            hint = get_args(hint)[0]
        elif get_origin(hint) in (Union, types.UnionType):
            hint = next(arg for arg in get_args(hint) if arg is not type(None))
        else:
            return hint, kind


def camel(name: str) -> str:
    """The registry's spelling of a field name.

    >>> camel("arm_group_labels")
    'armGroupLabels'
    """
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def section_types() -> dict[str, type[Part]]:
    """The sections of a Record that are parts, by name."""
    kinds = {name: bare(hint)[0] for name, hint in hints(Record).items()}
    return {n: k for n, k in kinds.items() if isinstance(k, type) and issubclass(k, Part)}
