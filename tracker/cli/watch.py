"""``tracker watch``: begin to watch trials, or a search."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from tracker.cli.options import Command, json_option
from tracker.cli.progress import progress
from tracker.cli.screen import Screen
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError
from tracker.ids import parse_id, read_ids
from tracker.outcome import Outcome
from tracker.report import run
from tracker.report.card import card
from tracker.report.entries import counted
from tracker.report.listing import found
from tracker.sources.base import Search
from tracker.store import Trial

if TYPE_CHECKING:
    from tracker.api import Tracker

#: More trials than this are shown as a table, not as cards.
_CARDS = 10
#: A phase as people write it: 2, phase 2, early phase 1.
_PHASE = re.compile(r"^(EARLY_)?(?:PHASE_?)?([1-4])$")


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--file", "files", multiple=True, metavar="FILE", help="Ids from a file; - is stdin.")
@click.option("--query", metavar="WORDS", help="Watch a search for these words.")
@click.option("--condition", metavar="WORDS", help="Search: condition or disease.")
@click.option("--intervention", metavar="WORDS", help="Search: drug, device, procedure.")
@click.option("--sponsor", metavar="WORDS", help="Search: sponsor or collaborator.")
@click.option("--status", metavar="WORD[,WORD]", help="Search: status, such as RECRUITING.")
@click.option("--phase", metavar="WORD[,WORD]", help="Search: phase, such as PHASE2.")
@click.option("--country", metavar="WORDS", help="Search: country of a site.")
@click.option("--tag", "tags", multiple=True, metavar="WORD", help="Group them under this word.")
@click.option("--source", default="ctgov", metavar="NAME", help="Who is asked: ctgov or page.")
@json_option
@pass_session
def watch(
    session: Session,
    /,
    ids: tuple[str, ...],
    files: tuple[str, ...],
    tags: tuple[str, ...],
    source: str,
    as_json: bool,
    **search: str | None,
) -> int:
    """Watch trials or a search, and look at them at once.

    A search is walked to its end at each check; trials that begin to match enter the watch list
    by themselves. FILE may be any text with ids in it: a list, a CSV, a saved page.

    Examples:
      tracker watch NCT06931145
      tracker watch NCT06931145 NCT99000001 --tag lung
      tracker watch --query "small cell lung cancer" --status RECRUITING
      tracker watch --file ids.txt

    """
    wanted = _search(search)
    asked, malformed = _ids(ids, files, session.screen)
    if not asked and not wanted:
        raise UsageError("nothing to watch: give an id (NCT06931145), --file FILE or --query WORDS")
    for tag in tags:
        _check_tag(tag)
    codes = [int(malformed)]
    with session.tracker(begin=True) as tracker:
        if asked:
            codes.append(_watch_ids(tracker, session.screen, asked, tags, source, as_json))
        if wanted:
            codes.append(_watch_search(tracker, session.screen, wanted, tags, as_json))
    return max(codes)


def _search(words: dict[str, str | None]) -> Search | None:
    """The search that the flags describe; None without any."""
    given = {name: text.strip() for name, text in words.items() if text is not None}
    if not given:
        return None
    several = {
        name: tuple(_words(given.pop(name))) for name in ("status", "phase") if name in given
    }
    return Search(**given, **several)  # type: ignore[arg-type]


def _words(text: str) -> Iterator[str]:
    """Words of the registry's vocabulary, as people may write them."""
    for word in text.split(","):
        if word.strip():
            said = word.strip().upper().replace(" ", "_").replace("-", "_")
            yield _PHASE.sub(r"\1PHASE\2", said)


def _ids(words: Iterable[str], files: Iterable[str], screen: Screen) -> tuple[list[str], bool]:
    """All ids that were given, and whether something that was meant as one is none."""
    asked = [parse_id(word) for word in words if word != "-"]
    sources = [*files, *(["-"] if "-" in words else [])]
    malformed = False
    for name in sources:
        said = "standard input" if name == "-" else name
        found_ids = read_ids(_read(name), said)
        asked += found_ids.ids
        if found_ids.malformed:
            malformed = True
            shown = ", ".join(repr(word) for word in found_ids.malformed[:5])
            more = " and others" if len(found_ids.malformed) > 5 else ""
            screen.say(f"{said}: left out {shown}{more}: no trial ids. Mend them and try again.")
    return list(dict.fromkeys(asked)), malformed


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read()
        return Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from error


def _check_tag(tag: str) -> None:
    if not tag.strip() or any(sign.isspace() or sign == "," for sign in tag):
        raise UsageError(f"{tag!r} is no tag: a tag is one word, such as lung")


def _watch_ids(
    tracker: Tracker,
    screen: Screen,
    ids: list[str],
    tags: tuple[str, ...],
    source: str,
    as_json: bool,
) -> int:
    with progress("looking", len(ids)) as tell:
        outcome = tracker.watch(ids, tags=tags, source=source, progress=tell)
    trials = [trial for trial in _seen(tracker, ids) if trial is not None]
    if as_json:
        screen.json(trial_json(trial) for trial in trials)
    else:
        screen.write(run.notices(outcome.notices))
        _show(screen, trials, outcome)
    return _end(screen, outcome, as_json)


def _seen(tracker: Tracker, ids: Iterable[str]) -> Iterator[Trial | None]:
    """The trials of which there is a version, each once, aliases followed."""
    done: set[str] = set()
    for asked in ids:
        trial = tracker.trial(asked)
        if trial.versions and trial.id not in done:
            done.add(trial.id)
            yield trial


def _show(screen: Screen, trials: list[Trial], outcome: Outcome) -> None:
    if len(trials) > _CARDS:
        screen.write(found(trials, screen.width))
        click.echo()
        return
    first = {kept.trial for kept in outcome.first}
    changed = {kept.trial for kept in outcome.changed}
    for trial in trials:
        note = None if trial.id in first else "watched before, unchanged"
        screen.write(card(trial, "watched before, changed" if trial.id in changed else note))
        click.echo()


def _watch_search(
    tracker: Tracker, screen: Screen, search: Search, tags: tuple[str, ...], as_json: bool
) -> int:
    with progress("searching") as tell:
        watched, outcome = tracker.watch_search(search, tags=tags, progress=tell)
    trials = [one for one in tracker.watched() if watched.id in one.searches]
    if as_json:
        screen.json(trial_json(tracker.trial(one.trial)) for one in trials if one.versions)
    else:
        if not outcome.failed_searches:
            click.echo(f"Search {watched.id}, “{watched.search}”: {_matching(watched.matches)}")
        if trials:
            screen.write(found([tracker.trial(one.trial) for one in trials], screen.width))
            click.echo()
    return _end(screen, outcome, as_json)


def _matching(trials: int | None) -> str:
    """What became of a search, in words."""
    if not trials:
        return "no trial matches; those that begin to will be watched."
    verbs = "matches and is" if trials == 1 else "match and are"
    return f"{counted('trial', trials)} {verbs} watched."


def _end(screen: Screen, outcome: Outcome, as_json: bool) -> int:
    """The misses and the closing line; the exit code."""
    screen.write(run.misses(outcome), err=True)
    if any(miss.kind == "gone" for miss in outcome.misses):
        screen.say(
            "what the registry does not know stays on the list; `tracker unwatch` removes it"
        )
    if outcome.interrupted:
        screen.say(run.INTERRUPTED)
    screen.write([run.closing(outcome)], err=as_json)
    return outcome.exit_code()


def trial_json(trial: Trial) -> dict[str, object]:
    """A trial as ``--json`` prints it; its id is called "trial", as everywhere."""
    plain: dict[str, object] = msgspec.to_builtins(trial)
    return {"trial": plain.pop("id"), **plain}
