"""The tolerant lane: reads any API v2 study into a Record, by the table in ``fields``.

Comes in: a study as Python objects. Goes out: the Record and what was unknown in it.
Does not: fetch, or know anything that is not in the table.

Studies without surprises go the strict lane in ``strict``, which is several times faster and comes
to the same Record.

The table is compiled once into readers, one for each place of the payload. Every key of the
payload is looked up there: a key that is not in the table, or a value of a kind that its field
cannot hold, is kept in ``other`` of its part and reported as drift. So nothing is lost, and the
reader needs no second pass to see that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, get_args, get_origin

from tracker.errors import ReadError
from tracker.record import Part, Record
from tracker.sources.base import Drift
from tracker.sources.ctgov.bounds import must_be_bounded
from tracker.sources.ctgov.clean import CANONS, Canon
from tracker.sources.ctgov.fields import OTHER_NAMES, SKIP, SKIPPED, STUDY
from tracker.sources.ctgov.hints import bare, camel, hints, section_types
from tracker.sources.ctgov.words import VOCABULARIES, WORDS_AT

#: Turns a raw value into the field's value; raises _Unfit if it cannot.
Reader = Callable[[Any, list[Drift]], Any]


class _Unfit(Exception):
    """A value of a kind that its field cannot hold."""


def read_study(study: Any, form: str = "markdown") -> tuple[Record, tuple[Drift, ...]]:
    """The Record of a study whose text comes in this form, and the drift in it, sorted.

    Raises ReadError (``not_a_trial``) for anything without an id or a status, or out of bounds.
    """
    _must_be_a_study(study)
    must_be_bounded(study)
    drift: list[Drift] = []
    values: dict[str, dict[str, Any]] = {}
    _whole(form).read(study, values, drift)
    return _record(values), tuple(sorted(set(drift)))


def _must_be_a_study(study: Any) -> None:
    protocol = study.get("protocolSection") if isinstance(study, dict) else None
    if not isinstance(protocol, dict):
        raise ReadError("not_a_trial", "it has no protocolSection, so it is no API v2 study")
    identification = protocol.get("identificationModule")
    if not isinstance(identification, dict) or not isinstance(identification.get("nctId"), str):
        raise ReadError("not_a_trial", "the study has no nctId")
    status = protocol.get("statusModule")
    if not isinstance(status, dict) or not isinstance(status.get("overallStatus"), str):
        trial = identification["nctId"]
        raise ReadError("truncated", f"{trial} has no overallStatus: it is incomplete")


def _record(values: dict[str, dict[str, Any]]) -> Record:
    top = values.pop("", {})
    for section, fields in values.items():
        top[section] = _SECTIONS[section](**fields)
    return Record(**top)


# -- places of the payload that hold single fields ---------------------------------------------


class _Object:
    """An object of the payload whose keys go to fields of the Record, one by one."""

    def __init__(self, table: dict[str, Any], path: str, canon: Canon) -> None:
        self.path = path
        self.children: dict[str, _Object | _Field | None] = {}
        for key, target in table.items():
            below = f"{path}.{key}" if path else key
            if isinstance(target, dict):
                self.children[key] = _Object(target, below, canon)
            else:
                self.children[key] = None if target == SKIP else _Field(target, below, canon)

    def read(self, raw: Any, values: dict[str, dict[str, Any]], drift: list[Drift]) -> None:
        if not isinstance(raw, dict):
            _keep(values.setdefault("", {}), self.path, raw, drift)
            return
        for key, value in raw.items():
            child = self.children.get(key, _UNKNOWN)
            if child is _UNKNOWN:
                below = f"{self.path}.{key}" if self.path else key
                _keep(values.setdefault("", {}), below, value, drift)
            elif child is not None:
                child.read(value, values, drift)


class _Field:
    """A place of the payload that goes to one field of the Record."""

    def __init__(self, target: str, path: str, canon: Canon) -> None:
        self.path = path
        self.section, _, self.name = target.partition(".")
        hint = hints(_SECTIONS[self.section] if self.section else Record)[self.name]
        self.reader = _reader_for(hint, path, canon)

    def read(self, raw: Any, values: dict[str, dict[str, Any]], drift: list[Drift]) -> None:
        if raw in (None, "", [], {}):
            return
        try:
            value = self.reader(raw, drift)
        except _Unfit:
            _keep(values.setdefault("", {}), self.path, raw, drift)
            return
        if _says_something(value):
            values.setdefault(self.section, {})[self.name] = value


def _says_something(value: Any) -> bool:
    """Whether a value that was read is one: white space and empty objects are not."""
    return value != "" and not (isinstance(value, Part) and value == type(value)())


_UNKNOWN = _Object({}, "", {})


def _keep(part: dict[str, Any], key: str, raw: Any, drift: list[Drift], path: str = "") -> None:
    """Keep in ``other`` what no field takes, and say so."""
    if part.get("other") is None:
        part["other"] = {}
    part["other"][key] = raw
    drift.append(Drift(path=path or key, kind="field", example=str(raw)[:200]))


# -- values, one by one ---------------------------------------------------------------------------


def _reader_for(hint: Any, path: str, canon: Canon) -> Reader:
    """The reader of a value of this type at this place."""
    hint, kind = bare(hint)
    if get_origin(hint) is tuple:
        return _list_reader(_reader_for(get_args(hint)[0], f"{path}[]", canon))
    if isinstance(hint, type) and issubclass(hint, Part):
        return _PartReader(hint, path, canon)
    if hint is str and path in WORDS_AT:
        return _word_reader(VOCABULARIES[WORDS_AT[path]], path)
    if kind in canon:
        return _value_reader((str,), canon[kind])
    return _value_reader((float, int), float) if hint is float else _value_reader((hint,))


def _value_reader(kinds: tuple[type, ...], convert: Callable[[Any], Any] | None = None) -> Reader:
    def read_value(raw: Any, drift: list[Drift]) -> Any:
        del drift
        if type(raw) not in kinds:
            raise _Unfit
        return raw if convert is None else convert(raw)

    return read_value


def _word_reader(words: frozenset[str], path: str) -> Reader:
    def read_word(raw: Any, drift: list[Drift]) -> Any:
        if type(raw) is not str:
            raise _Unfit
        if raw not in words:
            drift.append(Drift(path=path, kind="value", example=raw[:200]))
        return raw

    return read_word


def _list_reader(read_entry: Reader) -> Reader:
    def read_list(raw: Any, drift: list[Drift]) -> Any:
        if type(raw) is not list:
            raise _Unfit
        return tuple([read_entry(entry, drift) for entry in raw])

    return read_list


class _PartReader:
    """Reads an object of the payload into a part of its own type."""

    def __init__(self, kind: type[Part], path: str, canon: Canon) -> None:
        self.kind = kind
        self.path = path
        self.canon = canon
        #: Key -> (field, reader), or the same one level down, or None for what is skipped.
        self.fields: dict[str, Any] = dict.fromkeys(SKIPPED.get(path, ()))
        for name, hint in hints(kind).items():
            if name != "other":
                self._take(name, hint)

    def _take(self, name: str, hint: Any) -> None:
        key = OTHER_NAMES.get(self.kind, {}).get(name) or camel(name)
        target = (name, _reader_for(hint, f"{self.path}.{key}", self.canon))
        outer, _, inner = key.partition(".")
        if inner:
            self.fields.setdefault(outer, {})[inner] = target
        else:
            self.fields[key] = target

    def __call__(self, raw: Any, drift: list[Drift]) -> Any:
        if type(raw) is not dict:
            raise _Unfit
        values: dict[str, Any] = {}
        self._read(raw, self.fields, "", values, drift)
        return self.kind(**values)

    def _read(
        self, raw: dict[str, Any], fields: Any, above: str, values: Any, drift: list[Drift]
    ) -> None:
        for key, value in raw.items():
            target = fields.get(key, _UNKNOWN)
            if target is None or value in (None, "", [], {}):
                continue
            try:
                if type(target) is tuple:
                    read = target[1](value, drift)
                    if _says_something(read):
                        values[target[0]] = read
                elif type(target) is dict and type(value) is dict:
                    self._read(value, target, f"{above}{key}.", values, drift)
                else:
                    raise _Unfit
            except _Unfit:
                _keep(values, above + key, value, drift, f"{self.path}.{above}{key}")


# -- the whole, compiled once ---------------------------------------------------------------------

_SECTIONS = section_types()


@cache
def _whole(form: str) -> _Object:
    """The reader of a study whose text comes in this form."""
    return _Object(STUDY, "", CANONS[form])
