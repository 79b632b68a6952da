"""The pages of the browser over a database of a million versions, in process.

    a real Datasette over the database -> each address some times -> milliseconds at the median

What is measured is what a reader waits for, Datasette's own work included, without the network.
"""

from __future__ import annotations

import asyncio
import statistics
import time

from datasette.app import Datasette

from benchmarks import million
from benchmarks.table import Row, show
from tracker.browse.serving import SETTINGS

TIMES = 15
#: Milliseconds at the median (issue: "browse").
PAGE, SEARCH, OPENING = 100.0, 50.0, 2000.0
#: Bytes of a page.
SIZE = 200_000


def pages() -> dict[str, tuple[str, float | None]]:
    """Addresses by what they show, each with the bound of its wait, where the issue names one."""
    one = f"/trial/{million.trial(million.TRIALS // 3)}"
    return {
        "home": ("/", PAGE),
        "home, one kind": ("/?kind=outcomes", PAGE),
        "home, one status": ("/?status=RECRUITING", PAGE),
        "search, one word": ("/?q=cancer", SEARCH),
        "search, an id": (f"/?q={million.trial(7)}", SEARCH),
        "trial": (one, PAGE),
        "compare": (f"{one}/compare/2/9", PAGE),
        "over time": ("/over-time", None),
    }


async def _measured(path: str) -> tuple[list[Row], list[Row]]:
    began = time.perf_counter()
    datasette = Datasette([path], settings=SETTINGS)
    await datasette.invoke_startup()
    await datasette.client.get("/")
    opening = (time.perf_counter() - began) * 1000
    waits, sizes = [_row("opening, to the first page", opening, OPENING, "ms")], []
    for what, (address, bound) in pages().items():
        times = []
        for _ in range(TIMES):
            began = time.perf_counter()
            found = await datasette.client.get(address)
            times.append((time.perf_counter() - began) * 1000)
        assert found.status_code == 200, (address, found.status_code)
        waits.append(_row(what, statistics.median(times), bound, "ms"))
        sizes.append(_row(what, len(found.content) / 1000, SIZE / 1000, "kB"))
    return waits, sizes


def _row(what: str, took: float, bound: float | None, unit: str) -> Row:
    said = f"{took:,.0f} {unit}"
    if bound is None:
        return Row(what, said, "no bound", took / PAGE, "told only, of 100 ms", kept=True)
    return Row(what, said, f"bound {bound:,.0f} {unit}", took / bound, "at most 1", took <= bound)


def main() -> int:
    """Print both tables; how many pages miss a bound."""
    waits, sizes = asyncio.run(_measured(str(million.database())))
    size = f"{million.TRIALS:,} trials, {million.VERSIONS:,} versions"
    return show(f"Pages over {size}: the wait", waits) + show("Their size", sizes)
