"""Synthetic API v2 studies for tests: one whole study, and random ones for property tests."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from tracker.record import Record
from tracker.sources.ctgov import CtgovSource

FIXTURES = Path(__file__).parents[1] / "fixtures" / "studies"
SOURCE = CtgovSource()


def study() -> dict[str, Any]:
    """A whole synthetic interventional study, to be edited freely."""
    text = (FIXTURES / "interventional" / "input.json").read_text(encoding="utf8")
    return copy.deepcopy(json.loads(text))


def read(raw: dict[str, Any]) -> Record:
    """The Record of a study."""
    return SOURCE.read(msgspec.json.encode(raw)).record


def edited(**paths: Any) -> dict[str, Any]:
    """A study with some places changed: ``statusModule__overallStatus="COMPLETED"``."""
    raw = study()
    for path, value in paths.items():
        place = raw["protocolSection"]
        *above, last = path.split("__")
        for key in above:
            place = place.setdefault(key, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    return raw


# -- random studies: small vocabularies, so that two of them share keys often --------------------

_WORDS = st.sampled_from(["alpha", "beta", "gamma", "Research Site", "élan", "a  b", "__x", "* c"])
_TEXT = st.one_of(_WORDS, st.text(min_size=1, max_size=12))
_STATUS = st.sampled_from(["RECRUITING", "COMPLETED", "UNKNOWN", "WITHDRAWN", "NOVEL"])
_DATE = st.sampled_from(["2025", "2025-03", "2025-03-14", "2026-01-31", "never"])


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _list(entry: st.SearchStrategy[Any], most: int = 4) -> st.SearchStrategy[list[Any]]:
    return st.lists(entry, max_size=most)


_SITE = _some(
    facility=_WORDS,
    city=st.sampled_from(["Oslo", "Lyon"]),
    zip=st.sampled_from(["1", "2"]),
    country=st.sampled_from(["Norway", "Turkey", "Turkey (Türkiye)"]),
    status=_STATUS,
    contacts=_list(_some(name=_WORDS, phone=_TEXT), 3),
    geoPoint=st.fixed_dictionaries({"lat": st.sampled_from([1.5, 2.0]), "lon": st.just(3.0)}),
)
_OUTCOME = _some(measure=_WORDS, timeFrame=_TEXT, description=_TEXT)
_DATED = _some(date=_DATE, type=st.sampled_from(["ESTIMATED", "ACTUAL"]))
_PROTOCOL = _some(
    conditionsModule=_some(conditions=_list(_TEXT), keywords=_list(_TEXT)),
    designModule=_some(
        phases=_list(st.sampled_from(["PHASE1", "PHASE2"]), 2),
        enrollmentInfo=_some(count=st.integers(0, 5), type=st.just("ACTUAL")),
        newField=_TEXT,
    ),
    armsInterventionsModule=_some(
        armGroups=_list(_some(label=_WORDS, description=_TEXT)),
        interventions=_list(_some(name=_WORDS, armGroupLabels=_list(_WORDS), odd=_TEXT)),
    ),
    outcomesModule=_some(primaryOutcomes=_list(_OUTCOME), secondaryOutcomes=_list(_OUTCOME)),
    contactsLocationsModule=_some(
        locations=_list(_SITE, 6), centralContacts=_list(_some(name=_WORDS))
    ),
    referencesModule=_some(
        references=_list(_some(pmid=_WORDS, type=st.sampled_from(["DERIVED", "RESULT"]))),
    ),
    eligibilityModule=_some(eligibilityCriteria=_TEXT, sex=st.sampled_from(["ALL", "MALE"])),
)
_RESULTS = _some(
    outcomeMeasuresModule=_some(
        outcomeMeasures=_list(
            _some(
                type=st.just("PRIMARY"),
                title=_WORDS,
                groups=_list(_some(id=_WORDS, title=_TEXT), 3),
                classes=_list(
                    _some(categories=_list(_some(measurements=_list(_some(value=_TEXT)))))
                ),
            )
        )
    ),
    adverseEventsModule=_some(seriousEvents=_list(_some(term=_WORDS, notes=_TEXT))),
    moreInfoModule=_some(limitationsAndCaveats=_some(description=_TEXT)),
)


@st.composite
def studies(draw: st.DrawFn) -> dict[str, Any]:
    """Random studies of one trial, often alike in some parts."""
    raw: dict[str, Any] = {"protocolSection": draw(_PROTOCOL), "hasResults": draw(st.booleans())}
    raw["protocolSection"]["identificationModule"] = {
        "nctId": "NCT99000001",
        **draw(_some(briefTitle=_TEXT, secondaryIdInfos=_list(_some(id=_WORDS, domain=_TEXT)))),
    }
    raw["protocolSection"]["statusModule"] = {
        "overallStatus": draw(_STATUS),
        **draw(_some(startDateStruct=_DATED, primaryCompletionDateStruct=_DATED, whyStopped=_TEXT)),
    }
    if draw(st.booleans()):
        raw["resultsSection"] = draw(_RESULTS)
    return raw


def shuffled(value: Any, draw: st.DrawFn) -> Any:
    """The same study with every list in another order."""
    if isinstance(value, dict):
        return {key: shuffled(below, draw) for key, below in value.items()}
    if isinstance(value, list):
        return draw(st.permutations([shuffled(one, draw) for one in value]))
    return value
