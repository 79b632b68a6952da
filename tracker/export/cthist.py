"""Versions in the columns of the CSV that R users of cthist know, so that their scripts run.

Comes in: the versions of a trial with their records.
Goes out: a row a version, 29 columns, every value already as text.
Does not: invent what the columns cannot say; where they say less than the record, so do the rows.

What follows that file: versions count from 0; absent is ``NA``; a month is its first day, with the
precision beside it; lists are JSON in the registry's own names, single values inside an object in
brackets. What is ours: criteria are plain text, where the file has HTML; a date that only names a
year has the precision ``year``; versions that were seen on a page are left out, as a page does not
show what most columns hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tracker.export.privacy import public_record
from tracker.export.tables import Kind, Row, Wanted
from tracker.record import Contact, Outcome, Part, Record, Site
from tracker.store import Store, Stored, Version

COLUMNS: dict[str, Kind] = dict.fromkeys(
    (
        *("nctid", "version_number", "total_versions", "version_date", "overall_status"),
        *("study_start_date", "study_start_date_precision", "primary_completion_date"),
        *("primary_completion_date_precision", "primary_completion_date_type", "enrolment"),
        *("enrolment_type", "min_age", "max_age", "sex", "accepts_healthy_volunteers", "criteria"),
        *("outcome_measures", "overall_contacts", "central_contacts", "responsible_party"),
        *("lead_sponsor", "collaborators", "locations", "whystopped", "results_posted"),
        *("references", "orgstudyid", "secondaryids"),
    ),
    "text",
)

_ABSENT = "NA"
_PRECISIONS = {4: ("year", "-01-01"), 7: ("month", "-01"), 10: ("day", "")}


def rows(store: Store, wanted: Wanted) -> Iterator[Row]:
    """A row for each version that shows a whole record, by trial and version."""
    for trial in store.trials_held(wanted.trials, tag=wanted.tag):
        yield from _of_trial(store, trial, wanted)


def _of_trial(store: Store, trial: str, wanted: Wanted) -> Iterator[Row]:
    versions = [version for version in store.versions(trial) if not version.partial]
    numbers = _numbers(versions)
    for stored in store.held(trial):
        if stored.version.id in numbers:
            number = numbers[stored.version.id]
            record = _record(stored, wanted)
            yield tuple(_row(stored.version, record, number, len(versions)).values())


def _numbers(versions: list[Version]) -> dict[int, int]:
    """The registry's own numbers where all are known, else the places in our timeline."""
    own = [version.registry_version for version in versions]
    if None in own or len(set(own)) < len(own):
        return {version.id: place for place, version in enumerate(versions)}
    return {version.id: version.registry_version or 0 for version in versions}


def _record(stored: Stored, wanted: Wanted) -> Record:
    if not wanted.public:
        return stored.record
    return msgspec.json.decode(public_record(stored.record_json)[0], type=Record)


def _row(version: Version, record: Record, number: int, total: int) -> dict[str, str]:
    dates, enrolled = record.dates, record.enrollment
    who, asked = record.identification, record.eligibility
    start, start_precision = _day(dates.start_date)
    end, end_precision = _day(dates.primary_completion_date)
    given: dict[str, Any] = {
        "nctid": version.trial,
        "version_number": number,
        "total_versions": total,
        "version_date": _version_date(version),
        "overall_status": record.status.overall_status,
        "study_start_date": start,
        "study_start_date_precision": start_precision,
        "primary_completion_date": end,
        "primary_completion_date_precision": end_precision,
        "primary_completion_date_type": dates.primary_completion_date_type,
        "enrolment": enrolled.enrollment_count,
        "enrolment_type": enrolled.enrollment_type,
        "min_age": asked.minimum_age,
        "max_age": asked.maximum_age,
        "sex": asked.sex,
        "accepts_healthy_volunteers": asked.healthy_volunteers,
        "criteria": asked.eligibility_criteria,
        **_lists(record),
        "whystopped": record.status.why_stopped,
        "results_posted": record.has_results,
        "orgstudyid": who.org_study_id,
    }
    return {name: _text(given[name]) for name in COLUMNS}


def _lists(record: Record) -> dict[str, str]:
    """The columns that hold JSON."""
    sponsors = record.sponsors
    responsible = {
        "type": sponsors.responsible_party_type,
        "investigatorFullName": sponsors.responsible_party_name,
        "investigatorTitle": sponsors.responsible_party_title,
        "investigatorAffiliation": sponsors.responsible_party_affiliation,
        "oldNameTitle": sponsors.responsible_party_old_name_title,
        "oldOrganization": sponsors.responsible_party_old_organization,
    }
    lead = {"name": sponsors.lead_sponsor, "class": sponsors.lead_sponsor_class}
    named = {"agency_class": "class"}
    return {
        "outcome_measures": _json(_outcomes(record)),
        "overall_contacts": _json(_plain(record.officials)),
        "central_contacts": _json(map(_contact, record.contacts)),
        "responsible_party": _json({name: [one] for name, one in responsible.items() if one}),
        "lead_sponsor": _json({name: [one] for name, one in lead.items() if one}),
        "collaborators": _json(_plain(sponsors.collaborators, named)),
        "locations": _json(map(_site, record.sites)),
        "references": _json(_plain(record.references.references)),
        "secondaryids": _json(_plain(record.identification.secondary_ids)),
    }


def _outcomes(record: Record) -> Iterator[dict[str, Any]]:
    found: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
        ("Primary", record.outcomes.primary_outcomes),
        ("Secondary", record.outcomes.secondary_outcomes),
    )
    for ordinal, outcomes in found:
        for plain in _plain(outcomes, {"time_frame": "timeFrame"}):
            yield {"ordinal": ordinal} | plain


def _contact(contact: Contact) -> dict[str, Any]:
    return next(_plain((contact,), {"phone_ext": "phoneExt"}))


def _site(site: Site) -> dict[str, Any]:
    plain = next(_plain((site,)))
    for ours in ("country_code", "latitude", "longitude"):
        plain.pop(ours, None)
    if site.contacts:
        plain["contacts"] = [_contact(contact) for contact in site.contacts]
    if site.latitude is not None:
        plain["geoPoint"] = {"lat": site.latitude, "lon": site.longitude}
    return plain


def _plain(
    parts: Iterable[Part], renamed: dict[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Entries of a list in the registry's names; what no field of ours takes comes with them."""
    for part in parts:
        plain: dict[str, Any] = msgspec.to_builtins(part)
        other = plain.pop("other", {})
        yield {(renamed or {}).get(name, name): value for name, value in plain.items()} | other


def _json(value: Any) -> str:
    plain = value if isinstance(value, dict) else list(value)
    return msgspec.json.encode(plain).decode()


def _day(date: str | None) -> tuple[str | None, str | None]:
    """A partial date as its first day, and how exact it was.

    >>> _day("2016-09"), _day("2016-09-02"), _day(None)
    (('2016-09-01', 'month'), ('2016-09-02', 'day'), (None, None))
    """
    if date is None or len(date) not in _PRECISIONS:
        return date, None
    precision, missing = _PRECISIONS[len(date)]
    return date + missing, precision


def _version_date(version: Version) -> str | None:
    """The day of submission, as far as it is known; else of posting; else when it was seen."""
    known = (version.version_date, version.last_update_submitted, version.registry_date)
    return _day(next(filter(None, known), version.observed_at[:10]))[0]


def _text(value: Any) -> str:
    if value is None:
        return _ABSENT
    return str(value).upper() if isinstance(value, bool) else str(value)
