"""Mail over a real server: TLS of both kinds, log-ins, and in what words it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.calls import Caller
from tests.mailbox import mail_server
from tests.post_office import PASSWORD, STRANGER, USER, PostOffice, post_office
from tracker.config.tables import Channel
from tracker.notify.mail import tls_of
from tracker.store import Store

# Of a connection that is encrypted from the start the library does not know that it is.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
Write = Callable[..., Caller]


@pytest.fixture(params=["starttls", "implicit"])
def office(request: pytest.FixtureRequest) -> Iterator[PostOffice]:
    """One server of each kind."""
    with post_office(request.param) as running:
        yield running


@pytest.fixture
def write(tmp_path: Path, office: PostOffice) -> Write:
    """Writes a configuration with a channel there; gives back who calls with it."""

    def configure(**keys: str) -> Caller:
        said: dict[str, str] = {
            "name": "post",
            "smtp": f"127.0.0.1:{office.port}",
            "tls": office.kind,
            "sender": "tracker@example.org",
            "user": USER,
            "password": "env:MAIL_PASSWORD",
            "to": "reader@example.org",
            **keys,
        }
        lines = [
            f'{key} = ["{value}"]' if key == "to" else f'{key} = "{value}"'
            for key, value in said.items()
        ]
        (tmp_path / "tracker.toml").write_text("\n".join(["[[notify.channels]]", *lines]), "utf8")
        trusted = tmp_path / "authority.pem"
        office.authority.cert_pem.write_to_path(str(trusted))
        Store.open(tmp_path / "tracker.db").close()
        return Caller(
            tmp_path,
            TRACKER_CONFIG=str(tmp_path / "tracker.toml"),
            MAIL_PASSWORD=PASSWORD,
            SSL_CERT_FILE=str(trusted),
        )

    return configure


def test_a_mail_goes_encrypted_after_a_log_in(office: PostOffice, write: Write) -> None:
    """By STARTTLS and by TLS from the start."""
    write().text("notify", "--test", "post")
    (mail,) = office.mails
    assert mail["Subject"] == "Tracker: test of the channel post"
    ((tls, authenticated),) = office.came_by
    assert tls is not None
    assert tls >= "TLSv1.2"
    assert authenticated


def test_a_certificate_that_nobody_vouches_for_is_refused(office: PostOffice, write: Write) -> None:
    """Before the password is said, and with what to do about it."""
    tracker = write()
    said = tracker.error("notify", "--test", "post", code=1, SSL_CERT_FILE="")
    assert "SSL_CERT_FILE" in said
    assert "certificate" in said
    assert office.mails == []


def test_a_wrong_password_is_told_in_the_servers_words(office: PostOffice, write: Write) -> None:
    """Neither password is shown."""
    said = write().error("notify", "--test", "post", code=1, MAIL_PASSWORD="wrong-one")
    assert "535" in said
    assert "wrong-one" not in said
    assert office.mails == []


def test_a_reader_that_is_not_known_there_is_named(office: PostOffice, write: Write) -> None:
    """With the server's reason."""
    said = write(to=STRANGER).error("notify", "--test", "post", code=1)
    assert f"refused {STRANGER} (550 no such mailbox)" in said


@pytest.mark.parametrize("office", ["starttls"], indirect=True)
def test_the_other_kind_of_tls_fails_with_a_hint(office: PostOffice, write: Write) -> None:
    """TLS at once, asked of a server that wants STARTTLS."""
    assert 'tls = "starttls"' in write(tls="implicit").error("notify", "--test", "post", code=1)


def test_a_server_without_starttls_gets_no_mail_in_clear(tmp_path: Path) -> None:
    """Where encryption was asked for, it is not left out in silence."""
    with mail_server() as plain:
        toml = (
            f'[[notify.channels]]\nname = "post"\nsmtp = "127.0.0.1:{plain.port}"\n'
            'tls = "starttls"\nsender = "tracker@example.org"\nto = ["reader@example.org"]\n'
        )
        (tmp_path / "tracker.toml").write_text(toml, "utf8")
        Store.open(tmp_path / "tracker.db").close()
        tracker = Caller(tmp_path, TRACKER_CONFIG=str(tmp_path / "tracker.toml"))
        assert "STARTTLS" in tracker.error("notify", "--test", "post", code=1)
        assert plain.mails == []


@pytest.mark.parametrize(
    ("smtp", "tls"),
    [
        ("mail.example.org", "starttls"),
        ("mail.example.org:25", "starttls"),
        ("mail.example.org:465", "implicit"),
        ("localhost:25", "none"),
        ("localhost:465", "implicit"),
    ],
)
def test_mail_is_encrypted_by_port_and_host_where_nothing_else_is_said(smtp: str, tls: str) -> None:
    """Only what stays on this machine goes in clear."""
    assert tls_of(Channel(name="post", smtp=smtp)) == tls


def test_a_password_is_never_sent_in_clear(tmp_path: Path) -> None:
    """The configuration says so before anything is sent."""
    toml = (
        '[[notify.channels]]\nname = "post"\nsmtp = "mail.example.org:25"\ntls = "none"\n'
        'sender = "a@example.org"\nto = ["b@example.org"]\nuser = "a"\npassword = "env:P"\n'
    )
    (tmp_path / "tracker.toml").write_text(toml, "utf8")
    tracker = Caller(tmp_path, TRACKER_CONFIG=str(tmp_path / "tracker.toml"))
    assert "never goes out unencrypted" in tracker.error("notify", "--test", "post")
