"""What all tests share: the real records where present, no network, the same examples in CI.

Real registry records are never part of the repository. They are read from ``shared/ctgov`` beside
it; a test that needs them is skipped, with that reason, where they are absent.
"""

from __future__ import annotations

import ipaddress
import json
import lzma
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

import hypothesis
import msgspec
import pytest

ROOT = Path(__file__).parents[1]
T = TypeVar("T")

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


# --- real records -----------------------------------------------------------------------------


class Poll(msgspec.Struct, frozen=True):
    """One look at one trial on one day; ``study`` is the payload, as bytes of JSON."""

    polled_at: str
    nct_id: str
    study: msgspec.Raw

    @property
    def payload(self) -> bytes:
        """The study as a source would get it."""
        return bytes(self.study)


class Lines(Generic[T]):
    """The lines of a compressed file, decoded one at a time; it can be gone through repeatedly.

    Uncompressed, the polls are over 100 MB: they are streamed, never held.
    """

    def __init__(self, path: Path, decode: Callable[[bytes], T]) -> None:
        self.path = path
        self._decode = decode

    def __iter__(self) -> Iterator[T]:
        """Each line of the file, in its order."""
        with lzma.open(self.path, "rb") as lines:
            for line in lines:
                yield self._decode(line)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records; a test that asks for it is skipped where there is none."""
    folder = ROOT.parent / "shared" / "ctgov"
    if not folder.is_dir():
        pytest.skip("no real records here: shared/ctgov is not beside the repository")
    return folder


@pytest.fixture(scope="session")
def polls(shared: Path) -> Lines[Poll]:
    """2,671 daily looks at 150 trials, by trial and then by time; iterate, do not list."""
    return Lines(shared / "polls.jsonl.xz", msgspec.json.Decoder(Poll).decode)


@pytest.fixture(scope="session")
def records(shared: Path) -> Lines[bytes]:
    """924 full records, each as the bytes of its JSON; iterate, do not list."""
    return Lines(shared / "records.jsonl.xz", bytes.strip)


@pytest.fixture(scope="session")
def truth(shared: Path) -> dict[str, Any]:
    """What changed between consecutive polls, counted independently of this project."""
    text = (shared / "polls_truth.json").read_text(encoding="utf8")
    answer: dict[str, Any] = json.loads(text)
    return answer


# --- no network -------------------------------------------------------------------------------


class NetworkRefused(BaseException):
    """A test reached for the network. Not an ``Exception``, so that no retry can swallow it."""


def _refuse_unless_local(host: object) -> None:
    """Let loopback addresses and the name of this machine pass."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        local = ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NetworkRefused(f"tests do not use the network, but something asked for {name!r}")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse to look up or connect to any host but this one, in all tests."""
    connect, connect_ex, lookup = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def refused(sock: socket.socket, address: Any) -> None:
        if sock.family != getattr(socket, "AF_UNIX", None):
            _refuse_unless_local(address[0])

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        refused(sock, address)
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        refused(sock, address)
        return connect_ex(sock, address)

    def guarded_lookup(host: Any, *args: Any, **named: Any) -> Any:
        _refuse_unless_local(host)
        return lookup(host, *args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield
