"""One trial's life as sentences with dates, newest last.

Comes in: a trial, its versions and their changes, and what was told about it.
Goes out: lines: one block a version, what happened beside them in between, where it stands now.
Does not: look anything up.

The date that leads a block is the registry's where it has one, since when the record stood like
that; when it was seen is said where that is another day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from tracker.changes import StoredChange
from tracker.diff.labels import read_out
from tracker.report.digest import Digest, also, digest
from tracker.report.entries import counted
from tracker.report.facts import in_short, link
from tracker.report.lines import EMPTY, Line, bad, faint, ident, label, line, point, title
from tracker.store.listed import Notice
from tracker.store.rows import Trial, Version

#: What is told of a trial beside its versions; how single looks went is for ``tracker doctor``.
_TOLD = frozenset(
    ("gone", "back", "withheld", "moved", "search_entered", "search_left", "rewritten")
)
_DATE = 12


def life(
    trial: Trial,
    versions: Iterable[Version],
    changes: Iterable[StoredChange],
    notices: Iterable[Notice],
    successor: str | None = None,
) -> Iterator[Line]:
    """The life of a trial: a heading, its versions and notices by time, and where it stands.

    ``successor`` is the id under which an obsolete one goes on.
    """
    versions = tuple(versions)
    yield from _heading(trial)
    news = _digests(trial, versions, changes)
    firsts = {one.lineage: one.number for one in reversed(versions)}
    blocks = [
        (one.placed_at, 0, _version(one, trial, news, first=firsts[one.lineage] == one.number))
        for one in versions
    ]
    blocks += [(one.at, 1, _notice(one)) for one in _told(notices)]
    for _, _, lines in sorted(blocks, key=lambda block: block[:2]):
        yield from lines
    yield EMPTY
    yield from _now(trial, versions)
    if successor:
        said = f"{trial.id} is an obsolete id: it goes on as "
        yield line(said, ident(successor), f" (tracker history {successor})", indent=4)


def _heading(trial: Trial) -> Iterator[Line]:
    yield line(ident(trial.id), "  ", title(trial.title or "(without a title)"), hang=13)
    address = link(trial.id, trial.registry)
    if address:
        yield line(faint(address), indent=13)
    yield EMPTY


def _digests(
    trial: Trial, versions: tuple[Version, ...], changes: Iterable[StoredChange]
) -> dict[int, Digest]:
    silent = {one.number: one.silent for one in versions}
    grouped = groupby(sorted(changes, key=_of_version), key=_of_version)
    return {
        number: digest(trial.id, trial.title, number, group, silent=silent.get(number, False))
        for number, group in grouped
    }


def _of_version(change: StoredChange) -> int:
    return change.version


def _version(one: Version, trial: Trial, news: dict[int, Digest], *, first: bool) -> Iterator[Line]:
    seen = _seen(one)
    said = [f"version {one.number}"]
    if one.lineage != trial.registry:
        said.append(f"from {one.lineage}")
    if one.registry_version is not None:
        said += _registered(one)
    elif one.last_update_submitted == one.stood_from and not one.registry_date:
        said.append("submitted that day")  # when it was posted was not told before 2018
    if first and one.registry_version is None and "seen" not in seen:
        said.append("first seen")
    if seen and one.source != "history":
        said.append(f"first {seen}" if first and seen.startswith("seen") else seen)
    if one.registry_version is not None:
        said += _witnessed(one)
    if one.silent:
        said.append("without a new update date")
    yield line(label(one.stood_from[:10]), "  ", ", ".join(said), hang=_DATE)
    if first:
        yield line(faint(in_short(one)), indent=_DATE, hang=0)
    elif one.number in news:
        yield from _news(news[one.number], one)


def _seen(one: Version) -> str:
    """When it was seen and when it was posted, as far as the leading date does not say it."""
    lead, seen = one.stood_from[:10], one.observed_at[:10]
    said = []
    if one.registry_date and one.registry_date != lead and not one.silent:
        said.append(f"posted {one.registry_date}")
    if seen != lead:
        said.append(f"seen {seen}")
    return ", ".join(said)


def _registered(one: Version) -> Iterator[str]:
    """When a version was submitted, and what the registry's own record history calls it."""
    submitted = one.version_date or one.last_update_submitted
    day = f"submitted {submitted} " if submitted else ""
    yield f"{day}(the registry's version {one.registry_version})"


def _witnessed(one: Version) -> Iterator[str]:
    """How a version of the record history is known here: read from it, seen in passing, or both."""
    seen, confirmed = one.observed_at[:10], one.last_confirmed[:10]
    if one.source == "history":
        yield f"read from the record history {seen}"
    else:
        if confirmed != seen:
            yield f"last confirmed {confirmed}"
        yield "also in the record history"


def _news(one: Digest, version: Version) -> Iterator[Line]:
    for told in one.points:
        yield point(told.text, indent=_DATE)
    if not one.points and not one.registry:
        yield line(faint("re-verified only"), indent=_DATE)
        return
    rest = also(one.registry, 0)
    if rest:
        yield line(faint(rest), indent=_DATE)
    if one.cut:
        command = f"tracker diff {version.trial} {version.number - 1} {version.number}"
        yield line(faint(f"in full: {command}"), indent=_DATE)


def _told(notices: Iterable[Notice]) -> Iterator[Notice]:
    """What belongs to a trial's life; that it can be looked at again, if it had been gone."""
    gone = False
    for one in notices:
        if one.kind in _TOLD or (gone and one.kind == "recovered"):
            yield one
        gone = one.kind == "gone" or (gone and one.kind != "recovered")


def _notice(one: Notice) -> Iterator[Line]:
    mark = bad if one.kind in ("gone", "withheld") else label
    yield line(label(one.at[:10]), "  ", mark(one.kind.replace("_", " ")), f": {one.text}", hang=12)


def _now(trial: Trial, versions: tuple[Version, ...]) -> Iterator[Line]:
    """Where it stands, since when it is known, and how sure that is."""
    if not versions:
        yield line("Nothing was seen of it yet.")
    else:
        yield line(label("Now "), in_short(trial), ".", hang=4)
        since = f", first seen {trial.first_seen[:10]}" if trial.first_seen else ""
        sure = f", last confirmed {trial.last_confirmed[:10]}" if trial.last_confirmed else ""
        yield line(f"{counted('version', len(versions))}{since}{sure}.", indent=4)
    if trial.gone_since:
        yield line(bad(f"Gone since {trial.gone_since[:10]}: "), trial.gone_reason or "", indent=4)
    if trial.failing:
        failing = trial.failing
        yield line(
            bad(f"Could not be looked at since {failing.since[:10]} "),
            f"({counted('look', failing.count)}, {read_out(failing.kind)}): {failing.reason}",
            indent=4,
        )
