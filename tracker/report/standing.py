"""Watched trials as they stood at a moment: as a table, as Markdown, as rows for scripts.

Comes in: what the store says of each trial, and the moments that were asked for.
Goes out: lines, lines of Markdown, or rows of plain values.
Does not: look anything up, or leave out a trial that was not known then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from tracker.diff.labels import read_out
from tracker.report.entries import counted
from tracker.report.lines import EMPTY, Line, Span, bad, faint, ident, line
from tracker.report.markdown import escaped
from tracker.report.table import Column, room_for, table
from tracker.store.rows import Headline, Stood

_TABLE = (
    Column("id"),
    Column("status", least=13),
    Column("enrolment"),
    Column("start", spare=2),
    Column("primary end"),
    Column("end", spare=3),
    Column("sites", spare=1),
    Column("version", spare=4),
    Column("title now", least=16),
)
#: What a script gets of each trial, in this order.
COLUMNS = (
    *("trial", "registry", "known", "version", "stood_from", "registry_date", "observed_at"),
    *("last_confirmed", "source", "silent", *Headline.__struct_fields__, "title", "reason"),
)
_OF_TRIAL = frozenset(("trial", "registry", "known", "title", "reason"))


def row(one: Stood, stood: str) -> dict[str, Any]:
    """A trial as a row of plain values; of one that was not known all but the reason is None.

    ``stood``: the date that was asked for, as far as it is needed to say why.
    """
    known = one.known
    plain = structs.asdict(one) | {"known": known, "reason": reason(one, stood)}
    return {name: plain[name] if known or name in _OF_TRIAL else None for name in COLUMNS}


def reason(one: Stood, stood: str) -> str | None:
    """Why a trial was not known then; None if it was."""
    if one.known:
        return None
    if one.first_seen is None or one.first_stood is None:
        return "nothing was seen of it yet"
    if one.first_stood[:10] > stood[:10]:
        return f"its first known version stood from {one.first_stood[:10]}"
    return f"it was seen first on {one.first_seen[:10]}"


def text(rows: Sequence[Stood], stood: str, seen: str | None, width: int | None) -> Iterator[Line]:
    """A table for people, what it is a table of, and which columns there was no room for."""
    cells = [_cells(one, stood) for one in rows]
    places = room_for(_TABLE, cells, width)
    columns = [_TABLE[place] for place in places]
    yield from table(columns, [[row[place] for place in places] for row in cells], width)
    yield EMPTY
    yield line(faint(said(rows, stood, seen)))
    left = [one.heading for one in _TABLE if one.spare and one not in columns]
    if left:
        where = "a wider window and --format csv have it"
        yield line(faint(f"No room for {', '.join(left)}: {where}."), hang=0)


def markdown(rows: Sequence[Stood], stood: str, seen: str | None) -> Iterator[str]:
    """The same table as Markdown."""
    yield "| " + " | ".join(column.heading for column in _TABLE) + " |"
    yield "|" + " --- |" * len(_TABLE)
    for one in rows:
        cells = (cell.text if isinstance(cell, Span) else cell for cell in _cells(one, stood))
        yield "| " + " | ".join(escaped(cell).replace("|", "\\|") for cell in cells) + " |"
    yield ""
    yield escaped(said(rows, stood, seen))


def said(rows: Sequence[Stood], stood: str, seen: str | None) -> str:
    """What the table shows, in a sentence."""
    by = f", as far as seen by {seen[:10]}" if seen else ""
    unknown = sum(not one.known for one in rows)
    left = f"; {unknown:,} not known then" if unknown else ""
    return f"{counted('trial', len(rows))} as of {stood[:10]}{by}{left}."


def _cells(one: Stood, stood: str) -> list[str | Span]:
    if not one.known:
        why = faint(f"({reason(one, stood)})")
        return [ident(one.trial), bad("not known"), "", "", "", "", "", "", why]
    return [
        ident(one.trial),
        read_out(one.overall_status) if one.overall_status else "",
        _dated(
            None if one.enrollment_count is None else f"{one.enrollment_count:,}",
            one.enrollment_type,
        ),
        _dated(one.start_date, one.start_date_type),
        _dated(one.primary_completion_date, one.primary_completion_date_type),
        _dated(one.completion_date, one.completion_date_type),
        f"{one.site_count:,}" if one.site_count else "",
        str(one.version),
        one.title or "",
    ]


def _dated(value: str | None, kind: str | None) -> str:
    """A value; an asterisk would need a legend, so what is estimated says so in a word."""
    if value is None:
        return ""
    return f"{value} est." if kind in ("ESTIMATED", "ANTICIPATED") else value
