"""The arms of a trial and what is given in each, out of one flow of lines.

Comes in: the items of the section and what is known of the interventions.
Goes out: one :class:`Group` an arm. Does not: make parts of the Record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker.sources.page.bunches import marks_follow_names
from tracker.sources.page.explanations import is_sentence
from tracker.sources.page.items import Item, bare

#: The lines that describe each intervention, by its name; one name can stand for several.
Known = Mapping[str, Sequence[Sequence[str]]]
#: A line that is longer describes.
_LONGEST_LABEL = 120


@dataclass
class Given:
    """One intervention as it stands under an arm."""

    name: str
    type: str = ""
    description: list[str] = field(default_factory=list)
    other_names: str = ""


@dataclass
class Group:
    """One arm."""

    label: str = ""
    type: str = ""
    description: list[str] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    #: Begun by a label of its own, so that its type is still to come.
    named: bool = False


def groups_of(items: Sequence[Item], known: Known) -> list[Group]:
    """The arms in the order of the page."""
    walk = _Walk(items, known)
    for item in items:
        walk.take(item)
    walk.finish()
    return walk.groups


class _Walk:
    """Goes through the items once; lines wait until a label says whose they are."""

    def __init__(self, items: Sequence[Item], known: Known) -> None:
        self.groups: list[Group] = []
        self._known = known
        self._waiting: list[str] = []
        self._type_second = marks_follow_names(items, {"group_type"}) and not any(
            item.field == "type" for item in items
        )

    def take(self, item: Item) -> None:
        """One more item."""
        if not item.field:
            self._waiting.append(item.value)
        elif item.field == "group_type":
            self._group(item.value)
        elif item.field == "type":
            self._intervention(item.value)
        elif item.field == "label":
            self._settle(self._waiting)
            self.groups.append(Group(item.value, named=True))
        elif item.field == "name":
            self._settle(self._waiting)
            self._last_group().given.append(Given(item.value))
        elif item.field == "other_names" and self._given():
            self._settle(self._waiting)
            self._last_group().given[-1].other_names = item.value

    def finish(self) -> None:
        """The lines after the last label; after the types of arms alone they are an arm's."""
        last = self.groups[-1] if self.groups else None
        if last and not last.given and not last.named and not self._type_second:
            self.groups += _bare_groups(self._waiting)
        else:
            self._settle(self._waiting)

    def _last_group(self) -> Group:
        if not self.groups:
            self.groups.append(Group())
        return self.groups[-1]

    def _given(self) -> Given | None:
        """The intervention that the lines follow, if they follow one."""
        return self.groups[-1].given[-1] if self.groups and self.groups[-1].given else None

    def _group(self, kind: str) -> None:
        """The type of an arm: the lines before it are the arm's, but for those of what precedes."""
        if self.groups and self.groups[-1].named and not self.groups[-1].type:
            self._settle(self._waiting)
            self.groups[-1].type = kind
            return
        lines = self._waiting
        if self._given():
            lines = self._beyond_description()
        elif self._type_second:
            self._settle(lines[:-1])
            lines = lines[-1:]
        self._waiting = []
        label, description = (bare(lines[0]), lines[1:]) if lines else ("", [])
        self.groups.append(Group(label, kind, description))

    def _intervention(self, kind: str) -> None:
        """The type of an intervention, after its name or after its description."""
        given = self._given()
        if not self._waiting:
            if given and not given.type:
                given.type = kind
            return
        at = self._name_at()
        self._settle(self._waiting[:at], before_given=True)
        self._last_group().given.append(
            Given(bare(self._waiting[at]), kind, self._waiting[at + 1 :])
        )
        self._waiting = []

    def _name_at(self) -> int:
        """Which waiting line is the name: the last, unless the description stands between."""
        for at, line in enumerate(self._waiting):
            below = self._waiting[at + 1 :]
            if below and below in [[*lines] for lines in self._known.get(bare(line), ())]:
                return at
        return len(self._waiting) - 1

    def _settle(self, lines: list[str], *, before_given: bool = False) -> None:
        """Give lines to the entry that they follow, and to new arms what is none of its."""
        if lines is self._waiting:
            self._waiting = []
        given = self._given()
        if given:
            size = self._described(given, lines)
            size = len(lines) if size is None else size
            given.description += lines[:size]
            lines = lines[size:]
        elif self.groups:
            self.groups[-1].description += lines
            return
        if before_given and lines:
            self.groups.append(Group(bare(lines[0]), "", lines[1:]))
        else:
            self.groups += _bare_groups(lines)

    def _described(self, given: Given, lines: Sequence[str]) -> int | None:
        """How many lines describe an intervention; None where the page does not say."""
        if given.description:
            return None
        sizes = [
            len(known)
            for known in self._known.get(given.name, ())
            if list(lines[: len(known)]) == [*known]
        ]
        return max(sizes, default=None)

    def _beyond_description(self) -> list[str]:
        """The lines that wait for an arm, after those of the intervention before it."""
        given = self._given()
        lines = self._waiting
        size = self._described(given, lines) if given else 0
        if size is None:
            names = (at for at, line in enumerate(lines) if at and not _describes(line))
            size = next(names, 0 if len(lines) == 1 else len(lines) - 1)
        if given:
            given.description += lines[:size]
        return lines[size:]


def _describes(line: str) -> bool:
    """Whether a line has the look of a description, not of a name."""
    return is_sentence(line) or len(line) > _LONGEST_LABEL or bare(line) != line


def _bare_groups(lines: Sequence[str]) -> list[Group]:
    """Arms of which no label speaks: names and descriptions by their look.

    Where each second line is the longer one, and no other has that look, lines are pairs.
    """
    pairs = list(zip(lines[::2], lines[1::2], strict=False))
    names_first = all(len(name) <= len(text) and not _describes(name) for name, text in pairs)
    if len(lines) % 2 == 0 and names_first:
        return [Group(bare(name), "", [text]) for name, text in pairs]
    groups: list[Group] = []
    for line in lines:
        if groups and _describes(line):
            groups[-1].description.append(line)
        else:
            groups.append(Group(bare(line)))
    return groups
