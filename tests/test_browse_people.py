"""Pages for everyone: colours that can be told apart, headings in order, keyboards, no scripts."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests import long_lives, stores
from tests.browsing import SQL, got
from tests.calls import played_demo
from tracker.browse.style import STYLE
from tracker.store import Store

TRIAL = "NCT06931145"
PAGES = (
    "/",
    "/?q=synthetic",
    "/?q=zzzz",
    "/over-time",
    f"/trial/{TRIAL}",
    f"/trial/{TRIAL}/compare",
    f"/trial/{TRIAL}/compare/1/5",
    f"/trial/{TRIAL}/compare/1/5?view=sides",
    "/trial/NCT06931146",
)


# -- colours ------------------------------------------------------------------------------------


@cache
def colours(scheme: str) -> dict[str, str]:
    """The properties of a scheme; what dark paper does not name is as on light paper."""
    found: dict[str, str] = {}
    for block in re.finditer(r"(@media[^{]*\{ *)?:root \{([^}]*)\}", STYLE):
        condition = block[1] or ""
        if not condition or scheme in condition:
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block[2]))
    return found


def luminance(colour: str) -> float:
    """How bright a colour is, by WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(one * 2 for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


_STATUSES = ("nyr", "rec", "inv", "act", "sus", "com", "ter", "wit", "unk")
#: What is read, and what it stands on.
TEXTS = [
    *(
        (ink, ground)
        for ink in ("ink", "soft", "link", "mark", "add", "gone")
        for ground in ("paper", "panel")
    ),
    ("add", "addback"),
    ("gone", "goneback"),
    *(("ink", status) for status in _STATUSES),
]
#: What is seen: lines, points, edges, the frames of what can be filled in, the mark of the focus.
SHAPES = [
    *((line, "paper") for line in ("first", "second", "count", "places", "soft", "link")),
    *((f"{status}-line", ground) for status in _STATUSES for ground in ("paper", status)),
]


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_text_can_be_read_on_its_ground(scheme: str) -> None:
    """4.5 : 1 for texts and 3 : 1 for shapes (WCAG 2.2, 1.4.3 and 1.4.11)."""
    known = colours(scheme)
    weak = [
        f"{one} on {ground}: {contrast(known[one], known[ground]):.2f}"
        for least, pairs in ((4.5, TEXTS), (3.0, SHAPES))
        for one, ground in pairs
        if contrast(known[one], known[ground]) < least
    ]
    assert not weak


def test_every_colour_is_a_property_and_every_property_is_measured() -> None:
    """No colour stands in a rule by itself, where neither dark paper nor this test would see it."""
    rules = re.sub(r":root \{[^}]*\}", "", STYLE)
    assert re.findall(r"#[0-9a-f]{3,6}\b", rules) == []
    measured = {name for pair in (*TEXTS, *SHAPES) for name in pair}
    assert set(colours("dark")) - measured == {"line", "grid"}  # They only part what words name.


# -- the parts of a page ------------------------------------------------------------------------


class Parts(HTMLParser):
    """What of a page matters to those who do not see it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        """The attributes of all elements of these names, in order."""
        return [attributes for tag, attributes in self.tags if tag in names]


@cache
def parts(address: str) -> Parts:
    """The parts of a page of the demo."""
    return Parts(got(played_demo(), address).text)


@pytest.mark.parametrize("address", PAGES)
def test_headings_go_down_step_by_step(address: str) -> None:
    """One h1, and no level is skipped."""
    levels = [int(tag[1]) for tag, _ in parts(address).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", PAGES)
def test_each_page_has_landmarks_a_language_and_a_way_past_the_head(address: str) -> None:
    """The first link leads to the content."""
    page = parts(address)
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("a")[0]["href"] == "#main"
    assert [one["id"] for one in page.all("main")] == ["main"]
    assert all(one.get("aria-label") for one in page.all("nav"))
    assert page.all("header")


@pytest.mark.parametrize("address", PAGES)
def test_ids_are_unique_and_what_refers_to_them_finds_them(address: str) -> None:
    """Labels, descriptions and links within the page."""
    page = parts(address)
    ids = [one["id"] for _, one in page.tags if one.get("id")]
    assert len(ids) == len(set(ids))
    wanted = [str(one[name]) for _, one in page.tags for name in ("for", "list") if one.get(name)]
    for name in ("aria-labelledby", "aria-describedby"):
        wanted += [word for _, one in page.tags for word in str(one.get(name) or "").split()]
    wanted += [
        str(one["href"])[1:] for one in page.all("a") if str(one.get("href")).startswith("#")
    ]
    assert set(wanted) <= set(ids)


@pytest.mark.parametrize("address", PAGES)
def test_every_field_has_a_name_and_every_link_leads_somewhere(address: str) -> None:
    """By a label of its own or by an attribute."""
    page = parts(address)
    labelled = {one.get("for") for one in page.all("label")}
    for field in page.all("input", "select", "textarea"):
        assert field.get("type") == "hidden" or field.get("aria-label") or field["id"] in labelled
    assert all(one.get("href") for one in page.all("a"))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_of_ours_has_a_script_or_asks_for_anything(address: str) -> None:
    """Styles stand in the page and are known by their hash; nothing else is loaded."""
    page = parts(address)
    assert not page.all("script", "link", "img", "iframe", "object")
    assert not [one for _, one in page.tags if "style" in one or any(n[:2] == "on" for n in one)]
    policy = got(played_demo(), address).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


# -- Datasette's own pages ----------------------------------------------------------------------

OF_DATASETTE = (
    "/tracker",
    "/tracker/trials",
    f"/tracker/trials/{TRIAL}",
    f"{SQL}?sql=select+1",
    "/-/plugins",
)


@pytest.mark.parametrize("address", OF_DATASETTE)
def test_only_scripts_of_templates_run_on_pages_of_datasette(address: str) -> None:
    """Each bears the nonce of its page, and no other page has the same."""
    found, again = (got(played_demo(), address) for _ in range(2))
    policy = found.headers["content-security-policy"]
    (nonce,) = re.findall(r"script-src 'self' 'nonce-([\w-]+)' ", policy)
    assert nonce not in again.headers["content-security-policy"]
    scripts = Parts(found.text).all("script")
    assert scripts
    assert {one.get("nonce") for one in scripts} == {nonce}


def test_a_script_in_a_registrys_text_has_no_nonce(tmp_path: Path) -> None:
    """Were it ever not escaped, it would still not run."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
    sql = "select+'<script>alert(1)</script>'+as+said"
    page = got(tmp_path / "tracker.db", f"{SQL}?sql={sql}").text
    assert "alert(1)" in page
    assert "<script>" not in page


def test_the_configuration_can_allow_what_another_plugin_needs() -> None:
    """And nothing that ends the header."""
    allow = {"img-src": "https://tiles.example; script-src *"}
    found = got(played_demo(), "/tracker", metadata={"plugins": {"tracker": {"allow": allow}}})
    policy = found.headers["content-security-policy"]
    assert "img-src 'self' data: https://tiles.example script-src *;" in policy
    assert policy.count("script-src '") == 1


def test_a_datasette_without_our_database_is_left_alone() -> None:
    """The plugin may be installed beside anything."""
    assert "content-security-policy" not in got(None, "/-/plugins").headers


# -- texts of registries ------------------------------------------------------------------------


def test_writing_from_right_to_left_stays_in_its_place(tmp_path: Path) -> None:
    """A title turns nothing around it; what turns the direction of writing is taken out."""
    said = "دراسة \u202eevil\u2066 تجريبية"
    with Store.open(tmp_path / "tracker.db") as store:
        versions = []
        for day, record in [*long_lives.life()][:2]:
            title = replace(record.identification, brief_title=said)
            versions.append((day, replace(record, identification=title)))
        long_lives.keep(store, stores.TRIAL, versions)
    page = got(tmp_path / "tracker.db", f"/trial/{stores.TRIAL}").text
    assert '<bdi dir="auto">دراسة evil تجريبية</bdi>' in page
