"""Arms and interventions: two sections that tell of the same things, read together.

Comes in: the lines of both sections. Goes out: arms and interventions for the Record.
Does not: read other lists.

Under "Study Groups" each arm is followed by what is given in it; under "Interventions" each
intervention stands once. Where one arm ends and the next begins no label says; the descriptions
of the second section tell how far the last intervention of an arm reaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tracker.record import Arm, Intervention
from tracker.sources.page.bunches import Bunch, bunches, other_of
from tracker.sources.page.draft import Draft, prose
from tracker.sources.page.groups import Given, Group, Known, groups_of
from tracker.sources.page.items import bare, items_of
from tracker.sources.page.labels import ENTRY_LABELS
from tracker.sources.page.layout import Section
from tracker.text import plain


def read_treatments(groups: Section, interventions: Section, draft: Draft) -> None:
    """Both sections into arms and interventions."""
    shown = items_of(groups.lines, ENTRY_LABELS["groups"], strict=True)
    items = items_of(interventions.lines, ENTRY_LABELS["interventions"], strict=True)
    before_type = {
        bare(item.value)
        for item, below in pairwise(shown)
        if not item.field and below.field == "type"
    }
    texts = {bare(item.value) for item in items if not item.field}
    listed = bunches(items, marks={"type"}, starts={"name"}, names=before_type & texts)
    known: dict[str, list[Sequence[str]]] = {}
    for bunch in listed:
        known.setdefault(_name(bunch), []).append(_description(bunch))
    found = groups_of(shown, known)
    draft.put(".arms", tuple(_arm(group, known, groups.heading, draft) for group in found))
    entries = [_listed(bunch, found, known, interventions.heading, draft) for bunch in listed]
    draft.put(".interventions", (*entries, *_only_in_groups(found, known, groups.heading, draft)))


def _name(bunch: Bunch) -> str:
    return bunch.fact("name") or (bare(bunch.texts[0]) if bunch.texts else "")


def _description(bunch: Bunch) -> list[str]:
    texts = bunch.texts if bunch.fact("name") else bunch.texts[1:]
    said = bunch.fact("description")
    return [*texts, *said.split("\n")] if said else list(texts)


def _arm(group: Group, known: Known, heading: str, draft: Draft) -> Arm:
    """One arm; what it says of an intervention otherwise than the list of all is kept with it."""
    other = {}
    for given in group.given:
        if given.description and _differs(given, known) and any(known.get(given.name, ())):
            other[given.name] = prose(given.description)
            draft.report(f"{heading}.{given.name}", "value", other[given.name])
    return Arm(
        label=plain(group.label) or None,
        type=draft.word("ArmGroupType", group.type, f"{heading}.Group Type"),
        description=prose(group.description) or None,
        other=other or None,
    )


def _differs(given: Given, known: Known) -> bool:
    """Whether an arm describes an intervention otherwise than the list of all does."""
    return given.description not in [[*lines] for lines in known.get(given.name, ())]


def _listed(
    bunch: Bunch, groups: Sequence[Group], known: Known, heading: str, draft: Draft
) -> Intervention:
    """One entry of the list of interventions; what it leaves out the arms may say."""
    name, description = _name(bunch), _description(bunch)
    shown = [
        (plain(group.label), given)
        for group in groups
        for given in group.given
        if given.name == name and (given.description == description or _differs(given, known))
    ]
    same = [given for _, given in shown]
    kind = bunch.fact("type") or next((one.type for one in same if one.type), "")
    if not description:
        description = next((one.description for one in same if one.description), [])
    other_names = bunch.fact("other_names") or next((o.other_names for o in same), "")
    labels = tuple(dict.fromkeys(label for label, _ in shown if label))
    return Intervention(
        name=plain(name) or None,
        type=draft.word("InterventionType", kind, f"{heading}.Intervention Type"),
        description=prose(description) or None,
        arm_group_labels=labels or _named_arms(bunch.fact("arms"), groups),
        other_names=split_names(other_names),
        other=other_of(bunch, heading, draft),
    )


def _named_arms(said: str | None, groups: Sequence[Group]) -> tuple[str, ...]:
    """The arms that an intervention names by itself."""
    named = tuple(plain(group.label) for group in groups if said and group.label in said)
    return named or split_names(said or "")


def split_names(text: str) -> tuple[str, ...]:
    """Names in one line, parted by semicolons or bars; commas are parts of names.

    >>> split_names("AL3818; TQ-B2450 | x")
    ('AL3818', 'TQ-B2450', 'x')
    """
    parts = (plain(part) for part in text.replace("|", ";").replace("\n", ";").split(";"))
    return tuple(part for part in parts if part)


def _only_in_groups(
    groups: Sequence[Group], known: Known, heading: str, draft: Draft
) -> list[Intervention]:
    """Interventions that stand under an arm but not in the list of all."""
    first: dict[str, Given] = {}
    arms: dict[str, list[str]] = {}
    for group in groups:
        for given in group.given:
            if given.name not in known:
                first.setdefault(given.name, given)
                arms.setdefault(given.name, []).append(plain(group.label))
    return [
        Intervention(
            name=plain(name),
            type=draft.word("InterventionType", given.type, f"{heading}.Intervention Type"),
            description=prose(given.description) or None,
            arm_group_labels=tuple(label for label in arms[name] if label),
            other_names=split_names(given.other_names),
        )
        for name, given in first.items()
    ]
