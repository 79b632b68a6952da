"""Which lines of a page are headings.

Comes in: the visible lines. Goes out: a :class:`Mark` for each heading, in order.
Does not: cut the page into sections (``layout``) or read them.

The same words can be a heading, an entry of a menu, a name in a list or a sub-heading of running
text. So every line that could be a heading is weighed by what the mark-up says of it and by what
follows it; of two places of one heading the heavier wins, and then the later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tracker.sources.page.explanations import invites, is_sentence
from tracker.sources.page.headings import (
    ENTRIES,
    LIST,
    PAIRS,
    PROSE,
    SKIP,
    Topic,
    inline_topic,
    name_of,
    topic_of,
)
from tracker.sources.page.items import bare, is_label_like, match, open_label
from tracker.sources.page.labels import CRITERIA, ELIGIBILITY, FACTS, labels_of
from tracker.sources.page.line import Line
from tracker.sources.page.values import TRIAL_ID, words

#: Weight of a heading: said by mark-up, followed by an explanation, followed by what it announces.
_MARKED, _EXPLAINED, _FITTING, _SENTENCE = 4, 3, 2, 1
#: What a heading needs to end running text, where sub-headings bear the same words.
_ENOUGH_IN_PROSE = 2

#: How many lines tell whether a line is the name of an entry: its labels stand near.
_LOOK_AHEAD = 100
#: Names of diseases and keywords are at most so long.
_LONGEST_NAME = 200


class Mark(NamedTuple):
    """A line that is a heading; ``topic`` is None where the heading is not known."""

    at: int
    topic: Topic | None
    name: str
    #: Text on the same line, after a colon.
    rest: str


def headings(lines: Sequence[Line]) -> list[Mark]:
    """All headings of a page from the trial's id on, in order."""
    known = _accepted(lines, _candidates(lines))
    return sorted([*known, *_unknown(lines, known)])


def with_ends(marks: Sequence[Mark], length: int) -> Iterator[tuple[Mark, int]]:
    """Each mark with the line at which what stands below it ends."""
    for mark, below in zip_longest(marks, marks[1:]):
        yield mark, below.at if below else length


def id_line(lines: Sequence[Line]) -> int | None:
    """Where the trial's id stands behind its label; None if it nowhere does."""
    for at, line in enumerate(lines):
        found = match(bare(line.text), FACTS)
        if found and found.label.kind == "id":
            value = found.rest or (lines[at + 1].text if at + 1 < len(lines) else "")
            if TRIAL_ID.fullmatch(value.strip()):
                return at
    return None


def _candidates(lines: Sequence[Line]) -> list[Mark]:
    """All lines that could be a known heading."""
    found = []
    for at, line in enumerate(lines):
        text = bare(line.text)
        topic, inline = topic_of(text), inline_topic(text)
        if at and _is_value(bare(lines[at - 1].text), text):
            continue
        if topic:
            found.append(Mark(at, topic, name_of(text), ""))
        elif inline:
            found.append(Mark(at, inline[0], name_of(text.partition(":")[0]), inline[1]))
    return _before_other_trials(lines, found)


def _is_value(above: str, text: str) -> bool:
    """Whether a line is the value of a label: "Principal Investigator" is a role, too."""
    if name_of(above).endswith("role"):
        return True
    masked = words("WhoMasked", above) or words("DesignMasking", above)
    return bool(masked and words("WhoMasked", text))


def _before_other_trials(lines: Sequence[Line], marks: list[Mark]) -> list[Mark]:
    """Without what stands on the cards of other trials, at the end of the page."""
    first = next((mark.at for mark in marks if mark.topic and mark.topic.form == SKIP), None)
    if first is None:
        return marks
    seen = {mark.name for mark in marks if mark.at < first}
    card = next(
        (at for at, line in enumerate(lines) if at > first and TRIAL_ID.search(line.text)),
        len(lines),
    )
    return [m for m in marks if m.at <= first or (m.name not in seen and m.at < card)]


def _accepted(lines: Sequence[Line], marks: list[Mark]) -> list[Mark]:
    """The marks that are headings."""
    blocks = {
        mark: [bare(line.text) for line in lines[mark.at + 1 : end]]
        for mark, end in with_ends(marks, len(lines))
    }
    weights = {mark: _weight(mark, lines[mark.at].level, block) for mark, block in blocks.items()}
    best: dict[str, Mark] = {}
    for mark in _below_menus(lines, marks, weights):
        rival = best.get(mark.name)
        if rival is None or weights[mark] >= weights[rival]:
            best[mark.name] = mark
    kept: list[Mark] = []
    for mark in sorted(best.values()):
        rivals = (weights[m] for m in best.values() if m is not mark and m.topic is mark.topic)
        beaten = max(rivals, default=-1) > weights[mark]
        if not kept or _ends(kept[-1], mark, weights[mark], blocks[mark], beaten=beaten):
            kept.append(mark)
    return kept


def _below_menus(lines: Sequence[Line], marks: list[Mark], weights: dict[Mark, int]) -> list[Mark]:
    """Without the names of sections in a menu above the trial."""
    at_id = id_line(lines)
    above = [mark for mark in marks if at_id is not None and mark.at < at_id]
    if at_id is not None and sum(weights[mark] >= _FITTING for mark in above) < 2:
        return marks[len(above) :]
    first = next((at for at, mark in enumerate(marks) if weights[mark]), len(marks))
    return marks[first:]


def _ends(before: Mark, mark: Mark, weight: int, block: Sequence[str], *, beaten: bool) -> bool:
    """Whether a line ends the section above it, and is no line of that section.

    ``beaten`` says that another heading speaks more clearly for the same topic.
    """
    above = before.topic
    if above is None or above.form == PROSE:
        return _ends_prose(before, mark, weight) and not beaten
    if above.key == "eligibility" and any(match(text, ELIGIBILITY) for text in block):
        return False
    if above.form != ENTRIES or not block:
        return True
    # A label of the section above right below the line: it names an entry ("Interventions").
    if match(block[0], labels_of(above.key)) and not match(block[0], labels_of(_key(mark))):
        return False
    # A title of the responsible party: "Principal Investigator".
    return weight > 0 or above.key != "responsible_party" or _key(mark) != "officials"


def _ends_prose(before: Mark, mark: Mark, weight: int) -> bool:
    """Whether a line in running text is a heading of the page, not one of the text."""
    of_prose = mark.topic is not None and mark.topic.form == PROSE
    if mark.rest and not of_prose and not before.rest:
        return weight >= _MARKED
    enough = _EXPLAINED if of_prose and " " not in mark.name else _ENOUGH_IN_PROSE
    return weight >= enough or (of_prose and " " in mark.name)


def _key(mark: Mark) -> str:
    return mark.topic.key if mark.topic else ""


def _weight(mark: Mark, level: int, block: Sequence[str]) -> int:
    """How much speaks for a line being a heading."""
    weight = _MARKED if level else 0
    if mark.topic is None or (not block and not mark.rest):
        return weight
    if block and invites(block[0]):
        weight += _EXPLAINED
    elif block and is_sentence(block[0]):
        weight += _SENTENCE
    return weight + (_FITTING if mark.rest or _announces(mark.topic, block) else 0)


def _announces(topic: Topic, block: Sequence[str]) -> bool:
    """Whether lines are what such a section holds."""
    if topic.form in (PROSE, SKIP):
        return True
    if topic.form == LIST:
        items = block[1:] if is_sentence(block[0]) else block
        return bool(items) and all(_is_name(item) for item in items)
    if topic.key == "results":
        return any("result" in text.casefold() for text in block)
    if topic.key == "eligibility" and any(name_of(text) in CRITERIA for text in block):
        return True
    return any(match(text, labels_of(topic.key)) for text in block)


def _is_name(item: str) -> bool:
    return len(item) <= _LONGEST_NAME and not item[0].isdigit() and not is_sentence(item)


# -- headings that are not known -------------------------------------------------------------------


def _unknown(lines: Sequence[Line], known: list[Mark]) -> list[Mark]:
    """Headings of sections that no topic takes: said by mark-up, or by an explanation below."""
    if not known:
        return []
    taken = {mark.at for mark in known}
    usual = Counter(lines[mark.at].level for mark in known).most_common(1)[0][0]
    found = []
    topic = known[0].topic
    topics = {mark.at: mark.topic for mark in known}
    for at in range(known[0].at, len(lines)):
        if at in taken:
            topic = topics[at]
        elif topic is not None and topic.form == SKIP:
            continue
        elif _is_unknown(lines, at, usual, topic, taken):
            found.append(Mark(at, None, name_of(lines[at].text), ""))
            topic = None
    return found


def _is_unknown(
    lines: Sequence[Line], at: int, usual: int, topic: Topic | None, taken: set[int]
) -> bool:
    line = lines[at]
    if not is_label_like(line.text) or open_label(line.text) or at + 1 in taken:
        return False
    labels = labels_of(topic.key) if topic else FACTS
    if at + 1 == len(lines) or match(line.text, labels) or name_of(line.text) in CRITERIA:
        return False
    marked = 0 < line.level <= usual
    if not marked and (lines[at + 1].level or not invites(lines[at + 1].text)):
        return False
    block = []
    for below in range(at + 1, min(at + 1 + _LOOK_AHEAD, len(lines))):
        if below in taken or (marked and 0 < lines[below].level <= usual):
            break
        block.append(bare(lines[below].text))
    # Where labels of the section follow, the line is the name of an entry, not a heading.
    entry = topic is not None and topic.form in (ENTRIES, PAIRS)
    return not (entry and any(match(text, labels) for text in block))
