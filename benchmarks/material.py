"""What the benchmarks run on: the real polls where present, else synthetic ones of that size."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import msgspec

SHARED = Path(__file__).parents[2] / "shared" / "ctgov"


class Look(msgspec.Struct, frozen=True):
    """One study as a registry served it on one day."""

    trial: str
    day: str
    payload: bytes


def looks() -> tuple[str, list[Look]]:
    """Where the looks come from, and the looks by trial and then by day."""
    path = SHARED / "polls.jsonl.xz"
    if not path.is_file():
        return "synthetic looks", synthetic_looks()
    with lzma.open(path, "rb") as lines:
        found = []
        for line in lines:
            poll = json.loads(line)
            day = poll["study"]["derivedSection"]["miscInfoModule"]["versionHolder"]
            found.append(Look(poll["nct_id"], day, _compact(poll["study"])))
    return "real polls", found


def _compact(study: object) -> bytes:
    return json.dumps(study, ensure_ascii=False, separators=(",", ":")).encode()


def synthetic_looks(trials: int = 150, days: int = 18) -> list[Look]:
    """Synthetic looks of the size of the real ones: 150 trials, 40 kB each, 1 in 70 changed."""
    chance = random.Random(7)
    found = []
    for number in range(1, trials + 1):
        study = synthetic_study(number, sites=chance.randint(0, 160))
        for day in range(1, days + 1):
            stamp = f"2026-02-{day:02}"
            study["derivedSection"] = {"miscInfoModule": {"versionHolder": stamp}}
            if chance.random() < 1 / 70:
                count = study["protocolSection"]["designModule"]["enrollmentInfo"]
                count["count"] += 1
            found.append(Look(f"NCT{90000000 + number}", stamp, _compact(study)))
    return found


def synthetic_study(number: int, *, sites: int) -> dict:  # type: ignore[type-arg]
    """A synthetic API v2 study with that many sites."""
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    text = " ".join(words[(number + n) % 8] for n in range(600))
    status = "RECRUITING" if number % 2 else "NOT_YET_RECRUITING"
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT{90000000 + number}",
                "briefTitle": f"Synthetic trial {number}",
            },
            "statusModule": {
                "overallStatus": "RECRUITING",
                "startDateStruct": {"date": "2025-03", "type": "ACTUAL"},
                "lastUpdateSubmitDate": "2026-01-20",
                "lastUpdatePostDateStruct": {"date": "2026-01-22", "type": "ACTUAL"},
            },
            "descriptionModule": {"briefSummary": text, "detailedDescription": text * 2},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE3"],
                "enrollmentInfo": {"count": 100 + number, "type": "ESTIMATED"},
            },
            "outcomesModule": {
                "secondaryOutcomes": [
                    {"measure": f"{word} {n}", "timeFrame": f"{n} weeks", "description": text[:300]}
                    for n, word in enumerate(words * 2)
                ]
            },
            "eligibilityModule": {"eligibilityCriteria": f"Inclusion Criteria:\n\n* {text}"},
            "contactsLocationsModule": {
                "locations": [
                    {
                        "facility": f"Research Site {n % 50}",
                        "status": status,
                        "city": words[n % 8].title(),
                        "zip": str(10000 + n),
                        "country": "Norway",
                        "geoPoint": {"lat": 59.9, "lon": 10.7},
                    }
                    for n in range(sites)
                ]
            },
        },
        "hasResults": False,
    }
