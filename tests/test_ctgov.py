"""Reading ClinicalTrials.gov API v2: every leaf kept, the unknown reported, answers taken apart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Lines, Poll
from tests.studies import FIXTURES, SOURCE, edited, read, studies, study
from tracker import text
from tracker.canonical import Hasher, content_hash
from tracker.errors import ReadError
from tracker.sources.base import Search
from tracker.sources.ctgov.fields import VOLATILE
from tracker.sources.ctgov.reader import read_study
from tracker.sources.ctgov.strict import read_strictly
from tracker.sources.readers import Readers

CASES = sorted(folder for folder in FIXTURES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_study_becomes_the_expected_record(case: Path) -> None:
    """What comes in and what must come out stand side by side in a folder."""
    record = SOURCE.read((case / "input.json").read_bytes()).record
    written = case / "expected.json"
    if not written.exists():
        written.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
        pytest.fail(f"{written} was missing and is written now: review it")
    assert json.loads(msgspec.json.encode(record)) == json.loads(written.read_bytes())


# -- nothing is lost --------------------------------------------------------------------------


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of a study outside the volatile list, with its path."""
    if path in VOLATILE:
        return
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for below in value:
            yield from leaves(below, f"{path}[]")
    elif value not in (None, ""):
        yield path, value


def values(value: Any) -> Iterator[Any]:
    """Every leaf value of a Record."""
    if isinstance(value, dict):
        for below in value.values():
            yield from values(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from values(below)
    else:
        yield value


def lost(payloads: Iterable[bytes], fields: dict[str, Any]) -> tuple[int, Counter[str]]:
    """How many leaves there were, and which are not in the Record, by path.

    A text must be there in the canonical form of its kind (the registry's data dictionary says
    which); everything else to the letter. Each leaf uses up one value of the Record.
    """
    forms = {"MARKUP": text.from_markdown, "TEXT": text.plain}
    count, missing = 0, Counter[str]()
    for payload in payloads:
        record = msgspec.to_builtins(SOURCE.read(payload).record)
        left = Counter((type(one).__name__, one) for one in values(record))
        for path, leaf in leaves(json.loads(payload)):
            count += 1
            kind = fields.get(path, {}).get("source_type")
            form = forms.get(kind, str) if isinstance(leaf, str) else lambda same: same
            wanted = (type(leaf).__name__, form(leaf))
            loose = (type(leaf).__name__, leaf)
            found = wanted if left[wanted] else loose
            if left[found]:
                left[found] -= 1
            else:
                missing[path] += 1
    return count, missing


def test_no_leaf_of_the_real_records_is_lost(shared: Path, records: Lines[bytes]) -> None:
    """Each leaf outside the volatile list is in the Record: 0 missing over all records."""
    fields = json.loads((shared / "fields.json").read_bytes())["fields"]
    count, missing = lost(records, fields)
    assert count > 250_000
    assert not missing


def test_no_leaf_of_the_real_polls_is_lost(shared: Path, polls: Lines[Poll]) -> None:
    """The same over every poll of every trial."""
    fields = json.loads((shared / "fields.json").read_bytes())["fields"]
    count, missing = lost((poll.payload for poll in polls), fields)
    assert count > 1_000_000
    assert not missing


@given(studies())
def test_no_leaf_of_a_random_study_is_lost(raw: dict[str, Any]) -> None:
    """Unknown fields, unknown words and odd values are in the Record too."""
    have = set(map(str, values(msgspec.to_builtins(read(raw)))))
    for path, leaf in leaves(raw):
        forms = (
            {leaf, text.plain(leaf), text.from_markdown(leaf)}
            if path and isinstance(leaf, str)
            else {leaf}
        )
        assert set(map(str, forms)) & have or "" in forms, path


# -- drift ------------------------------------------------------------------------------------


def test_unknown_fields_and_words_are_kept_and_reported() -> None:
    """A field or word that no table of ours knows passes through and is listed as drift."""
    reading = SOURCE.read((FIXTURES / "observational_drift" / "input.json").read_bytes())
    assert {(drift.kind, drift.path) for drift in reading.drift} == {
        ("field", "novelSection"),
        ("field", "protocolSection.noveltyModule"),
        ("field", "protocolSection.designModule.novelty"),
        ("field", "protocolSection.designModule.enrollmentInfo.count"),
        ("field", "protocolSection.contactsLocationsModule.locations[].floor"),
        ("value", "protocolSection.statusModule.overallStatus"),
        ("value", "protocolSection.armsInterventionsModule.interventions[].type"),
    }
    assert reading.record.status.overall_status == "PAUSED_BY_MOON"
    assert reading.record.sites[0].other == {"floor": 3}


def test_the_strict_and_the_tolerant_lane_read_the_same(records: Lines[bytes]) -> None:
    """Over all real records both lanes come to the same Record; few need the tolerant one."""
    strict = 0
    for payload in records:
        fast = read_strictly(payload)
        if fast is not None:
            strict += 1
            assert fast == read_study(json.loads(payload))[0]
    assert strict > 850


@given(studies())
def test_the_lanes_agree_on_random_studies(raw: dict[str, Any]) -> None:
    """The strict lane reads as the tolerant one does, or leaves a study to it."""
    fast = read_strictly(msgspec.json.encode(raw))
    assert fast is None or fast == read_study(raw)[0]


@given(st.lists(studies(), max_size=3))
def test_studies_in_a_row_read_as_each_would_alone(raws: list[dict[str, Any]]) -> None:
    """Readers remember the study before only to be fast, and so does what hashes their records."""
    reader, hash_of = Readers()["ctgov"], Hasher()
    for payload in map(msgspec.json.encode, [*raws, *raws[:1], *raws]):
        alone, in_a_row = SOURCE.read(payload), reader.read(payload)
        assert in_a_row == alone
        assert hash_of(in_a_row.record) == content_hash(alone.record)


def test_what_two_studies_say_alike_is_one_object_in_both_records() -> None:
    """That is what makes long histories fast to read, to hash and to compare."""
    reader = Readers()["ctgov"]
    raws = [study(), edited(conditionsModule__keywords=["another"])]
    before, after = (reader.read(msgspec.json.encode(raw)).record for raw in raws)
    assert before.identification is after.identification
    assert before.sites is after.sites
    assert before.conditions != after.conditions


def test_the_volatile_section_is_no_content() -> None:
    """The registry's daily stamp changes neither the Record nor the mark."""
    today, tomorrow = study(), study()
    tomorrow["derivedSection"]["miscInfoModule"]["versionHolder"] = "2026-02-04"
    one, other = (SOURCE.split(msgspec.json.encode(raw)).entries[0] for raw in (today, tomorrow))
    assert one.mark == other.mark
    assert content_hash(read(today)) == content_hash(read(tomorrow))
    assert SOURCE.read(other.payload).data_version == "2026-02-04"


# -- answers -----------------------------------------------------------------------------------


def test_a_page_is_taken_apart_without_reading_its_records() -> None:
    """Each study of a page keeps the bytes that came, its id and its obsolete ids."""
    raw = msgspec.json.encode(study())
    body = b'{"totalCount":2,"studies":[' + raw + b"\n," + raw + b'],"nextPageToken":"abc"}'
    page = SOURCE.split(body)
    assert (page.total, page.next_token, len(page.entries)) == (2, "abc", 2)
    assert page.entries[0].payload == raw
    assert page.entries[0].aliases == ("NCT99000009",)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"<!doctype html><p>Sorry", "not_json"),
        (b"One human sentence.", "not_json"),
        (b'{"studies":[{"protocolSection":{"identif', "truncated"),
        (b'{"studies":[{}]}', "not_a_trial"),
        (b'{"protocolSection":{}}', "not_json"),
        (b"[1,2]", "not_json"),
        (b'{"studies":null}', "not_json"),
        (b'{"studies":' + b"[" * 100_000, "not_json"),
        (
            b'{"studies":[{"protocolSection":{"identificationModule":{"nctId":"\xff"}}}]}',
            "not_json",
        ),
    ],
)
def test_an_answer_that_is_none_is_said_to_be_none(body: bytes, kind: str) -> None:
    """Nothing that is not a list of studies is ever taken for one."""
    with pytest.raises(ReadError) as caught:
        SOURCE.split(body)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b"[]",
        b'"NCT99000001"',
        b'{"protocolSection":{"identificationModule":{"nctId":7}}}',
        b'{"protocolSection":{"identificationModule":{"nctId":"NCT99000001"}}}',
        b'{"protocolSection":' * 5000,
        msgspec.json.encode(study()).replace(b"Synthetic", b"Synth\xe9tic"),
    ],
)
def test_a_payload_that_is_no_study_is_refused(payload: bytes) -> None:
    """JSON that is no study, or a study cut short, is an error and not a Record."""
    with pytest.raises(ReadError):
        SOURCE.read(payload)


def test_a_study_that_is_nested_without_end_is_refused() -> None:
    """Deep enough for JSON, too deep for what hashes and compares: an error, not a crash."""
    deep = b'{"newPart":' + b'{"a":' * 250 + b"1" + b"}" * 251
    payload = msgspec.json.encode(study())[:-1] + b"," + deep[1:]
    with pytest.raises(ReadError, match="nested too deeply"):
        SOURCE.read(payload)


@pytest.mark.parametrize("digits", [20, 30, 400])
def test_a_number_that_no_database_holds_is_refused(digits: int) -> None:
    """An enrolment or a latitude of 400 digits is no record, in either lane."""
    enrolled, placed = study(), study()
    enrolled["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = 10**digits
    sites = placed["protocolSection"]["contactsLocationsModule"]["locations"]
    sites[0]["geoPoint"] = {"lat": 10**digits, "lon": 1.0, "newPart": 10**digits}
    for raw in (enrolled, placed):
        with pytest.raises(ReadError, match="too large"):
            SOURCE.read(json.dumps(raw).encode())


def test_conflict_markers_are_refused(shared: Path) -> None:
    """A record that was committed with git conflict markers is not JSON."""
    payload = (shared / "corrupt" / "NCT06169904_conflict_markers.json").read_bytes()
    with pytest.raises(ReadError) as caught:
        SOURCE.read(payload)
    assert caught.value.kind == "not_json"


# -- requests ----------------------------------------------------------------------------------


def test_ten_thousand_trials_are_twenty_requests() -> None:
    """Batches of 500 ids, on a page too large to be full."""
    requests = list(SOURCE.requests([f"NCT{number:08}" for number in range(1, 10_001)]))
    assert len(requests) == 20
    assert {dict(request.params)["pageSize"] for request in requests} == {"1000"}
    assert sum(len(request.trials) for request in requests) == 10_000


def test_a_search_is_asked_in_the_registrys_words() -> None:
    """Phase and country have no filter of their own and go into the advanced one."""
    search = Search(
        query="small cell lung cancer",
        sponsor="Example",
        status=("RECRUITING", "COMPLETED"),
        phase=("PHASE2", "PHASE3"),
        country="France",
    )
    params = dict(SOURCE.search_request(search, "token").params)
    assert params["query.term"] == "small cell lung cancer"
    assert params["query.spons"] == "Example"
    assert params["filter.overallStatus"] == "RECRUITING,COMPLETED"
    assert params["filter.advanced"] == (
        '(AREA[Phase]PHASE2 OR AREA[Phase]PHASE3) AND AREA[LocationCountry]"France"'
    )
    assert (params["pageToken"], params["countTotal"]) == ("token", "true")
