"""Where Datasette 0.65 and 1.0 ask to be asked differently.

Comes in: a Datasette of either. Goes out: what both mean.
Does not: hold what they have in common; that is asked for where it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database
    from datasette.utils.asgi import Request


async def allow(datasette: Datasette, request: Request, database: Database) -> None:
    """Let those pass who may see a database; ``Forbidden`` for all others."""
    if hasattr(datasette, "ensure_permissions"):
        asked = [("view-database", database.name), "view-instance"]
        await datasette.ensure_permissions(request.actor, asked)
        return
    from datasette.resources import DatabaseResource
    from datasette.utils.asgi import Forbidden

    resource = DatabaseResource(database.name)
    if not await datasette.allowed(action="view-database", resource=resource, actor=request.actor):
        raise Forbidden("view-database")


def query_address(datasette: Datasette, database: str) -> str:
    """The address below which Datasette answers SQL."""
    path = datasette.urls.database(database)
    return f"{path}/-/query" if hasattr(datasette, "add_query") else str(path)
