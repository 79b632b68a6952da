"""How far a run has come, on a terminal only.

Comes in: how much is done and due. Goes out: a bar on stderr that goes away when it ends.
Does not: write anything where stderr is no terminal; logs and mails stay clean.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

#: Told how much is done and how much is due; None while that is not known.
Progress = Callable[[int, int | None], None]


@contextmanager
def progress(
    what: str,
    total: int | None = None,
    *,
    unit: Literal["trials", "bytes"] = "trials",
    quiet: bool = False,
) -> Iterator[Progress | None]:
    """A bar while the block runs; what is given is told (done, due). None: nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.SpinnerColumn(),
        rich.TextColumn("{task.description}"),
        rich.BarColumn(bar_width=24),
        rich.MofNCompleteColumn() if unit == "trials" else rich.DownloadColumn(),
        rich.TimeElapsedColumn() if unit == "trials" else rich.TimeRemainingColumn(),
        rich.TextColumn("" if unit == "trials" else "left"),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        def tell(done: int, due: int | None) -> None:
            bar.update(task, completed=done, total=due)

        yield tell
