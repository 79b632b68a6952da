"""Asks for a page of a real Datasette over a database, in process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from datasette.app import Datasette

#: Where Datasette answers SQL: 1.0, and 0.65.
SQL = "/tracker/-/query" if hasattr(Datasette, "add_query") else "/tracker"


def got(path: Path | None, address: str, **more: Any) -> Any:
    """The response of a Datasette over a database."""

    async def ask() -> Any:
        datasette = Datasette([str(path)] if path else [], memory=path is None, **more)
        await datasette.invoke_startup()
        return await datasette.client.get(address)

    return asyncio.run(ask())
