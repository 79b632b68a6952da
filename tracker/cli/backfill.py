"""``tracker backfill``: every version that the registry's own record history has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
import msgspec

from tracker.cli.options import Command, json_option, tag_option
from tracker.cli.screen import Screen
from tracker.cli.session import Session, pass_session
from tracker.errors import UsageError
from tracker.report import past

if TYPE_CHECKING:
    from tracker.past.backfilled import BackfillOutcome, Far, Progress


@click.command(cls=Command)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--watched", is_flag=True, help="All trials that are watched.")
@tag_option("All watched trials of this group.")
@click.option(
    "--only",
    "only",
    multiple=True,
    metavar="WORD",
    help="Only versions that touched this part, and the first: outcomes, status, eligibility, "
    "arms, sites, enrollment ...",
)
@click.option("--max-versions", type=int, metavar="N", help="At most N versions of each trial.")
@click.option("--newest-first", is_flag=True, help="Begin with the newest version.")
@click.option("--verify", "verify", is_flag=True, help="Read stored versions again and compare.")
@click.option("--sample", type=int, metavar="N", help="With --verify: only N versions, by lot.")
@json_option
@pass_session
def backfill(
    session: Session,
    /,
    ids: tuple[str, ...],
    watched: bool,
    tag: str | None,
    verify: bool,
    sample: int | None,
    as_json: bool,
    **missing: Any,
) -> int:
    """Fetch every version that the registry's own history has.

    One request after the other, so a trial of a hundred versions takes two minutes. Each version
    is kept as soon as it is read: a run can be ended at any moment, and the next one goes on.
    What was seen here before and the registry's own versions become one timeline.

    With --verify stored versions are read again; one that reads otherwise now is told, and both
    are kept. It exits 1 when something could not be had.

    Examples:
      tracker backfill NCT06931145
      tracker backfill --watched --only outcomes
      tracker backfill NCT06931145 --newest-first --max-versions 20
      tracker backfill --watched --verify --sample 50

    """
    trials = _trials(ids, watched=watched or tag is not None)
    _must_go_together(verify, sample, missing)
    screen = session.screen
    with session.tracker(begin=not verify) as tracker, _bar() as progress:
        if verify:
            outcome = tracker.verify(trials, tag=tag, sample=sample, progress=progress)
        else:
            outcome = tracker.backfill(
                trials, tag=tag, progress=progress, say=screen.say, **missing
            )
    _tell(screen, outcome, as_json=as_json, verify=verify)
    return outcome.exit_code()


def _must_go_together(verify: bool, sample: int | None, missing: dict[str, Any]) -> None:
    """Refuse options that cannot be meant together."""
    if sample is not None and not verify:
        raise UsageError("--sample goes with --verify")
    for name, number in (("--sample", sample), ("--max-versions", missing["max_versions"])):
        if number is not None and number < 1:
            raise UsageError(f"{name} {number} asks for nothing; give 1 or more")
    given = [f"--{name.replace('_', '-')}" for name, value in missing.items() if value]
    if verify and given:
        raise UsageError(f"--verify reads what is stored; {', '.join(given)} is about what is not")


def _trials(ids: tuple[str, ...], *, watched: bool) -> tuple[str, ...] | None:
    """The ids that were given; None for all that is watched."""
    if ids and watched:
        raise UsageError("give ids, or --watched (or --tag), not both")
    if not ids and not watched:
        raise UsageError("nothing to fetch: give ids (NCT06931145), --watched, or --tag WORD")
    return ids or None


def _tell(screen: Screen, outcome: BackfillOutcome, *, as_json: bool, verify: bool) -> None:
    """What became of each trial on stdout, what could not be had on stderr, the closing line."""
    if as_json:
        screen.json(_json(outcome))
    elif verify:
        screen.write(past.told(outcome))
    else:
        screen.write(past.filled(outcome))
    screen.write(past.problems(outcome.problems), err=True)
    if outcome.interrupted:
        screen.say(past.INTERRUPTED)
    screen.write([past.verified(outcome) if verify else past.closing(outcome)], err=as_json)


def _json(outcome: BackfillOutcome) -> Iterator[object]:
    """An object a trial, one for each problem, one for each thing that was told."""
    yield from (msgspec.to_builtins(one) for one in outcome.trials)
    for one in outcome.problems:
        yield {"trial": one.trial, "version": one.number, "problem": one.kind, "text": one.reason}
    yield from ({"notice": kind, "text": text} for kind, text in outcome.notices)


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """A bar with the time left while the block runs, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("left"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading lists", total=None)

        def tell(far: Far) -> None:
            where = f"{far.trial} ({far.nth:,} of {far.trials:,})"
            bar.update(task, description=where, completed=far.done, total=far.due)

        yield tell
