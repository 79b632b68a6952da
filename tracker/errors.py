"""Every error that a user can act on, under one root.

Each message says what is wrong and how to mend it. ``exit_code`` is what the command line exits
with when the error ends a run: 2 for wrong use or configuration, 1 for what could not be done.
A trial that could not be looked at is no exception but a value: :class:`tracker.sources.base.Miss`.
"""

from __future__ import annotations

from typing import Any


class TrackerError(Exception):
    """The root of all errors of this package."""

    exit_code = 1


class UsageError(TrackerError):
    """Something was asked for that cannot be meant: a bad id, a date that is none."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration is wrong."""


class BadTrialId(UsageError):
    """A text that is no trial id, or an id of a registry that is not read yet."""

    def __init__(self, text: str, why: str) -> None:
        self.text = text
        self.why = why
        super().__init__(f"{text!r} {why}")

    def __reduce__(self) -> tuple[type[BadTrialId], tuple[str, str]]:
        return type(self), (self.text, self.why)


class UnknownTrial(UsageError):
    """A trial, version or date that the database does not hold."""


class ReadError(TrackerError):
    """A payload is not what its source should send; ``kind`` is a short stable word."""

    def __init__(self, kind: str, reason: str) -> None:
        self.kind = kind
        self.reason = reason
        super().__init__(reason)

    def __reduce__(self) -> tuple[type[ReadError], tuple[Any, ...]]:
        # Exceptions pickle by their message alone; a reader may well run in another process.
        return type(self), (self.kind, self.reason)


class FetchError(ReadError):
    """A request that brought no usable answer.

    ``kind`` is one of ``tracker.sources.base.Miss``'s words, or ``not_found`` (404: whether the
    trial is gone is for the caller to decide) or ``redirect_refused``.
    """

    def __init__(
        self,
        kind: str,
        reason: str,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        #: HTTP status of the answer; None where there was none.
        self.status = status
        #: Seconds that the server asked to wait; None where it did not ask.
        self.retry_after = retry_after
        super().__init__(kind, reason)

    def __reduce__(self) -> tuple[type[FetchError], tuple[Any, ...]]:
        return type(self), (self.kind, self.reason, self.status, self.retry_after)


class StoreError(TrackerError):
    """The database cannot be used: locked, read-only, corrupt, newer, not SQLite, disk full."""

    exit_code = 2


class OlderDatabase(StoreError):
    """The database wants a migration, and was opened for reading."""


class Busy(TrackerError):
    """Another run holds the lock."""

    exit_code = 75
