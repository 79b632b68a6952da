"""A mail server and a receiver of webhooks on loopback, that keep what they get."""

from __future__ import annotations

import email
import email.policy
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any


class Received:
    """What arrived, and how the server is to answer."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.posts: list[dict[str, Any]] = []
        #: The server refuses what comes.
        self.down = False
        #: Cleared: what arrived is kept, but its sender is left without an answer.
        self.answers = threading.Event()
        self.answers.set()
        self.port = 0

    def wait_for(self, there: Callable[[], bool]) -> None:
        """Until something is there; a test that waits for ever is ended by its own time limit."""
        while not there():
            time.sleep(0.01)


@contextmanager
def mail_server() -> Iterator[Received]:
    """As much of SMTP as a mail needs (RFC 5321)."""
    received = Received()

    class Talk(StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline():
                word = line.split(None, 1)[0].upper() if line.strip() else b""
                if word == b"DATA":
                    self.say("354 go on")
                    self.take()
                elif word == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("451 not now" if received.down and word == b"MAIL" else "250 ok")

        def take(self) -> None:
            lines = []
            while (line := self.rfile.readline()).rstrip(b"\r\n") != b".":
                if not line:
                    return
                lines.append(line.removeprefix(b"."))
            mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            received.mails.append(mail)
            received.answers.wait(30)
            self.say("250 kept")

        def say(self, text: str) -> None:
            with suppress(OSError):  # The sender is gone, which is what some tests are about.
                self.wfile.write(f"{text}\r\n".encode())

    class Server(ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        yield from _serving(server, received)


@contextmanager
def webhook() -> Iterator[Received]:
    """Takes JSON by POST; answers 503 while it is down."""
    received = Received()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not received.down:
                received.posts.append(json.loads(body))
            self.send_response(503 if received.down else 200)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        yield from _serving(server, received)


def _serving(server: ThreadingTCPServer | ThreadingHTTPServer, to: Received) -> Iterator[Received]:
    to.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield to
    finally:
        to.answers.set()
        server.shutdown()
        thread.join()
