"""``tracker rules``: what the rules of alerts would send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tracker.cli.options import Command, json_option
from tracker.cli.session import Session, pass_session
from tracker.report.entries import counted
from tracker.report.lines import EMPTY, Line, bad, faint, ident, label, line, point, title

if TYPE_CHECKING:
    from tracker.notify.trying import Tried


@click.command(cls=Command)
@click.argument("what", type=click.Choice(["test"]), metavar="test")
@click.option("--since", metavar="DATE", help="Events known since: 2026-03-01, 7d, yesterday.")
@click.option("--rule", metavar="NAME", help="Only this rule of [[notify.rules]].")
@json_option
@pass_session
def rules(session: Session, what: str, since: str | None, rule: str | None, as_json: bool) -> None:
    """Try the rules of alerts on what is stored, before anything is sent.

    Says for each rule of [[notify.rules]] how many alerts it would have made, on what days, and
    which. Nothing is sent and nothing is noted. With --json one object a rule.

    Examples:
      tracker rules test
      tracker rules test --since 30d

    """
    del what
    with session.tracker(read_only=True) as tracker:
        tried = tracker.try_rules(since=since, rule=rule)
    if as_json:
        session.screen.json(_json(one) for one in tried)
        return
    for one in tried:
        session.screen.write(_lines(one))
    if not tried:
        said = "no rule is configured; [[notify.rules]] in tracker.toml makes one"
        session.screen.write([line(f"{said}, see docs/operating.md")])


def _json(tried: Tried) -> dict[str, object]:
    import msgspec

    return {
        "rule": tried.rule,
        "channels": tried.channels,
        "alerts": len(tried.events),
        "of": tried.of,
        "all": tried.all,
        "days": tried.days(),
        "events": msgspec.to_builtins(tried.events),
    }


def _lines(tried: Tried) -> Iterator[Line]:
    where = ", ".join(tried.channels) or "no channel"
    said = f"{counted('alert', len(tried.events))} of {counted('event', tried.of)}, to {where}"
    yield line(title(tried.rule), f": {said}")
    if tried.all:
        yield point(
            bad("this rule matches everything"), "; narrow it by family, rule, tag or trial"
        )
    for day, count in tried.days().items():
        yield point(label(day), f"  {counted('alert', count)}")
    for event in sorted(tried.events, key=lambda one: one.known_by):
        said = f"  {event.headline}"
        yield line(
            label(event.known_by), "  ", ident(event.trial), said, faint(f"  ({event.rule})")
        )
    yield EMPTY
