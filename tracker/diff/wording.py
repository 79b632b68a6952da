"""One plain sentence for one change.

Comes in: what changed, from what to what. Goes out: a sentence without a judgement.
Registry words stay in the registry's own spelling only where they are data; in sentences they are
read out ("not yet recruiting").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.changes import Kind
from tracker.dates import in_words, interval, slip
from tracker.diff.identity import name_of
from tracker.diff.labels import VOCABULARY, label, noun, read_out
from tracker.record import Part, Record, Site

_SLIPPING = ("start_date", "primary_completion_date", "completion_date")


def of_value(field: str, before: Any, after: Any, was: Record, now: Record) -> str:
    """The sentence for a single value of a record."""
    special = _SPECIAL.get(field)
    if special is not None:
        return special(field, before, after, was, now)
    return _general(field, before, after)


def of_entry(field: str, kind: Kind, before: Part | str | None, after: Part | str | None) -> str:
    """The sentence for an entry that came, went or was renamed."""
    what = _capital(noun(field))
    entry = after if after is not None else before
    if entry is None:
        return f"{what} {kind}"
    if kind == "renamed" and before is not None:
        old, new = name_of(before), name_of(entry)
        return f"{what} renamed or replaced at the same address: {old} is now {new}"
    suffix = _site_status(entry) if kind == "added" else ""
    return f"{what} {kind}: {name_of(entry)}{suffix}"


def of_entry_value(field: str, attribute: str, item: str, before: Any, after: Any) -> str:
    """The sentence for one field of an entry that stayed."""
    what = f"{_capital(noun(field))} {item}"
    if attribute == "status" and isinstance(before, str) and isinstance(after, str):
        return f"{what}: {read_out(before)} before, {read_out(after)} now"
    return f"{what}: {_general(attribute, before, after, lead=False)}"


def _site_status(entry: Part | str) -> str:
    if isinstance(entry, Site) and entry.status:
        return f" ({read_out(entry.status)})"
    return ""


def _general(field: str, before: Any, after: Any, *, lead: bool = True) -> str:
    """Said of any value: given, removed, or changed, with short values named."""
    what = _capital(label(field)) if lead else label(field)
    if before is None:
        return f"{what} given: {_value(field, after)}" if _short(after) else f"{what} given"
    if after is None:
        was = f" (it was {_value(field, before)})" if _short(before) else ""
        return f"{what} removed{was}"
    if _short(before) and _short(after):
        return f"{what} changed from {_value(field, before)} to {_value(field, after)}"
    return f"{what} reworded" if isinstance(after, str) else f"{what} changed"


def _short(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 6 and all(isinstance(one, str) and len(one) < 40 for one in value)
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= 120)


def _value(field: str, value: Any) -> str:
    """A short value as a sentence names it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " and ".join(_value(field, one) for one in value)
    if isinstance(value, str):
        if field in VOCABULARY or field.endswith("type"):
            return read_out(value)
        return value if interval(value) else f"“{value}”"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- sentences of their own ---------------------------------------------------------------------


def _status(_: str, before: Any, after: Any, was: Record, now: Record) -> str:
    del was
    if before is None or after is None:
        return _general("overall_status", before, after)
    if after == "UNKNOWN":
        return (
            f"Status set to unknown by the registry; the sponsor's last word was {read_out(before)}"
        )
    why = f": {name_of(now.status.why_stopped)}" if now.status.why_stopped else ""
    stopped = after in ("TERMINATED", "WITHDRAWN", "SUSPENDED")
    return f"Status changed from {read_out(before)} to {read_out(after)}{why if stopped else ''}"


def _date(field: str, before: Any, after: Any, was: Record, now: Record) -> str:
    what = _capital(label(field))
    types = tuple(getattr(record.dates, f"{field}_type") for record in (was, now))
    if before is None:
        return f"{what} given: {after}{_one_type(types[1])}"
    if after is None:
        return f"{what} removed (it was {before}{_one_type(types[0])})"
    moved = slip(before, after)
    if moved is None or moved.direction == "refined":
        way = "made more precise" if _within(after, before) else "changed"
        return f"{what} {way}, from {before} to {after}{_types(types)}"
    days = abs(moved.low + moved.high) // 2
    return (
        f"{what} moved {in_words(days)} {moved.direction}, from {before} to {after}{_types(types)}"
    )


def _within(inner: str, outer: str) -> bool:
    inside, outside = interval(inner), interval(outer)
    if inside is None or outside is None:
        return False
    return outside.low <= inside.low and inside.high <= outside.high


def _one_type(kind: str | None) -> str:
    return f" ({kind.lower()})" if kind else ""


def _types(types: tuple[str | None, ...]) -> str:
    before, after = ((kind or "untyped").lower() for kind in types)
    if types == (None, None):
        return ""
    return f" (both {after})" if before == after else f" ({before} before, {after} now)"


def _date_type(field: str, before: Any, after: Any, was: Record, now: Record) -> str:
    base = field.removesuffix("_type")
    what = _capital(label(base))
    date = getattr(now.dates, base)
    if after is None or date is None:
        return _general(field, before, after)
    stays = "; the date itself stays" if getattr(was.dates, base) == date else ""
    change = f"{before.lower()} before" if before else "without a type before"
    return f"{what} {date} is now {after.lower()} ({change}){stays}"


def _enrollment(_: str, before: Any, after: Any, was: Record, now: Record) -> str:
    types = (was.enrollment.enrollment_type, now.enrollment.enrollment_type)
    if before is None or after is None or _is_sentinel(before) or _is_sentinel(after):
        return _general("enrollment_count", _known(before), _known(after)) + _one_type(types[1])
    way = "raised" if after > before else "lowered"
    percent = f", {abs(after - before) / before:.0%}" if before else ""
    return f"Enrolment {way} from {before:,} to {after:,}{percent}{_types(types)}"


def _is_sentinel(count: Any) -> bool:
    """99999999 stands for a number that is not known (service facts 2.4)."""
    return bool(count == 99999999)


def _known(count: Any) -> Any:
    return "not known" if _is_sentinel(count) else count


def _has_results(_: str, before: Any, after: Any, was: Record, now: Record) -> str:
    del before, was, now
    return "Results are on the record now" if after else "Results are no longer on the record"


def _results(_: str, before: Any, after: Any, was: Record, now: Record) -> str:
    del before, was
    if after is None:
        return "The results section was removed"
    measures = len(now.results.outcome_measures) if now.results else 0
    return f"The results section was added, with {measures} {noun('outcome_measures', measures)}"


def _other(_: str, before: Any, after: Any, was: Record, now: Record) -> str:
    """What no field takes: named by the registry's own paths."""
    del was, now
    before, after = before or {}, after or {}
    names = [
        path.rpartition(".")[2]
        for path in {**before, **after}
        if before.get(path) != after.get(path)
    ]
    what = "a field" if len(names) == 1 else "fields"
    return (
        f"The registry changed {what} that Tracker does not know yet: {name_of(', '.join(names))}"
    )


_SPECIAL: dict[str, Callable[[str, Any, Any, Record, Record], str]] = {
    "overall_status": _status,
    "enrollment_count": _enrollment,
    "has_results": _has_results,
    "results": _results,
    "other": _other,
    **dict.fromkeys(_SLIPPING, _date),
    **dict.fromkeys([f"{field}_type" for field in _SLIPPING], _date_type),
}
