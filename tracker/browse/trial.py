"""A trial's page: what it is, where it stands, its life as a picture and in sentences.

Comes in: an open archive and an id. Goes out: HTML, or the same as plain values.
Does not: find the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tracker.archive import Archive
from tracker.browse import history, standing
from tracker.browse.frame import trial_address
from tracker.browse.known import Known, known
from tracker.browse.picture.draw import figure
from tracker.browse.picture.lives import Picture, picture
from tracker.browse.picture.told import table_of
from tracker.report import facts
from tracker.report.hypertext import anchor, text


def trial_json(archive: Archive, trial: str) -> dict[str, Any]:
    """The trial, its versions, changes, events and notices as plain values."""
    found = known(archive, trial)
    return {
        "trial": msgspec.to_builtins(found.trial),
        "versions": msgspec.to_builtins(found.versions),
        "changes": [change.as_json() for told in found.changes.values() for change in told],
        "events": msgspec.to_builtins(found.events),
        "coming": msgspec.to_builtins(found.coming),
        "notices": msgspec.to_builtins(found.notices),
    }


def trial_page(
    archive: Archive, trial: str, root: str, *, whole: bool = False
) -> tuple[str, list[str]]:
    """Title and body of the page. ``UnknownTrial`` if there is no such trial.

    ``whole`` shows all versions; without it the oldest of many are left to a link.
    """
    found = known(archive, trial)
    address = trial_address(root, found.trial.id)
    body = [*standing.head(found, root), *_links(found, address)]
    if found.versions:
        body += _picture(found, address)
        body += standing.next_dates(found)
    body += history.life(found, address, whole=whole)
    return f"{found.trial.id} {found.trial.title or ''}", body


def _links(found: Known, address: str) -> Iterator[str]:
    one = found.trial
    yield '<p class="links">'
    record = facts.link(one.id, one.registry)
    if record:
        yield anchor(record, "The registry’s own record")
        yield anchor(f"{record}?tab=history", "The registry’s own history")
    if len(found.versions) > 1:
        yield f'<a href="{address}/compare/1/{len(found.versions)}">First version against last</a>'
    yield f'<a href="{address}.json">Everything as JSON</a></p>\n'


def _picture(found: Known, address: str) -> Iterator[str]:
    """The drawing, and the same as a table."""
    # Beyond the last look nothing is known, so nothing is drawn.
    drawn = picture(found.trial.id, found.whole, found.changes, found.seen)

    def where(first: int, last: int) -> str:
        before = found.before(first)
        return f"{address}/compare/{before}/{last}" if before else f"#v{first}"

    yield '<section aria-labelledby="picture">\n<h2 id="picture">Its life so far</h2>\n'
    yield from _beginning(found)
    yield from figure(drawn, where)
    yield from _table(drawn, where)
    yield "</section>\n"


def _beginning(found: Known) -> Iterator[str]:
    """What came before the oldest version, where it is not the first one."""
    record = found.record
    posted = record.dates.study_first_posted if record else None
    if found.complete or not posted or not facts.link(found.trial.id, found.trial.registry):
        return
    first = found.whole[0].stood_from[:10]
    if posted < first:
        yield (
            f'<p class="soft">The registry first showed it on {text(posted)}; what is held here '
            f"begins on {text(first)}. <code>tracker backfill {text(found.trial.id)}</code> "
            "brings what came before.</p>\n"
        )


def _table(drawn: Picture, where: Any) -> Iterator[str]:
    yield "<details><summary>The picture as a table</summary>\n"
    yield from table_of(drawn, where)
    yield "</details>\n"
