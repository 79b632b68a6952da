"""The best pairs among candidates, one mate for each, and none where nobody can say which.

    (likeness, one, other) ... -> the pairs that are made, the best first

Comes in: candidates. Goes out: pairs. Does not: know what is paired or how alike it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

#: How much better than the next best one a pair must be.
MARGIN = 0.03


class Placed(Protocol):
    """What stands somewhere in a list."""

    @property
    def place(self) -> int:
        """Its place; among equals the first comes first."""


T = TypeVar("T", bound=Placed)


def best_pairs(
    candidates: Iterable[tuple[float, T, T]], least: float, margin: float = MARGIN
) -> Iterator[tuple[float, T, T]]:
    """Pairs that are alike enough, the best first, each entry once.

    A pair with a near rival on either side is not made: the rival may find its mate later, and
    otherwise nobody knows which of the two it is (change semantics, D2: never guess pairs).
    """
    ranked = sorted(candidates, key=lambda row: (-row[0], row[1].place, row[2].place))
    rows: dict[int, list[tuple[float, T, T]]] = defaultdict(list)
    for row in ranked:
        rows[id(row[1])].append(row)
        rows[id(row[2])].append(row)
    taken: set[int] = set()
    for row in ranked:
        score, one, other = row
        if score < least or {id(one), id(other)} & taken:
            continue
        rivals = (
            rival[0]
            for rival in (*rows[id(one)], *rows[id(other)])
            if rival is not row and not {id(rival[1]), id(rival[2])} & taken
        )
        if score - max(rivals, default=0.0) >= margin:
            taken |= {id(one), id(other)}
            yield row
