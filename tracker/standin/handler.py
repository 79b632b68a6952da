"""One HTTP connection to the stand-in: reads requests, sends answers, whole or spoiled.

Comes in: bytes of HTTP/1.1 on a socket.
Goes out: the answer of the server, packed with gzip where that is accepted.
Does not: decide what to answer; ``tracker.standin.server`` does.
"""

from __future__ import annotations

import gzip
import logging
import socket
import struct
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

from tracker.standin.answers import Answer

log = logging.getLogger("tracker.standin")

#: Bodies below this are sent as they are, in bytes.
_WORTH_PACKING = 500
_DRIPS = 50


class Standin(Protocol):
    """What a connection needs to know of the stand-in."""

    #: Set when the stand-in ends: nothing waits any longer.
    stopping: threading.Event
    #: The connections that are to end without a farewell.
    dropped: set[socket.socket]

    def request(self, target: str, headers: Mapping[str, str]) -> AbstractContextManager[Answer]:
        """The answer to a request, which is in flight until the block ends."""
        ...


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "tracker-standin"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    #: An idle connection is closed after that many seconds.
    timeout = 60

    @property
    def standin(self) -> Standin:
        """The stand-in that this connection belongs to."""
        found: Standin = self.server.standin  # type: ignore[attr-defined]
        return found

    def do_GET(self) -> None:
        """Answer one request."""
        with self.standin.request(self.path, dict(self.headers.items())) as answer:
            if answer.wait:
                self.standin.stopping.wait(answer.wait)
        self._send(self._packed(answer))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        """Be quiet: what was asked is in ``server.requests``."""
        log.debug(format, *args)

    def _packed(self, answer: Answer) -> Answer:
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        packed = any(name == "Content-Encoding" for name, _ in answer.headers)
        if packed or not accepted or len(answer.body) < _WORTH_PACKING or answer.sent is not None:
            return answer
        headers = (*answer.headers, ("Content-Encoding", "gzip"))
        return answer._replace(body=gzip.compress(answer.body, 1), headers=headers)

    def _send(self, answer: Answer) -> None:
        if answer.reset:
            return self._reset()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if answer.drip:
            return self._drip(answer)
        self.wfile.write(answer.body[: answer.sent])
        self.close_connection = self.close_connection or answer.sent is not None
        return None

    def _drip(self, answer: Answer) -> None:
        """Send the body in small pieces over the time it is to take."""
        step = len(answer.body) // _DRIPS + 1
        for start in range(0, len(answer.body), step):
            self.wfile.write(answer.body[start : start + step])
            self.wfile.flush()
            if self.standin.stopping.wait(answer.drip / _DRIPS):
                self.close_connection = True
                return

    def _reset(self) -> None:
        """Drop the connection, so that the client's system reports a reset and not an end."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.standin.dropped.add(self.connection)
        self.close_connection = True
