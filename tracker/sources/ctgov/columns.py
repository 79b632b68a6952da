"""Makes the entries of a list, all at once, of what was decoded in the registry's spelling.

Comes in: twins, structs with the values of entries under our names (see ``strict``).
Goes out: parts of the Record with canonical text.
Does not: decode or check; what comes in was checked when it was decoded.

A list is made column by column: the values of one field in all entries, then those of the next.
Every step over a column runs in C, and one look at a whole column shows that its texts need no
cleaning. Lists inside the entries are columns too: put end to end, made as one, and cut again. So
a table of a thousand measured values costs a few steps, not a few thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any, get_args, get_origin

from tracker import text
from tracker.record import Part
from tracker.sources.ctgov.clean import Texts, clean_lines, clean_markup
from tracker.sources.ctgov.fields import OTHER_NAMES
from tracker.sources.ctgov.hints import bare, hints

#: Twins of a list in, the values of one field of its entries out.
_Column = Callable[[Sequence[Any]], Iterable[Any]]

_CLEAN: dict[str, Callable[[Texts], Texts]] = {"text": clean_lines, "markup": clean_markup}


@cache
def maker(kind: type[Part]) -> Callable[[Sequence[Any]], list[Any]]:
    """What makes parts of this type out of their twins."""
    places = OTHER_NAMES.get(kind, {})
    columns = []
    for name in kind.__struct_fields__:
        if name != "other":  # what has anything unknown never comes here
            place = places.get(name, "")
            columns.append(_column(hints(kind)[name], place if "." in place else name))

    def make(twins: Sequence[Any]) -> list[Any]:
        return list(map(kind, *[column(twins) for column in columns]))

    return make


def _column(hint: Any, place: str) -> _Column:
    """What reads the values of one field, which stands at this place of the twins."""
    get = attrgetter(place)
    kind, words = bare(hint)
    if get_origin(kind) is tuple:
        kind, words = bare(get_args(kind)[0])
        if is_part(kind):
            return _lists_of(maker(kind), get)
        return _lists_of(lambda lines: list(map(text.plain, lines)), get) if words else _as_is(get)
    if is_part(kind):
        return _single(kind, get)
    clean = _CLEAN.get(words)
    return (lambda twins: clean(list(map(get, twins)))) if clean else _as_is(get)


def _as_is(get: Callable[[Any], Any]) -> _Column:
    return lambda twins: map(get, twins)


def _lists_of(make: Callable[[Sequence[Any]], list[Any]], get: Callable[[Any], Any]) -> _Column:
    """A column of lists: what they hold is made end to end and cut again."""

    def column(twins: Sequence[Any]) -> Iterable[Any]:
        lists = list(map(get, twins))
        if not any(lists):
            return lists
        made = iter(make(list(chain.from_iterable(lists))))
        return [tuple(islice(made, len(one))) for one in lists]

    return column


def _single(kind: type[Part], get: Callable[[Any], Any]) -> _Column:
    """A column of parts, of which some are absent; one that says nothing is absent too."""
    make, nothing = maker(kind), kind()

    def column(twins: Sequence[Any]) -> Iterable[Any]:
        found = list(map(get, twins))
        made = iter(make([one for one in found if one is not None]))
        parts = (None if one is None else next(made) for one in found)
        return [None if one == nothing else one for one in parts]

    return column


def is_part(kind: Any) -> bool:
    """Whether a type is one of the parts that a Record is made of."""
    return isinstance(kind, type) and issubclass(kind, Part)
