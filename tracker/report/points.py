"""The changes of one version as the points that a person wants to read.

Comes in: changes. Goes out: sentences, each with its category, what matters first; entries that
came, went or changed together are told together.
Does not: leave anything out but names: "and 38 more" stands where a list was cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tracker.changes import CATEGORIES
from tracker.diff.labels import label, read_out
from tracker.report.entries import AnyChange, Entry, counted, entry_of, plural
from tracker.report.facts import TYPES
from tracker.report.terminal import cut

#: Entries of a list that are named before the rest is counted.
NAMED = 4
#: The same for entries that are told with how they changed, a sentence each.
_SENTENCES = 2
#: Points of one category, after which the rest is counted.
_MOST = 10
#: Cells that one of several names may take.
_NAME = 80
_ORDER = {category: place for place, category in enumerate(CATEGORIES)}

#: Whose sentence says the type of a value.
_OWNERS = {kind: value for value, kind in TYPES.items()}

#: What a site did when its status became this one; any other status is read out.
_BECAME = {
    "RECRUITING": "started recruiting",
    "NOT_YET_RECRUITING": "went back to not yet recruiting",
    "ACTIVE_NOT_RECRUITING": "stopped recruiting and stayed active",
    "ENROLLING_BY_INVITATION": "went on to enrolling by invitation",
    "COMPLETED": "completed",
    "TERMINATED": "terminated",
    "WITHDRAWN": "withdrawn",
    "SUSPENDED": "suspended",
}


class Point(Struct, frozen=True):
    """One thing to tell."""

    category: str
    text: str
    #: Something was only counted: the whole is in ``tracker diff``.
    cut: bool = False


def points(changes: Iterable[AnyChange]) -> tuple[Point, ...]:
    """All that these changes say, by category, what matters first."""
    found: list[Point] = []
    told = _without_echoes([*changes])
    ordered = sorted(told, key=lambda change: _ORDER.get(change.category, len(_ORDER)))
    for category in dict.fromkeys(change.category for change in ordered):
        found += _limited(
            category, [*_of_category([one for one in ordered if one.category == category])]
        )
    return tuple(found)


def _without_echoes(changes: list[AnyChange]) -> Iterator[AnyChange]:
    """Leave out what the sentence of another change says already.

    A date or an enrolment that moved says its type, and a trial that stopped says why.
    """
    single = {change.field: change.summary for change in changes if not change.item}
    status = single.get("overall_status", "")
    for change in changes:
        owner = _OWNERS.get(change.field)
        if owner in single and not change.item:
            continue
        if change.field == "why_stopped" and change.after and status.endswith(f": {change.after}"):
            continue
        yield change


def _limited(category: str, found: list[Point]) -> list[Point]:
    if len(found) <= _MOST:
        return found
    more = len(found) - _MOST + 1
    text = f"and {more} more changes of {category.replace('_', ' ')}"
    return [*found[: _MOST - 1], Point(category, text, cut=True)]


def _of_category(changes: list[AnyChange]) -> Iterator[Point]:
    entries: dict[str, list[Entry]] = {}
    for change in changes:
        entry = entry_of(change)
        if entry is None:
            yield Point(change.category, change.summary)
        else:
            entries.setdefault(entry.noun, []).append(entry)
    for noun, group in entries.items():
        yield from _of_list(noun, group)


# -- entries of one list ------------------------------------------------------------------------


def _of_list(noun: str, entries: list[Entry]) -> Iterator[Point]:
    """Entries that came and went in one sentence, then what changed in those that stayed."""
    category = entries[0].change.category
    if len(entries) == 1:
        yield Point(category, entries[0].change.summary)
        return
    moved = [one.change for one in entries if one.whole and one.change.kind != "renamed"]
    stayed = [one.change for one in entries if not one.whole]
    if noun == "site":
        moved += [change for change in stayed if _is_status(change)]
        stayed = [change for change in stayed if not _is_status(change)]
    if len(moved) == 1:
        yield Point(category, moved[0].summary)
    elif moved:
        yield _joined(noun, [*_clauses(noun, moved)])
    yield from _renamed(noun, [one.change for one in entries if one.change.kind == "renamed"])
    yield from _fields(noun, stayed)


def _clauses(noun: str, changes: list[AnyChange]) -> Iterator[Point]:
    """What came, what went, and which sites began to do what."""
    for kind in ("added", "removed"):
        group = [one for one in changes if one.kind == kind and not _is_status(one)]
        if group:
            yield _came_or_went(noun, kind, group)
    yield from _statuses([one for one in changes if noun == "site" and _is_status(one)])


def _joined(noun: str, clauses: Sequence[Point]) -> Point:
    """One sentence in which the noun is said once: "2 sites added: A; B; 1 removed: C"."""
    said = [clauses[0].text]
    for clause in clauses[1:]:
        count, _, rest = clause.text.partition(" ")
        for form in (f"{plural(noun)} ", f"{noun} "):
            if rest.startswith(form):
                rest = rest[len(form) :]
                break
        said.append(f"{count} {rest}")
    return Point(clauses[0].category, "; ".join(said), any(clause.cut for clause in clauses))


def _came_or_went(noun: str, kind: str, group: list[AnyChange]) -> Point:
    where = f" ({_countries(group, kind)})" if noun == "site" and len(group) > NAMED else ""
    names, was_cut = _names(group)
    text = f"{counted(noun, len(group))} {kind}{where}: {names}"
    return Point(group[0].category, text, was_cut)


def _names(group: Sequence[AnyChange]) -> tuple[str, bool]:
    """The names of entries, at most so many of them."""
    if len(group) <= NAMED:
        return "; ".join(cut(change.item or "", _NAME) for change in group), False
    names = "; ".join(cut(change.item or "", _NAME) for change in group[: NAMED - 1])
    return f"{names} and {len(group) - NAMED + 1} more", True


def _renamed(noun: str, group: list[AnyChange]) -> Iterator[Point]:
    if len(group) <= _SENTENCES:
        yield from (Point(change.category, change.summary) for change in group)
        return
    pairs = [change.summary.partition(": ")[2] for change in group[:_SENTENCES]]
    more = f" and {len(group) - _SENTENCES} more"
    verb = "renamed or replaced at the same address"
    text = f"{counted(noun, len(group))} {verb}: {'; '.join(pairs)}{more}"
    yield Point(group[0].category, text, cut=True)


def _countries(group: Sequence[AnyChange], kind: str) -> str:
    """Where many sites came or went: the three countries with the most, and how many others."""
    sites = [change.after if kind == "added" else change.before for change in group]
    places = Counter(
        site.get("country", "no country") if isinstance(site, dict) else "no country"
        for site in sites
    )
    if len(places) == 1:
        return f"all in {next(iter(places))}"
    said = [f"{country} {count}" for country, count in places.most_common(3)]
    others = len(places) - len(said)
    if others:
        said.append(f"{others} other {'country' if others == 1 else 'countries'}")
    return ", ".join(said)


# -- what changed in entries that stayed --------------------------------------------------------


def _is_status(change: AnyChange) -> bool:
    return change.field.rpartition(".")[2] == "status"


def _statuses(changes: Sequence[AnyChange]) -> list[Point]:
    """How many sites did what."""
    groups: dict[str, list[AnyChange]] = {}
    for change in changes:
        groups.setdefault(_did(change), []).append(change)
    found = []
    for did, group in groups.items():
        text = f"{counted('site', len(group))} {did}"
        if len(group) <= _SENTENCES:
            text += f": {_names(group)[0]}"
        found.append(Point("sites", text, cut=len(group) > _SENTENCES))
    return found


def _did(change: AnyChange) -> str:
    if change.after is None:
        return "without a status now"
    if change.before is None:
        return f"given a status: {read_out(change.after)}"
    return _BECAME.get(change.after) or f"now {read_out(str(change.after))}"


def _fields(noun: str, changes: Sequence[AnyChange]) -> Iterator[Point]:
    """One sentence each while they are few; else how many entries, and which field."""
    groups: dict[str, list[AnyChange]] = {}
    for change in changes:
        groups.setdefault(change.field.rpartition(".")[2], []).append(change)
    for field, group in groups.items():
        if len(group) <= _SENTENCES:
            yield from (Point(change.category, change.summary) for change in group)
            continue
        names, was_cut = _names(group)
        text = f"{label(field)} changed in {counted(noun, len(group))}: {names}"
        yield Point(group[0].category, text[:1].upper() + text[1:], cut=was_cut or True)
