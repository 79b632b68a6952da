"""What differs between two wordings of one outcome: when, how, in whom, or the words alone.

    Reading before, Reading after -> Difference

Comes in: the two readings of a pair. Goes out: what changed, by which evidence.
Does not: pair outcomes, or say that a change matters.

The classes are those of D2 of the change semantics: timing, measurement and aggregation, each
changed, added where there was none, or omitted. The rules, in words:

- Time is compared as points, not as text (``time_frames``); text that only says the same time in
  other units or with a baseline is no change.
- The figure (share of people, change from baseline, time to an event, mean ...) is changed when
  both texts name one and they differ, added when only the later one does. A number, a percentage
  and an incidence of the same people or events are one figure, and as good as said where an event
  stands alone.
- Numbers that differ (thresholds, doses, score ranges) are a change of measurement, never wording.
- Another instrument, assessor, criterion or population is a change; one where there was none is an
  addition. A total in place of a part, or the other way round, is a change.
- A composite outcome with one component more or less is another one: a change, not an addition.
  So is an outcome that counts death too.
- Descriptions are compared apart (``outcome_description``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tracker.events.outcome_description import How, description_change
from tracker.events.outcome_own_words import instruments, own_words
from tracker.events.outcome_text import Reading
from tracker.events.outcome_words import ASSESSORS, GENERIC, UNITS, VARIANTS
from tracker.events.time_frames import TimeFrame, covers, same_time


class Difference(NamedTuple):
    """What differs between two wordings of one outcome."""

    time: How | None = None
    measurement: How | None = None
    #: What of the measurement: figure, number, instrument, population, negation, description.
    aspects: tuple[str, ...] = ()
    #: Words that only one side has.
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()


def difference(before: Reading, after: Reading) -> Difference:
    """What differs in meaning; an empty Difference where only the words do, if anything."""
    found = [*_figure(before, after), *_numbers(before, after), *_means(before, after)]
    found += _words(before, after)
    found += description_change(before, after)
    lost, gained = own_words(before, after)
    return Difference(
        time=_time(before, after),
        measurement=_sum(how for _, how in found),
        aspects=tuple(dict.fromkeys(aspect for aspect, _ in found)),
        lost=lost,
        gained=gained,
    )


def _sum(hows: Iterable[How]) -> How | None:
    """One word for several: what was added and omitted was changed."""
    kinds = set(hows)
    if not kinds:
        return None
    return kinds.pop() if len(kinds) == 1 else "changed"


# -- time ------------------------------------------------------------------------------------------


def _time(before: Reading, after: Reading) -> How | None:
    was, now = _when(before), _when(after)
    if was.is_empty or now.is_empty:
        if was.is_empty and now.is_empty:
            return None
        return "added" if was.is_empty else "omitted"
    if not same_time(was, now):
        return "changed"
    return _inside(before, after)


def _when(reading: Reading) -> TimeFrame:
    """The time frame; where its field is empty or says no time, the one inside the measure."""
    if reading.frame.is_empty or (reading.inside.points and not reading.frame.points):
        return reading.frame if reading.inside.is_empty else reading.inside
    return reading.frame


def _inside(before: Reading, after: Reading) -> How | None:
    """Times inside the measure, beside equal time frames; what the frame says too is no news."""
    if not before.inside.points or not after.inside.points:
        one = before.inside.points or after.inside.points
        return None if covers(_when(before).points, one) or not one else "changed"
    return None if same_time(before.inside, after.inside) else "changed"


# -- measurement -----------------------------------------------------------------------------------

Aspect = tuple[str, How]


def _figure(before: Reading, after: Reading) -> list[Aspect]:
    was, now = before.aggregation, after.aggregation
    if was == now or (now is None and was != "time"):
        return []
    if now in _AS_GOOD_AS_SAID and was in (None, *_AS_GOOD_AS_SAID):
        return []
    if was is None or (was, now) in _SAID_MORE:
        return [("figure", "added")]
    return [("figure", "changed")] if {was, now} != {"change", "count"} else []


#: What an outcome without a figure stands for: an event is counted, a value is averaged.
_SAID_MORE = {("count", "change"), ("count", "percent change")}
_AS_GOOD_AS_SAID = ("share", "mean", "count")


def _numbers(before: Reading, after: Reading) -> list[Aspect]:
    was, now = _in_measure(before, after), _in_measure(after, before)
    if was and now:
        return [("number", "changed")]
    if now and not before.numbers:
        return [] if _told(now, before) else [("number", "added")]
    if was and not after.numbers:
        return [] if _told(was, after) else [("number", "omitted")]
    return [("number", "changed")] if was or now else []


def _in_measure(reading: Reading, other: Reading) -> frozenset[str]:
    """Numbers that neither the other measure nor a name or time of its own says: "SVR12"."""
    said = {number for word in other.bag for number in _DIGITS.findall(word)}
    said |= set(_DIGITS.findall(reading.frame.text))
    return frozenset(n for n in reading.numbers - other.numbers if n.rstrip("%") not in said)


_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def _told(words: frozenset[str], reading: Reading) -> bool:
    """The description says it already."""
    return all(word.rstrip("%") in reading.description for word in words)


def _means(before: Reading, after: Reading) -> list[Aspect]:
    """Instrument, population, parts, units and assessors."""
    found: list[Aspect] = []
    if _other_instrument(before, after):
        found.append(("instrument", "changed"))
    if before.parts != after.parts:
        found.append(("part", _between(before.parts, after.parts)))
    if before.who - _SAID_OF_ALL != after.who - _SAID_OF_ALL:
        found.append(("population", "changed"))
    was, now = _units(before), _units(after)
    if now - was == {"predicted"} or (was and now and not was & now):
        found.append(("unit", "changed"))
    was, now = _assessors(before), _assessors(after)
    if was != now:
        found.append(("assessor", _between(was, now)))
    if _of_part(before) != _of_part(after) and "total" in before.head | after.head:
        found.append(("scope", "changed"))
    return found


def _words(before: Reading, after: Reading) -> list[Aspect]:
    """Telling words that one side has; negation, which is one of them."""
    found: list[Aspect] = []
    lost, gained = own_words(before, after)
    lost = tuple(word for word in lost if word not in after.description)
    gained = tuple(word for word in gained if word not in before.description)
    if before.negated != after.negated:
        defined = len(gained) > 1 and not lost
        found.append(("negation", "added" if defined else "changed"))
    if lost or gained:
        both = (lost and gained) or _other_scope(before, after)
        found.append(("measure", "changed" if both else "added" if gained else "omitted"))
    return found


#: To count death too, or no longer, makes another composite: "Death or readmission".
_DEATH = frozenset(("mortality", "overall_survival", "survival"))
_COMPOSITE = frozenset(("composite", "combined"))
_SUBSCALE = frozenset(("subscale", "subscore", "domain", "item"))


def _of_part(reading: Reading) -> bool:
    return not _SUBSCALE.isdisjoint(reading.bag)


def _other_scope(before: Reading, after: Reading) -> bool:
    """A total in place of a part, a composite of other parts, or death counted on one side."""
    if _COMPOSITE.intersection(before.bag) and _COMPOSITE.intersection(after.bag):
        return True
    was, now = before.what.keys(), after.what.keys()
    if was.isdisjoint(now - GENERIC):
        return False
    return bool(_DEATH & (was ^ now)) or ("total" in before.head) != ("total" in after.head)


def _other_instrument(before: Reading, after: Reading) -> bool:
    """Instruments on either side and none in common, or another variant of one."""
    was, now = instruments(before), instruments(after)
    variant = VARIANTS & (set(before.bag) ^ set(after.bag))
    return bool(was and now and (variant or not was & now))


def _units(reading: Reading) -> frozenset[str]:
    return UNITS.intersection(reading.bag)


def _assessors(reading: Reading) -> frozenset[str]:
    """Who assesses, where measure or description says so."""
    return ASSESSORS & (set(reading.bag) | reading.description)


_SAID_OF_ALL = GENERIC | {"random", "randomize", "enrolled", "eligible", "included", "population"}


def _between(was: frozenset[str], now: frozenset[str]) -> How:
    return "changed" if was and now else "added" if now else "omitted"
