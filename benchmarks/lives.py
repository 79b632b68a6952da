"""Synthetic lives of trials: the studies that a registry would have shown, version by version.

Comes in: the number of a life. Goes out: studies of API v2 with the days on which they were seen.
Does not: hold a word of a real record; names, places and texts are made of a few words of our own.

A life goes as lives go: it waits, recruits, closes, ends or stops; its enrolment and its dates
move, sites come and finish, an outcome is reworded, results are posted.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

#: Stand for the id and the name of a trial until it is copied under many.
ID, CODE = "NCT88000000", "TRK-0000000"

_CONDITIONS = (
    *(
        "Gout",
        "Asthma",
        "Type 2 Diabetes",
        "Breast Cancer",
        "Migraine",
        "Psoriasis",
        "Heart Failure",
    ),
    *("Small Cell Lung Cancer", "Epilepsy", "Hypertension", "Depression", "Ulcerative Colitis"),
)
_NAMES = ("Northern", "Harbour", "Meridian", "Alder", "Summit", "Lakeside", "Granite", "Orchard")
_KINDS = ("University Hospital", "Biosciences", "Medical Center", "Research Institute", "Pharma")
_PLACES = (
    *(
        ("Oslo", "Norway"),
        ("Lyon", "France"),
        ("Leeds", "United Kingdom"),
        ("Austin", "United States"),
    ),
    *(("Graz", "Austria"), ("Turin", "Italy"), ("Osaka", "Japan"), ("Perth", "Australia")),
)
_TEXT = (
    "participants are assigned to groups and followed over time to learn whether the treatment "
    "changes symptoms function safety and quality of life compared with usual care at each visit"
)
_WORDS = _TEXT.split()

#: The day of the newest version of all; most lives were updated within a year before it.
LAST = dt.date(2026, 10, 20)

Study = dict[str, Any]


def life(number: int, versions: int) -> Iterator[tuple[str, Study]]:
    """The versions of a life: the moment when each was seen, and the study."""
    chance = random.Random(number)
    waits = [dt.timedelta(days=chance.randint(20, 200)) for _ in range(versions - 1)]
    last = LAST - dt.timedelta(days=int(1500 * chance.random() ** 2))
    day = last - sum(waits, dt.timedelta())
    study = _registered(chance, day)
    for step in range(versions):
        if step:
            day += waits[step - 1]
            _move_on(chance, study, step / versions, day)
        _dated(study, day)
        seen = dt.datetime.combine(day + dt.timedelta(days=4), dt.time(chance.randrange(24), 12))
        yield f"{seen.isoformat()}Z", copy.deepcopy(study)


def _registered(chance: random.Random, day: dt.date) -> Study:
    condition = chance.choice(_CONDITIONS)
    sponsor = f"{chance.choice(_NAMES)} {chance.choice(_KINDS)}"
    title = f"{CODE} in {condition}, {chance.choice(('a Randomised', 'an Open'))} Trial"
    start = day + dt.timedelta(days=chance.randint(10, 200))
    protocol = {
        "identificationModule": {
            "nctId": ID,
            "orgStudyIdInfo": {"id": CODE},
            "organization": {"fullName": sponsor, "class": "OTHER"},
            "briefTitle": title,
            "officialTitle": f"{title} of {_text(chance, 12)}",
        },
        "statusModule": {
            "overallStatus": "NOT_YET_RECRUITING",
            "startDateStruct": _date(start),
            "primaryCompletionDateStruct": _date(start + dt.timedelta(days=700)),
            "completionDateStruct": _date(start + dt.timedelta(days=900)),
            "studyFirstSubmitDate": day.isoformat(),
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": sponsor, "class": "OTHER"}},
        "descriptionModule": {"briefSummary": _text(chance, 60)},
        "conditionsModule": {"conditions": [condition], "keywords": [condition.lower()]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": [chance.choice(("PHASE1", "PHASE2", "PHASE3", "PHASE4"))],
            "enrollmentInfo": {"count": chance.randrange(20, 900, 10), "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "armGroups": [{"label": "Treatment", "type": "EXPERIMENTAL"}],
            "interventions": [{"type": "DRUG", "name": CODE, "armGroupLabels": ["Treatment"]}],
        },
        "outcomesModule": {
            "primaryOutcomes": [_outcome(chance)],
            "secondaryOutcomes": [_outcome(chance) for _ in range(3)],
        },
        "eligibilityModule": {
            "eligibilityCriteria": f"Inclusion Criteria:\n\n* {_text(chance, 20)}\n* Adults",
            "sex": "ALL",
            "minimumAge": "18 Years",
        },
        "contactsLocationsModule": {"locations": [_site(chance) for _ in range(4)]},
    }
    return {"protocolSection": protocol, "hasResults": False}


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize()


def _date(day: dt.date) -> dict[str, str]:
    return {"date": day.isoformat()[:7], "type": "ESTIMATED"}


def _outcome(chance: random.Random) -> dict[str, str]:
    return {"measure": _text(chance, 5), "timeFrame": f"{chance.randrange(4, 104, 4)} weeks"}


def _site(chance: random.Random) -> dict[str, str]:
    city, country = chance.choice(_PLACES)
    facility = f"{chance.choice(_NAMES)} {chance.choice(_KINDS)}"
    place = {"city": city, "country": country, "zip": str(chance.randrange(1000, 9999))}
    return {"facility": facility, "status": "NOT_YET_RECRUITING", **place}


# -- what happens to a trial -------------------------------------------------------------------


def _move_on(chance: random.Random, study: Study, age: float, day: dt.date) -> None:
    """One or two things happen, and the status follows the age of the trial."""
    protocol = study["protocolSection"]
    for happens in chance.sample(_HAPPENINGS, k=chance.randint(1, 2)):
        happens(chance, protocol)
    status = protocol["statusModule"]
    if status["overallStatus"] in ("COMPLETED", "TERMINATED"):
        study["hasResults"] = study["hasResults"] or chance.random() < 0.3
    elif age > 0.75:
        _ends(chance, protocol, day)
    elif age > 0.55:
        status["overallStatus"] = "ACTIVE_NOT_RECRUITING"
    elif age > 0.15:
        status["overallStatus"] = "RECRUITING"
    sites = protocol["contactsLocationsModule"]["locations"]
    chance.choice(sites)["status"] = status["overallStatus"]


def _ends(chance: random.Random, protocol: Study, day: dt.date) -> None:
    status = protocol["statusModule"]
    status["overallStatus"] = "COMPLETED" if chance.random() < 0.8 else "TERMINATED"
    if status["overallStatus"] == "TERMINATED":
        status["whyStopped"] = chance.choice(("Slow accrual", "Lack of funding", "Futility"))
    for name in ("primaryCompletionDateStruct", "completionDateStruct"):
        status[name] = {"date": day.isoformat(), "type": "ACTUAL"}
    protocol["designModule"]["enrollmentInfo"]["type"] = "ACTUAL"


def _slips(chance: random.Random, protocol: Study) -> None:
    for name in ("primaryCompletionDateStruct", "completionDateStruct"):
        date = protocol["statusModule"][name]
        if date["type"] == "ESTIMATED":
            year, month = map(int, date["date"].split("-"))
            months = year * 12 + month - 1 + chance.randint(1, 9)
            date["date"] = f"{months // 12}-{months % 12 + 1:02}"


def _grows(chance: random.Random, protocol: Study) -> None:
    enrollment = protocol["designModule"]["enrollmentInfo"]
    enrollment["count"] = max(5, enrollment["count"] + chance.randrange(-60, 90, 5))


def _adds_site(chance: random.Random, protocol: Study) -> None:
    protocol["contactsLocationsModule"]["locations"].append(_site(chance))


def _rewords(chance: random.Random, protocol: Study) -> None:
    outcomes = protocol["outcomesModule"]
    which = chance.choice(outcomes[chance.choice(("primaryOutcomes", "secondaryOutcomes"))])
    which["timeFrame"] = f"{chance.randrange(4, 104, 4)} weeks"


_HAPPENINGS: tuple[Callable[[random.Random, Study], None], ...] = (
    *(_slips, _grows, _adds_site, _rewords),
)


def _dated(study: Study, day: dt.date) -> None:
    status = study["protocolSection"]["statusModule"]
    status["statusVerifiedDate"] = day.isoformat()[:7]
    status["lastUpdateSubmitDate"] = day.isoformat()
    posted = (day + dt.timedelta(days=3)).isoformat()
    status["lastUpdatePostDateStruct"] = {"date": posted, "type": "ACTUAL"}
    status.setdefault("studyFirstPostDateStruct", {"date": posted, "type": "ACTUAL"})
