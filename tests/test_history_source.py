"""The record history as a source: its list, its versions, and what they do not show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from tests.conftest import Lines
from tests.pasts import TRIAL, answer, version
from tests.studies import studies, study
from tracker.diff.hidden import changes_on_shown
from tracker.errors import ReadError
from tracker.record import Record, Reference
from tracker.sources.ctgov import CtgovSource
from tracker.sources.history import ALWAYS_HIDDEN, HIDDEN_WHERE_ABSENT, HistorySource
from tracker.standin import history as standin
from tracker.text import from_html, from_markdown

API = CtgovSource()
HISTORY = HistorySource()


def listing(*changes: dict[str, Any], **more: Any) -> bytes:
    """A list as it is answered."""
    return json.dumps({"changes": list(changes), **more}).encode()


def read(raw: dict[str, Any], number: int = 0) -> Record:
    """A study as the record history shows it."""
    return HISTORY.read(json.dumps(answer(number, raw)).encode()).record


# --- requests ---------------------------------------------------------------------------------


def test_the_list_and_each_version_have_an_address_of_their_own() -> None:
    """The back end counts versions from 0."""
    source = HistorySource(root="https://registry.invalid")
    assert source.list_request(TRIAL).url == (
        f"https://registry.invalid/api/int/studies/{TRIAL}/history"
    )
    assert source.version_request(TRIAL, 0).url.endswith(f"/{TRIAL}/history/0")


# --- the list ---------------------------------------------------------------------------------


def test_a_list_is_read_with_all_that_it_says() -> None:
    """What has no field of its own is kept under the registry's own name."""
    body = listing(
        {"version": 0, "date": "2016-08-18", "status": "RECRUITING", "moduleLabels": []},
        {
            "version": 1,
            "date": "2016-08-18",
            "moduleLabels": ["Study Status"],
            "unpostedEvents": [{"type": "RESET"}],
            "reviewNotPassed": True,
        },
        originalData={},
    )
    first, second = HISTORY.read_list(body).submissions
    assert (first.number, first.date, first.status, first.labels) == (
        0,
        "2016-08-18",
        "RECRUITING",
        (),
    )
    assert (second.labels, second.status) == (("Study Status",), None)
    assert second.more == {"unpostedEvents": [{"type": "RESET"}], "reviewNotPassed": True}


def test_the_list_may_stand_inside_the_answer_about_the_record() -> None:
    """As the service's own pages ask for it."""
    body = json.dumps({"topics": {}, "history": {"changes": [{"version": 0}]}}).encode()
    assert [one.number for one in HISTORY.read_list(body).submissions] == [0]


def test_a_list_is_put_in_order_and_a_number_counts_once() -> None:
    """The first line of a number holds."""
    body = listing({"version": 2}, {"version": 0}, {"version": 2, "status": "COMPLETED"})
    found = HISTORY.read_list(body)
    assert [(one.number, one.status) for one in found.submissions] == [(0, None), (2, None)]
    assert found.gaps == (1,)


@pytest.mark.parametrize("body", [b"{}", b'{"changes": null}', b'{"changes": []}'])
def test_a_trial_may_have_no_history(body: bytes) -> None:
    """Some real ones have none."""
    assert HISTORY.read_list(body).submissions == ()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b'{"changes": [', "truncated"),
        (b"<html>", "not_json"),
        (b"[1]", "not_a_trial"),
        (b'{"changes": "none"}', "not_a_trial"),
        (b'{"changes": [{"date": "2020-01-01"}]}', "not_a_trial"),
        (b'{"changes": [{"version": -1}]}', "not_a_trial"),
        (b'{"changes": [{"version": true}]}', "not_a_trial"),
        (b'{"changes": [{"version": 10000000}]}', "not_a_trial"),
        (b'{"changes": [7]}', "not_a_trial"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(body: bytes, kind: str) -> None:
    """A value with a reason."""
    with pytest.raises(ReadError) as raised:
        HISTORY.read_list(body)
    assert raised.value.kind == kind


# --- versions ---------------------------------------------------------------------------------


def test_a_version_reads_as_the_same_record_as_the_api_gives() -> None:
    """Entities, lists and lines in HTML are the Markdown of API v2."""
    raw = study()
    raw.pop("derivedSection", None)
    protocol = raw["protocolSection"]
    protocol["identificationModule"]["briefTitle"] = 'A/B & "C"'
    protocol["eligibilityModule"]["eligibilityCriteria"] = (
        "Inclusion:\n\n* Age \\> 18. Able to consent.\n* One of:\n\n  1. A/B\n  2. C & D\n\nEnd:"
    )
    protocol["referencesModule"] = {
        "references": [{"pmid": "1", "type": "RESULT", "citation": "A & B. doi: 10.1/x"}],
        "seeAlsoLinks": [{"label": "See \\[1\\]", "url": "https://e.example/a?b=1&c=2"}],
    }
    whole = API.read(json.dumps(raw).encode())
    assert read(raw) == whole.record


def test_text_of_the_history_is_html_and_means_the_same_as_markdown() -> None:
    """As the back end has been seen to send it: a paragraph in an item, a list in a list."""
    sent = (
        "<p>Exclusion Criteria:</p><ul><li>Prior therapy.\nAny line.</li><li><p>Use of one of:</p>"
        "<ol><li>steroids &gt;10 mg&#x2F;day</li><li>others</li></ol></li></ul><p>-No item</p>"
    )
    said = (
        "Exclusion Criteria:\n\n* Prior therapy. Any line.\n* Use of one of:\n\n"
        "  1. steroids \\>10 mg/day\n  2. others\n\n-No item"
    )
    assert from_html(sent) == from_markdown(said)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("<ul><li>• item</li></ul>", "* • item"),
        ("<ol><li>- first</li></ol>", "1. - first"),
        ("• one", "• one"),
        ("<p>* starred</p><p>x</p>", "\\* starred\n\nx"),
        ("one&amp;#39;s", "one&#39;s"),
        ("&amp;gt; 5", "&gt; 5"),
        ('<ol start="5"><li>five</li><li value="8">eight</li></ol>', "5. five\n8. eight"),
    ],
)
def test_what_sponsors_typed_for_bullets_and_entities_is_no_content(sent: str, said: str) -> None:
    """Found in real records in which both forms came to different text."""
    assert from_html(sent) == from_markdown(said)


def test_what_the_registry_adds_today_is_no_part_of_an_old_version() -> None:
    """Linked publications, and dates that lie after the version's own."""
    raw = version("2016-08-18", "2016-08-19", statusModule__dispFirstSubmitDate="2021-05-26")
    raw["protocolSection"]["referencesModule"] = {
        "references": [{"pmid": "1", "type": "DERIVED"}, {"pmid": "2", "type": "BACKGROUND"}]
    }
    record = read(raw)
    assert record.references.references == (Reference(pmid="2", type="BACKGROUND"),)
    assert record.dates.disp_first_submitted is None
    later = version("2021-05-27", "2021-06-01", statusModule__dispFirstSubmitDate="2021-05-26")
    assert read(later).dates.disp_first_submitted == "2021-05-26"


def test_what_a_version_does_not_show_is_said() -> None:
    """Documents and annotations may be left out; places and linked papers are never of its time."""
    raw = version("2020-01-01")
    for section in ("documentSection", "annotationSection"):
        raw.pop(section, None)
    hides = HISTORY.read(json.dumps(answer(0, raw)).encode()).hides
    assert set(ALWAYS_HIDDEN) <= set(hides)
    assert {"documents", "annotations"} <= set(hides)
    raw["documentSection"] = {"largeDocumentModule": {"largeDocs": [{"label": "Protocol"}]}}
    assert "documents" not in HISTORY.read(json.dumps(answer(0, raw)).encode()).hides
    assert set(hides) <= {*ALWAYS_HIDDEN, *HIDDEN_WHERE_ABSENT}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"studyVersion": 1, "study": answer(1, version("2020-01-01"))["study"]}, "wrong_version"),
        ({"studyVersion": 0}, "not_a_trial"),
        ({"studyVersion": 0, "study": {"protocolSection": {}}}, "not_a_trial"),
        ({"studyVersion": 0, "study": 5}, "not_a_trial"),
    ],
)
def test_an_answer_that_is_not_the_version_asked_for_is_refused(
    body: dict[str, Any], kind: str
) -> None:
    """Never stored under a number that is not its own."""
    with pytest.raises(ReadError) as raised:
        HISTORY.read_version(json.dumps(body).encode(), TRIAL, 0)
    assert raised.value.kind == kind


def test_the_version_of_another_trial_is_refused() -> None:
    """With both ids in the sentence."""
    body = json.dumps(answer(0, version("2020-01-01"))).encode()
    with pytest.raises(ReadError, match=f"asked for NCT00000002, the answer is {TRIAL}"):
        HISTORY.read_version(body, "NCT00000002", 0)


@given(studies())
def test_any_study_reads_the_same_from_both(raw: dict[str, Any]) -> None:
    """On all that both show; the numbers of list items may differ from form to form."""
    payload = msgspec.json.encode(raw)
    try:
        whole = API.read(payload).record
    except ReadError:
        return
    told = standin.version([("2020-01-01", payload)], 0, payload)
    reading = HISTORY.read(msgspec.json.encode(told))
    assert _unlike(whole, reading.record, reading.hides) == []


# --- real answers -----------------------------------------------------------------------------


def _unlike(whole: Record, told: Record, hides: tuple[str, ...]) -> list[str]:
    """What both show differently, but for UNKNOWN, which nobody submits."""
    changes = changes_on_shown(told, whole, hides, across=True)
    unknown = whole.status.last_known_status is not None
    silent = {"overall_status", "last_known_status"} if unknown else set()
    return [one.summary for one in changes if one.field not in silent]


def test_real_records_read_the_same_from_both(records: Lines[bytes]) -> None:
    """All of them, turned into the form of the record history by the stand-in registry."""
    unlike = {}
    count = 0
    for payload in records:
        count += 1
        whole = API.read(payload).record
        told = standin.version([("2020-01-01", payload)], 0, payload)
        body = msgspec.json.encode(told)
        reading = HISTORY.read_version(body, whole.identification.id, 0)
        if found := _unlike(whole, reading.record, reading.hides):
            unlike[whole.identification.id] = found
    assert count > 900
    assert unlike == {}


def test_a_real_list_is_read(shared: Path) -> None:
    """92 versions over nine years, and an older form of the list."""
    body = (shared / "history" / "NCT02872116_history.json").read_bytes()
    found = HISTORY.read_list(body)
    assert len(found.submissions) == 92
    assert found.gaps == ()
    assert found.submissions[76].labels[-1] == "More Information"
    assert "unpostedEvents" in found.submissions[75].more
    older = (shared / "history" / "NCT03690141_history_true_2023-10_partial.json").read_bytes()
    assert len(HISTORY.read_list(older).submissions) == 10


def test_a_real_version_is_read(shared: Path) -> None:
    """The first one of that trial; today's publications and dates are not in it."""
    body = (shared / "history" / "NCT02872116_v0.json").read_bytes()
    reading = HISTORY.read_version(body, "NCT02872116", 0)
    record = reading.record
    assert reading.drift == ()
    assert "Stomach/Esophagus" in (record.identification.brief_title or "")
    criteria = (record.eligibility.eligibility_criteria or "").split("\n")
    assert criteria[1:3] == ["Inclusion Criteria:", "- Male or Female at least 18 years of age"]
    assert record.references.references == ()
    assert record.dates.disp_first_submitted is None
    assert record.dates.last_update_submitted == "2016-08-18"
