"""``tracker``: the outermost command and its help."""

from __future__ import annotations

import click

from tracker.cli.group import Tracker
from tracker.cli.options import global_options
from tracker.cli.session import Session


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if value and not ctx.resilient_parsing:
        from tracker import __version__

        click.echo(f"tracker {__version__}")
        ctx.exit()


@click.group(
    cls=Tracker,
    name="tracker",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@global_options
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and end.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Watch clinical-trial registries: keep every version, say what changed.

    To begin:
      tracker watch NCT06931145      look now, keep the record, watch it
      tracker check                  the line for cron: look, store, report
      tracker history NCT06931145    one trial's life, newest last
      tracker demo                   try it offline
    """
    ctx.ensure_object(Session)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
