"""A walk through the pages as a person takes it: a real browser before a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from tests import stores
from tests.calls import played_demo
from tests.editions import HOSTILE
from tests.walker import Walk, chromium, served, walk
from tracker.store import Store

TRIAL = "NCT06931145"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all walks."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """The demo's database, served."""
    with served(played_demo()) as address:
        yield address


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """How wide the screen is, in CSS pixels."""
    wide: int = request.param
    return wide


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def visitor(
    browser: Browser, home: str, width: int, request: pytest.FixtureRequest
) -> Iterator[Walk]:
    """Someone who opens the pages, with or without scripts."""
    with walk(browser, home, width=width, javascript=request.param) as one:
        yield one


def test_from_home_by_a_search_to_a_trial_its_comparison_and_sql(visitor: Walk) -> None:
    """Each page on the way is well, and each link leads where it says."""
    visitor.goes_to("/").must_be_well(themes=True)
    visitor.page.get_by_role("searchbox").fill("benmelstobart")
    visitor.page.get_by_role("searchbox").press("Enter")
    visitor.page.wait_for_load_state()
    visitor.must_be_well(themes=True)
    visitor.follows(re.compile(TRIAL)).must_be_well(themes=True)
    assert visitor.page.url.endswith(f"/trial/{TRIAL}")
    visitor.follows(re.compile("ompare")).must_be_well(themes=True)
    assert "/compare/" in visitor.page.url
    visitor.goes_to("/tracker?sql=select+id,+brief_title+from+trials+limit+5")
    assert visitor.page.get_by_role("link", name="CSV").count()
    assert visitor.complaints == []


def test_the_keyboard_alone_comes_everywhere(visitor: Walk) -> None:
    """The first key leads past the navigation; what is in hand can be seen."""
    visitor.goes_to(f"/trial/{TRIAL}")
    visitor.page.keyboard.press("Tab")
    first = visitor.page.locator(":focus")
    assert (first.get_attribute("href") or "").startswith("#")
    for _ in range(8):
        visitor.page.keyboard.press("Tab")
        seen = visitor.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1 }"
        )
        assert seen, visitor.page.evaluate("() => document.activeElement.outerHTML")


def test_headings_go_down_by_one_step_at_a_time(visitor: Walk) -> None:
    """Whoever listens to a page finds its parts by its headings."""
    for path in ("/", f"/trial/{TRIAL}", f"/trial/{TRIAL}/compare/1/last"):
        visitor.goes_to(path)
        levels = [
            int(one[1])
            for one in visitor.page.evaluate(
                "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => h.tagName)"
            )
        ]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database in which every text of the registry is an attack, and one word of a megabyte."""
    path: Path = tmp_path_factory.mktemp("hostile") / "tracker.db"
    with Store.open(path) as store:
        for day, said in enumerate([*HOSTILE.values(), "long" * 250_000], start=2):
            said = said.encode("utf-8", "replace").decode()
            record = stores.record()
            evil = replace(record, identification=replace(record.identification, brief_title=said))
            change = replace(stores.status_change("A", "B"), summary=said, item=said)
            store.add(stores.observation(at=stores.moment(day), what=evil), [change])
    with served(path) as address:
        yield address


@pytest.mark.parametrize("path", ["/", "/?q=synthetic", "/trial/{0}", "/trial/{0}/compare/1/last"])
def test_hostile_texts_do_no_harm(
    browser: Browser, hostile_home: str, width: int, path: str
) -> None:
    """No script runs, no dialog opens, nobody else is asked, and the page keeps its width."""
    with walk(browser, hostile_home, width=width, javascript=True) as visitor:
        visitor.goes_to(path.format(stores.TRIAL)).must_be_well()
