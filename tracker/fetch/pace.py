"""When a host may be asked again, and whether a failed request is worth another try.

Comes in: what happened to each request, and the time.
Goes out: the moment before which the next request must not start.
Does not: sleep, send. The clock (a monotonic one, in seconds) is passed in.

The manners are those that clients of ClinicalTrials.gov have found to be needed: at least 1.05 s
between requests; after a 429 at least 2 s for the rest of the run; ``Retry-After`` wins over any
count of our own; only what may pass by itself is tried again, so never a 400, 403 or 404.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tracker.errors import FetchError

#: Pause between requests once a host has answered 429, in seconds.
AFTER_429 = 2.0
#: Longest wait between two tries that nobody asked for, in seconds.
LONGEST_BACKOFF = 60.0

#: Kinds that may pass by themselves, each with what a person is told while waiting.
PASSING = {
    "limited": "the registry asks for fewer requests",
    "server_error": "the registry has trouble",
    "timeout": "the registry was too slow",
    "unreachable": "the registry cannot be reached",
    "truncated": "the answer broke off",
}
#: Of the statuses behind those kinds, the ones that may pass.
_PASSING_STATUS = frozenset((None, 200, 408, 429, 500, 502, 503, 504))


class Pace:
    """The pace of requests to one host."""

    def __init__(self, pause: float) -> None:
        #: Seconds between the end of one request and the start of the next.
        self.pause = pause
        #: When the next request may start.
        self.free_at = -math.inf
        #: Why the wait is longer than the pause; empty where it is not.
        self.why = ""

    def done(self, now: float) -> None:
        """A request has ended."""
        self.free_at = max(self.free_at, now + self.pause)

    def stay_away(self, until: float, why: str) -> None:
        """The next request starts no earlier than this."""
        self.free_at = max(self.free_at, until)
        self.why = why

    def slow_down(self) -> None:
        """The host has said that requests come too fast."""
        self.pause = max(self.pause, AFTER_429)


class Patience:
    """Decides after each failure of one request whether it is sent again.

    It is what the retry library asks; the waiting itself happens where every request waits, so
    there is one place that keeps the pace.
    """

    def __init__(
        self,
        pace: Pace,
        *,
        tries: int,
        longest_wait: float,
        monotonic: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._pace = pace
        self._tries = tries
        self._longest_wait = longest_wait
        self._monotonic = monotonic
        self._jitter = jitter
        #: How often the request has failed.
        self.failures = 0

    def __call__(self, error: Exception) -> bool | float:
        """Seconds for the retry library to wait (none), or False to give up."""
        if not isinstance(error, FetchError):
            return False
        self.failures += 1
        if error.status == 429:
            self._pace.slow_down()
        again = self._again(error)
        wait, why = error.retry_after, "the registry asked for it"
        if wait is None and again:
            wait, why = self._backoff(error), PASSING[error.kind]
        if wait is not None:
            self._pace.stay_away(self._monotonic() + wait + self._jitter(), why)
        return 0.0 if again else False

    def _again(self, error: FetchError) -> bool:
        passing = error.kind in PASSING and error.status in _PASSING_STATUS
        bearable = (error.retry_after or 0.0) <= self._longest_wait
        return passing and bearable and self.failures < self._tries

    def _backoff(self, error: FetchError) -> float:
        """Twice as long each time; a host that asks for fewer requests is given more."""
        steps = self.failures if error.kind == "limited" else self.failures - 1
        return min(2.0**steps, LONGEST_BACKOFF)


def retry_after(value: str | None, server_date: str | None, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks for: a number, or an HTTP date.

    A date is measured against the server's own clock (its ``Date`` header) where it gave one.
    None for no header, or one that says nothing.

    >>> retry_after("30", None, datetime(2026, 3, 1, tzinfo=UTC))
    30.0
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    until = _http_date(text)
    if until is None:
        return None
    return max(0.0, (until - (_http_date(server_date) or now)).total_seconds())


def _http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
