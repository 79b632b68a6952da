"""The registry as witness: whether its own words for a version agree with our changes.

Comes in: the labels that a registry gives a version, the parts that our diff finds changed since
the version before, and the two payloads.
Goes out: a :class:`Verdict` for each part of the record; a disagreement bears the rule that
explains it, or none, which is a defect of ours.
Does not: read the store.

The record history says of each version which modules of the record it touched. The same question
can be put to our diff. Both may be right and differ, by the rules in ``RULES``. What the registry
itself changed between two submissions (class ``registry``) is no part of one, and does not count
against a label that is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from tracker.past.modules import LABELS, MODULES, known, label_of
from tracker.text import from_html, from_markdown, without_numbers

#: Why the registry may name a part in which we find no change.
RULES = {
    "unseen": "the registry shows the same in both versions: what it counts as a change is not "
    "public, or is shown in every version as it is today (linked publications, places)",
    "derived": "only what the registry derives from other fields or renews by itself differs",
    "form": "only white space, mark-up, bullets or the numbers of list items differ",
    "order": "only the order of a list differs",
    "form_and_order": "only the form of text and the order of a list differ",
}

#: What the registry derives or renews: no part of what a version says.
_DERIVED = frozenset(
    ("stdAges", "interventionNames", "geoPoint", "statusForNctId", "nPtrsToThisExpAccNctId")
)

#: Who says that a part was touched.
Said = Literal["both", "neither", "registry", "ours"]
#: A part that our diff finds changed: class of the change, section, and of results what is below.
Part = tuple[str, str, str | None]
#: Gives the payloads of the version before and of the version itself, when they are asked for.
Payloads = Callable[[], tuple[bytes, bytes]]


class Verdict(Struct, frozen=True):
    """What both say of one part of the record in one version."""

    trial: str
    #: The registry's number of the version.
    number: int
    label: str
    said: Said
    #: The rule that explains a disagreement; None: none does, or there is none to explain.
    rule: str | None = None

    @property
    def is_defect(self) -> bool:
        """Whether they disagree and no rule says why."""
        return self.said in ("registry", "ours") and self.rule is None


def verdicts(
    trial: str,
    number: int,
    labels: Iterable[str],
    parts: Iterable[Part],
    payloads: Payloads,
) -> list[Verdict]:
    """What both say of each part in one version."""
    theirs = {known(label) for label in labels}
    ours = {label_of(section, below): class_ for class_, section, below in _weakest_first(parts)}
    found = []
    for label in LABELS:
        said = _said(label in theirs, label in ours, ours.get(label))
        rule = _rule(label, payloads) if said == "registry" else None
        found.append(Verdict(trial, number, label, said, rule))
    return found


def _weakest_first(parts: Iterable[Part]) -> list[Part]:
    """Of several changes in one part, that of the sponsor decides whose it is."""
    return sorted(parts, key=lambda part: part[0] != "registry")


def _said(theirs: bool, ours: bool, class_: str | None) -> Said:
    if theirs:
        return "both" if ours else "registry"
    return "ours" if ours and class_ != "registry" else "neither"


def _rule(label: str, payloads: Payloads) -> str | None:
    """The rule that explains why the registry names a part in which we find no change."""
    before, after = (_module(payload, label) for payload in payloads())
    if before == after:
        return "unseen"
    old, new = _bare(before.value), _bare(after.value)
    if old == new:
        return "derived"
    if _in_order(old) == _in_order(new):
        return "order"
    old, new = _plain(old, before.is_html), _plain(new, after.is_html)
    if old == new:
        return "form"
    return "form_and_order" if _in_order(old) == _in_order(new) else None


class _Module(Struct, frozen=True):
    """A module of the registry's data, as it was sent."""

    value: Any
    is_html: bool


def _module(payload: bytes, label: str) -> _Module:
    answer = msgspec.json.decode(payload)
    section, module = MODULES[label]
    study = answer.get("study", answer)
    return _Module(study.get(section, {}).get(module), "study" in answer)


def _bare(value: Any) -> Any:
    """A value without what the registry derives or renews."""
    if isinstance(value, dict):
        kept = {name: _bare(one) for name, one in value.items() if name not in _DERIVED}
        return {name: one for name, one in kept.items() if one not in ({}, [], None)}
    if isinstance(value, list):
        return [_bare(one) for one in value if not _is_linked(one)]
    return value


def _is_linked(entry: Any) -> bool:
    """A publication that the library linked."""
    return isinstance(entry, dict) and entry.get("type") == "DERIVED"


def _plain(value: Any, is_html: bool) -> Any:
    """A value with all text in canonical form, item numbers left out."""
    if isinstance(value, dict):
        return {name: _plain(one, is_html) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, is_html) for one in value]
    if isinstance(value, str):
        return without_numbers(from_html(value) if is_html else from_markdown(value))
    return value


def _in_order(value: Any) -> Any:
    """A value with all lists in an order of their content."""
    if isinstance(value, dict):
        return {name: _in_order(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted(
            (_in_order(one) for one in value), key=msgspec.json.Encoder(order="sorted").encode
        )
    return value


# -- the table ------------------------------------------------------------------------------------


class Row(Struct, kw_only=True):
    """How often both agree on one part of the record."""

    label: str
    both: int = 0
    neither: int = 0
    registry_only: int = 0
    ours_only: int = 0
    #: Disagreements by the rule that explains them.
    explained: Counter[str] = field(default_factory=Counter)

    @property
    def unexplained(self) -> int:
        """Disagreements that no rule explains."""
        return self.registry_only + self.ours_only - sum(self.explained.values())

    @property
    def agreement(self) -> float:
        """The share of versions in which both say the same."""
        total = self.both + self.neither + self.registry_only + self.ours_only
        return (self.both + self.neither) / total if total else 1.0


def table(found: Iterable[Verdict]) -> list[Row]:
    """A row a label, those of parts that nobody named left out."""
    rows = {label: Row(label=label) for label in LABELS}
    for one in found:
        row = rows[one.label]
        name = {"registry": "registry_only", "ours": "ours_only"}.get(one.said, one.said)
        setattr(row, name, getattr(row, name) + 1)
        if one.rule is not None:
            row.explained[one.rule] += 1
    return [row for row in rows.values() if row.both or row.registry_only or row.ours_only]


def unknown_labels(labels: Sequence[str]) -> list[str]:
    """Labels of the registry that we do not know."""
    return sorted({label for label in labels if known(label) is None})
