"""The strict lane: a study that is exactly as the data dictionary says, read in C.

Comes in: the bytes of a study. Goes out: its Record, or None where anything at all is unusual: an
unknown key, an unknown word, a value of another kind, an empty text. Then the tolerant lane in
``reader`` reads the same study key by key, keeps the unusual and reports it.

The shape of a study is made here from the table in ``fields`` and from the types of the Record, so
that nothing is written down twice: each part type gets a twin with the registry's spelling, which
msgspec decodes and checks in one pass. Then each section is one getter over that shape and one
call of its type; ``columns`` makes the lists. A test holds both lanes against each other on every
real record.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec import Meta

from tracker.record import Part, Record
from tracker.sources.ctgov.bounds import LARGEST
from tracker.sources.ctgov.clean import CANONICAL
from tracker.sources.ctgov.columns import is_part, maker
from tracker.sources.ctgov.fields import OTHER_NAMES, SKIP, SKIPPED, STUDY
from tracker.sources.ctgov.hints import bare, camel, hints, section_types
from tracker.sources.ctgov.words import VOCABULARIES, WORDS_AT

#: A text that says something: an empty one is unusual and goes the tolerant lane.
_Said = Annotated[str, Meta(min_length=1)]
#: A number that can be kept.
_Counted = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]

#: What makes a decoded value ours; what it says nothing of is None or empty.
_Finish = Callable[[Any], Any]


class Said(NamedTuple):
    """What a study said in the fields of one section."""

    #: The values as they came, and as they are ours.
    raw: tuple[Any, ...]
    values: list[Any]
    #: The section that they make; None if they say nothing.
    made: Any


#: What was said in each section of the study that was read last. What the next one says as well
#: is not made again, so that what stays the same is one object in both records.
Memory = dict[str, Said]


def read_strictly(payload: bytes, memory: Memory | None = None) -> Record | None:
    """The Record of a study without surprises; None if it has any.

    With ``memory`` the versions of one trial are read faster in a row, and no otherwise.
    """
    try:
        study = _decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    memory = {} if memory is None else memory
    said: dict[str, Any] = {}
    for name, section in _SECTIONS.items():
        found = memory[name] = section.read(study, memory.get(name))
        if found.made is not None:
            said[name] = found.made
    said |= said.pop(_TOP, {})
    whole = "identification" in said and "status" in said
    if not whole or said["identification"].id is None or said["status"].overall_status is None:
        return None  # no study, or one cut short: the tolerant lane says what is missing
    return Record(**said)


# -- where the values of a section stand -------------------------------------------------------


class _Place(NamedTuple):
    """Where the value of a field stands in the shape of a study."""

    path: str
    finish: _Finish | None
    absent: Any


class _Section:
    """The fields of one section: where a study says them, and what they make."""

    def __init__(self, places: list[_Place], make: Callable[..., Any]) -> None:
        self._said = attrgetter(*[place.path for place in places])
        self._absent = [place.absent for place in places]
        self._unfinished = [(n, place.finish) for n, place in enumerate(places) if place.finish]
        self._make = make

    def read(self, study: Any, before: Said | None) -> Said:
        """What a study says; ``before`` is what the one before it said."""
        raw = self._said(study)
        if before is not None and before.raw == raw:
            return before
        values = list(raw)
        for n, finish in self._unfinished:
            if raw[n]:
                same = before is not None and before.raw[n] == raw[n]
                values[n] = before.values[n] if before and same else finish(raw[n]) or None
        return Said(raw, values, None if values == self._absent else self._make(*values))


def _finish(hint: Any) -> _Finish | None:
    """What brings a decoded value to its canonical form; None where it is that already."""
    kind, words = bare(hint)
    if is_part(kind):
        make, nothing = maker(kind), kind()
        return lambda twin: None if (made := make((twin,))[0]) == nothing else made
    if get_origin(kind) is not tuple:
        return CANONICAL.get(words)
    kind, words = bare(get_args(kind)[0])
    if is_part(kind):
        make_all = maker(kind)
        return lambda twins: tuple(make_all(twins))
    canonical = CANONICAL.get(words)
    return (lambda lines: tuple(map(canonical, lines))) if canonical else None


# -- types with the registry's spelling --------------------------------------------------------


def _shape(table: dict[str, Any], path: str, above: str, places: dict[str, _Place]) -> Any:
    """The type of an object whose keys go to fields one by one; notes where they will stand."""
    fields = []
    for key, target in table.items():
        name = f"{key}_"  # no key of the payload may collide with a word of Python
        below, stands = f"{path}.{key}".lstrip("."), f"{above}.{name}".lstrip(".")
        if target == SKIP:
            fields.append(_skipped(name, key))
        elif isinstance(target, dict):
            fields.append(_within(name, key, _shape(target, below, stands, places)))
        else:
            section, _, field = target.partition(".")
            hint = hints(section_types()[section] if section else Record)[field]
            fields.append(_field(name, key, _strict_type(hint, below)))
            absent = () if get_origin(bare(hint)[0]) is tuple else None
            places[target] = _Place(stands, _finish(hint), absent)
    return _struct(path.rpartition(".")[2] or "study", fields)


def _strict_type(hint: Any, path: str) -> Any:
    hint, _ = bare(hint)
    if get_origin(hint) is tuple:
        return tuple[_strict_type(get_args(hint)[0], f"{path}[]"), ...]  # type: ignore[misc]
    if is_part(hint):
        return _twin(hint, path)
    if hint is str and path in WORDS_AT:
        return Literal[tuple(sorted(VOCABULARIES[WORDS_AT[path]]))]
    return {str: _Said, int: _Counted}.get(hint, hint)


def _twin(kind: type[Part], path: str) -> Any:
    """A struct with the keys of the payload and the fields of ``kind``."""
    fields = [_skipped(f"{key}_", key) for key in SKIPPED.get(path, ())]
    nested: dict[str, list[tuple[str, Any, Any]]] = {}
    for name, hint in hints(kind).items():
        if name == "other":
            continue
        key = OTHER_NAMES.get(kind, {}).get(name) or camel(name)
        strict = _strict_type(hint, f"{path}.{key}")
        outer, _, inner = key.partition(".")
        if inner:
            nested.setdefault(outer, []).append(_field(inner, inner, strict))
        else:
            fields.append(_field(name, key, strict))
    fields += [_within(outer, outer, _struct(outer, inner)) for outer, inner in nested.items()]
    return _struct(kind.__name__, fields)


def _struct(name: str, fields: list[tuple[str, Any, Any]]) -> Any:
    return msgspec.defstruct(f"_{name}", fields, forbid_unknown_fields=True, frozen=True, gc=False)


def _field(name: str, key: str, kind: Any) -> tuple[str, Any, Any]:
    """A field under our name that is read from the registry's key; absent lists are empty."""
    if get_origin(kind) is tuple:
        return name, kind, msgspec.field(default=(), name=key)
    return name, kind | None, msgspec.field(default=None, name=key)


def _within(name: str, key: str, kind: Any) -> tuple[str, Any, Any]:
    """An object of which only what is inside counts: there is always one, maybe an empty one."""
    return name, kind, msgspec.field(default=kind(), name=key)


def _skipped(name: str, key: str) -> tuple[str, Any, Any]:
    return name, msgspec.Raw, msgspec.field(default=msgspec.Raw(), name=key)


# -- the whole, compiled once ------------------------------------------------------------------


def _part(name: str, kind: type[Part], places: dict[str, _Place]) -> _Section:
    """A section of the Record that is a part of its own."""
    fields = [field for field in kind.__struct_fields__ if field != "other"]
    return _Section([places[f"{name}.{field}"] for field in fields], kind)


def _top(places: dict[str, _Place]) -> _Section:
    """The fields that stand in no section, by name."""
    found = {target[1:]: place for target, place in places.items() if target.startswith(".")}
    return _Section(list(found.values()), lambda *values: dict(zip(found, values, strict=True)))


_PLACES: dict[str, _Place] = {}
_decode = msgspec.json.Decoder(_shape(STUDY, "", "", _PLACES)).decode
#: Stands for the fields that are in no section.
_TOP = ""
_SECTIONS = {name: _part(name, kind, _PLACES) for name, kind in section_types().items()}
_SECTIONS[_TOP] = _top(_PLACES)
