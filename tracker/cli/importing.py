"""``tracker import``: records and pages from files."""

from __future__ import annotations

from collections.abc import Iterator

import click

from tracker.cli.options import Command, json_option
from tracker.cli.progress import progress
from tracker.cli.session import Session, pass_session
from tracker.report.lines import Line, bad, line


@click.command("import", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--observed-at", metavar="DATE", help="When all of it was seen, whatever the files say."
)
@click.option("--mirror/--no-mirror", default=None, help="Keep a readable JSON file a trial.")
@json_option
@pass_session
def importing(
    session: Session,
    paths: tuple[str, ...],
    observed_at: str | None,
    mirror: bool | None,
    as_json: bool,
) -> int:
    """Read records or pages from files.

    PATH is a file, a folder, an archive or a git repository with records in it: JSON of the
    registry's API, one or many, classic XML, versions of its record history, saved pages. When
    each was seen is taken from what stands around the record, its commit, its name or the record
    itself; --observed-at says it better. The same import again adds nothing. Exits 1 when
    something was left, and says why.

    Examples:
      tracker import NCT06931145.json
      tracker import page.html --observed-at 2025-04-23
      tracker import ctg-studies.json.zip
      tracker import dumps/ --json

    """
    session.flags["mirror"] = mirror
    screen = session.screen
    with session.tracker(begin=True) as tracker:
        with progress("reading", unit="bytes") as tell:
            report = tracker.import_paths(paths, observed_at=observed_at, progress=tell)
        screen.write(_lines(report.problems()), err=True)
        if as_json:
            screen.json([report.as_json()])
        else:
            screen.write(map(_plain, report.lines()))
    return report.exit_code()


def _plain(text: str) -> Line:
    """A line whose indent stays when it is wrapped."""
    bare = text.lstrip()
    return line(bare, indent=len(text) - len(bare))


def _lines(problems: list[str]) -> Iterator[Line]:
    """What was left; headings stand out."""
    for text in problems:
        yield line(bad(text)) if not text.startswith(" ") else _plain(text)
