"""Tables that become a list of cards on a phone, each cell with the name of its column.

Comes in: cells that are HTML already. Goes out: a table.
Does not: know what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tracker.report.hypertext import text

#: Columns that need no name where each cell stands below the other.
_PLAIN = ("What differs", "Entry")


def _named(name: str) -> str:
    return f' data-head="{name}"' if name else ""


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], shape: str = "auto"
) -> Iterator[str]:
    """A table whose first cell in a row is its heading; empty cells are left out on a phone.

    ``shape`` names how wide the columns are: "fields", "changed", or by what is in them.
    """
    heads = "".join(f'<th scope="col">{text(column)}</th>' for column in columns)
    yield f'<table class="compare stack {shape}"><thead><tr>{heads}</tr></thead><tbody>\n'
    names = ["" if column in _PLAIN else text(column) for column in columns]
    for row in rows:
        first, *rest = row
        cells = "".join(
            f'<td dir="auto"{_named(name)}>{cell}</td>' if cell else "<td></td>"
            for name, cell in zip(names[1:], rest, strict=True)
        )
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>\n'
    yield "</tbody></table>\n"
