"""Observations of a synthetic trial, for the tests of the store."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.canonical import content_hash
from tracker.changes import Change
from tracker.record import (
    Conditions,
    Dates,
    Design,
    Enrollment,
    Identification,
    Intervention,
    Outcome,
    Outcomes,
    Record,
    SecondaryId,
    Site,
    Sponsors,
    Status,
)
from tracker.store import Observation, Store

TRIAL = "NCT90000001"
OTHER = "NCT90000002"

#: Running text as long as in a real record, so that sizes and times mean something.
PROSE = " ".join(f"Sentence {number} of a synthetic protocol." for number in range(200))


def moment(day: int, hour: int = 6) -> str:
    """A moment in March 2026, UTC."""
    return f"2026-03-{day:02}T{hour:02}:00:00Z"


def record(trial: str = TRIAL, *, status: str = "RECRUITING", posted: str = "2026-02-27") -> Record:
    """A synthetic record."""
    return Record(
        identification=Identification(
            id=trial,
            brief_title="Synthetic Cell Therapies in Adults",
            official_title="A Synthetic Study That Nobody Runs",
            acronym="SYNTH-1",
            org_study_id="ORG-77",
            secondary_ids=(SecondaryId(id="2026-500001-10-00"),),
        ),
        status=Status(overall_status=status),
        dates=Dates(
            start_date="2026-01",
            primary_completion_date="2027-06-30",
            primary_completion_date_type="ESTIMATED",
            last_update_submitted="2026-02-25",
            last_update_posted=posted,
        ),
        enrollment=Enrollment(enrollment_count=50, enrollment_type="ESTIMATED"),
        design=Design(study_type="INTERVENTIONAL", phases=("PHASE1", "PHASE2")),
        sponsors=Sponsors(lead_sponsor="Institut Exemple"),
        conditions=Conditions(conditions=("Small Cell Lung Cancer",), keywords=("lymphocytes",)),
        interventions=(Intervention(type="DRUG", name="Examplumab", other_names=("EX-5",)),),
        outcomes=Outcomes(primary_outcomes=(Outcome(measure="Response", description=PROSE),)),
        sites=(
            Site(facility="Hôpital A", city="Lyon", country="France"),
            Site(facility="Hôpital B", city="Lille", country="France"),
            Site(facility="Klinik C", city="Berlin", country="Germany"),
        ),
        has_results=False,
    )


def observation(
    trial: str = TRIAL, *, at: str = moment(2), what: Record | None = None, **fields: Any
) -> Observation:
    """One look at a synthetic trial; the payload is the record in other words."""
    seen = what or record(trial)
    payload = msgspec.json.encode({"study": msgspec.to_builtins(seen), "seen": at})
    given: dict[str, Any] = {
        "registry": "ctgov",
        "source": "ctgov",
        "lineage": "ctgov",
        "payload": payload,
        "content_hash": content_hash(seen),
        "mark": b"mark of " + at.encode(),
        "reader": 1,
    }
    return Observation(trial=trial, record=seen, observed_at=at, **given | fields)


def status_change(before: str, after: str, class_: Any = "sponsor") -> Change:
    """A change of the status."""
    return Change(
        category="status",
        field="overall_status",
        kind="changed",
        class_=class_,
        summary=f"Status went from {before} to {after}",
        path=("status", "overall_status"),
        before=before,
        after=after,
    )


def three_versions(store: Store, trial: str = TRIAL) -> None:
    """Recruiting on the 2nd of March, suspended on the 5th, recruiting again on the 9th."""
    store.add(observation(trial, at=moment(2)), [])
    suspended = record(trial, status="SUSPENDED", posted="2026-03-04")
    store.add(
        observation(trial, at=moment(5), what=suspended),
        [status_change("RECRUITING", "SUSPENDED")],
    )
    back = record(trial, posted="2026-03-08")
    store.add(
        observation(trial, at=moment(9), what=back), [status_change("SUSPENDED", "RECRUITING")]
    )
