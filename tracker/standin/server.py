"""The stand-in registry as a real HTTP server on loopback.

Comes in: a :class:`~tracker.standin.registry.Registry`.
Goes out: answers over HTTP/1.1, and a list of the requests that were made, for tests to look at.
Does not: listen on anything but 127.0.0.1, or read any file.

    with serve(registry) as server:
        server.fail("status", status=503, times=2, headers={"Retry-After": "1"})
        ... ask server.url ...
        assert len(server.requests) == 3
"""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tracker.standin.answers import FORBIDDEN_PAGE, HTML, TEXT, Answer
from tracker.standin.api import Api
from tracker.standin.faults import FAULTS, Planned
from tracker.standin.handler import Handler
from tracker.standin.registry import Registry

log = logging.getLogger("tracker.standin")

_HISTORY = "/api/int/"


@dataclass
class Asked:
    """One request as it came in."""

    #: When it came in, in seconds of the monotonic clock.
    time: float
    path: str
    params: dict[str, str]
    #: Header names in lower case.
    headers: dict[str, str]
    #: What it was answered with; 0 while it is not.
    status: int = 0
    #: The fault that struck it, if any.
    fault: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that ``filter.ids`` asked for."""
        listed = self.params.get("filter.ids", "").replace("|", ",")
        return tuple(item for item in listed.split(",") if item)


class Server:
    """A running stand-in; :func:`serve` makes one."""

    def __init__(
        self, registry: Registry, *, port: int = 0, strict_agent: bool = False, latency: float = 0.0
    ) -> None:
        self.registry = registry
        #: Every request, in the order in which they came in.
        self.requests: list[Asked] = []
        #: The most requests that were in flight at one time.
        self.most_in_flight = 0
        #: For the handler: set when the stand-in ends; connections that are to be reset.
        self.stopping = threading.Event()
        self.dropped: set[socket.socket] = set()
        self._strict_agent, self._latency = strict_agent, latency
        self._api = Api(registry)
        self._faults: list[Planned] = []
        self._in_flight: list[str] = []
        self._lock = threading.Lock()
        self._http = _Http(self, port)

    @property
    def url(self) -> str:
        """The root of the registry: ``http://127.0.0.1:PORT``, without a slash at its end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def api(self) -> str:
        """The base of API v2, ``http://127.0.0.1:PORT/api/v2``."""
        return self.url + "/api/v2"

    def fail(
        self,
        fault: str = "status",
        *,
        times: int | None = 1,
        after: int = 0,
        match: str = "",
        **settings: Any,
    ) -> Planned:
        """Let coming requests meet a fault; the one planned first strikes first.

        ``fault`` is a name of ``faults.FAULTS``; ``times`` is how many requests it strikes (None:
        all, until :meth:`heal`), ``after`` how many it lets pass before, ``match`` a part of the
        path or query that they must have. ``settings`` are those of
        :class:`~tracker.standin.faults.Planned`: ``status``, ``headers``, ``sentence``,
        ``seconds``, ``size``, ``to``.
        """
        if fault not in FAULTS:
            raise ValueError(f"no fault is named {fault!r}; there are {', '.join(FAULTS)}")
        plan = Planned(fault, times=times, after=after, match=match, **settings)
        with self._lock:
            self._faults.append(plan)
        return plan

    def heal(self) -> None:
        """Forget all faults that are planned."""
        with self._lock:
            self._faults.clear()

    def forget(self) -> None:
        """Forget the requests that were made so far."""
        with self._lock:
            self.requests.clear()
            self.most_in_flight = 0

    @contextmanager
    def request(self, target: str, headers: Mapping[str, str]) -> Iterator[Answer]:
        """The answer to one request, which is in flight until the block ends."""
        parts = urlsplit(target)
        params = parse_qsl(parts.query, keep_blank_values=True)
        lower = {name.lower(): value for name, value in headers.items()}
        asked = Asked(time.monotonic(), parts.path, dict(params), lower)
        with self._lock:
            self.requests.append(asked)
            self._in_flight.append(parts.path)
            self.most_in_flight = max(self.most_in_flight, len(self._in_flight))
            overlaps = sum(path.startswith(_HISTORY) for path in self._in_flight) > 1
            plan = next((plan for plan in self._faults if plan.strikes(target)), None)
        try:
            answer = self._answer(asked, params, overlaps=overlaps, plan=plan)
            asked.status = answer.status
            yield answer
        finally:
            with self._lock:
                self._in_flight.remove(parts.path)

    def _answer(
        self, asked: Asked, params: list[tuple[str, str]], *, overlaps: bool, plan: Planned | None
    ) -> Answer:
        if plan is not None:
            asked.fault = plan.name
            if plan.name == "flip":
                self.registry.advance()
        answer = self._right_answer(asked, params, overlaps=overlaps)
        if plan is not None:
            answer = plan.spoil(answer)
        return answer._replace(wait=answer.wait + self._latency)

    def _right_answer(
        self, asked: Asked, params: list[tuple[str, str]], *, overlaps: bool
    ) -> Answer:
        if self._strict_agent and "python-httpx" not in asked.headers.get("user-agent", ""):
            return Answer(403, FORBIDDEN_PAGE, HTML)
        if overlaps and asked.path.startswith(_HISTORY):
            return Answer(429, b"Too Many Requests", TEXT)
        return self._api.answer(asked.path, params)

    def start(self) -> None:
        """Begin to listen, in a thread."""
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.02,), name="standin", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and end every thread."""
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.close()


class _Http(ThreadingHTTPServer):
    """The listening socket, and the connections that are open on it."""

    daemon_threads = False

    def __init__(self, server: Server, port: int) -> None:
        self.standin = server
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection and serve it in a thread."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Say farewell to a connection, unless it is to be reset, and close it."""
        self._open.discard(request)
        if request in self.standin.dropped:
            self.standin.dropped.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news; anything else is a fault of the stand-in."""
        del request, client_address
        ended = isinstance(sys.exc_info()[1], OSError)
        log.log(logging.DEBUG if ended else logging.ERROR, "a connection broke", exc_info=True)

    def close(self) -> None:
        """Wake the threads that wait on idle connections, then wait for their end."""
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError as gone:
                log.debug("a connection was closed before: %s", gone)
        self.server_close()


@contextmanager
def serve(
    registry: Registry, *, port: int = 0, strict_agent: bool = False, latency: float = 0.0
) -> Iterator[Server]:
    """Serve a registry on 127.0.0.1 until the block ends.

    ``port`` 0 takes a free one. With ``strict_agent`` a User-Agent without httpx's own token is
    answered 403, as the service does it. ``latency`` holds every answer back that long, in
    seconds, so that requests which overlap are seen to.
    """
    server = Server(registry, port=port, strict_agent=strict_agent, latency=latency)
    server.start()
    try:
        yield server
    finally:
        server.stop()
