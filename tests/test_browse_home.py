"""The home page and the page over time: filters, pages, what fails, and how to begin."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from datasette.app import Datasette

from tests import stores
from tests.browsing import close, got
from tests.calls import played_demo
from tracker.record import Conditions, Sponsors
from tracker.sources.base import Miss
from tracker.store import Store


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty trials, each of which was suspended on one of three days."""
    path = tmp_path_factory.mktemp("many") / "tracker.db"
    with Store.open(path) as store:
        for number in range(60):
            trial = f"NCT9000{number:04}"
            first = stores.record(trial)
            sponsor = "Institut Exemple" if number % 2 else "Muster & Söhne"
            record = msgspec.structs.replace(
                first,
                sponsors=Sponsors(lead_sponsor=sponsor),
                conditions=Conditions(conditions=(f"Condition “{number % 3}”", "Asthma")),
            )
            store.add(stores.observation(trial, at=stores.moment(1), what=record), [])
            stopped = msgspec.structs.replace(
                record, status=stores.record(status="SUSPENDED").status
            )
            seen = stores.observation(trial, at=stores.moment(2 + number % 3), what=stopped)
            store.add(seen, [stores.status_change("RECRUITING", "SUSPENDED")])
    return path


def told(page: str) -> list[str]:
    """The trials under the days of a page, in order."""
    days = page.partition("<h2><time>")[2].partition("Newest trials")[0]
    return re.findall(r'<h3><a href="/trial/(\w+)"', days)


def test_pages_of_what_changed_hold_all_of_it_once(many: Path) -> None:
    """From the newest to the oldest by links alone, nothing twice, nothing left out."""
    address, seen = "/", []
    while address:
        page = got(many, address).text
        seen += told(page)
        link = re.search(r'<a rel="next" href="([^"]+)"', page)
        address = link[1].replace("&amp;", "&") if link else ""
    assert len(seen) == len(set(seen)) == 60


def test_older_pages_keep_the_filters_and_lead_back_to_the_newest(many: Path) -> None:
    """A shared link shows the same narrowed page."""
    page = got(many, "/?kind=status").text
    link = re.search(r'<a rel="next" href="([^"]+)"', page)
    assert link is not None
    older = got(many, link[1].replace("&amp;", "&")).text
    assert "kind=status" in link[1]
    assert ">Newest</a>" in older
    assert not {*told(page)} & {*told(older)}


def test_trials_are_narrowed_by_sponsor_condition_and_status(many: Path) -> None:
    """Exactly those, whatever signs are in the words."""
    sponsor = told(got(many, f"/?sponsor={quote('Muster & Söhne')}").text)
    assert len(sponsor) == 30
    assert all(int(trial[-4:]) % 2 == 0 for trial in sponsor)
    both = f"/?sponsor={quote('Muster & Söhne')}&condition={quote('Condition “0”')}&kind=status"
    assert [int(trial[-4:]) % 6 for trial in told(got(many, both).text)] == [0] * 10
    assert told(got(many, "/?status=RECRUITING").text) == []
    assert len(told(got(many, "/?status=SUSPENDED&condition=Asthma").text)) == 40
    assert told(got(many, "/?condition=%22%28").text) == []


def test_a_filter_is_said_and_can_be_taken_off(many: Path) -> None:
    """In words, with a link to all."""
    page = got(many, "/?status=SUSPENDED").text
    assert "Only trials with status: suspended" in page
    assert 'href="/">Show all</a>' in page


def test_trials_of_a_filter_are_a_click_away_as_a_table(many: Path) -> None:
    """The page tells changes; who wants the trials themselves gets them, and no others."""
    page = got(many, f"/?condition={quote('Condition “0”')}&sponsor={quote('Muster & Söhne')}").text
    (where,) = re.findall(r'href="(/tracker/trials[^"]+)"', page)
    rows = got(many, unescape(where).replace("/trials?", "/trials.json?_shape=array&")).json()
    assert rows
    for row in rows:
        assert row["lead_sponsor"] == "Muster & Söhne"
        assert "Condition “0”" in row["conditions"]
    assert "Newest trials" not in page
    assert "Newest trials" in got(many, "/").text


def test_postponements_are_one_click_and_one_more_for_their_csv() -> None:
    """All of them, with the sentence of each and its day."""
    page = got(played_demo(), "/").text
    (where,) = re.findall(r'href="([^"]+)">Postponements<', page)
    table = got(played_demo(), unescape(where)).text
    (file,) = re.findall(r'href="([^"]+\.csv[^"]*)"', table)
    lines = got(played_demo(), unescape(file)).text.splitlines()
    assert "headline" in lines[0]
    assert len(lines) > 1
    assert all("postponed by" in line for line in lines[1:])


def test_a_database_that_is_taken_away_is_told(tmp_path: Path) -> None:
    """Without its path, which is no business of a reader."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)

    async def ask() -> tuple[int, str]:
        datasette = Datasette([str(tmp_path / "tracker.db")])
        await datasette.client.get("/")
        (tmp_path / "tracker.db").unlink()
        found = await datasette.client.get(f"/trial/{stores.TRIAL}")
        close(datasette)
        return found.status_code, found.text

    status, page = asyncio.run(ask())
    assert status == 503
    assert "There is no database here any more" in page
    assert str(tmp_path) not in page


def test_statuses_sponsors_and_conditions_are_links(many: Path) -> None:
    """The words that are there, the most frequent first."""
    page = got(many, "/").text
    assert 'href="/?status=SUSPENDED"' in page
    assert 'href="/?condition=Asthma"' in page
    assert "Muster &amp; Söhne</a>" in page


def test_a_version_that_is_none_begins_at_the_newest(many: Path) -> None:
    """A link that was cut off shows something all the same."""
    assert told(got(many, "/?before=zzz").text) == told(got(many, "/").text)


def test_what_could_not_be_looked_at_is_said_with_its_reason(tmp_path: Path) -> None:
    """And how fresh the rest is."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
        store.watch([stores.TRIAL], registry="ctgov", at=stores.moment(1))
        store.looked([stores.TRIAL], stores.moment(9))
        store.miss(Miss(stores.TRIAL, "timeout", "no answer within 30 s"), stores.moment(10))
    page = got(tmp_path / "tracker.db", "/", now=stores.moment(19)).text
    assert "no answer within 30 s" in page
    assert "1 trial is held here, 1 watched. Last look: 2026-03-09, 06:00 UTC" in page
    assert "days. If this is not an old copy" in page


def test_events_that_are_not_found_yet_are_owned_up_to(tmp_path: Path) -> None:
    """A database that was brought up to date and not looked at since."""
    with Store.open(tmp_path / "tracker.db") as store:
        stores.three_versions(store)
    assert "The events of 1 trial" in got(tmp_path / "tracker.db", "/").text
    assert "The events of" not in got(played_demo(), "/").text


def test_the_search_finds_by_every_word_that_it_promises(many: Path) -> None:
    """Title, condition, sponsor, intervention, id, and the ids of others."""
    for words in ("synthetic cell", "asthma", "muster", "examplumab", "nct90000007", "org-77"):
        assert "NCT9000" in got(many, f"/?q={quote(words)}").text, words


def test_a_search_that_finds_much_shows_the_best_of_it(many: Path) -> None:
    """And says so."""
    page = got(many, "/?q=asthma").text
    assert "The first 50; more words find fewer." in page
    assert page.count('class="id">NCT') == 50


# --- over time ------------------------------------------------------------------------------------


def test_bars_over_time_have_their_numbers_as_a_table() -> None:
    """What a picture shows is said in words and stands in rows that lead further."""
    page = got(played_demo(), "/over-time").text
    gist = re.search(r'role="img" aria-label="(\d+ updates from 2026-01-05 [^"]*)"', page)
    assert gist is not None
    assert f">{gist[1]}</p>" in page
    assert 'href="/tracker/recent_changes?day=2026-03-05&amp;class=sponsor"' in page


def test_a_bar_leads_to_as_many_rows_as_it_counts(many: Path) -> None:
    """Twenty versions on a day, twenty rows behind them."""
    page = got(many, "/over-time").text
    address = re.search(r'<a href="([^"]+)">2026-03-02</a></th><td[^>]*>20</td>', page)
    assert address is not None
    where = address[1].replace("&amp;", "&").replace("recent_changes?", "recent_changes.json?")
    assert len(got(many, f"{where}&_shape=array").json()) == 20


def test_events_over_time_are_narrowed_to_a_family() -> None:
    """By links; a family that is none shows that there is nothing."""
    assert "Events of dates" in got(played_demo(), "/over-time?family=dates").text
    assert "No events between" in got(played_demo(), "/over-time?family=none").text


def test_where_nothing_changed_yet_there_is_nothing_to_draw(tmp_path: Path) -> None:
    """Said in a sentence."""
    Store.open(tmp_path / "tracker.db").close()
    assert "Nothing changed yet" in got(tmp_path / "tracker.db", "/over-time").text
