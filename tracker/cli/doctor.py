"""``tracker doctor``: whether all is well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from tracker.cli.options import Command, json_option
from tracker.cli.session import Session, pass_session
from tracker.doctor import Finding, examine
from tracker.report.entries import counted
from tracker.report.lines import EMPTY, Line, bad, good, line, point, title


@click.command(cls=Command)
@click.option("--offline", is_flag=True, help="Ask no registry.")
@click.option("--history", is_flag=True, help="How far histories go, and the registry agrees.")
@json_option
@pass_session
def doctor(session: Session, offline: bool, history: bool, as_json: bool) -> int:
    """Say whether all is well, and how to mend what is not.

    Looks at the installed parts, the configuration (each value and where it came from), the
    database, the last runs and what fails, and asks each source once whether it answers.
    Exits 1 when something is wrong.

    With --history it tells of the record histories that were fetched instead: how far each goes,
    and how far the registry's own words for what a version touched agree with the changes found.

    Examples:
      tracker doctor
      tracker doctor --history
      tracker doctor --offline
      tracker doctor --json

    """
    if history:
        from tracker.cli.pasts import examine_history

        with session.tracker(read_only=True) as tracker:
            return examine_history(session.screen, tracker, as_json=as_json)
    found = examine(session.config, offline=offline)
    problems = 0
    for part, group in groupby(found, key=lambda one: one.part):
        findings = [*group]
        problems += sum(not one.ok for one in findings)
        if as_json:
            session.screen.json(findings)
        else:
            session.screen.write(_lines(part, findings))
    if not as_json:
        said = bad(f"{counted('problem', problems)}.") if problems else good("All is well.")
        session.screen.write([line(said)])
    return int(problems > 0)


def _lines(part: str, findings: Iterable[Finding]) -> Iterator[Line]:
    yield line(title(part.capitalize()))
    for one in findings:
        if one.ok:
            yield point(one.said)
        else:
            yield point(bad("problem: "), one.said, mark="! ")
            if one.mend:
                yield line(f"to mend it: {one.mend}", indent=4)
    yield EMPTY
