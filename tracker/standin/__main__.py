"""``python -m tracker.standin``: serve the demo's registry, to play with by hand.

Comes in: a port, a day, a folder of days, on the command line.
Goes out: a server on loopback that says its address on stderr and ends with Ctrl-C.
Does not: move on by itself; the day is the one that was asked for.
"""

from __future__ import annotations

import argparse
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tracker.standin.days import DEMO, read_days
from tracker.standin.server import serve

log = logging.getLogger("tracker.standin")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted; ``arguments`` are those of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tracker.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--day", type=int, default=1, help="day to serve, from 1")
    parser.add_argument("--folder", type=Path, default=DEMO, help="folder of days to serve")
    asked = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    registry = read_days(asked.folder)
    registry.day = asked.day
    with suppress(KeyboardInterrupt), serve(registry, port=asked.port) as server:
        log.info("%s serves day %d, %s", server.url, registry.day, registry.version)
        log.info("try: TRACKER_CTGOV_URL=%s tracker check; Ctrl-C ends it", server.api)
        threading.Event().wait()


if __name__ == "__main__":
    main()
