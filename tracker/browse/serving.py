"""The server behind ``tracker serve``: Datasette on loopback, over one database.

Comes in: a database and a port. Goes out: pages, until it is stopped.
Does not: answer other machines, or change the database.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from datasette.app import Datasette

from tracker.errors import UsageError
from tracker.store import readable_as_it_is

HOST = "127.0.0.1"
#: Our own facets are chosen; to find out which others there could be takes seconds of a page over
#: a million rows.
SETTINGS = {"suggest_facets": False}


def serve(path: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve a database until interrupted. ``ready`` gets the address once a browser may ask.

    Port 0 takes any that is free. ``UsageError`` where the port is taken.
    """
    # Late: read before the rest of Datasette, it would not be registered as the hook that it is.
    from datasette import handle_exception

    # With rich, Datasette prints every mistyped address with all that its functions held.
    handle_exception.rich = None
    with _listening(port) as listener:
        # A file in a place where nothing can be written must be opened as one that stays.
        files = {"immutables" if readable_as_it_is(path) else "files": [str(path)]}
        datasette = Datasette(**files, settings=SETTINGS)
        config = uvicorn.Config(datasette.app(), log_level="warning", lifespan="on")
        ready(f"http://{HOST}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    """A socket that takes calls already, so that no browser comes too early."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UsageError(
            f"port {port} cannot be used ({error.strerror}); name another with --port, "
            "or --port 0 for any that is free"
        ) from error
    return listener
