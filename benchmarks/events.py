"""How well the rules find what hand-checked cases hold, and what the finding costs.

    fixtures/events/<family>/<case>.json -> Life -> find_events -> precision and recall a family

Comes in: cases, each with the events of its family that must be found, all of them and no other.
Goes out: a table. Does not: use a record of the registry; all text in the cases is synthetic.

A case is written in short: facts by the field's own name, and for each version what it says
differently from the one before (null takes a field away)::

    {"synthetic": true, "today": "2026-03-14", "record": {"overall_status": "RECRUITING"},
     "versions": [{"date": "2025-01-10"}, {"date": "2025-06-02", "set": {"enrollment_count": 80}}],
     "expect": [{"rule": "enrollment_not_known", "date": "2025-06-02", "facts": {"after": 80}}],
     "never": ["enrollment_changed"]}

A version has ``date`` (submitted, the day after posted), and may have ``posted`` and
``registry_version``; with ``observed`` instead of ``date`` it came without a new update date.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tracker.diff import diff
from tracker.events import RULES, Event, Life, Snapshot, find_events, make_life, snapshot
from tracker.record import Identification, Part, Record

CASES = Path(__file__).parents[1] / "fixtures" / "events"
TRIAL = "NCT99000001"
#: Milliseconds of CPU a version, all families together (issue: "events").
BOUND_MS = 2.0
#: Changes over which the cost is measured, and the lives in which they are.
CHANGES, LIVES, VERSIONS, SITES = 1_000_000, 50, 20, 20

_EMPTY = Record(identification=Identification(id=TRIAL))
_SECTIONS = {
    field: section
    for section in Record.__struct_fields__
    if isinstance(part := getattr(_EMPTY, section), Part)
    for field in part.__struct_fields__
    if field != "other"
}


class Case(NamedTuple):
    """One hand-checked situation."""

    family: str
    name: str
    told: dict[str, Any]


class Score(NamedTuple):
    """What was found of what should be."""

    found: int
    missed: list[str]
    invented: list[str]

    @property
    def precision(self) -> float:
        """The part of the events told that are right."""
        told = self.found + len(self.invented)
        return self.found / told if told else 1.0

    @property
    def recall(self) -> float:
        """The part of the right events that are told."""
        right = self.found + len(self.missed)
        return self.found / right if right else 1.0


def cases(family: str | None = None) -> Iterator[Case]:
    """All cases, or those of one family, by name."""
    for path in sorted(CASES.glob("*/*.json")):
        if family in (None, path.parent.name):
            told = json.loads(path.read_text(encoding="utf8"))
            if "versions" in told and "expect" in told:
                yield Case(path.parent.name, path.stem, told)


def record_of(facts: dict[str, Any]) -> Record:
    """A Record from facts by the names of its fields."""
    nested: dict[str, Any] = {"identification": {"id": TRIAL}}
    for field, value in facts.items():
        if value is None:
            continue
        section = _SECTIONS.get(field)
        if section is None:
            nested[field] = value
        else:
            nested.setdefault(section, {})[field] = value
    return msgspec.convert(nested, Record)


def versions_of(told: dict[str, Any]) -> Iterator[Snapshot]:
    """The versions of a case: each says what the one before said, but for its own edits."""
    facts = dict(told.get("record", {}))
    for number, version in enumerate(told["versions"], 1):
        facts.update(version.get("set", {}))
        if "date" in version:
            facts["last_update_submitted"] = version["date"]
            facts["last_update_posted"] = version.get("posted") or _day_after(version["date"])
        seen = version.get("observed") or facts["last_update_posted"]
        yield snapshot(
            number,
            record_of(facts),
            f"{seen}T08:00:00Z",
            registry_version=version.get("registry_version"),
        )


def _day_after(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()


def life_of(told: dict[str, Any]) -> Life:
    """The Life that a case describes."""
    return make_life(
        TRIAL,
        versions_of(told),
        dt.date.fromisoformat(told["today"]),
        diff,
        complete=told.get("complete", False),
        notices=tuple((day, kind, text) for day, kind, text in told.get("notices", ())),
    )


def score(case: Case) -> Score:
    """The events of a case's own family against the expected ones, one by one."""
    events = find_events(life_of(case.told))
    left = [event for event in events if event.family == case.family]
    found, missed = 0, []
    for expected in case.told["expect"]:
        hit = next((event for event in left if matches(event, expected)), None)
        if hit is None:
            missed.append(f"{case.name}: {json.dumps(expected)}")
        else:
            left.remove(hit)
            found += 1
    invented = [f"{case.name}: {event.rule} {event.date} {event.headline}" for event in left]
    unwanted = set(case.told.get("never", ()))
    invented += [f"{case.name}: {event.rule}" for event in events if event.rule in unwanted]
    return Score(found, missed, invented)


def matches(event: Event, expected: dict[str, Any]) -> bool:
    """Whether an event is the expected one, in all that the expectation names."""
    facts = expected.get("facts", {})
    return all(event.facts.get(name, "absent") == value for name, value in facts.items()) and all(
        json.loads(msgspec.json.encode(getattr(event, name))) == value
        for name, value in expected.items()
        if name != "facts"
    )


def scores(chosen: Iterable[Case] | None = None) -> dict[str, tuple[int, Score]]:
    """Per family: how many cases, and what was found over all of them."""
    told: dict[str, tuple[int, Score]] = {}
    for case in cases() if chosen is None else chosen:
        count, so_far = told.get(case.family, (0, Score(0, [], [])))
        one = score(case)
        both = Score(
            so_far.found + one.found, so_far.missed + one.missed, so_far.invented + one.invented
        )
        told[case.family] = (count + 1, both)
    return told


class Cost(NamedTuple):
    """What finding events took, the diff not counted."""

    changes: int
    versions: int
    seconds: float

    @property
    def per_version(self) -> float:
        """Milliseconds of CPU a version."""
        return self.seconds * 1000 / self.versions


def cost(changes: int = CHANGES) -> Cost:
    """All rules over so many changes: lives of many edits, gone through until there were enough.

    Each life is a new object every time, so that nothing found before is at hand.
    """
    made = [_long_life(number) for number in range(LIVES)]
    seen = versions = 0
    seconds = 0.0
    while seen < changes:
        for life in made:
            fresh = msgspec.structs.replace(life)
            began = time.process_time()
            find_events(fresh)
            seconds += time.process_time() - began
            seen += sum(len(step.changes) for step in life.steps)
            versions += len(life.snapshots)
    return Cost(seen, versions, seconds)


def _long_life(number: int) -> Life:
    """A trial whose versions change dates, enrolment, an outcome, a criterion and all sites."""
    edits: list[dict[str, Any]] = [{"date": "2020-01-15"}]
    edits += [
        {
            "date": (dt.date(2020, 1, 15) + dt.timedelta(days=90 * n)).isoformat(),
            "set": {
                "primary_completion_date": f"{2022 + n // 6}-{n % 12 + 1:02d}",
                "enrollment_count": 100 + 7 * n + number,
                "overall_status": "RECRUITING" if n > 2 else "NOT_YET_RECRUITING",
                "primary_outcomes": [{"measure": f"Score at week {n // 3}", "time_frame": "1 y"}],
                "eligibility_criteria": f"Inclusion Criteria:\n- Age over {20 + n % 5} years\n"
                "- Adults\nExclusion Criteria:\n- None",
                "sites": [_site(one, one + n) for one in range(SITES)],
            },
        }
        for n in range(1, VERSIONS)
    ]
    base = {
        "overall_status": "NOT_YET_RECRUITING",
        "study_type": "INTERVENTIONAL",
        "phases": ["PHASE3"],
        "is_fda_regulated_drug": True,
        "start_date": "2020-02",
        "start_date_type": "ESTIMATED",
        "study_first_submitted": "2020-01-15",
        "status_verified_date": "2025-01",
        "primary_completion_date": "2022-01",
        "primary_completion_date_type": "ESTIMATED",
        "completion_date": "2023-01",
        "completion_date_type": "ESTIMATED",
        "enrollment_count": 100,
        "enrollment_type": "ESTIMATED",
        "eligibility_criteria": "Inclusion Criteria:\n- Adults\nExclusion Criteria:\n- None",
        "sites": [_site(one, one) for one in range(SITES)],
    }
    return life_of({"today": "2026-03-14", "record": base, "versions": edits})


def _site(number: int, turn: int) -> dict[str, str]:
    status = ("NOT_YET_RECRUITING", "RECRUITING", "SUSPENDED")[turn % 3]
    return {"facility": f"Site {number}", "city": "Town", "country": "X", "status": status}


def main() -> int:
    """Print the tables; how many numbers miss their bound."""
    title = f"Events: {len(RULES)} rules on hand-checked cases"
    print(f"\n{title}\n{'-' * len(title)}")
    print(f"{'family':<14}{'cases':>6}{'events':>8}{'precision':>11}{'recall':>8}")
    missed = 0
    for family, (count, told) in scores().items():
        right = told.found + len(told.missed)
        print(f"{family:<14}{count:>6}{right:>8}{told.precision:>11.3f}{told.recall:>8.3f}")
        missed += bool(told.missed or told.invented)
    spent = cost()
    print(f"all rules, {spent.changes:,} changes in {spent.versions:,} versions, without the diff:")
    kept = spent.per_version <= BOUND_MS
    mark = "ok  " if kept else "MISS"
    print(f"{mark} {spent.per_version:.2f} ms of CPU a version (at most {BOUND_MS:g})")
    return missed + (not kept)
