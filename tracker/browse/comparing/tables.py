"""Tables that become a list of cards on a phone, each cell with the name of its column.

Comes in: cells that are HTML already. Goes out: a table.
Does not: know what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tracker.report.hypertext import text

#: Columns that need no name where each cell stands below the other.
_PLAIN = ("What differs", "Entry")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table whose first cell in a row is its heading; empty cells are left out on a phone."""
    heads = "".join(f'<th scope="col">{text(column)}</th>' for column in columns)
    shape = f"compare stack of{len(columns)}"
    yield f'<table class="{shape}"><thead><tr>{heads}</tr></thead><tbody>\n'
    names = ["" if column in _PLAIN else text(column) for column in columns]
    for row in rows:
        first, *rest = row
        cells = "".join(
            f'<td data-head="{name}">{cell}</td>' if cell and name else f"<td>{cell}</td>"
            for name, cell in zip(names[1:], rest, strict=True)
        )
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>\n'
    yield "</tbody></table>\n"
