"""``tracker dossier``: one trial's registration on one page."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.options import Command
from tracker.cli.output import deliver
from tracker.cli.session import Session, pass_session


@click.command(cls=Command)
@click.argument("trial", metavar="ID")
@click.option(
    "--date",
    "manuscript",
    metavar="DATE",
    help="Day of the manuscript: compare with what stood then, not with now.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where the page goes (default: stdout).",
)
@pass_session
def dossier(session: Session, trial: str, manuscript: str | None, output: Path | None) -> None:
    """Put a trial's registration on one page, for a reviewer.

    First registered against now (or the manuscript's day), registration timing, each outcome
    change with its phase, enrolment, slips, results, versions with hashes, and what is not known.
    The page is one HTML file and asks for nothing else. Charts need the extra `charts`.

    Examples:
      tracker dossier NCT06931145 --output dossier.html
      tracker dossier NCT06931145 --date 2026-03-01 --output dossier.html

    """
    from tracker.archive.dossier import case_of
    from tracker.report.dossier import charts
    from tracker.report.dossier.page import render

    with session.tracker(read_only=True) as tracker:
        case = case_of(tracker, trial, manuscript)
    without = charts.missing()
    if without:
        session.screen.say(without[:1].lower() + without[1:])
    deliver(session.screen, render(case), output)
