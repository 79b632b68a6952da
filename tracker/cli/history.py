"""``tracker history``: one trial's life."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from tracker.cli.options import Command, json_option
from tracker.cli.session import Session, pass_session
from tracker.report.history import life
from tracker.store import Version

if TYPE_CHECKING:
    from tracker.api import Tracker


@click.command(cls=Command)
@click.argument("trial", metavar="ID")
@json_option
@pass_session
def history(session: Session, trial: str, as_json: bool) -> None:
    """Tell one trial's life in plain sentences.

    Newest last. The date that leads is the registry's own; when we saw it is said where that
    was another day. With --json a version is an object with its changes.

    Examples:
      tracker history NCT06931145
      tracker history NCT06931145 --json

    """
    with session.tracker(read_only=True) as tracker:
        found, versions = tracker.trial(trial), tracker.versions(trial)
        if as_json:
            session.screen.json(_json(tracker, trial, versions))
            return
        lines = life(
            found,
            versions,
            tracker.changes(trial=trial),
            tracker.notices(trial=trial),
            tracker.successor(found.id),
        )
        session.screen.write(lines)


def _json(tracker: Tracker, trial: str, versions: list[Version]) -> Iterator[dict[str, object]]:
    """Each version with its changes, and each notice, by time."""
    changes: dict[int, list[dict[str, object]]] = {}
    for change in tracker.changes(trial=trial):
        changes.setdefault(change.version, []).append(change.as_json())
    rows: list[tuple[str, dict[str, object]]] = []
    for version in versions:
        plain = msgspec.to_builtins(version)
        number = plain.pop("number")
        head = {"trial": plain.pop("trial"), "version": number}
        rows.append((version.placed_at, head | plain | {"changes": changes.get(number, [])}))
    for notice in tracker.notices(trial=trial):
        said: dict[str, object] = {"trial": notice.trial, "notice": notice.kind}
        said |= {"at": notice.at, "text": notice.text}
        rows.append((notice.at, said))
    yield from (row for _, row in sorted(rows, key=lambda pair: pair[0]))
