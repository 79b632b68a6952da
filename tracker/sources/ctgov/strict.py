"""The strict lane: a study that is exactly as the data dictionary says, read in C.

Comes in: the bytes of a study. Goes out: its Record, or None where anything at all is unusual: an
unknown key, an unknown word, a value of another kind, an empty text. Then the tolerant lane in
``reader`` reads the same study key by key, keeps the unusual and reports it.

The shape of a study is made here from the table in ``fields`` and from the types of the Record, so
that nothing is written down twice: each part type gets a twin with the registry's spelling, which
msgspec decodes and then converts by attributes. A test holds both lanes against each other on
every real record.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

from tracker.record import Part, Record
from tracker.sources.ctgov.bounds import LARGEST
from tracker.sources.ctgov.clean import CANONICAL, cleaner, has_markup, is_tidy
from tracker.sources.ctgov.fields import OTHER_NAMES, SKIP, SKIPPED, STUDY
from tracker.sources.ctgov.hints import bare, camel, hints, section_types
from tracker.sources.ctgov.words import VOCABULARIES, WORDS_AT

#: A text that says something: an empty one is unusual and goes the tolerant lane.
_Said = Annotated[str, Meta(min_length=1)]
#: A number that can be kept.
_Counted = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]

#: A list that the payload does not have.
_NOTHING = msgspec.Raw()

#: Where a value of the payload goes: (section, field, what makes it ours or None).
_Leaf = tuple[str, str, Callable[[Any], Any] | None]


def read_strictly(payload: bytes) -> Record | None:
    """The Record of a study without surprises; None if it has any."""
    try:
        study = _decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    values: dict[str, dict[str, Any]] = {"": {}}
    try:
        _STUDY.collect(study, values)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if "id" not in values.get("identification", ()) or "overall_status" not in values.get(
        "status", ()
    ):
        return None  # no study, or one cut short: the tolerant lane says what is missing
    top = values.pop("")
    for section, fields in values.items():
        top[section] = _SECTIONS[section](**fields)
    return Record(**top)


# -- objects of the payload whose keys go to fields of the Record one by one ------------------


class _Module:
    """The shape of such an object, and where its values go."""

    def __init__(self, table: dict[str, Any], path: str) -> None:
        self.below: list[tuple[str, _Module]] = []
        self.leaves: list[tuple[str, _Leaf]] = []
        shape = [
            self._field(key, target, f"{path}.{key}".lstrip(".")) for key, target in table.items()
        ]
        self.shape = _struct(path.rpartition(".")[2] or "study", shape, {})
        # One getter in C for all leaves; a name twice, so that it gives a tuple in any case.
        names = [name for name, _ in self.leaves] or [name for name, _ in self.below]
        self.said = attrgetter(*names, names[0])

    def _field(self, key: str, target: Any, path: str) -> tuple[str, Any, Any]:
        name = f"{key}_"  # no key of the payload may collide with a word of Python
        if target == SKIP:
            return name, msgspec.Raw, msgspec.field(default=msgspec.Raw(), name=key)
        if isinstance(target, dict):
            module = _Module(target, path)
            self.below.append((name, module))
            return _field(name, key, module.shape)
        section, _, field = target.partition(".")
        hint = hints(_SECTIONS[section] if section else Record)[field]
        kind = _strict_type(hint, path)
        if _holds_parts(hint):
            self.leaves.append((name, (section, field, _parts(bare(hint)[0], kind))))
            return name, msgspec.Raw, msgspec.field(default=_NOTHING, name=key)
        self.leaves.append((name, (section, field, _finish(hint))))
        return _field(name, key, kind)

    def collect(self, raw: Any, values: dict[str, dict[str, Any]]) -> None:
        """Put all that an object says where it belongs."""
        for (_, (section, field, finish)), value in zip(self.leaves, self.said(raw), strict=False):
            if value is None or value is _NOTHING or value == ():
                continue
            if finish is not None:
                value = finish(value)
                if value is None or value == "" or value == ():
                    continue
            known = values.get(section)
            if known is None:
                values[section] = {field: value}
            else:
                known[field] = value
        for name, module in self.below:
            inner = getattr(raw, name)
            if inner is not None:
                module.collect(inner, values)


def _finish(hint: Any) -> Callable[[Any], Any] | None:
    """What brings a decoded value to its canonical form; None where it is that already."""
    kind, text = bare(hint)
    if get_origin(kind) is tuple:
        _, text = bare(get_args(kind)[0])
        if text in CANONICAL:
            canonical = CANONICAL[text]
            return lambda lines: tuple([canonical(line) for line in lines])
    return CANONICAL.get(text)


def _parts(kind: Any, twin: Any) -> Callable[[msgspec.Raw], Any]:
    """What reads a list of parts, or one part, from its own bytes.

    Bytes that are tidy as a whole hold only tidy texts, so that a list of a thousand sites costs
    one look instead of one for each of its names.
    """
    decode = msgspec.json.Decoder(twin).decode
    many = get_origin(kind) is tuple
    entry = bare(get_args(kind)[0])[0] if many else kind
    clean = cleaner(entry)
    only_lines = not has_markup(entry)

    def finish_all(raw: msgspec.Raw) -> Any:
        parts = msgspec.convert(decode(raw), kind, from_attributes=True)
        if not (only_lines and is_tidy(bytes(raw))):
            for part in parts:
                clean(part)
        return parts

    def finish_one(raw: msgspec.Raw) -> Any:
        part = msgspec.convert(decode(raw), kind, from_attributes=True)
        clean(part)
        return None if part == kind() else part  # an object that says nothing is absent

    return finish_all if many else finish_one


def _holds_parts(hint: Any) -> bool:
    kind, _ = bare(hint)
    return _is_part(bare(get_args(kind)[0])[0] if get_origin(kind) is tuple else kind)


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


# -- types with the registry's spelling --------------------------------------------------------


def _strict_type(hint: Any, path: str) -> Any:
    hint, _ = bare(hint)
    if get_origin(hint) is tuple:
        return tuple[_strict_type(get_args(hint)[0], f"{path}[]"), ...]  # type: ignore[misc]
    if _is_part(hint):
        return _twin(hint, path)
    if hint is str and path in WORDS_AT:
        return Literal[tuple(sorted(VOCABULARIES[WORDS_AT[path]]))]
    return {str: _Said, int: _Counted}.get(hint, hint)


def _twin(kind: type[Part], path: str) -> Any:
    """A struct with the keys of the payload that converts into ``kind`` by attributes."""
    fields = [
        (f"{key}_", msgspec.Raw, msgspec.field(default=msgspec.Raw(), name=key))
        for key in SKIPPED.get(path, ())
    ]
    namespace: dict[str, Any] = {}
    nested: dict[str, list[tuple[str, Any, Any]]] = {}
    for name, hint in hints(kind).items():
        if name == "other":
            continue
        key = OTHER_NAMES.get(kind, {}).get(name) or camel(name)
        strict = _strict_type(hint, f"{path}.{key}")
        outer, _, inner = key.partition(".")
        if inner:
            nested.setdefault(outer, []).append(_field(inner, inner, strict))
            namespace[name] = property(_attribute_of(outer, inner))
        else:
            fields.append(_field(name, key, strict))
    fields += [_field(outer, outer, _struct(outer, inner, {})) for outer, inner in nested.items()]
    return _struct(kind.__name__, fields, namespace)


def _struct(name: str, fields: list[tuple[str, Any, Any]], namespace: dict[str, Any]) -> Any:
    return msgspec.defstruct(
        f"_{name}", fields, namespace=namespace, forbid_unknown_fields=True, gc=False
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


_SECTIONS = section_types()
_STUDY = _Module(STUDY, "")
_decode = msgspec.json.Decoder(_STUDY.shape).decode
