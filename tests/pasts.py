"""A record history on loopback that a test can write as it likes: gaps, refusals, second thoughts.

The stand-in registry of the package has the manners of the real one; this server has none, so that
a list can lie, a version can be missing, and an old version can be another one tomorrow.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from tests.studies import study
from tracker.standin.markup import in_html

TRIAL = "NCT99000001"
_PATH = re.compile(r"/api/int/studies/(NCT\d{8})/history(?:/(\d+))?")
#: An answer: a status, or what is sent as JSON, or bytes.
Answer = int | bytes | dict[str, Any]


class Keeper:
    """What a registry keeps of the past, and a server that gives it out."""

    def __init__(self) -> None:
        self.lists: dict[str, Answer] = {}
        self.versions: dict[tuple[str, int], Answer] = {}
        #: Paths that were asked for, in order.
        self.asked: list[str] = []
        #: Called before each answer.
        self.before: Callable[[str], None] = lambda path: None
        self.url = ""

    def keep(self, number: int, raw: dict[str, Any], date: str | None = None, **more: Any) -> None:
        """Keep a version of the trial and put it on the list."""
        status = raw["protocolSection"]["statusModule"]
        line = {
            "version": number,
            "date": date or status["lastUpdateSubmitDate"],
            "status": status["overallStatus"],
            "moduleLabels": [],
            **more,
        }
        listed = self.lists.setdefault(TRIAL, {"changes": []})
        assert isinstance(listed, dict)
        changes = [one for one in listed["changes"] if one["version"] != number]
        listed["changes"] = sorted([*changes, line], key=lambda one: one["version"])
        self.versions[TRIAL, number] = answer(number, raw)

    def unlist(self, number: int) -> None:
        """Take a version off the list, and out of what is given out."""
        listed = self.lists[TRIAL]
        assert isinstance(listed, dict)
        listed["changes"] = [one for one in listed["changes"] if one["version"] != number]
        del self.versions[TRIAL, number]

    def of(self, path: str) -> Answer:
        """What is answered to a request."""
        match = _PATH.fullmatch(path)
        if match is None:
            return 404
        trial, number = match.groups()
        if number is None:
            return self.lists.get(trial, 404)
        return self.versions.get((trial, int(number)), 404)


def answer(number: int, raw: dict[str, Any]) -> dict[str, Any]:
    """A version as the back end sends it: text as HTML, nothing derived."""
    sent = {name: part for name, part in raw.items() if name != "derivedSection"}
    return {"studyVersion": number, "study": in_html(sent)}


def version(
    submitted: str, posted: str | None = None, *, count: int = 50, **changed: Any
) -> dict[str, Any]:
    """A synthetic study as it was submitted and posted; ``changed`` as in ``studies.edited``."""
    raw = study()
    protocol = raw["protocolSection"]
    protocol["identificationModule"]["nctId"] = TRIAL
    status = protocol["statusModule"]
    status["lastUpdateSubmitDate"] = submitted
    status["lastUpdatePostDateStruct"] = {"date": posted or submitted, "type": "ACTUAL"}
    protocol["designModule"]["enrollmentInfo"] = {"count": count, "type": "ESTIMATED"}
    for path, value in changed.items():
        place = protocol
        *above, last = path.split("__")
        for key in above:
            place = place.setdefault(key, {})
        place[last] = value
    return raw


class _Handler(BaseHTTPRequestHandler):
    keeper: Keeper

    def do_GET(self) -> None:
        self.keeper.asked.append(self.path)
        self.keeper.before(self.path)
        said = self.keeper.of(self.path)
        status = said if isinstance(said, int) else 200
        body = said if isinstance(said, bytes) else msgspec.json.encode(said)
        self.send_response(status)
        kind = "application/json" if status == 200 else "text/plain"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (as the base class has it)
        pass


@contextmanager
def served() -> Iterator[Keeper]:
    """A keeper whose past can be asked for."""
    keeper = Keeper()
    handler = type("Handler", (_Handler,), {"keeper": keeper})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    keeper.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield keeper
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
