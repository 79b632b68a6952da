"""The headline facts of a version, said in a few words.

Comes in: a version or a trial. Goes out: phrases such as "recruiting", "enrolment 50 (estimated)".
Does not: compare.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.diff.labels import read_out
from tracker.report.entries import counted
from tracker.report.values import said
from tracker.store.rows import Headline

#: Where a trial can be looked at by a person, by registry.
_LINKS = {"ctgov": "https://clinicaltrials.gov/study/{id}"}
#: The registry's sign for a number that it does not know.
NOT_KNOWN = 99999999
#: The values that have a type, each with the field that says it.
TYPES = {
    "enrollment_count": "enrollment_type",
    "start_date": "start_date_type",
    "primary_completion_date": "primary_completion_date_type",
    "completion_date": "completion_date_type",
}
_DATES = (
    ("start", "start_date"),
    ("primary completion", "primary_completion_date"),
    ("completion", "completion_date"),
)


def link(trial: str, registry: str) -> str | None:
    """The address of a trial at its registry; None where that is not known."""
    address = _LINKS.get(registry)
    return address.format(id=trial) if address else None


def status(of: Headline) -> str | None:
    """The status, with the sponsor's last word where the registry set it to unknown."""
    if of.overall_status is None:
        return None
    now = read_out(of.overall_status)
    if of.overall_status == "UNKNOWN" and of.last_known_status:
        now += f" (last known: {read_out(of.last_known_status)})"
    return now


def enrolment(of: Headline) -> str | None:
    """How many people, and whether that is an estimate: "50 (estimated)"."""
    if of.enrollment_count is None:
        return None
    known = of.enrollment_count != NOT_KNOWN
    return typed(f"{of.enrollment_count:,}" if known else "not known", of.enrollment_type)


def dates(of: Headline) -> Iterator[tuple[str, str]]:
    """The three dates of a trial that are given: ("start", "2026-04 (estimated)")."""
    for name, field in _DATES:
        value = getattr(of, field)
        if value:
            yield name, typed(value, getattr(of, f"{field}_type"))


def phases(of: Headline) -> str | None:
    """The phases in words: "phase 1/phase 2"."""
    return "/".join(said("phases", phase) for phase in of.phases) or None


def places(of: Headline) -> str | None:
    """How many sites in how many countries."""
    if not of.site_count:
        return None
    countries = "1 country" if of.country_count == 1 else f"{of.country_count} countries"
    return f"{counted('site', of.site_count)} in {countries}"


def typed(value: str, kind: str | None) -> str:
    """A value with its type: "2026-04 (estimated)"."""
    return f"{value} ({kind.lower()})" if kind else value


def in_short(of: Headline) -> str:
    """Where a trial stands, in one sentence without a full stop."""
    parts = [status(of) or "no status"]
    count = enrolment(of)
    if count:
        parts.append(f"enrolment {count}")
    parts += [f"{name} {date}" for name, date in dates(of)]
    where = places(of)
    if where:
        parts.append(where)
    return ", ".join(parts)
