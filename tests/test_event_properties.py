"""Properties of events over random lives, and real histories against counts made elsewhere."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import events as bench
from tests.conftest import Lines, Poll
from tracker.canonical import content_hash
from tracker.diff import diff
from tracker.events import FAMILIES, RULES, Life, Snapshot, find_events, make_life, snapshot
from tracker.events.status_states import unknown_on
from tracker.events.transitions import ONGOING, TERMINAL
from tracker.sources.ctgov import CtgovSource

#: The families whose rules do not ask in which order a list stands.
OURS = ("status", "enrollment", "dates", "registration", "results", "record")

STATUSES = st.sampled_from([*sorted(ONGOING | TERMINAL), "UNKNOWN", "WITHHELD", "AVAILABLE", "X"])
DAYS = st.one_of(
    st.none(),
    st.sampled_from(["1900-01", "2099-12-31", "2026-13", "soon", "9999", "0001-01-01", ""]),
    st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)).map(str),
    st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)).map(lambda day: f"{day:%Y-%m}"),
)
TYPES = st.sampled_from([None, "ACTUAL", "ESTIMATED", "OTHER"])
STEPS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["RELEASE", "RESET", "UNRELEASE", "NEW"]), "date": DAYS}
    ).map(lambda step: {key: value for key, value in step.items() if value}),
    max_size=4,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "overall_status": STATUSES,
        "last_known_status": STATUSES,
        "why_stopped": st.sampled_from(["Slow accrual", "Sponsor decision", "?", ""]),
        "enrollment_count": st.sampled_from([None, 0, 1, 50, 200, 99999999]),
        "enrollment_type": TYPES,
        "start_date": DAYS,
        "start_date_type": TYPES,
        "primary_completion_date": DAYS,
        "primary_completion_date_type": TYPES,
        "completion_date": DAYS,
        "completion_date_type": TYPES,
        "status_verified_date": DAYS,
        "study_first_submitted": DAYS,
        "results_first_submitted": DAYS,
        "results_first_posted": DAYS,
        "disp_first_submitted": DAYS,
        "has_results": st.booleans(),
        "results_waived": st.booleans(),
        "study_type": st.sampled_from(["INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS", "X"]),
        "phases": st.lists(st.sampled_from(["NA", "PHASE1", "PHASE2", "PHASE3"]), max_size=2),
        "is_fda_regulated_drug": st.booleans(),
        "unposted_events": STEPS,
        "primary_outcomes": st.lists(st.just({"time_frame": "1 year"}), max_size=2),
        "sites": st.lists(
            st.fixed_dictionaries({"city": st.sampled_from(["A", "B"]), "country": st.just("X")}),
            max_size=3,
        ),
        "references": st.lists(
            st.fixed_dictionaries(
                {"pmid": st.sampled_from(["1", "2"]), "type": st.just("DERIVED")}
            ),
            max_size=2,
        ),
    },
)


def versions_between(first: str, last: str, most: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Edits of a record on days between two, oldest first."""
    days = st.dates(dt.date.fromisoformat(first), dt.date.fromisoformat(last)).map(str)
    edits = st.lists(st.fixed_dictionaries({"date": days, "set": FACTS}), max_size=most)
    return edits.map(lambda found: sorted(found, key=lambda one: one["date"]))


TODAY = st.sampled_from(["1900-01-01", "2019-06-30", "2026-03-14", "2099-12-31"])


def random_life(today: str, versions: list[dict[str, Any]]) -> Life:
    """The life of these edits."""
    return bench.life_of({"today": today, "versions": versions})


@given(TODAY, versions_between("2015-01-01", "2026-03-01", 5))
def test_no_record_breaks_a_rule_and_no_id_is_given_twice(
    today: str, versions: list[dict[str, Any]]
) -> None:
    """Whatever a registry may send: no crash, ids unique, days that are days, sentences."""
    found = find_events(random_life(today, versions))
    assert len({event.id for event in found}) == len(found)
    for event in found:
        dt.date.fromisoformat(event.date)
        dt.date.fromisoformat(event.known_by)
        assert event.headline
        assert event.family in FAMILIES


@given(TODAY, versions_between("2015-01-01", "2026-03-01", 5))
def test_the_same_life_tells_the_same_events(today: str, versions: list[dict[str, Any]]) -> None:
    """Nothing but the arguments goes in."""
    assert find_events(random_life(today, versions)) == find_events(random_life(today, versions))


#: The rules whose events rest on one step or on the newest version alone.
LOCAL = tuple(
    rule
    for rule in RULES
    if rule.family in ("status", "enrollment", "dates", "record")
    and rule.id
    not in (
        "enrollment_reported",
        "enrollment_shortfall",
        "enrollment_over",
        "dates_receding_horizon",
    )
)


@given(
    TODAY,
    versions_between("2010-01-01", "2014-12-31", 3),
    versions_between("2015-01-01", "2026-03-01", 4),
)
def test_older_versions_do_not_change_the_ids_of_later_events(
    today: str, older: list[dict[str, Any]], later: list[dict[str, Any]]
) -> None:
    """History that is imported adds events; what had been told stays the same event.

    Left out are the rules that speak of the first version, the first plan or what came first.
    """
    state: dict[str, Any] = {}
    for edit in older:
        state.update(edit["set"])
    blank = dict.fromkeys(state)
    restated = [{**later[0], "set": {**blank, **later[0]["set"]}}, *later[1:]] if later else []
    alone = {e.id for e in find_events(random_life(today, later), rules=LOCAL)}
    both = {e.id for e in find_events(random_life(today, older + restated), rules=LOCAL)}
    assert not later or alone <= both


@given(TODAY, versions_between("2015-01-01", "2026-03-01", 4), st.randoms(use_true_random=False))
def test_the_order_of_lists_does_not_matter(
    today: str, versions: list[dict[str, Any]], random: Any
) -> None:
    """A registry that gives sites, steps or publications in another order says the same."""
    shuffled = json.loads(json.dumps(versions))
    for edit in shuffled:
        for value in edit["set"].values():
            if isinstance(value, list):
                random.shuffle(value)
    one, other = random_life(today, versions), random_life(today, shuffled)
    assert [(e.id, e.date) for e in find_events(one, families=OURS)] == [
        (e.id, e.date) for e in find_events(other, families=OURS)
    ]


# --- real records -----------------------------------------------------------------------------


def real_lives(polls: Lines[Poll]) -> list[Life]:
    """The lives of all polled trials, a version for each content."""
    source, seen = CtgovSource(), dict[str, list[Snapshot]]()
    last: dict[str, str] = {}
    for poll in polls:
        record = source.read(poll.payload).record
        content = content_hash(record)
        if last.get(poll.nct_id) != content:
            last[poll.nct_id] = content
            versions = seen.setdefault(poll.nct_id, [])
            versions.append(snapshot(len(versions) + 1, record, poll.polled_at))
    today = dt.date(2026, 3, 14)
    return [make_life(trial, versions, today, diff) for trial, versions in seen.items()]


def test_the_registry_makes_records_unknown_when_the_rule_says_so(records: Lines[bytes]) -> None:
    """No open record is beyond its day; all UNKNOWN ones were, but for one, a month before."""
    source, early = CtgovSource(), []
    for payload in records:
        reading = source.read(payload)
        day = dt.date.fromisoformat(reading.data_version or "")
        status = reading.record.status
        lapsed = status.overall_status == "UNKNOWN"
        last = status.last_known_status if lapsed else status.overall_status
        before = msgspec.structs.replace(status, overall_status=last)
        flip = unknown_on(msgspec.structs.replace(reading.record, status=before))
        assert lapsed or flip is None or flip > day
        if lapsed and (flip is None or flip > day):
            early.append((reading.trial, flip, day))
    assert len(early) == 1
    assert [flip and (flip - day).days for _, flip, day in early] == [7]


def test_real_histories_yield_an_event_for_each_change_of_status_enrolment_and_dates(
    polls: Lines[Poll], truth: dict[str, Any]
) -> None:
    """Held against changes that were counted independently of this project."""
    found = Counter(
        event.rule for life in real_lives(polls) for event in find_events(life, families=OURS)
    )
    scalars = truth["totals"]["scalars"]
    status = ("expected", "notable", "unusual", "resurrected", "lapsed", "revived")
    assert sum(found[f"status_{kind}"] for kind in status) == scalars["overall_status"]
    assert (
        found["enrollment_changed"] + found["enrollment_shortfall"] == (scalars["enrollment_count"])
    )
    moved = ("postponed", "brought_forward", "milestone", "corrected", "removed", "back_to_plan")
    fields = ("start_date", "primary_completion_date", "completion_date")
    # One pair turned the type of a primary completion alone: a milestone without a move.
    assert sum(found[f"dates_{kind}"] for kind in moved) == (
        sum(scalars[field] for field in fields) + 1
    )
    assert found["record_reverified"] == truth["totals"]["only_bookkeeping"]
