"""``tracker export``: the data out of the database, for other programs and other people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.options import Command, tag_option
from tracker.cli.session import Session, pass_session
from tracker.ids import parse_id
from tracker.report.entries import counted

if TYPE_CHECKING:
    from tracker.export import Format

_FORMATS = ("csv", "jsonl", "parquet", "sqlite", "cthist")
_TABLES = ("versions", "changes", "trials", "payloads")


@click.command(cls=Command)
@click.argument("path", metavar="[PATH]", default="export", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Default: by PATH, else csv.")
@click.option(
    "--table", "tables", multiple=True, type=click.Choice(_TABLES), help="Only this table."
)
@click.option("--trial", "trials", multiple=True, metavar="ID", help="Only this trial.")
@tag_option("Only trials of this group.")
@click.option("--public", is_flag=True, help="Leave out contact data and what is for you alone.")
@click.option("--records", is_flag=True, help="Versions with their whole records.")
@click.option("--raw", is_flag=True, help="CSV: leave text that looks like a formula as it is.")
@click.option("--replace", is_flag=True, help="SQLite: write a file that is there already anew.")
@pass_session
def export(
    session: Session,
    /,
    path: Path,
    form: Format | None,
    tables: tuple[str, ...],
    trials: tuple[str, ...],
    tag: str | None,
    public: bool,
    records: bool,
    raw: bool,
    replace: bool,
) -> None:
    """Write the data into files for other programs and other people.

    The tables versions, changes and trials go into the folder PATH, a file each. With one --table
    PATH may be a file, or - for stdout. The table payloads is what the registry sent; as JSON
    Lines it can be imported elsewhere. In CSV, text that a spreadsheet would take for a formula
    gets an apostrophe in front.

    sqlite copies the database into the file PATH. With --public the copy has no contact data, no
    payloads and no watch list, and the records of all versions as plain JSON: safe to publish.
    cthist is one CSV with the columns that scripts for R's cthist know.

    Examples:
      tracker export
      tracker export tables --format parquet
      tracker export changes.csv --table changes --tag lung
      tracker export - --table versions --format jsonl
      tracker export public.db --public
      tracker export versions.csv --format cthist --raw

    """
    from tracker.export import Wanted

    ids = tuple(map(parse_id, trials)) or None
    wanted = Wanted(trials=ids, tag=tag, public=public, records=records)
    to = sys.stdout.buffer if str(path) == "-" else path
    with session.tracker(read_only=True) as tracker:
        for one in tracker.export(to, form, tables=tables, wanted=wanted, raw=raw, replace=replace):
            rows = counted("trial" if one.table == "database" else "row", one.rows)
            where = f" in {one.path}" if one.path else ""
            session.screen.say(f"{one.table}: {rows}{where}")
