"""Questions to a database of a million versions: milliseconds at the median.

Each is asked some hundred times, of trials and days by lot: of the objects of the public API, and
as a command, without the start of Python. The milliseconds are those of CPU.
"""

from __future__ import annotations

import contextlib
import io
import random
import statistics
import time
from collections.abc import Callable

import tracker
from benchmarks import million
from benchmarks.table import Row, show
from tracker.cli import main as command

#: Milliseconds at the median that a question may take.
PATIENCE = 20.0
TIMES = 201
#: From here on something changed in a few hundred trials.
LATELY = "2026-09-01"

_chance = random.Random(11)


def rows() -> list[Row]:
    """A row a question."""
    path = str(million.database())
    one, day = _by_lot, _day
    with tracker.open(path) as trials:
        table = [
            _median("show --as-of", lambda: _record(trials, one(), day())),
            _median("the same, --known-by", lambda: _known_by(trials, one(), day())),
            _median("history", lambda: _history(trials, one())),
            _median("diff of then and today", lambda: trials.diff(one(), "2026-01", "today")),
            _median(
                f"table --as-of --tag, {million.TAGGED} trials",
                lambda: trials.table(day(), tag="tagged"),
            ),
            _median("changes --since", lambda: [*trials.changes(since=LATELY, tag="tagged")]),
        ]
        whole = _median(f"table, all {million.TRIALS:,}", lambda: trials.table(day()), times=5)
    return [*table, whole._replace(bound="told only", kept=True), *_commands(path)]


def _commands(path: str) -> list[Row]:
    """The same as commands."""
    table = []
    for what, words in {
        "tracker show --as-of": lambda: ["show", _by_lot(), "--as-of", _day()],
        "tracker history": lambda: ["history", _by_lot()],
        "tracker table --as-of --tag --json": lambda: [
            "table",
            "--as-of",
            _day(),
            "--tag",
            "tagged",
            "--json",
        ],
        "tracker changes --since --tag --json": lambda: [
            "changes",
            "--since",
            LATELY,
            "--tag",
            "tagged",
            "--json",
        ],
    }.items():
        table.append(_median(what, lambda words=words: _run(path, words()), times=51))
    return table


def _run(path: str, words: list[str]) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        command(["--db", path, *words], standalone_mode=False)


def _history(trials: tracker.Tracker, trial: str) -> None:
    assert len(trials.versions(trial)) == million.VERSIONS // million.TRIALS
    assert list(trials.changes(trial=trial))
    trials.notices(trial=trial)


def _record(trials: tracker.Tracker, trial: str, day: str) -> None:
    with contextlib.suppress(tracker.TrackerError):  # it was not registered by then
        assert trials.record(trial, day).identification.id == trial


def _known_by(trials: tracker.Tracker, trial: str, day: str) -> None:
    with contextlib.suppress(tracker.TrackerError):  # not every trial was known then
        assert trials.version(trial, day, known_by="2025-06-30").record


def _by_lot() -> str:
    return million.trial(_chance.randrange(million.TRIALS))


def _day() -> str:
    return f"{_chance.randint(2024, 2025)}-{_chance.randint(1, 12):02}"


def _median(what: str, ask: Callable[[], object], times: int = TIMES) -> Row:
    took = []
    for _ in range(times):
        began = time.process_time()
        ask()
        took.append((time.process_time() - began) * 1000)
    middle = statistics.median(took)
    most = f"{max(took):,.1f} ms at most"
    return Row(what, f"{middle:,.1f} ms", most, middle, f"under {PATIENCE:g}", middle < PATIENCE)


def main() -> int:
    """Print the table; how many bounds were missed."""
    return show(f"Questions of the past, {million.VERSIONS:,} versions", rows())
