"""The strict lane: lists and results that are exactly as the data dictionary says, read in C.

Comes in: raw objects of a payload. Goes out: parts of the Record, or None where anything at all is
unusual: an unknown key, an unknown word, a value of another kind, an empty text. Then the tolerant
lane in ``reader`` reads the same objects key by key, keeps the unusual and reports it.

Each part type has a twin with the registry's spelling, made here from its own fields, so that
nothing is written down twice. A test holds both lanes against each other on every real record.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

from tracker import text
from tracker.record import Part
from tracker.sources.ctgov.fields import OTHER_NAMES, SKIPPED
from tracker.sources.ctgov.hints import bare, camel, hints
from tracker.sources.ctgov.words import VOCABULARIES, WORDS_AT

#: How each kind of text comes to its canonical form.
CANONICAL = {"markup": text.from_markdown, "text": text.plain}

#: A text that says something: an empty one is unusual and goes the tolerant lane.
_Said = Annotated[str, Meta(min_length=1)]


def strict_reader(kind: type[Part], path: str) -> Callable[[Any], Any]:
    """A function that reads a raw object or list of objects into parts, or gives None."""
    one = _twin(kind, path)
    shapes: dict[Any, Any] = {dict: (one, kind), list: (tuple[one, ...], tuple[kind, ...])}  # type: ignore[valid-type]
    clean = _cleaner(kind)

    def read(raw: Any) -> Any:
        shape = shapes.get(type(raw))
        if shape is None:
            return None
        try:
            parts = msgspec.convert(msgspec.convert(raw, shape[0]), shape[1], from_attributes=True)
        except msgspec.ValidationError:
            return None
        for part in parts if type(raw) is list else (parts,):
            clean(part)
        return parts

    return read


def _twin(kind: type[Part], path: str) -> Any:
    """A struct with the keys of the payload that converts into ``kind`` by attributes."""
    fields: dict[str, Any] = {key: (key, Any, None) for key in SKIPPED.get(path, ())}
    namespace: dict[str, Any] = {}
    nested: dict[str, dict[str, Any]] = {}
    for name, hint in hints(kind).items():
        if name == "other":
            continue
        key = OTHER_NAMES.get(kind, {}).get(name) or camel(name)
        outer, _, inner = key.partition(".")
        if inner:
            nested.setdefault(outer, {})[inner] = _strict_type(hint, f"{path}.{key}")
            namespace[name] = property(_attribute_of(outer, inner))
        else:
            fields[key] = _field(name, key, _strict_type(hint, f"{path}.{key}"))
    for outer, types in nested.items():
        inner_fields = {key: _field(key, key, kind) for key, kind in types.items()}
        fields[outer] = _field(outer, outer, _struct(outer, inner_fields, {}))
    return _struct(kind.__name__, fields, namespace)


def _struct(name: str, fields: dict[str, Any], namespace: dict[str, Any]) -> Any:
    return msgspec.defstruct(
        f"_{name}", list(fields.values()), namespace=namespace, forbid_unknown_fields=True, gc=False
    )


def _field(name: str, key: str, kind: Any) -> tuple[str, Any, Any]:
    """A field under our name that is read from the registry's key; absent lists are empty."""
    if get_origin(kind) is tuple:
        return name, kind, msgspec.field(default=(), name=key)
    return name, kind | None, msgspec.field(default=None, name=key)


def _attribute_of(outer: str, inner: str) -> Callable[[Any], Any]:
    def get(twin: Any) -> Any:
        holder = getattr(twin, outer)
        return None if holder is None else getattr(holder, inner)

    return get


def _strict_type(hint: Any, path: str) -> Any:
    hint, _ = bare(hint)
    if get_origin(hint) is tuple:
        return tuple[_strict_type(get_args(hint)[0], f"{path}[]"), ...]  # type: ignore[misc]
    if isinstance(hint, type) and issubclass(hint, Part):
        return _twin(hint, path)
    if hint is str and path in WORDS_AT:
        return Literal[tuple(sorted(VOCABULARIES[WORDS_AT[path]]))]
    return _Said if hint is str else hint


@cache
def _cleaner(kind: type[Part]) -> Callable[[Part], None]:
    """A function that brings the texts of a new part to canonical form, in place."""
    texts: list[tuple[str, Callable[[str], str]]] = []
    lines: list[str] = []
    below: list[tuple[str, Callable[[Part], None]]] = []
    for name, hint in hints(kind).items():
        inner, kind_of_text = bare(hint)
        many = get_origin(inner) is tuple
        if many:
            inner, kind_of_text = bare(get_args(inner)[0])
        if isinstance(inner, type) and issubclass(inner, Part):
            if _has_text(inner):
                below.append((name, _cleaner(inner)))
        elif many and kind_of_text == "text":
            lines.append(name)
        elif kind_of_text in CANONICAL:
            texts.append((name, CANONICAL[kind_of_text]))

    def clean(part: Part) -> None:
        for name, canonical in texts:
            value = getattr(part, name)
            if value is not None:
                tidy = canonical(value)
                if tidy is not value:
                    msgspec.structs.force_setattr(part, name, tidy)
        for name in lines:
            values = getattr(part, name)
            if values:
                msgspec.structs.force_setattr(part, name, tuple([text.plain(v) for v in values]))
        for name, clean_below in below:
            value = getattr(part, name)
            if value is not None:
                for entry in value if type(value) is tuple else (value,):
                    clean_below(entry)

    return clean


def _has_text(kind: type[Part]) -> bool:
    """Whether a part or anything below it holds text that has a canonical form."""
    for hint in hints(kind).values():
        inner, kind_of_text = bare(hint)
        if get_origin(inner) is tuple:
            inner, kind_of_text = bare(get_args(inner)[0])
        if kind_of_text in CANONICAL:
            return True
        if isinstance(inner, type) and issubclass(inner, Part) and _has_text(inner):
            return True
    return False
