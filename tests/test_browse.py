"""The database in Datasette: each page through a real Datasette, in process."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests import stores
from tests.browsing import SQL, got
from tests.calls import Caller, played_demo
from tests.editions import HOSTILE
from tracker.store import Store

TRIAL = "NCT06931145"


def test_home_tells_what_changed_by_day_and_how_fresh_it_is() -> None:
    """Sentences under days, each trial a link to its page."""
    page = got(played_demo(), "/").text
    assert "<time>2026-03-05</time>" in page
    assert "Primary outcome removed: Progression-free survival" in page
    assert f'href="/trial/{TRIAL}"' in page
    assert "Last look: 2026-03-05" in page


def test_home_is_narrowed_by_a_link_that_can_be_shared() -> None:
    """Only the kind of change that the address names."""
    page = got(played_demo(), "/?kind=outcomes").text
    assert "Primary outcome added" in page
    assert "Maximum age" not in page


def test_the_search_finds_a_trial_by_its_words_and_says_when_there_is_none() -> None:
    """Full text over titles, conditions and sponsors."""
    assert TRIAL in got(played_demo(), "/?q=benmelstobart").text
    assert "None of the stored trials" in got(played_demo(), "/?q=zzzz").text


@pytest.mark.parametrize("rest", ["", "/compare/1/2", ".json"])
def test_an_unknown_trial_is_a_404_that_does_not_name_files(rest: str) -> None:
    """The path of the database is no business of a reader."""
    found = got(played_demo(), f"/trial/NCT06931146{rest}")
    assert found.status_code == 404
    assert str(played_demo()) not in found.text


def test_an_unknown_trial_is_answered_with_ids_that_are_near() -> None:
    """A slip of a digit is one click from what was meant."""
    assert f'href="/trial/{TRIAL}"' in got(played_demo(), "/trial/NCT06931146").text


def test_a_page_that_is_not_there_leads_on() -> None:
    """A mistyped address has a search box and a way home; what asks for JSON gets JSON."""
    found = got(played_demo(), "/nowhere")
    assert found.status_code == 404
    assert 'role="search"' in found.text
    assert 'href="/">what changed lately</a>' in found.text
    assert got(played_demo(), "/tracker/nowhere.json").json()["ok"] is False


def test_where_nothing_is_ours_a_404_is_datasettes_own() -> None:
    """Neither our page nor our style sheet."""
    found = got(None, "/nowhere")
    assert found.status_code == 404
    assert "racker" not in found.text


@pytest.mark.parametrize("words", ["%00", "a%00b", "%22", "NEAR(", "((a", "a%20AND", "*", "%ff"])
def test_signs_of_the_search_language_are_only_signs(words: str) -> None:
    """Whatever stands in the box is looked for, never obeyed."""
    assert got(played_demo(), f"/?q={words}").status_code == 200


def test_an_empty_database_says_how_to_begin(tmp_path: Path) -> None:
    """Nobody is left before an empty page."""
    Store.open(tmp_path / "tracker.db").close()
    assert "tracker watch" in got(tmp_path / "tracker.db", "/").text


def test_where_no_database_is_ours_datasette_keeps_its_own_home() -> None:
    """The plugin may be installed beside anything."""
    found = got(None, "/")
    assert found.status_code == 200
    assert "What changed lately" not in found.text


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_do_no_harm_on_any_page(tmp_path: Path, said: str) -> None:
    """Registry text is text, and no page could run a script or ask another server."""
    said = said.encode("utf-8", "replace").decode()
    record = stores.record()
    hostile = replace(record, identification=replace(record.identification, brief_title=said))
    change = replace(stores.status_change("A", "B"), summary=said, item=said)
    with Store.open(tmp_path / "tracker.db") as store:
        store.add(stores.observation(at=stores.moment(2)), [])
        store.add(stores.observation(at=stores.moment(5), what=hostile), [change])
    for address in (
        "/",
        "/?q=synthetic",
        *(f"/trial/{stores.TRIAL}{rest}" for rest in ("", "/compare/1/2")),
    ):
        found = got(tmp_path / "tracker.db", address)
        assert found.status_code == 200
        assert "script" not in found.headers["content-security-policy"]
        for harm in ("<script", "<img", "<link", "\u202e", "\x1b", "' onmouse"):
            assert harm not in found.text


def test_hostile_words_in_an_address_are_escaped() -> None:
    """What is searched for, and an id that is none, come back as text."""
    for address in ("/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/trial/%3Cscript%3E"):
        assert "<script" not in got(played_demo(), address).text


def test_who_may_not_see_the_database_sees_none_of_our_pages() -> None:
    """Datasette's own permissions hold for our pages too."""
    closed = {"databases": {"tracker": {"allow": False}}}
    for address in ("/", f"/trial/{TRIAL}", f"/trial/{TRIAL}.json"):
        assert got(played_demo(), address, metadata=closed).status_code == 403


def test_sql_has_the_record_of_a_version_and_the_words_that_differ() -> None:
    """Two functions, in any query; what is not there is NULL."""
    sql = (
        f"select json_extract(record_json('{TRIAL}', 1), '$.identification.id') as id, "
        f"record_json('{TRIAL}', 99) as none, text_diff('18 years', '21 years') as words"
    )
    found = got(played_demo(), f"{SQL}.json?sql={sql}&_shape=array").json()
    assert found == [{"id": TRIAL, "none": None, "words": "[-18-]{+21+} years"}]


def test_pages_are_read_while_a_writer_is_at_work(tmp_path: Path) -> None:
    """A check that runs beside it disturbs nobody."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
        assert got(tmp_path / "tracker.db", f"/trial/{stores.TRIAL}").status_code == 200


def test_serve_says_that_a_port_is_taken(tmp_path: Path) -> None:
    """And which option mends it."""
    call = Caller(tmp_path)
    Store.open(call.db).close()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "--port" in call.error("serve", "--port", str(taken.getsockname()[1]))


def test_serve_without_a_database_says_how_to_begin(tmp_path: Path) -> None:
    """As every command does."""
    assert "tracker watch" in Caller(tmp_path).error("serve")
