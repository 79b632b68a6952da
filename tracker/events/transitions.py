"""The status machine: which step from one recruitment status to another is what.

Comes in: two status words of the registry. Goes out: a Judgement.
Does not: know versions; UNKNOWN is no status of its own here (see ``status.py``).

D6 of the change semantics, as a table. Its classes follow NCI's CTRP: review, open (a suspended
trial is open), closed, terminal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

Kind = Literal["expected", "notable", "unusual", "resurrected"]

NYR = "NOT_YET_RECRUITING"
REC = "RECRUITING"
EBI = "ENROLLING_BY_INVITATION"
ANR = "ACTIVE_NOT_RECRUITING"
SUSPENDED, COMPLETED, TERMINATED = "SUSPENDED", "COMPLETED", "TERMINATED"
WITHDRAWN, WITHHELD = "WITHDRAWN", "WITHHELD"

#: CTRP's classes (D6).
REVIEW = frozenset((NYR,))
OPEN = frozenset((REC, EBI, SUSPENDED))
CLOSED = frozenset((ANR,))
TERMINAL = frozenset((COMPLETED, TERMINATED, WITHDRAWN))
#: Everything before the end: what the registry's glossary calls not completed.
ONGOING = REVIEW | OPEN | CLOSED
#: Statuses that need a reason.
STOPPED = frozenset((TERMINATED, WITHDRAWN, SUSPENDED))
#: Active, not recruiting, or later: slips weigh more from here on (D4).
LATE = CLOSED | TERMINAL
#: Of these the registry makes UNKNOWN; no suspended record was seen to become it (measured 2).
LAPSING = frozenset((NYR, REC, EBI, ANR))
#: The four values of expanded access.
ACCESS = frozenset(
    ("AVAILABLE", "NO_LONGER_AVAILABLE", "TEMPORARILY_NOT_AVAILABLE", "APPROVED_FOR_MARKETING")
)


class Judgement(Struct, frozen=True):
    """What a step of the status machine is, and why it is not simply expected."""

    kind: Kind
    why: str = ""
    #: Both words stand in the table.
    in_table: bool = True


def _pairs(befores: Iterable[str], afters: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, other) for one in sorted(befores) for other in sorted(afters) if one != other]


#: The order of things: each step on its way, suspension and its end, the two ways to stop.
_EXPECTED = [
    *_pairs([NYR], [REC, EBI, SUSPENDED, WITHDRAWN]),
    *_pairs([REC, EBI], [REC, EBI, ANR, SUSPENDED, TERMINATED, COMPLETED]),
    *_pairs([ANR], [COMPLETED, SUSPENDED, TERMINATED]),
    *_pairs([SUSPENDED], [NYR, REC, EBI, ANR, TERMINATED, WITHDRAWN]),
    *_pairs(["AVAILABLE"], ACCESS),
    *_pairs(["TEMPORARILY_NOT_AVAILABLE"], ACCESS),
    *_pairs(["NO_LONGER_AVAILABLE"], ["APPROVED_FOR_MARKETING"]),
    *_pairs(["APPROVED_FOR_MARKETING"], ["NO_LONGER_AVAILABLE"]),
    *_pairs([WITHHELD], ONGOING | TERMINAL),
]
_NOTABLE = {
    "recruitment was re-opened": _pairs([ANR], [REC, EBI]),
    "it had been recruiting": _pairs([REC, EBI, ANR], [WITHDRAWN]),
    "steps were skipped": _pairs([NYR], [ANR, COMPLETED, TERMINATED]),
    "it was suspended until then": _pairs([SUSPENDED], [COMPLETED]),
    "one end was exchanged for the other": _pairs([COMPLETED, TERMINATED], [COMPLETED, TERMINATED]),
    "it goes back to before recruitment": _pairs([REC, EBI, ANR], [NYR]),
    "access was re-opened": [
        *_pairs(["NO_LONGER_AVAILABLE"], ["AVAILABLE", "TEMPORARILY_NOT_AVAILABLE"]),
        *_pairs(["APPROVED_FOR_MARKETING"], ["AVAILABLE", "TEMPORARILY_NOT_AVAILABLE"]),
    ],
}
_UNUSUAL = {
    "withdrawn means that nobody was enrolled": [
        *_pairs([COMPLETED, TERMINATED], [WITHDRAWN]),
        *_pairs([WITHDRAWN], [COMPLETED, TERMINATED]),
    ],
    "a record that was shown is withheld": _pairs(ONGOING | TERMINAL, [WITHHELD]),
    "the words belong to different kinds of study": [
        *_pairs(ACCESS, ONGOING | TERMINAL | {WITHHELD}),
        *_pairs(ONGOING | TERMINAL | {WITHHELD}, ACCESS),
    ],
}
_RESURRECTED = {"it had ended": _pairs(TERMINAL, ONGOING)}

#: The table: (status before, status after) -> what that step is.
TRANSITIONS: dict[tuple[str, str], Judgement] = {
    **{pair: Judgement("expected") for pair in _EXPECTED},
    **{p: Judgement("notable", why) for why, pairs in _NOTABLE.items() for p in pairs},
    **{p: Judgement("unusual", why) for why, pairs in _UNUSUAL.items() for p in pairs},
    **{p: Judgement("resurrected", why) for why, pairs in _RESURRECTED.items() for p in pairs},
}


def judge(before: str, after: str) -> Judgement:
    """What the step between two different statuses is; a word that is not known is notable.

    >>> judge("ACTIVE_NOT_RECRUITING", "RECRUITING").why
    'recruitment was re-opened'
    >>> judge("COMPLETED", "RECRUITING").kind
    'resurrected'
    """
    found = TRANSITIONS.get((before, after))
    return found or Judgement("notable", "a step that the table does not have", in_table=False)


def table_rows() -> list[tuple[str, str, str, str]]:
    """The table as rows for the documentation: kind, why, statuses before, statuses after."""
    afters: dict[tuple[str, str, str], list[str]] = {}
    for (before, after), judged in TRANSITIONS.items():
        afters.setdefault((judged.kind, judged.why, before), []).append(after)
    rows: dict[tuple[str, str, str], list[str]] = {}
    for (kind, why, before), found in afters.items():
        rows.setdefault((kind, why, ", ".join(found)), []).append(before)
    return [(kind, why, ", ".join(befores), to) for (kind, why, to), befores in rows.items()]
