"""Rows of a benchmark and how they are printed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple


class Row(NamedTuple):
    """One measurement beside what it is compared with."""

    what: str
    ours: str
    other: str
    ratio: float
    #: The bound that the ratio must keep, as text and as a test of it.
    bound: str
    kept: bool


def at_most(what: str, ours: float, other: float, most: float, unit: str, beside: str) -> Row:
    """A ratio of ours to another's that must not exceed ``most``."""
    ratio = ours / other
    return Row(
        what,
        f"{ours:,.1f} {unit}",
        f"{other:,.1f} {unit} {beside}",
        ratio,
        f"at most {most:g}",
        ratio <= most,
    )


def at_least(what: str, ours: float, other: float, least: float, unit: str, beside: str) -> Row:
    """How many times less ours takes than another's; it must not fall below ``least``."""
    ratio = other / ours
    return Row(
        what,
        f"{ours:,.2f} {unit}",
        f"{other:,.2f} {unit} {beside}",
        ratio,
        f"at least {least:g}",
        ratio >= least,
    )


def show(title: str, rows: list[Row]) -> int:
    """Print a table; how many rows missed their bound."""
    print(f"\n{title}\n{'-' * len(title)}")
    wide = max(len(row.what) for row in rows)
    for row in rows:
        mark = "ok  " if row.kept else "MISS"
        print(f"{mark} {row.what:<{wide}}  {row.ratio:9.2f}  ({row.bound})")
        print(f"     {'':<{wide}}  ours {row.ours}; {row.other}")
    return sum(not row.kept for row in rows)


def cpu(work: Callable[[], object], *, times: int = 3) -> float:
    """CPU seconds of the best of some runs."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best
