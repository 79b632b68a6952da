"""The stand-in's record history, and the HTML that its text comes as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_standin import FIRST, study
from tracker.standin import DataSet, Registry, Server, demo_registry, serve
from tracker.standin.markup import in_html, to_html
from tracker.text import from_html, from_markdown

SEED = "NCT06931145"


@pytest.fixture
def demo() -> Iterator[Server]:
    """The registry of the demo."""
    with serve(demo_registry()) as running:
        yield running


def history(server: Server, trial: str, version: int | None = None) -> Any:
    """The history of a trial, or one version of it."""
    tail = "" if version is None else f"/{version}"
    url = f"{server.url}/api/int/studies/{trial}/history{tail}"
    return httpx.get(url).raise_for_status().json()


def test_versions_count_from_zero_and_bear_the_day_of_submission(demo: Server) -> None:
    """Up to the current day, each with what it touched."""
    demo.registry.day = 3
    changes = history(demo, "NCT99000001")["changes"]
    assert [(one["version"], one["date"]) for one in changes] == [
        (0, "2025-11-18"),
        (1, "2026-02-25"),
        (2, "2026-02-27"),
    ]
    assert [one["moduleLabels"] for one in changes] == [
        [],
        ["Study Status", "Contacts/Locations"],
        ["Study Status", "Outcome Measures", "Contacts/Locations"],
    ]
    assert set(changes[0]) == {
        "version",
        "date",
        "status",
        "studyType",
        "moduleLabels",
        "lastUpdateSubmitQcDate",
    }


def test_the_history_says_what_was_stated_first(demo: Server) -> None:
    """And in which version that moved last."""
    demo.registry.day = 6
    told = history(demo, "NCT99000001")
    assert told["originalData"]["enrollmentInfo"] == {"count": 420, "type": "ESTIMATED"}
    assert told["lastUpdateVersions"] == {"outcomes": 2, "primaryOutcomes": 2, "enrollmentInfo": 3}
    assert told["outcomesUpdateCount"] == 1
    assert told["originalData"]["leadSponsorSame"] is True
    assert history(demo, "NCT99000003")["originalData"]["leadSponsorSame"] is False


def test_what_the_registry_does_on_its_own_is_no_version(demo: Server) -> None:
    """UNKNOWN is never submitted; linked papers and places are today's, in every version."""
    demo.registry.day = 6
    assert [one["status"] for one in history(demo, "NCT99000004")["changes"]] == ["RECRUITING"]
    section = history(demo, "NCT99000004", 0)["study"]["protocolSection"]
    assert len(section["referencesModule"]["references"]) == 2
    place = section["contactsLocationsModule"]["locations"][0]["geoPoint"]
    assert place == {"lat": 56.1567, "lon": 10.2108}


def test_a_version_has_text_as_html_and_nothing_derived(demo: Server) -> None:
    """Its text means the same as that of API v2."""
    answer = history(demo, "NCT99000001", 0)
    assert answer["studyVersion"] == 0
    assert set(answer["study"]) == {"protocolSection", "hasResults"}
    old = answer["study"]["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    new = httpx.get(demo.api + "/studies/NCT99000001").json()
    now = new["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    assert "<ul><li>" in old
    assert "&gt;= 50 mL&#x2F;min" in old
    assert from_html(old) == from_markdown(now)


def test_the_record_and_its_history_come_in_one(demo: Server) -> None:
    """As the pages of the service ask for it."""
    url = f"{demo.url}/api/int/studies/{SEED}"
    both = httpx.get(url, params={"history": "true"}).json()
    assert both["history"] == history(demo, SEED)
    assert both["study"]["protocolSection"]["identificationModule"]["nctId"] == SEED
    assert "history" not in httpx.get(url).json()


@pytest.mark.parametrize("path", [f"{SEED}/history/1", f"{SEED}/history/x", "NCT77777777/history"])
def test_a_version_that_is_not_there_is_not_found(demo: Server, path: str) -> None:
    """404, for a version as for a trial."""
    assert httpx.get(f"{demo.url}/api/int/studies/{path}").status_code == 404


def test_a_trial_can_be_given_its_history() -> None:
    """Two versions of one day, and one without any date in it."""
    first, second = study(1), study(1, statusModule__overallStatus="COMPLETED")
    given = {"NCT00000001": [("2020-05-04", first), ("2020-05-04", second)]}
    with serve(Registry([DataSet(FIRST, [second])], history=given)) as server:
        changes = history(server, "NCT00000001")["changes"]
    assert [one["status"] for one in changes] == ["RECRUITING", "COMPLETED"]


def test_a_trial_may_have_no_history_at_all() -> None:
    """Some real ones have none; the list is then empty."""
    registry = Registry([DataSet(FIRST, [study(1)])], history={"NCT00000001": []})
    with serve(registry) as server:
        assert history(server, "NCT00000001")["changes"] == []


def test_two_requests_for_history_at_a_time_are_one_too_many(demo: Server) -> None:
    """The second one is answered 429; API v2 does not mind."""
    path = f"/api/int/studies/{SEED}/history"
    with demo.request(path, {}) as first, demo.request(path, {}) as second:
        assert (first.status, second.status) == (200, 429)
    with demo.request("/api/v2/version", {}) as first, demo.request(path, {}) as second:
        assert (first.status, second.status) == (200, 200)
    assert demo.most_in_flight == 2


# --- Markdown to HTML -------------------------------------------------------------------------

LINE = st.text("abc AB.,<>&'\"/-", min_size=1, max_size=20).map(lambda text: f"x{text}x")
PARAGRAPH = LINE
BULLETS = st.lists(LINE, min_size=1, max_size=4).map(
    lambda items: "\n".join(f"* {item}" for item in items)
)
NUMBERS = st.lists(LINE, min_size=1, max_size=4).map(
    lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
)
NESTED = st.tuples(BULLETS, BULLETS).map(
    lambda both: both[0] + "\n\n" + re.sub("^", "  ", both[1], flags=re.MULTILINE)
)


@given(st.lists(PARAGRAPH | BULLETS | NUMBERS | NESTED, min_size=1, max_size=5))
def test_text_means_the_same_as_html(blocks: list[str]) -> None:
    """Paragraphs, lists and lists in lists come to one canonical text from either form."""
    escaped = [re.sub(r"[<>&]", r"\\\g<0>", block) for block in blocks]
    # Two numbered lists in a row would be one list in HTML that begins anew: keep them apart.
    text = "\n\nand\n\n".join(escaped)
    assert from_html(to_html(text)) == from_markdown(text)


def test_only_marked_up_fields_become_blocks() -> None:
    """A title that begins with a dash stays a line; all text is escaped."""
    assert in_html({"briefTitle": "- A/B", "description": "- A\n- B", "count": 3}) == {
        "briefTitle": "- A&#x2F;B",
        "description": "<ul><li>A</li><li>B</li></ul>",
        "count": 3,
    }
