"""A trial's page: what it is, where it stands, and its life in sentences, newest first.

Comes in: an open archive and an id. Goes out: HTML, or the same as plain values.
Does not: find the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from tracker.archive import Archive
from tracker.browse.frame import listed, trial_address
from tracker.changes import StoredChange
from tracker.report import facts
from tracker.report.digest import digest, is_told
from tracker.report.entries import counted
from tracker.report.hypertext import anchor, text
from tracker.store import Notice, Trial, Version


def trial_json(archive: Archive, trial: str) -> dict[str, Any]:
    """The trial, its versions, changes and notices as plain values."""
    found = archive.trial(trial)
    return {
        "trial": msgspec.to_builtins(found),
        "versions": msgspec.to_builtins(archive.versions(found.id)),
        "changes": [change.as_json() for change in archive.changes(trial=found.id)],
        "notices": msgspec.to_builtins(archive.notices(trial=found.id)),
    }


def trial_page(archive: Archive, trial: str, root: str) -> tuple[str, list[str]]:
    """Title and body of the page. ``UnknownTrial`` if there is no such trial."""
    found = archive.trial(trial)
    versions = archive.versions(found.id)
    changes: dict[int, list[StoredChange]] = {}
    for change in archive.changes(trial=found.id):
        changes.setdefault(change.version, []).append(change)
    notices = archive.notices(trial=found.id)
    body = [*_head(found, root, archive.successor(found.id)), *_links(found, versions, root)]
    body += _life(found, versions, changes, notices, root)
    return f"{found.id} {found.title or ''}", body


def _head(one: Trial, root: str, successor: str | None) -> Iterator[str]:
    yield f'<p class="id">{text(one.id)}</p>\n<h1>{text(one.title or "(without a title)")}</h1>\n'
    if successor:
        where = trial_address(root, successor)
        yield '<p class="note">An obsolete id: it goes on as '
        yield f'<a href="{where}">{text(successor)}</a>.</p>\n'
    if one.gone_since:
        yield f'<p class="note"><strong>Gone since {text(one.gone_since[:10])}</strong>: '
        yield f"{text(one.gone_reason or 'no reason known')}</p>\n"
    if one.failing:
        yield '<p class="note"><strong>Could not be looked at since '
        yield f"{text(one.failing.since[:10])}</strong>: {text(one.failing.reason)}</p>\n"
    yield '<dl class="facts">\n'
    for name, said in _facts(one, root):
        yield f"<div><dt>{text(name)}</dt><dd>{said}</dd></div>\n"
    yield "</dl>\n"


def _facts(one: Trial, root: str) -> Iterator[tuple[str, str]]:
    """What a trial is, in short; names and values, the values are HTML."""
    if one.overall_status:
        yield "Status", _filter(root, "status", one.overall_status, facts.status(one) or "")
    if one.why_stopped:
        yield "Why it stopped", text(one.why_stopped)
    if one.lead_sponsor:
        yield "Sponsor", _filter(root, "sponsor", one.lead_sponsor, one.lead_sponsor)
    if one.conditions:
        shown = [_filter(root, "condition", word, word) for word in one.conditions[:12]]
        yield "Conditions", ", ".join(shown)
    for name, said in (
        ("Enrolment", facts.enrolment(one)),
        ("Phase", facts.phases(one)),
        ("Sites", facts.places(one)),
        *((name.capitalize(), said) for name, said in facts.dates(one)),
        ("Last confirmed", (one.last_confirmed or "")[:10]),
    ):
        if said:
            yield name, text(said)


def _filter(root: str, name: str, value: str, said: str) -> str:
    return f'<a href="{text(root)}?{text(urlencode({name: value}), 9000)}">{text(said)}</a>'


def _links(one: Trial, versions: Sequence[Version], root: str) -> Iterator[str]:
    yield '<p class="links">'
    record = facts.link(one.id, one.registry)
    if record:
        yield anchor(record, "The registry’s own record") + anchor(
            f"{record}?tab=history", "The registry’s own history"
        )
    yield f'<a href="{trial_address(root, one.id, ".json")}">Everything as JSON</a>'
    if len(versions) > 1:
        where = trial_address(root, one.id, f"/compare/1/{len(versions)}")
        yield f'<a href="{where}">First version against last</a>'
    yield "</p>\n"


def _life(
    trial: Trial,
    versions: Sequence[Version],
    changes: dict[int, list[StoredChange]],
    notices: Sequence[Notice],
    root: str,
) -> Iterator[str]:
    yield "<h2>History</h2>\n"
    if not versions:
        yield "<p>Nothing was seen of it yet.</p>\n"
    firsts = {one.lineage: one.number for one in reversed(versions)}
    blocks = [
        (one.placed_at, 0, _version(trial, one, changes.get(one.number, []), firsts, root))
        for one in versions
    ]
    for told in notices:
        said = f"<strong>{text(told.kind.replace('_', ' '))}</strong>: {text(told.text)}"
        blocks.append((told.at, 1, iter((_block(told.at[:10], said),))))
    yield '<ul class="events">\n'
    for _, _, block in sorted(blocks, key=lambda one: one[:2], reverse=True):
        yield from block
    yield "</ul>\n"


def _block(day: str, said: str) -> str:
    return f"<li><time>{text(day)}</time><div>{said}</div></li>\n"


def _version(
    trial: Trial,
    one: Version,
    changes: Sequence[StoredChange],
    firsts: dict[str, int],
    root: str,
) -> Iterator[str]:
    """One version: what it brought, its two clocks, and the book-keeping folded away."""
    first = firsts[one.lineage] == one.number
    said = [f'<strong id="v{one.number}">Version {one.number}</strong>, {_clocks(one)}']
    news = digest(trial.id, trial.title, one.number, changes, silent=one.silent)
    if first:
        said.append(f"<p>First look: {text(facts.in_short(one))}</p>")
    elif news.points:
        said.append(listed(text(point.text) for point in news.points))
    else:
        said.append('<p class="soft">Nothing that the sponsor says changed.</p>')
    rest = [change.summary for change in changes if not is_told(change)]
    if rest:
        kinds = counted("change", len(rest))
        said.append(f"<details><summary>{kinds} by the registry, and bookkeeping</summary>")
        said.append(f"{listed(text(one) for one in rest[:200])}</details>")
    if changes and one.number > 1:
        where = trial_address(root, trial.id, f"/compare/{one.number - 1}/{one.number}")
        said.append(f'<a href="{where}">Compare with version {one.number - 1}</a>')
    yield _block(one.stood_from[:10], "".join(said))


def _clocks(one: Version) -> str:
    """Both clocks of a version: the registry's, and when it was seen here."""
    posted = f"posted {text(one.registry_date)}" if one.registry_date else "no date of posting"
    silent = "; <strong>silent</strong>: the registry’s date did not move" if one.silent else ""
    return f'<span class="soft">{posted}, first seen {text(one.observed_at[:10])}</span>{silent}'
