"""The polite client against a real server on this machine: manners, patience, and every failure.

The server plays a script, one scene a request; the clock is a number that sleeping moves.
"""

from __future__ import annotations

import gzip
import io
import pickle
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tracker.errors import ConfigError, FetchError
from tracker.fetch import Answer, Fetcher, FetchSettings
from tracker.fetch.address import stay_on_host
from tracker.fetch.failures import unreachable
from tracker.sources.base import Request

JSON = {"Content-Type": "application/json"}
STUDY = b'{"studies": []}'

#: What the server does with one request.
Scene = Callable[[BaseHTTPRequestHandler], None]


# --- the server and the clock -----------------------------------------------------------------


class Server:
    """Plays its scenes one after the other, the last one for ever, and remembers what came."""

    def __init__(self, http: ThreadingHTTPServer) -> None:
        self.url = f"http://127.0.0.1:{http.server_address[1]}"
        self.scenes: list[Scene] = [reply()]
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.at_once = 0
        self.most_at_once = 0
        #: Set at the end, so that a scene that hangs can stop.
        self.over = threading.Event()

    def play(self, handler: BaseHTTPRequestHandler) -> None:
        """Remember the request, then do what the script says."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.asked.append((handler.path, headers))
        scene = self.scenes.pop(0) if len(self.scenes) > 1 else self.scenes[0]
        self.at_once -= 1
        scene(handler)


class QuietServer(ThreadingHTTPServer):
    """Threads that end with the test, and no word about clients that hang up."""

    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        """Say nothing: a client that gives up is what some tests are about."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            running.play(self)

        def log_message(self, *args: Any) -> None:
            """Keep the output of the tests quiet."""

    with QuietServer(("127.0.0.1", 0), Handler) as http:
        running = Server(http)
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield running
        finally:
            running.over.set()
            http.shutdown()
            thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


class Clock:
    """Time that passes by sleeping only, and by ``step`` with each look at it."""

    def __init__(self, step: float = 0.0) -> None:
        self.time = 1000.0
        self.step = step
        self.slept: list[float] = []

    def monotonic(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fetcher(
    server: Server, clock: Clock, *, pause: float = 0.0, jitter: float = 0.0, **named: Any
) -> Fetcher:
    """A fetcher that may ask this server, and sleeps by the clock."""
    on_wait = named.pop("on_wait", None)
    settings = FetchSettings(hosts={server.url: pause}, **named)
    return Fetcher(
        settings,
        on_wait=on_wait,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        jitter=lambda: jitter,
    )


def ask(server: Server, clock: Clock, *, expects: str = "json", **named: Any) -> Answer:
    """One request and its answer."""
    with fetcher(server, clock, **named) as client:
        return client.get(Request(server.url + "/x", expects=expects))


def failure(server: Server, clock: Clock, **named: Any) -> FetchError:
    """One request and why it had no answer."""
    with pytest.raises(FetchError) as caught:
        ask(server, clock, **named)
    return caught.value


# --- scenes -----------------------------------------------------------------------------------


def reply(status: int = 200, body: bytes = STUDY, **headers: str) -> Scene:
    """A whole answer; header names are written with underscores. JSON unless it says otherwise."""
    named = JSON | {name.replace("_", "-"): value for name, value in headers.items()}

    def scene(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in named.items():
            if value:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return scene


def raw(data: bytes) -> Scene:
    """These bytes and then the end of the connection."""

    def scene(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return scene


def reset(data: bytes) -> Scene:
    """These bytes and then a connection that is torn down."""

    def scene(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)
        handler.wfile.flush()
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()
        handler.wfile = io.BytesIO()
        handler.close_connection = True

    return scene


def silence(server: Server) -> Scene:
    """No answer until the test is over."""

    def scene(handler: BaseHTTPRequestHandler) -> None:
        server.over.wait(30)
        handler.close_connection = True

    return scene


def moved(to: str, status: int = 301) -> Scene:
    """A redirect."""
    return reply(status, b"", Location=to)


# --- manners ----------------------------------------------------------------------------------


def test_an_answer_comes_back_whole(server: Server, clock: Clock) -> None:
    """Status, address, media type, character set and body."""
    server.scenes = [reply(Content_Type="Application/JSON; charset=utf-8")]
    answer = ask(server, clock)
    assert answer.status == 200
    assert answer.url == server.url + "/x"
    assert (answer.media_type, answer.charset) == ("application/json", "utf-8")
    assert answer.body == STUDY
    assert not answer.moved


def test_parameters_are_sent_in_order(server: Server, clock: Clock) -> None:
    """Ids stay joined by a bar, which is escaped as it must be."""
    with fetcher(server, clock) as client:
        client.get(
            Request(server.url + "/y", params=(("filter.ids", "NCT1|NCT2"), ("pageSize", "2")))
        )
    assert server.asked[0][0] == "/y?filter.ids=NCT1%7CNCT2&pageSize=2"


def test_the_user_agent_says_who_asks_and_keeps_the_client_s_token(
    server: Server, clock: Clock
) -> None:
    """The registry's firewall lets the token pass; its staff can write to the contact."""
    ask(server, clock, contact="watch@example.org")
    agent = server.asked[0][1]["user-agent"]
    assert agent.startswith("tracker/")
    assert agent.endswith(f" (+watch@example.org) python-httpx/{httpx.__version__}")


def test_the_user_agent_can_be_replaced(server: Server, clock: Clock) -> None:
    """Firewalls change; the configuration can follow without a new version."""
    ask(server, clock, user_agent="other/1.0")
    assert server.asked[0][1]["user-agent"] == "other/1.0"


@pytest.mark.parametrize(
    ("expects", "accept"), [("json", "application/json"), ("html", "text/html")]
)
def test_what_is_expected_is_asked_for(
    server: Server, clock: Clock, expects: str, accept: str
) -> None:
    """The Accept header follows the request."""
    server.scenes = [reply(body=b"{}", Content_Type=accept)]
    ask(server, clock, expects=expects)
    assert server.asked[0][1]["accept"].startswith(accept)
    assert server.asked[0][1]["accept-encoding"] == "gzip"


def test_only_configured_hosts_are_asked(server: Server, clock: Clock) -> None:
    """A mistake elsewhere in the program sends nothing anywhere."""
    with serving() as other, fetcher(server, clock) as client:
        with pytest.raises(FetchError, match="not the host of a configured source"):
            client.get(Request(other.url))
        assert other.asked == []
    assert client.requests == 0


def test_what_is_no_url_is_refused(server: Server, clock: Clock) -> None:
    """The error is one of this package."""
    with fetcher(server, clock) as client, pytest.raises(FetchError, match="is no URL"):
        client.get(Request("http://127.0.0.1:port/"))


def test_the_pause_lies_between_the_end_of_one_request_and_the_start_of_the_next(
    server: Server, clock: Clock
) -> None:
    """The first request does not wait, time spent elsewhere counts as waited."""
    with fetcher(server, clock, pause=1.05) as client:
        for _ in range(3):
            client.get(Request(server.url))
        clock.time += 0.5
        client.get(Request(server.url))
        clock.time += 60
        client.get(Request(server.url))
    assert clock.slept == [1.05, 1.05, 0.55]
    assert client.requests == 5


def test_each_host_has_its_own_pace(server: Server, clock: Clock) -> None:
    """A slow page source does not slow the registry down."""
    with serving() as other:
        settings = FetchSettings(hosts={server.url: 1.05, other.url: 10.0})
        with Fetcher(settings, sleep=clock.sleep, monotonic=clock.monotonic) as client:
            for url in (server.url, other.url, server.url, other.url):
                client.get(Request(url))
    assert clock.slept == [1.05, 8.95]


def test_one_request_is_in_flight_even_from_several_threads(server: Server, clock: Clock) -> None:
    """Overlapping requests are what the registry punishes first."""
    with fetcher(server, clock) as client:
        threads = [
            threading.Thread(target=client.get, args=(Request(server.url),)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert client.requests == 8
    assert server.most_at_once == 1


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo works behind a company proxy."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert ask(server, clock).body == STUDY


def test_a_proxy_that_cannot_be_used_is_an_error_of_configuration(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Desktops set ALL_PROXY to schemes that the client does not speak."""
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:9")
    with pytest.raises(ConfigError, match="ALL_PROXY"):
        ask(server, clock)


# --- patience ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(server: Server, clock: Clock, status: int) -> None:
    """One bad moment of the registry does not fail a look."""
    server.scenes = [reply(status), reply()]
    assert ask(server, clock).body == STUDY
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 414, 501, 505])
def test_what_will_not_pass_is_asked_once(server: Server, clock: Clock, status: int) -> None:
    """The same request would get the same answer."""
    server.scenes = [reply(status)]
    assert failure(server, clock).status == status
    assert len(server.asked) == 1
    assert clock.slept == []


def test_trying_ends_and_says_so(server: Server, clock: Clock) -> None:
    """As often as configured, waiting twice as long each time."""
    server.scenes = [reply(503)]
    error = failure(server, clock, tries=4)
    assert (error.kind, error.status) == ("server_error", 503)
    assert error.reason.endswith("Tried 4 times.")
    assert len(server.asked) == 4
    assert clock.slept == [1, 2, 4]


def test_a_host_that_asks_for_fewer_requests_is_given_more_time(
    server: Server, clock: Clock
) -> None:
    """Twice as long each time, a minute at most."""
    server.scenes = [reply(429)]
    assert failure(server, clock, tries=8).kind == "limited"
    assert clock.slept == [2, 4, 8, 16, 32, 60, 60]


def test_chance_is_added_to_each_wait(server: Server, clock: Clock) -> None:
    """Programs that were turned away together do not come back together."""
    server.scenes = [reply(503), reply(429, Retry_After="7"), reply()]
    ask(server, clock, jitter=0.25)
    assert clock.slept == [1.25, 7.25]


def test_retry_after_in_seconds_wins(server: Server, clock: Clock) -> None:
    """The registry knows best when it has room again."""
    server.scenes = [reply(429, Retry_After="30"), reply(503, Retry_After=" 5 "), reply()]
    ask(server, clock)
    assert clock.slept == [30, 5]


def test_retry_after_as_a_date_is_measured_by_the_server_s_own_clock(
    server: Server, clock: Clock
) -> None:
    """A clock of ours that stands wrong, or still, does not matter."""

    def scene(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(429)
        handler.send_header("Date", "Mon, 02 Mar 2026 10:00:00 GMT")
        handler.send_header("Retry-After", "Mon, 02 Mar 2026 10:00:45 GMT")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    server.scenes = [scene, reply()]
    ask(server, clock)
    assert clock.slept == [45]


@pytest.mark.parametrize("value", ["soon", "-5", "", "1e9", "Mon, 99 Mar 2026 10:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_passed_over(
    server: Server, clock: Clock, value: str
) -> None:
    """The usual wait takes its place."""
    server.scenes = [reply(429, Retry_After=value), reply()]
    ask(server, clock)
    assert clock.slept == [2]


def test_a_registry_that_asks_for_hours_is_left_alone(server: Server, clock: Clock) -> None:
    """The request ends with the reason, and no further one is sent before the time is over."""
    server.scenes = [reply(429, Retry_After="7200"), reply()]
    with fetcher(server, clock) as client:
        with pytest.raises(FetchError, match=r"left alone for 7,200 s .* longest_wait") as caught:
            client.get(Request(server.url))
        assert (caught.value.kind, caught.value.retry_after) == ("limited", 7200)
        clock.time += 3600
        with pytest.raises(FetchError, match=r"another 3,600 s; nothing was sent") as again:
            client.get(Request(server.url))
        assert again.value.kind == "limited"
        assert len(server.asked) == 1
        clock.time += 3600
        assert client.get(Request(server.url)).body == STUDY
    assert clock.slept == []


def test_after_a_429_the_pace_is_slower_for_the_rest_of_the_run(
    server: Server, clock: Clock
) -> None:
    """At least two seconds, whatever was configured."""
    server.scenes = [reply(), reply(429, Retry_After="3"), reply()]
    with fetcher(server, clock, pause=1.05) as client:
        for _ in range(4):
            client.get(Request(server.url))
    assert clock.slept == [1.05, 3, 2, 2]


def test_waiting_is_told_with_its_reason(server: Server, clock: Clock) -> None:
    """A person sees why nothing happens; the usual pause is not worth a word."""
    told: list[tuple[float, str]] = []
    server.scenes = [reply(429, Retry_After="30"), reply(503), reply()]
    with fetcher(server, clock, pause=1.05, on_wait=lambda *wait: told.append(wait)) as client:
        client.get(Request(server.url))
        client.get(Request(server.url))
    assert told == [
        (30, "the registry asked for it"),
        (2, "the registry has trouble"),
    ]


def test_trying_again_writes_nothing_anywhere(
    server: Server, clock: Clock, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a person should see goes through the callback; stdout belongs to the results."""
    server.scenes = [reply(503), reply()]
    ask(server, clock)
    assert capfd.readouterr() == ("", "")


def test_an_interrupt_while_waiting_passes_through(server: Server, clock: Clock) -> None:
    """Ctrl-C is no failure of the registry, and the fetcher stays usable."""
    server.scenes = [reply(503), reply()]

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    settings = FetchSettings(hosts={server.url: 0.0})
    with Fetcher(settings, sleep=interrupt, monotonic=clock.monotonic) as client:
        with pytest.raises(KeyboardInterrupt):
            client.get(Request(server.url))
        clock.time += 10
        assert client.get(Request(server.url)).status == 200


# --- answers that are none --------------------------------------------------------------------


def test_an_unknown_record_is_not_found(server: Server, clock: Clock) -> None:
    """Whether the trial is gone is for the caller to decide."""
    server.scenes = [reply(404, b"NCT number NCT99999999 not found", Content_Type="text/plain")]
    error = failure(server, clock)
    assert (error.kind, error.status) == ("not_found", 404)


def test_a_refusal_repeats_the_registry_s_sentence(server: Server, clock: Clock) -> None:
    """It names the parameter that is wrong; it cannot write to the terminal beyond its words."""
    said = "`query.recrs` is\x1b[2J unknown\n parameter\u202e"
    server.scenes = [reply(400, said.encode(), Content_Type="text/plain")]
    error = failure(server, clock)
    assert error.kind == "refused"
    assert error.reason.endswith("(status 400): `query.recrs` is [2J unknown parameter")


def test_a_long_refusal_is_cut(server: Server, clock: Clock) -> None:
    """A sentence, not a page."""
    server.scenes = [reply(400, b"x" * 100_000, Content_Type="text/plain")]
    assert len(failure(server, clock).reason) < 100
    server.scenes = [reply(400, b"y" * 10_000, Content_Type="text/plain")]
    reason = failure(server, clock).reason
    assert reason.endswith("y…")
    assert reason.count("y") < 300


def test_a_403_explains_the_firewall(server: Server, clock: Clock) -> None:
    """It is never asked again; the sentence says what to change and where."""
    server.scenes = [reply(403, b"<html><title>403</title>", Content_Type="text/html")]
    error = failure(server, clock)
    assert error.kind == "blocked"
    assert 'tls_max = "1.2"' in error.reason
    assert "tracker.toml" in error.reason


def test_a_403_for_a_user_agent_without_the_token_says_so(server: Server, clock: Clock) -> None:
    """The likeliest cause comes first."""
    server.scenes = [reply(403)]
    reason = failure(server, clock, user_agent="mine/1.0").reason
    assert f"does not contain python-httpx/{httpx.__version__}" in reason
    assert "user_agent" in reason


def test_an_empty_answer_is_none(server: Server, clock: Clock) -> None:
    """Neither 204 nor white space is a record."""
    server.scenes = [reply(200, b" \n"), reply(204, b"")]
    assert failure(server, clock).kind == "empty"
    assert failure(server, clock).kind == "empty"


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/html", b"<!doctype html><p>Down for maintenance"),
        ("text/html", b'{"studies": []}'),
        ("application/json", b"<html><script>x()</script><p>Down for maintenance</p></html>"),
        ("text/plain", b'{"studies": []}'),
        ("application/json", b"null"),
        ("application/json", b'"Down for maintenance"'),
    ],
)
def test_what_is_no_json_is_refused_though_its_status_is_200(
    server: Server, clock: Clock, media_type: str, body: bytes
) -> None:
    """Neither the media type alone is believed nor the first byte."""
    server.scenes = [reply(200, body, Content_Type=media_type)]
    error = failure(server, clock)
    assert error.kind == "not_json"
    assert len(server.asked) == 1
    assert "<" not in error.reason


def test_json_without_a_media_type_is_taken(server: Server, clock: Clock) -> None:
    """A static file server that names none is a registry as good as any."""
    server.scenes = [reply(200, b" [1]", Content_Type="")]
    answer = ask(server, clock)
    assert (answer.body, answer.media_type, answer.charset) == (b" [1]", "", None)


def test_a_page_is_taken_where_a_page_is_expected(server: Server, clock: Clock) -> None:
    """Pages are judged by their reader; only what is no text at all is refused here."""
    server.scenes = [reply(200, b"<p>x", Content_Type="text/html; charset=latin-1")]
    assert ask(server, clock, expects="html").charset == "latin-1"
    server.scenes = [reply(200, b"%PDF", Content_Type="application/pdf")]
    error = failure(server, clock, expects="html")
    assert error.kind == "not_a_trial"
    assert "application/pdf" in error.reason


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PACKED = gzip.compress(STUDY * 100)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HEAD + b"Content-Length: 99\r\n\r\n" + STUDY, id="fewer bytes than announced"),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n[1,2,\r\n", id="chunks without an end"
        ),
        pytest.param(HEAD + b"\r\n" + STUDY[:-2], id="no length and JSON that does not end"),
        pytest.param(HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:-9], id="gzip cut short"),
        pytest.param(HEAD + b"Content-Encoding: gzip\r\n\r\n" + STUDY, id="gzip that is none"),
        pytest.param(
            HEAD + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:40] + b"x" * 40, id="gzip damaged"
        ),
        pytest.param(
            HEAD + b"Content-Encoding: br\r\n\r\n" + STUDY, id="compression not asked for"
        ),
        pytest.param(b"", id="no answer at all"),
        pytest.param(b"SSH-2.0-x\r\n\r\n", id="another protocol"),
    ],
)
def test_an_answer_cut_short_is_never_taken_for_a_whole_one(
    server: Server, clock: Clock, data: bytes
) -> None:
    """A half record would look like fields that were removed."""
    server.scenes = [raw(data)]
    assert failure(server, clock, tries=1).kind == "truncated"


def test_an_answer_cut_short_is_asked_for_again(server: Server, clock: Clock) -> None:
    """A connection that broke may hold the next time."""
    server.scenes = [raw(HEAD + b"Content-Length: 99\r\n\r\n" + STUDY), reply()]
    assert ask(server, clock).body == STUDY


def test_a_connection_torn_down_in_the_body_is_an_answer_cut_short(
    server: Server, clock: Clock
) -> None:
    """The registry was reached; its answer did not arrive."""
    server.scenes = [reset(HEAD + b"Content-Length: 99\r\n\r\n" + STUDY)]
    assert failure(server, clock, tries=1).kind == "truncated"


def test_compressed_answers_are_read(server: Server, clock: Clock) -> None:
    """One gzip stream, or several in a row with padding, as the format allows."""
    streams = gzip.compress(b'{"a":') + gzip.compress(b"1}") + b"\0\0"
    server.scenes = [reply(body=streams, Content_Encoding="gzip")]
    assert ask(server, clock).body == b'{"a":1}'


def test_an_answer_larger_than_the_bound_is_not_read(server: Server, clock: Clock) -> None:
    """By its announced length, and by counting where none is announced."""
    large = b"[" + b" " * 3_000_000 + b"]"
    server.scenes = [reply(body=large), raw(HEAD + b"\r\n" + large)]
    for _ in range(2):
        error = failure(server, clock, max_bytes=1_000_000)
        assert error.kind == "too_large"
        assert "max_bytes" in error.reason


def test_a_decompression_bomb_stops_at_the_bound(server: Server, clock: Clock) -> None:
    """Few bytes on the wire, a thousand times as many in memory."""
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    assert len(bomb) < 100_000
    server.scenes = [reply(body=bomb, Content_Encoding="gzip")]
    assert failure(server, clock, max_bytes=1_000_000).kind == "too_large"


def test_a_body_of_exactly_the_bound_is_taken(server: Server, clock: Clock) -> None:
    """The bound itself is allowed, packed or not."""
    body = b"[" + b" " * 998 + b"]"
    server.scenes = [
        reply(body=body),
        reply(body=gzip.compress(body), Content_Encoding="gzip"),
    ]
    for _ in range(2):
        assert ask(server, clock, max_bytes=1000).body == body


# --- no answer --------------------------------------------------------------------------------


def test_a_host_that_takes_no_connections_is_unreachable(clock: Clock) -> None:
    """Connection problems are a kind of their own: an outage is not the trial's fault."""
    with serving() as server:
        pass
    error = failure(server, clock, tries=3)
    assert error.kind == "unreachable"
    assert "takes no connections" in error.reason
    assert error.reason.endswith("Tried 3 times.")
    assert clock.slept == [1, 2]


untrusted = ssl.SSLCertVerificationError(1, "x")
untrusted.verify_message = "self-signed"


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "cannot be looked up"),
        (ConnectionRefusedError(111, "Connection refused"), "takes no connections"),
        (untrusted, "cannot be trusted (self-signed)"),
        (OSError(101, "Network is unreachable"), "No connection to example.org"),
    ],
)
def test_connection_problems_are_told_apart(cause: OSError, said: str) -> None:
    """The cause is found below whatever the libraries wrapped around it."""
    outer = RuntimeError("outer")
    outer.__cause__ = RuntimeError("inner")
    outer.__cause__.__context__ = cause
    error = unreachable(outer, "example.org")
    assert error.kind == "unreachable"
    assert said in error.reason


def test_a_host_that_does_not_answer_is_a_timeout(server: Server, clock: Clock) -> None:
    """The limit is named as it is in the configuration."""
    server.scenes = [silence(server)]
    error = failure(server, clock, read_timeout=0.05, tries=2)
    assert error.kind == "timeout"
    assert "read_timeout" in error.reason
    assert len(server.asked) == 2


def test_a_silence_in_the_middle_of_a_body_is_a_timeout(server: Server, clock: Clock) -> None:
    """The connection stands, but nothing comes any more."""

    def scene(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(HEAD + b"Content-Length: 99\r\n\r\n{")
        silence(server)(handler)

    server.scenes = [scene]
    assert failure(server, clock, read_timeout=0.05, tries=1).kind == "timeout"


def test_an_answer_that_trickles_ends_at_the_total_limit(server: Server) -> None:
    """Each piece comes in time, the whole does not."""
    server.scenes = [reply(body=b"[" + b" " * 1_000_000 + b"]")]
    error = failure(server, Clock(step=2.0), total_timeout=3.0, tries=1)
    assert error.kind == "timeout"
    assert "total_timeout" in error.reason


def client_hello_extensions(hello: bytes) -> set[int]:
    """The numbers of the extensions in the first record of a TLS handshake."""
    at = 5 + 4 + 2 + 32  # record, handshake, version, random
    at += 1 + hello[at]  # session id
    at += 2 + int.from_bytes(hello[at : at + 2], "big")  # ciphers
    at += 1 + hello[at] + 2  # compression, length of extensions
    found = set()
    while at + 4 <= len(hello):
        found.add(int.from_bytes(hello[at : at + 2], "big"))
        at += 4 + int.from_bytes(hello[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize(("tls_max", "offers_13"), [(None, True), ("1.2", False)])
def test_the_highest_tls_version_can_be_capped(
    clock: Clock, tls_max: str | None, offers_13: bool
) -> None:
    """Only a client that offers TLS 1.3 sends the list of versions that it speaks."""
    hello: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            connection, _ = listener.accept()
            with connection:
                hello.append(connection.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        settings = FetchSettings(hosts={url: 0.0}, tls_max=tls_max, tries=1)
        with Fetcher(settings) as client, pytest.raises(FetchError) as caught:
            client.get(Request(url))
        thread.join()
    supported_versions = 43
    assert (supported_versions in client_hello_extensions(hello[0])) is offers_13
    assert caught.value.kind == "unreachable"


# --- redirects --------------------------------------------------------------------------------


def test_a_redirect_on_the_same_host_is_followed_and_said(server: Server, clock: Clock) -> None:
    """An obsolete id leads to the record that took its place; the caller compares the ids."""
    server.scenes = [moved("/api/v2/studies/NCT00000102"), moved("?x=1", 302), reply()]
    with fetcher(server, clock, pause=1.05) as client:
        answer = client.get(Request(server.url + "/api/v2/studies/NCT00000101"))
    assert answer.moved
    assert answer.url == server.url + "/api/v2/studies/NCT00000102?x=1"
    assert client.requests == 3
    assert clock.slept == [1.05, 1.05]


def test_a_redirect_to_another_host_is_refused_and_nothing_sent_there(
    server: Server, clock: Clock
) -> None:
    """Also to one that is configured: a source speaks for itself only."""
    with serving() as other:
        server.scenes = [moved(other.url + "/x")]
        settings = FetchSettings(hosts={server.url: 0.0, other.url: 0.0})
        with Fetcher(settings, sleep=clock.sleep) as client, pytest.raises(FetchError) as caught:
            client.get(Request(server.url))
        assert other.asked == []
    assert caught.value.kind == "redirect_refused"
    assert len(server.asked) == 1
    assert "tracker.toml" in caught.value.reason


@pytest.mark.parametrize("to", ["//evil.example/x", "https://127.0.0.1@evil.example/", "file:///x"])
def test_a_redirect_in_disguise_is_refused(server: Server, clock: Clock, to: str) -> None:
    """What counts is where the request would go."""
    server.scenes = [moved(to)]
    assert failure(server, clock).kind == "redirect_refused"


def test_a_redirect_that_gives_up_encryption_is_refused() -> None:
    """From http to https is a step forward, back is none."""
    plain, safe = httpx.URL("http://example.org/a"), httpx.URL("https://example.org/b")
    stay_on_host(plain, safe)
    with pytest.raises(FetchError, match="not followed"):
        stay_on_host(safe, plain)


def test_a_redirect_without_end_is_refused(server: Server, clock: Clock) -> None:
    """Five are followed, then it is enough."""
    server.scenes = [moved("/x")]
    assert failure(server, clock).kind == "redirect_refused"
    assert len(server.asked) == 6


def test_a_redirect_to_nowhere_is_refused(server: Server, clock: Clock) -> None:
    """A status that points elsewhere without saying where."""
    server.scenes = [reply(301, b"")]
    assert failure(server, clock).kind == "refused"


# --- errors as values -------------------------------------------------------------------------


def test_a_failure_survives_a_process_pool() -> None:
    """All that it says arrives on the other side."""
    error = FetchError("limited", "Later.", 429, 30.0)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.kind, copy.reason, copy.status, copy.retry_after) == (
        "limited",
        "Later.",
        429,
        30.0,
    )
