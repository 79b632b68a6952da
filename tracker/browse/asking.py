"""Asks the database for a page, and says what cannot be shown.

Comes in: requests, and questions to an archive. Goes out: answers; errors as pages.
Does not: know what a page shows.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from datasette.database import Database
from datasette.utils.asgi import NotFound, Request, Response

from tracker import api
from tracker.archive import Archive
from tracker.browse import questions
from tracker.browse.frame import listed, page, trial_address
from tracker.browse.lanes import allow
from tracker.errors import TrackerError, UsageError
from tracker.report.hypertext import text

if TYPE_CHECKING:
    # Datasette loads its plugins while it is itself being loaded.
    from datasette.app import Datasette

T = TypeVar("T")


def problem(
    root: str, error: TrackerError, database: Database, near: list[str] | None = None
) -> Response:
    """What is not there, or cannot be read, and what may have been meant."""
    status = status_of(error)
    body = [f"<h1>This cannot be shown</h1>\n<p>{_with_code(said(error, database))}</p>\n"]
    if near and status == 404:
        links = (f'<a href="{trial_address(root, one)}">{text(one)}</a>' for one in near)
        body.append(f"<h2>Known here</h2>{listed(links)}")
    title = "Not found" if status == 404 else "This cannot be shown"
    return page(root, f"{title} - Tracker", body, status=status, search=True)


def _with_code(sentence: str) -> str:
    """A sentence in which the commands that it names stand out."""
    whole = sentence[:1].upper() + sentence[1:] + "." * (sentence[-1:] not in ".!?")
    return re.sub("`([^`]+)`", r"<code>\1</code>", text(whole))


def said(error: TrackerError, database: Database) -> str:
    """An error without the path of the database, which is no business of a reader."""
    shown = str(error).replace(f"at {database.path} yet", "here any more")
    return shown.replace(str(database.path), "this database")


def status_of(error: TrackerError) -> int:
    """404 for what is not there; 503 for what cannot be read now."""
    return 404 if isinstance(error, UsageError) else 503


async def database_of(datasette: Datasette, request: Request) -> Database:
    """Tracker's database, for those who may see it; ``NotFound`` where none is served."""
    database = await questions.tracked(datasette)
    if database is None:
        raise NotFound("None of the databases here is one of Tracker's.")
    await allow(datasette, request, database)
    return database


async def read(database: Database, question: Callable[[Archive], T]) -> T:
    """Ask the archive in a thread, through a read-only connection of its own."""

    def ask() -> T:
        with api.open(database.path, read_only=True) as archive:
            return question(archive)

    return await asyncio.to_thread(ask)
