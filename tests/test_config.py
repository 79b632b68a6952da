"""The configuration: what wins, where it came from, and errors that name the place and the mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.config import Config, load
from tracker.dates import parse_since, utc
from tracker.errors import ConfigError, UsageError
from tracker.fetch import FetchSettings

Write = Callable[[str], Path]

LOCAL = "http://127.0.0.1:8017"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write ``tracker.toml`` into the working folder, which is an empty one."""
    monkeypatch.chdir(tmp_path)

    def to_file(text: str) -> Path:
        path = tmp_path / "tracker.toml"
        path.write_text(text, encoding="utf8")
        return path

    return to_file


def refused(path: Path | None = None, **environ: str) -> str:
    """The message for a configuration that is wrong."""
    with pytest.raises(ConfigError) as caught:
        load(path, environ=environ)
    assert caught.value.exit_code == 2
    return str(caught.value)


# --- what wins --------------------------------------------------------------------------------


def test_without_a_file_everything_is_as_documented(write: Write) -> None:
    """A new user needs no configuration."""
    config = load(environ={})
    assert config == Config(origin=config.origin)
    assert config.db == Path("snapshots/tracker.db")
    assert config.ctgov_root == "https://clinicaltrials.gov"
    assert config.sources.ctgov.batch == 500
    assert set(config.origin.values()) == {"default"}
    assert config.file is None


def test_a_file_says_every_key(write: Write) -> None:
    """All tables and keys of the documentation are read."""
    write(
        """
        db = "data/trials.db"
        mirror = true
        contact = "watch@example.org"
        [fetch]
        connect_timeout = 5
        read_timeout = 30.5
        total_timeout = 100
        max_bytes = 1_000_000
        tries = 2
        longest_wait = 60
        user_agent = "other/1.0 python-httpx/0"
        tls_max = "1.2"
        [sources.ctgov]
        url = "https://registry.example/api/v2"
        pause = 2
        batch = 100
        [sources.page]
        url = "https://pages.example/trial/{id}"
        pause = 10
        [notify]
        timezone = "Europe/Berlin"
        [[notify.channels]]
        name = "post"
        smtp = "mail.example.org:587"
        sender = "tracker@example.org"
        to = ["reader@example.org"]
        [[notify.rules]]
        name = "all"
        """
    )
    config = load(environ={})
    assert config.db == Path("data/trials.db")
    assert [rule.name for rule in config.notify.rules] == ["all"]
    assert config.mirror
    assert config.fetch.tries == 2
    assert config.sources.ctgov.batch == 100
    assert config.hosts() == {"https://registry.example": 2, "https://pages.example": 10}
    assert "default" not in {value for key, value in config.origin.items() if key != "color"}


def test_flags_win_over_the_environment_and_that_over_the_file(write: Write) -> None:
    """And each value says where it came from."""
    write('db = "file.db"\ncontact = "file@example.org"\n[fetch]\ntries = 2')
    environ = {"TRACKER_DB": "environment.db", "TRACKER_CONTACT": "env@example.org"}
    config = load(environ=environ, overrides={"db": "flag.db", "fetch.tries": None})
    assert config.db == Path("flag.db")
    assert config.contact == "env@example.org"
    assert config.fetch.tries == 2
    assert config.origin["db"] == "--db"
    assert config.origin["contact"] == "TRACKER_CONTACT"
    assert config.origin["fetch.tries"] == "tracker.toml"
    assert config.origin["mirror"] == "default"


def test_an_empty_variable_is_as_good_as_none(write: Write) -> None:
    """``TRACKER_DB=`` in a cron line unsets it."""
    config = load(environ={"TRACKER_DB": "", "TRACKER_PAUSE": " ", "TRACKER_CONFIG": ""})
    assert set(config.origin.values()) == {"default"}


def test_the_environment_of_the_process_is_read(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no other environment is given."""
    monkeypatch.setenv("TRACKER_DB", "mine.db")
    assert load().db == Path("mine.db")


def test_a_file_elsewhere_is_named_by_a_flag_or_a_variable(write: Write, tmp_path: Path) -> None:
    """Its own folder is where its database lies, so that a cron line needs no ``cd``."""
    folder = tmp_path / "trials"
    folder.mkdir()
    file = folder / "tracker.toml"
    file.write_text("mirror = true")
    assert load(environ={"TRACKER_CONFIG": str(file)}).db == folder / "snapshots/tracker.db"
    assert load(file, environ={"TRACKER_CONFIG": "absent.toml"}).mirror
    file.write_text('db = "my.db"')
    assert load(file, environ={}).db == folder / "my.db"
    assert load(file, environ={"TRACKER_DB": "other.db"}).db == Path("other.db")
    assert load(file, environ={}, overrides={"db": Path("flag.db")}).db == Path("flag.db")
    file.write_text(f'db = "{(tmp_path / "whole.db").as_posix()}"')
    assert load(file, environ={}).db == tmp_path / "whole.db"


def test_the_home_folder_may_be_written_short(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tilde in a file or a variable is no folder of that name."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    write('db = "~/trials.db"')
    assert load(environ={}).db == tmp_path / "home" / "trials.db"


@pytest.mark.parametrize(("value", "color"), [("1", False), ("", True)])
def test_no_color_is_heeded(write: Write, value: str, color: bool) -> None:
    """Any value counts, an empty one does not."""
    assert load(environ={"NO_COLOR": value}).color is color


def test_the_fetcher_is_told_all_of_it(write: Write) -> None:
    """The settings of requests come from the configuration and nowhere else."""
    write('contact = "watch@example.org"\n[fetch]\ntries = 7\ntls_max = "1.2"')
    settings = load(environ={}).fetch_settings()
    assert settings == FetchSettings(
        hosts={"https://clinicaltrials.gov": 1.05},
        contact="watch@example.org",
        tries=7,
        tls_max="1.2",
    )


def test_the_defaults_of_the_fetcher_are_those_of_the_configuration(write: Write) -> None:
    """They are written down twice and agree."""
    assert load(environ={}).fetch_settings() == FetchSettings(
        hosts={"https://clinicaltrials.gov": 1.05}
    )


def test_two_sources_on_one_host_share_the_slower_pace(write: Write) -> None:
    """The host does not care which of our sources asks."""
    write('[sources.page]\nurl = "https://clinicaltrials.gov/study/{id}"\npause = 5')
    assert load(environ={}).hosts() == {"https://clinicaltrials.gov": 5}


# --- addresses and pauses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://clinicaltrials.gov",
        "https://clinicaltrials.gov/",
        "https://clinicaltrials.gov/api/v2",
        "https://clinicaltrials.gov/api/v2/",
        "https://clinicaltrials.gov/api",
        "https://clinicaltrials.gov/api/int/",
    ],
)
def test_the_service_may_be_named_with_or_without_its_path(write: Write, url: str) -> None:
    """Records and their history lie below one root."""
    assert load(environ={"TRACKER_CTGOV_URL": url}).ctgov_root == "https://clinicaltrials.gov"


def test_a_service_below_a_path_keeps_it(write: Write) -> None:
    """A copy of the service may live anywhere."""
    url = "http://localhost:8017/copy/api/v2"
    assert load(environ={"TRACKER_CTGOV_URL": url}).ctgov_root == "http://localhost:8017/copy"


@pytest.mark.parametrize(
    "url",
    [
        "clinicaltrials.gov",
        "http://clinicaltrials.gov",
        "ftp://clinicaltrials.gov",
        "http://127.0.0.1.example.org",
        "https://",
        "https://host:port",
        "https://[::1",
        "https://user:secret@example.org",
        "https://example.org/?q=1",
        "https://example.org/{id}",
        "https://exämple.org",
    ],
)
def test_an_address_that_may_not_be_asked_is_refused(write: Write, url: str) -> None:
    """Encryption everywhere, http on this machine only, and nothing hidden inside."""
    assert refused(TRACKER_CTGOV_URL=url).startswith("TRACKER_CTGOV_URL: ")


@pytest.mark.parametrize("url", [LOCAL, "http://localhost:8017", "http://[::1]:8017"])
def test_on_this_machine_no_pause_is_needed(write: Write, url: str) -> None:
    """The demo and the tests need not wait for themselves."""
    config = load(environ={"TRACKER_CTGOV_URL": url, "TRACKER_PAUSE": "0"})
    assert config.hosts() == {url: 0}


@pytest.mark.parametrize("pause", ["0", "1", "1.04"])
def test_a_registry_is_not_asked_faster_than_it_allows(write: Write, pause: str) -> None:
    """The error names the variable, the host and the least value."""
    said = refused(TRACKER_PAUSE=pause)
    assert said.startswith("TRACKER_PAUSE: ")
    assert "clinicaltrials.gov" in said
    assert "write 1.05 or more" in said


def test_a_short_pause_of_a_page_is_refused_too(write: Write) -> None:
    """Every source that is not this machine has the same least pause."""
    write('[sources.page]\nurl = "https://pages.example/{id}"\npause = 0.1')
    assert refused().startswith("tracker.toml: [sources.page] pause: 0.1 seconds")


@pytest.mark.parametrize("pause", ["-1", "nan", "inf", "fast", "1,5"])
def test_a_pause_that_is_no_number_is_refused(write: Write, pause: str) -> None:
    """The variable, its value and what may stand there."""
    assert refused(TRACKER_PAUSE=pause) == (
        f"TRACKER_PAUSE: {pause!r} is no pause; write how many seconds to leave between two "
        "requests, a number from 0 to 86400, such as 1.05"
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://pages.example/trial",
        "https://pages.example/{nct}",
        "https://pages.example/{id}/{id}/{x}",
        "https://{id}.pages.example/",
        "http://pages.example/{id}",
    ],
)
def test_the_address_of_a_page_needs_the_id_in_its_path(write: Write, url: str) -> None:
    """And an id never chooses the host."""
    write(f'[sources.page]\nurl = "{url}"')
    assert refused().startswith("tracker.toml: [sources.page] url: ")


# --- errors -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("databse = 'x'", "databse: no such key; known here: db, mirror, contact, fetch, sources"),
        ("mirrored = true", "mirrored: no such key; did you mean mirror?"),
        (
            "[fetch]\nread_timout = 3",
            "[fetch] read_timout: no such key; did you mean read_timeout?",
        ),
        ("[fetch]\nread-timeout = 3", "did you mean read_timeout?"),
        ("[fetch]\nTries = 3", "did you mean tries?"),
        ("[source.ctgov]\nbatch = 3", "source: no such key; did you mean sources?"),
        ("[sources.ctgv]\nbatch = 3", "[sources] ctgv: no such key; did you mean ctgov?"),
        ("tries = 3", "tries: no such key here; it belongs under [fetch]"),
        ("[fetch]\nmirror = true", "[fetch] mirror: no such key here; it belongs at the top"),
        ("[fetch]\nbatch = 5", "[fetch] batch: no such key here; it belongs under [sources.ctgov]"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_valid_one(
    write: Write, text: str, said: str
) -> None:
    """A slip of the finger is not passed over, and the mend is in the message."""
    write(text)
    message = refused()
    assert message.startswith("tracker.toml: ")
    assert said in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mirror = 'yes'", "mirror: expected true or false, got a text in quotes"),
        ("contact = 7", "contact: expected a text in quotes, got a whole number"),
        ("db = 7", "db: expected a path in quotes, got 7"),
        ("db = ''", "db: expected a path in quotes, got ''"),
        ("fetch = 7", "fetch: expected a table, got a whole number"),
        ("[fetch]\ntries = 2.5", "[fetch] tries: expected a whole number, got a number"),
        ("[fetch]\ntries = 0", "[fetch] tries: expected a whole number of at least 1, got 0"),
        ("[fetch]\ntries = 2026-03-01", "tries: expected a whole number, got a date"),
        ("[fetch]\nread_timeout = '60'", "read_timeout: expected a number, got a text in quotes"),
        ("[fetch]\nread_timeout = 0", "read_timeout: expected a number above 0"),
        ("[fetch]\nread_timeout = inf", "read_timeout: expected a number of at most 86400"),
        ("[fetch]\ntls_max = 1.2", "[fetch] tls_max: expected a text in quotes, got a number"),
        ("[fetch]\ntls_max = '1.1'", """[fetch] tls_max: expected "1.2" or "1.3", got '1.1'"""),
        ("[sources.ctgov]\nbatch = 501", "batch: expected a whole number of at most 500"),
        ("[sources]\nctgov = 1", "[sources] ctgov: expected a table, got a whole number"),
        ("contact = 'who?'", "contact: expected an e-mail address or a URL"),
        (r"contact = 'a@example.org\nX: y'", "contact: expected an e-mail"),
        ('contact = "a@example.org\\r\\nX: y"', "contact: expected an e-mail"),
        ('[fetch]\nuser_agent = "a\\nb"', "[fetch] user_agent: expected one line"),
        ("[fetch]\nuser_agent = 'ä'", "[fetch] user_agent: expected one line"),
    ],
)
def test_a_wrong_value_says_what_is_expected(write: Write, text: str, said: str) -> None:
    """With the file, the table and the key."""
    write(text)
    message = refused()
    assert message.startswith("tracker.toml: ")
    assert said in message


def test_a_wrong_value_of_the_environment_names_the_variable(write: Write) -> None:
    """Not the file, which the user would search in vain."""
    write("mirror = true")
    assert refused(TRACKER_CONTACT="who?").startswith("TRACKER_CONTACT: ")


def test_a_wrong_value_of_a_flag_names_the_flag(write: Write) -> None:
    """As it is typed."""
    with pytest.raises(ConfigError, match=r"^--user-agent: expected one line"):
        load(environ={}, overrides={"fetch.user_agent": "a\nb"})


def test_a_value_where_a_table_should_be_is_refused_though_the_environment_adds_to_it(
    write: Write,
) -> None:
    """The variable does not paper over the mistake."""
    write("sources = 3")
    assert "sources: expected a table" in refused(TRACKER_PAUSE="2")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("mirror = true\ndb = \n", "tracker.toml, line 2, column 6: "),
        ("mirror = true\n\n[fetch\n", "tracker.toml, line 3, column 7: "),
        ("mirror = true\nmirror = false\n", "tracker.toml, "),
        ("a = " + "[" * 100_000, "tracker.toml"),
    ],
)
def test_broken_toml_gives_the_line(write: Write, text: str, where: str) -> None:
    """The place to look at comes first."""
    write(text)
    assert refused().startswith(where)


def test_a_file_that_is_not_utf_8_gives_the_line(write: Write, tmp_path: Path) -> None:
    """An editor of another age saved it."""
    (tmp_path / "tracker.toml").write_bytes(b"mirror = true\ncontact = '\xe9'\n")
    assert refused().startswith("tracker.toml, line 2: not UTF-8")


def test_a_byte_order_mark_is_no_mistake(write: Write) -> None:
    """Some editors cannot leave it away."""
    write("\ufeffmirror = true")
    assert load(environ={}).mirror


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: None])
def test_a_named_file_that_cannot_be_read_is_an_error(
    write: Write, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    """Absent, or a folder: the user asked for this one."""
    path = tmp_path / "named.toml"
    make(path)
    assert refused(path).startswith(f"{path}: cannot be read: ")
    assert refused(TRACKER_CONFIG=str(path)).startswith(f"{path}: cannot be read: ")


# --- the clock --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["2026-03-01T09:30:00Z", "2026-03-01T10:30:00+01:00", "2026-03-01T09:30", "20260301T0930Z"],
)
def test_the_clock_can_stand_still(write: Write, text: str) -> None:
    """Runs that are to be repeated exactly need one moment."""
    config = load(environ={"TRACKER_NOW": text})
    assert config.now() == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert config.now() is config.now()
    assert config.origin["now"] == "TRACKER_NOW"


def test_the_clock_runs_otherwise(write: Write) -> None:
    """In UTC, and never backwards."""
    config = load(environ={})
    first = config.now()
    assert first.tzinfo is UTC
    assert config.now() >= first


@pytest.mark.parametrize("text", ["now", "1.3.2026", "2026-13-01", "0001-01-01T00:00+14:00"])
def test_a_moment_that_is_none_is_refused(write: Write, text: str) -> None:
    """With an example of one."""
    said = refused(TRACKER_NOW=text)
    assert said.startswith("TRACKER_NOW: ")
    assert "2026-03-01T14:30:00Z" in said


# --- dates of options -------------------------------------------------------------------------

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", "2026-03-01T00:00:00Z"),
        ("2026-03", "2026-03-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z"),
        ("2026-03-01T14:30Z", "2026-03-01T14:30:00Z"),
        ("2026-03-01t14:30:00+02:00", "2026-03-01T12:30:00Z"),
        ("2026-03-01 14:30", "2026-03-01T14:30:00Z"),
        ("7d", "2026-03-07T12:00:00Z"),
        ("7 days ago", "2026-03-07T12:00:00Z"),
        ("2w", "2026-02-28T12:00:00Z"),
        ("1 week", "2026-03-07T12:00:00Z"),
        ("36h", "2026-03-13T00:00:00Z"),
        ("1y", "2025-03-14T12:00:00Z"),
        ("0d", "2026-03-14T12:00:00Z"),
        ("now", "2026-03-14T12:00:00Z"),
        (" Today ", "2026-03-14T00:00:00Z"),
        ("0001-01", "0001-01-01T00:00:00Z"),
        ("yesterday", "2026-03-13T00:00:00Z"),
    ],
)
def test_a_date_may_be_said_in_many_ways(text: str, moment: str) -> None:
    """A day or a month means its first moment."""
    assert utc(parse_since(text, NOON)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "2026-13",
        "01.03.2026",
        "03/01/2026",
        "20260301",
        "2026-W10",
        "7",
        "-7d",
        "7m",
        "99999y",
        "2026-03-01T25:00",
        "0001-01-01T00:00+14:00",
        "٧d",
    ],
)
def test_a_date_that_is_no_date_is_refused_with_examples(text: str) -> None:
    """Days are never guessed: 01.03. is January for some and March for others."""
    with pytest.raises(UsageError, match=r"is no date\. Write a day \(2026-03-01\)"):
        parse_since(text, NOON)
