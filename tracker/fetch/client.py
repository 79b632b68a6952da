"""Sending requests, with the HTTP client and the retry library.

Comes in: a ``Request``.
Goes out: an ``Answer``, or a ``FetchError``.
Does not: decide what may be tried again (``pace``), what a body must be (``body``), where a
redirect may lead (``address``).
"""

from __future__ import annotations

import codecs
import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx
import stamina

from tracker.errors import FetchError
from tracker.fetch import body as bodies
from tracker.fetch import failures
from tracker.fetch.address import full_url, stay_on_host
from tracker.fetch.connection import TOKEN, connect
from tracker.fetch.pace import Pace, Patience, retry_after
from tracker.fetch.settings import Answer, FetchSettings
from tracker.sources.base import Request

#: Redirects that are followed for one request, all on the same host.
MOST_REDIRECTS = 5
_ACCEPT = {"json": "application/json", "html": "text/html,application/xhtml+xml;q=0.9"}
#: Of an error answer only the first words are shown.
_MOST_ERROR_BYTES = 64 * 1024

# A retry is told by ``on_wait``; without a handler its log line would end up on stderr as well.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class Fetcher:
    """Sends one request at a time and waits between them, host by host.

    ``on_wait(seconds, why)`` is called before each wait that is longer than the usual pause.
    ``sleep``, ``monotonic``, ``jitter`` and ``now`` are the outside world, for tests.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        on_wait: Callable[[float, str], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        #: Requests sent so far, each try and each redirect counted.
        self.requests = 0
        self._settings = settings
        self._on_wait = on_wait
        self._sleep = sleep
        self._monotonic = monotonic
        self._jitter = jitter
        self._now = now
        self._one_at_a_time = threading.Lock()
        self._paces = {httpx.URL(url).netloc: Pace(pause) for url, pause in settings.hosts.items()}
        self._client = connect(settings)

    @property
    def user_agent(self) -> str:
        """The User-Agent that is sent."""
        return self._client.headers["user-agent"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, request: Request) -> Answer:
        """The answer to a request; ``FetchError`` says why there is none.

        What may pass by itself is tried again, up to the configured number of tries.
        """
        with self._one_at_a_time:
            url = full_url(request)
            pace = self._pace(url)
            self._respect(pace, url.host)
            patience = Patience(
                pace,
                tries=self._settings.tries,
                longest_wait=self._settings.longest_wait,
                monotonic=self._monotonic,
                jitter=self._jitter,
            )
            try:
                return self._tried(url, request.expects, patience)
            except FetchError as error:
                if patience.failures > 1:
                    raise failures.counted(error, patience.failures) from error
                raise

    def _tried(self, url: httpx.URL, expects: str, patience: Patience) -> Answer:
        for attempt in stamina.retry_context(patience, self._settings.tries, timeout=None):
            with attempt:
                return self._follow(url, expects)
        raise AssertionError("the last failure is raised")

    def _follow(self, url: httpx.URL, expects: str) -> Answer:
        """Send, and go where the server points to, as long as that is the same host."""
        moved = False
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._send(url, expects, moved=moved)
            if isinstance(answer, Answer):
                return answer
            stay_on_host(url, answer)
            url, moved = answer, True
        raise FetchError(
            "redirect_refused", f"{url.host} redirected more than {MOST_REDIRECTS} times."
        )

    def _send(self, url: httpx.URL, expects: str, *, moved: bool) -> Answer | httpx.URL:
        """Send one request: its answer, or where it points to."""
        pace = self._pace(url)
        self._wait(pace)
        self.requests += 1
        started = self._monotonic()
        headers = {"Accept": _ACCEPT.get(expects, "*/*")}
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                if response.next_request is not None:
                    return response.next_request.url
                content = self._content(response, expects, started)
                return _answer(response, content, moved, self._monotonic() - started)
        except httpx.TimeoutException as error:
            raise self._too_slow(url.host, error) from error
        except (httpx.NetworkError, httpx.ProxyError) as error:
            raise failures.unreachable(error, url.host) from error
        except httpx.HTTPError as error:
            raise failures.broken_off(error, url.host) from error
        finally:
            pace.done(self._monotonic())

    def _content(self, response: httpx.Response, expects: str, started: float) -> bytes:
        """The whole body of a good answer."""
        host = response.url.host
        if response.status_code not in (200, 203, 204):
            raise self._refusal(response, started)
        content = self._read(response, self._settings.max_bytes, started)
        if expects == "json":  # In UTF-8 a byte order mark says nothing, and JSON knows none.
            content = content.removeprefix(codecs.BOM_UTF8)
        bodies.judge(content, _media_type(response), expects=expects, host=host)
        return content

    def _read(self, response: httpx.Response, limit: int, started: float) -> bytes:
        if int(response.headers.get("content-length", 0)) > limit:
            raise bodies.too_large(limit)
        body = bodies.Body(response.headers.get("content-encoding", ""), limit=limit)
        try:
            for piece in response.iter_raw():
                body.add(piece)
                if self._monotonic() - started > self._settings.total_timeout:
                    raise self._too_slow(response.url.host)
        except httpx.NetworkError as error:
            raise failures.broken_off(error, response.url.host) from error
        return body.finish()

    def _refusal(self, response: httpx.Response, started: float) -> FetchError:
        """The error for an answer that is not 200."""
        try:
            said = bodies.sentence(self._read(response, _MOST_ERROR_BYTES, started))
        except (FetchError, httpx.HTTPError):
            said = ""
        headers = response.headers
        return failures.for_status(
            response.status_code,
            response.url.host,
            said=said,
            agent=self.user_agent,
            token=TOKEN,
            asked_wait=retry_after(headers.get("retry-after"), headers.get("date"), self._now()),
            longest_wait=self._settings.longest_wait,
        )

    def _respect(self, pace: Pace, host: str) -> None:
        """Send nothing to a host that has asked to be left alone for longer than a run waits."""
        seconds = pace.free_at - self._monotonic()
        if seconds > self._settings.longest_wait + pace.pause + 1:
            raise failures.left_alone(host, seconds)

    def _wait(self, pace: Pace) -> None:
        """Wait until the host may be asked again."""
        seconds = pace.free_at - self._monotonic()
        if seconds <= 0:
            return
        if pace.why and self._on_wait is not None:
            self._on_wait(seconds, pace.why)
        self._sleep(seconds)
        pace.why = ""

    def _pace(self, url: httpx.URL) -> Pace:
        try:
            return self._paces[url.netloc]
        except KeyError:
            raise FetchError(
                "refused", f"{url.host} is not the host of a configured source; nothing was sent."
            ) from None

    def _too_slow(self, host: str, error: httpx.TimeoutException | None = None) -> FetchError:
        name = _TIMEOUTS.get(type(error), "total_timeout")
        return failures.too_slow(host, name, getattr(self._settings, name))


_TIMEOUTS: dict[type, str] = {
    httpx.ConnectTimeout: "connect_timeout",
    httpx.ReadTimeout: "read_timeout",
}


def _answer(response: httpx.Response, content: bytes, moved: bool, elapsed: float) -> Answer:
    return Answer(
        status=response.status_code,
        url=str(response.url),
        media_type=_media_type(response),
        charset=response.charset_encoding,
        body=content,
        moved=moved,
        elapsed=elapsed,
    )


def _media_type(response: httpx.Response) -> str:
    content_type: str = response.headers.get("content-type", "")
    return content_type.partition(";")[0].strip().lower()
