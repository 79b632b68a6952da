"""What reading everything anew came to, for a person.

Comes in: a report of ``tracker.past.replay``. Goes out: lines.
Does not: look anything up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tracker.past.replayed import Example, ReplayReport
from tracker.report.entries import counted
from tracker.report.lines import Line, bad, faint, good, ident, line, point, title
from tracker.report.terminal import cut

#: Cells of a value in an example.
_VALUE = 60


def replayed(report: ReplayReport) -> Iterator[Line]:
    """What reads otherwise, what became of versions and changes, and the closing line."""
    if report.otherwise:
        yield line(title("Reads otherwise"))
    for one in report.otherwise:
        yield point(f"{one.name}: {counted('time', one.times)}")
        for example in one.examples:
            yield _example(example)
    yield from _counts(report)
    yield _closing(report)


def troubles(report: ReplayReport) -> Iterator[Line]:
    """What could not be read anew."""
    for what, reason in report.reasons:
        yield line(bad("could not read anew "), f"{what}: {reason}")
    if report.left > len(report.reasons):
        yield line(f"and {report.left - len(report.reasons):,} more")


def _example(one: Example) -> Line:
    item = f"{one.item}: " if one.item else ""
    said = f"{item}{_short(one.before)} -> {_short(one.after)}"
    return line(ident(one.trial), faint(f" version {one.version}  "), said, indent=4)


def _short(value: Any) -> str:
    if value is None:
        return "(absent)"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return cut(" ".join(text.split()), _VALUE)


def _counts(report: ReplayReport) -> Iterator[Line]:
    if report.merged:
        yield point(f"{counted('version', report.merged)} read as the one before and went into it")
    if report.parted:
        yield point(f"{counted('look', report.parted)} became a version")
    if report.changes_gone or report.changes_new:
        gone, new = counted("change", report.changes_gone), f"{report.changes_new:,} new"
        yield point(f"{gone} no longer told, {new}; none of them is news of a trial")


def _closing(report: ReplayReport) -> Line:
    read = f"{counted('payload', report.payloads)} of {counted('trial', report.trials)}"
    if report.interrupted:
        return line(bad("Interrupted"), f" after {read}; the next replay goes on from there.")
    if not report.moved:
        return line(good(f"Read {read} anew; all reads as it is stored."))
    moved = counted("trial", report.moved)
    if report.dry_run:
        return line(f"Read {read}; {moved} would be stored otherwise. Nothing was written.")
    return line(f"Read {read} anew; {moved} are stored otherwise now.")
