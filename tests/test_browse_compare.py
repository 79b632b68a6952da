"""Two versions compared: merged and side by side, by section, bounded in size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests import long_lives, stores
from tests.browsing import got
from tests.calls import played_demo
from tracker.record import Description
from tracker.store import Store

TRIAL = "NCT06931145"


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one whole life."""
    path = tmp_path_factory.mktemp("life") / "tracker.db"
    with Store.open(path) as store:
        long_lives.keep(store, stores.TRIAL, long_lives.life())
    return path


def test_two_versions_are_compared_by_words_and_entries() -> None:
    """Words that went and came are marked; entries are rows of a table."""
    page = got(played_demo(), f"/trial/{TRIAL}/compare/1/last").text
    assert "75</del>" in page
    assert "80</ins> Years" in page
    assert "+ Added" in page


def test_a_version_that_is_not_there_is_a_404() -> None:
    """Versions and dates may be mistyped as well."""
    for which in ("99", "1850-01-01", "soon", "9" * 5000, "-1"):
        found = got(played_demo(), f"/trial/{TRIAL}/compare/1/{which}")
        assert found.status_code == 404
        # The way on is the trial itself, not others with an id like it.
        assert set(re.findall(r'href="(/trial/[^"]+)"', found.text)) == {f"/trial/{TRIAL}"}


def test_each_mark_has_a_word_and_a_sign_beside_its_colour(life: Path) -> None:
    """What went is in <del>, what came in <ins>, each announced to those who listen."""
    page = got(life, f"/trial/{stores.TRIAL}/compare/2/3").text
    assert '<del><span class="hidden"> removed: </span>18</del>' in page
    assert '<ins><span class="hidden"> added: </span>21</ins>' in page
    assert "+ Added" in page


def test_side_by_side_has_a_column_for_each_version(life: Path) -> None:
    """A link switches the view; before holds only what went, after only what came."""
    merged = got(life, f"/trial/{stores.TRIAL}/compare/2/3").text
    assert f'href="/trial/{stores.TRIAL}/compare/2/3?view=sides"' in merged
    sides = got(life, f"/trial/{stores.TRIAL}/compare/2/3?view=sides").text
    row = sides[sides.index("Minimum age") :].partition("</tr>")[0]
    before, after = row.split("</td>")[:2]
    assert "18</del>" in before
    assert "21</ins>" in after
    assert "<ins>" not in before
    assert "<del>" not in after


def test_a_date_and_its_type_are_one_value(life: Path) -> None:
    """Half a date is no difference that a person could read."""
    page = got(life, f"/trial/{stores.TRIAL}/compare/9/10").text
    assert "2021-09 (estimated)</del>" in page
    assert "2021-11-30 (actual)</ins>" in page


def test_only_what_differs_is_open(life: Path) -> None:
    """Bookkeeping and what stayed the same are folded."""
    page = got(life, f"/trial/{stores.TRIAL}/compare/3/4").text
    assert "<summary>Bookkeeping: 3 changes</summary>" in page
    same = page[page.index("What stayed the same") :]
    assert "Synthetic Cell Therapies in Adults" in same
    assert "Examplumab" not in page[: page.index("What stayed the same")]


def test_versions_are_chosen_by_a_form_that_needs_no_script(life: Path) -> None:
    """Numbers or dates; the answer has an address of its own."""
    start = got(life, f"/trial/{stores.TRIAL}/compare")
    assert f'action="/trial/{stores.TRIAL}/compare" method="get"' in start.text
    assert "version 10 against version 11" in start.text
    sent = got(life, f"/trial/{stores.TRIAL}/compare?a=2016&b=last&view=sides")
    assert sent.status_code == 302
    assert sent.headers["location"] == f"/trial/{stores.TRIAL}/compare/2016/last?view=sides"
    assert "version 4 against version 11" in got(life, sent.headers["location"]).text


def test_a_comparison_is_there_as_json(life: Path) -> None:
    """The same changes, as plain values."""
    found = got(life, f"/trial/{stores.TRIAL}/compare/2/3.json").json()
    assert (found["before"], found["after"]) == (2, 3)
    assert {one["category"] for one in found["changes"]} >= {"eligibility", "sites"}
    missing = got(life, f"/trial/{stores.TRIAL}/compare/2/99.json")
    assert missing.status_code == 404
    assert "versions 1 to 11" in missing.json()["error"]


def test_a_version_with_itself_has_no_differences(life: Path) -> None:
    """Which is said."""
    assert "Nothing differs." in got(life, f"/trial/{stores.TRIAL}/compare/3/3").text


def test_a_thousand_sites_fit_on_a_page(tmp_path: Path) -> None:
    """Of very long tables a part is shown, with a link to the whole."""
    (day, first), (later, second) = long_lives.many(stores.TRIAL, 2)
    pool = long_lives.sites(1600)
    with Store.open(tmp_path / "tracker.db") as store:
        versions = [(day, replace(first, sites=pool[:1000]))]
        versions.append((later, replace(second, sites=pool[400:1500])))
        long_lives.keep(store, stores.TRIAL, versions)
    address = f"/trial/{stores.TRIAL}/compare/1/2"
    page = got(tmp_path / "tracker.db", address).text
    assert "Sites: 400 removed, 500 added" in page
    assert len(page.encode()) < 200_000
    whole = got(tmp_path / "tracker.db", f"{address}?view=merged&all=1").text
    assert whole.count("<tr><th") > 900
    assert f'href="{address}?view=merged&amp;all=1"' in page


def test_texts_of_a_megabyte_are_compared_and_cut(tmp_path: Path) -> None:
    """One endless word, and very many words without an end of a sentence."""
    (day, first), (later, second) = long_lives.many(stores.TRIAL, 2)
    words = [f"word{number * 7919 % 5003}" for number in range(100_000)]
    before = Description(brief_summary="w" * 1_000_000, detailed_description=" ".join(words))
    words[::37] = [f"changed{number}" for number in range(len(words[::37]))]
    after = Description(brief_summary="w" * 999_999 + "x", detailed_description=" ".join(words))
    with Store.open(tmp_path / "tracker.db") as store:
        versions = [(day, replace(first, description=before))]
        versions.append((later, replace(second, description=after)))
        long_lives.keep(store, stores.TRIAL, versions)
    page = got(tmp_path / "tracker.db", f"/trial/{stores.TRIAL}/compare/1/2").text
    assert "Show the whole" in page
    assert len(page.encode()) < 200_000
