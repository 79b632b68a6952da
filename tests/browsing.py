"""Asks for a page of a real Datasette over a database, in process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from tests.calls import NOW

#: Where Datasette answers SQL: 1.0, and 0.65.
SQL = "/tracker/-/query" if hasattr(Datasette, "add_query") else "/tracker"


def got(path: Path | None, address: str, *, now: str = NOW, **more: Any) -> Any:
    """The response of a Datasette over a database, by default on the day after the demo's last."""

    async def ask() -> Any:
        datasette = Datasette([str(path)] if path else [], memory=path is None, **more)
        await datasette.invoke_startup()
        try:
            return await datasette.client.get(address)
        finally:
            close(datasette)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_NOW", now)
        return asyncio.run(ask())


def close(datasette: Datasette) -> None:
    """Close its connections, which it leaves to the end of the process itself."""
    known = list(datasette.databases.values())
    if hasattr(datasette, "get_internal_database"):  # In 0.65 it is among the others.
        known.append(datasette.get_internal_database())
    for database in known:
        database.close()
