"""The server as people start it: beside a writer, over databases old and new, and over none."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import stores
from tests.browsing import SQL, got
from tests.calls import Caller
from tests.test_store_safety import first_schema
from tracker.store import Store

_NEW = """INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('tracker', 'm999_later', '2030-01-01')"""


@contextmanager
def served(call: Caller) -> Iterator[HTTPConnection]:
    """`tracker serve` in a process of its own, on a port that is free."""
    process = call.process("serve", "--port", "0")
    try:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        assert found is not None
        connection = HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
        with closing(connection):
            yield connection
    finally:
        process.terminate()
        process.communicate(timeout=30)


def asked(server: HTTPConnection, address: str) -> tuple[int, str]:
    """Status and text of a page."""
    server.request("GET", address)
    response = server.getresponse()
    return response.status, response.read().decode()


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    made = Caller(tmp_path)
    with Store.open(made.db) as store:
        store.add(stores.observation(at=stores.moment(2)), [])
    return made


def test_what_is_written_while_it_serves_is_on_the_next_page(call: Caller) -> None:
    """Readers and a writer disturb each other in nothing."""
    with served(call) as server, Store.open(call.db) as store:
        assert "No change is stored" in asked(server, "/")[1]
        for day in range(3, 13):
            status = "SUSPENDED" if day % 2 else "RECRUITING"
            what = stores.record(status=status, posted=stores.moment(day)[:10])
            change = stores.status_change("then", f"what day {day} says")
            store.add(stores.observation(at=stores.moment(day), what=what), [change])
            code, page = asked(server, "/")
            assert code == 200
            assert f"what day {day} says" in page
        with store.transaction():  # the write lock is held
            assert asked(server, f"/trial/{stores.TRIAL}")[0] == 200
            assert asked(server, "/tracker/changes")[0] == 200


def test_nothing_can_be_written_through_it(call: Caller) -> None:
    """Not by SQL, not by a form; the file stays as it is."""
    with served(call) as server:
        for sql in ("delete from trials", "insert into tags values ('a', 'b')", "vacuum"):
            assert asked(server, f"{SQL}.json?sql={quote(sql)}")[0] in (400, 403)
        code, said = asked(server, f"{SQL}.json?sql=select+count(*)+as+n+from+trials&_shape=array")
    assert (code, json.loads(said)) == (200, [{"n": 1}])


def test_it_listens_on_this_machine_only(call: Caller) -> None:
    """The address that is said is loopback, and no option names another."""
    said = subprocess.run(
        ["/usr/bin/env", "python3", "-m", "tracker", "serve", "--help"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert "--host" not in said


def test_an_older_database_is_brought_up_to_date_before_it_is_served(tmp_path: Path) -> None:
    """With a copy of it as it was beside it."""
    call = Caller(tmp_path)
    first_schema(call.db)
    with served(call) as server:
        assert "An Old Trial" in asked(server, "/")[1]
    assert [*tmp_path.glob("tracker.db.before-*")]


def test_a_plain_datasette_says_how_an_older_database_is_brought_up_to_date(
    tmp_path: Path,
) -> None:
    """It only reads; its own tables it shows all the same."""
    path = tmp_path / "tracker.db"
    first_schema(path)
    page = got(path, "/")
    assert page.status_code == 503
    assert "made by an older Tracker" in page.text
    assert "tracker doctor" in page.text
    assert str(path) not in page.text
    assert got(path, "/tracker/trials").status_code == 200


def test_a_newer_database_is_refused_in_a_sentence(call: Caller) -> None:
    """Rather than shown wrongly."""
    with closing(sqlite3.connect(call.db)) as db, db:
        db.execute(_NEW)
    assert "newer Tracker" in call.error("serve")
    for address in ("/", "/over-time", f"/trial/{stores.TRIAL}"):
        page = got(call.db, address)
        assert page.status_code == 503
        assert "newer Tracker" in page.text


def test_something_else_than_a_database_is_refused(tmp_path: Path) -> None:
    """A text file, a folder, a database of another program."""
    call = Caller(tmp_path)
    call.db.write_text("not a database at all, but long enough to be looked at as one" * 20)
    assert "not a SQLite database" in call.error("serve")
    with closing(sqlite3.connect(tmp_path / "other.db")) as db, db:
        db.execute("CREATE TABLE films (title TEXT)")
    assert "not one of Tracker" in call.error("serve", "--db", str(tmp_path / "other.db"))


def test_a_query_that_runs_too_long_is_ended_and_said(call: Caller) -> None:
    """The page says what the limit is, and the server goes on."""
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    with served(call) as server:
        code, page = asked(server, f"{SQL}?sql={quote(endless)}")
        assert code == 400
        assert "took too long" in page
        assert asked(server, "/")[0] == 200


@pytest.mark.parametrize("which", ["99", "0", "1850-01-01", "soon", "2026-13-45"])
def test_a_version_or_date_that_is_none_is_a_404_that_says_what_there_is(
    call: Caller, which: str
) -> None:
    """Not a crash, and not an empty page."""
    page = got(call.db, f"/trial/{stores.TRIAL}/compare/1/{which}")
    assert page.status_code == 404
    assert len(page.text) > 200
