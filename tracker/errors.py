"""Every error that a user can act on, under one root.

Each message says what is wrong and how to mend it. ``exit_code`` is what the command line exits
with when the error ends a run: 2 for wrong use or configuration, 1 for what could not be done.
A trial that could not be looked at is no exception but a value: :class:`tracker.sources.base.Miss`.
"""

from __future__ import annotations


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
        super().__init__(f"{text!r} {why}")


class UnknownTrial(UsageError):
    """A trial, version or date that the database does not hold."""


class ReadError(TrackerError):
    """A payload is not what its source should send; ``kind`` is a short stable word."""

    def __init__(self, kind: str, reason: str) -> None:
        self.kind = kind
        self.reason = reason
        super().__init__(reason)


class StoreError(TrackerError):
    """The database cannot be used: locked, read-only, corrupt, newer, not SQLite, disk full."""

    exit_code = 2


class Busy(TrackerError):
    """Another run holds the lock."""

    exit_code = 75
