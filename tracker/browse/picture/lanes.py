"""The lanes of the drawing, one function each.

Comes in: what is drawn, and where. Goes out: a Lane: markup, and how high it is.
Does not: choose colours, or say where a lane stands among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from tracker.browse.picture.axis import Axis
from tracker.browse.picture.lives import MARKS, Mark, Span, status_said
from tracker.browse.picture.svg import link, tag, width, words
from tracker.report.hypertext import text

#: Statuses that have a colour and a pattern of their own; all others share one.
STATUSES = (
    "NOT_YET_RECRUITING",
    "RECRUITING",
    "ENROLLING_BY_INVITATION",
    "ACTIVE_NOT_RECRUITING",
    "SUSPENDED",
    "COMPLETED",
    "TERMINATED",
    "WITHDRAWN",
    "UNKNOWN",
)
_HEAD = 22
_BAR = 30
_ROW = 26
_LETTERS = {"outcomes": "O", "eligibility": "E", "results": "R"}
#: Marks nearer than this are drawn as one.
_NEAR = 24
#: Gives the address of the page that shows a version, or several, against the one before.
Where = Callable[[int, int], str]


class Lane(Struct, frozen=True):
    """A lane whose markup begins at a height of 0."""

    markup: str
    height: float


class Place(Struct, frozen=True):
    """What all lanes of one drawing share."""

    axis: Axis
    #: "w" or "n": ids of a page must differ.
    name: str
    where: Where


def slug(status: object) -> str:
    """The class of a status."""
    return str(status).lower().replace("_", "-") if status in STATUSES else "other"


def heading(said: str, more: str, room: float) -> str:
    """The line above a lane: what it shows, and in short what it says."""
    left = max(0, int((room - width(said) - 10) / 6.4))
    short = more if len(more) <= left else more[: max(0, left - 1)].rstrip() + "…"
    rest = tag("tspan", text(short), class_="soft", dx=8) if left > 3 and more else ""
    return tag("text", tag("tspan", text(said), class_="head"), rest, x=0, y=13)


# -- status -------------------------------------------------------------------------------------


def status(spans: Sequence[Span], place: Place) -> Lane:
    """Each status as a bar with a colour, a pattern and, where there is room, its name."""
    drawn, legend = [], dict[str, str]()
    for span in spans:
        left, right = place.axis.at(span.start), place.axis.at(span.end)
        room = max(2.0, right - left)
        said = status_said(span)
        fits = width(said) + 10 <= room
        if not fits:
            legend.setdefault(slug(span.value), said)
        drawn.append(_bar(span, left, room, said if fits else None, place))
    keys, height = _legend(legend, place)
    head = heading("Status", _turned(spans), place.axis.end)
    return Lane(head + "".join(drawn) + keys, _HEAD + _BAR + 8 + height)


def _turned(spans: Sequence[Span]) -> str:
    """The first status and the last one that is known."""
    ends = [status_said(one) for one in (*spans[:1], *spans[-1:])]
    return " → ".join(dict.fromkeys(ends))


def _bar(span: Span, left: float, room: float, said: str | None, place: Place) -> str:
    kind = slug(span.value)
    box = {"x": left, "y": _HEAD, "width": room, "height": _BAR}
    shapes = [
        tag("rect", **box, class_=f"st {kind}"),
        tag("rect", **box, fill=f"url(#{place.name}-{kind})"),
    ]
    if said:
        shapes.append(words(said, left + 6, _HEAD + 20, class_=f"in {kind}"))
    told = f"{status_said(span)} from {span.start} to {span.end}; version {span.version}"
    return link(place.where(span.version, span.version), told, *shapes)


def _legend(entries: dict[str, str], place: Place) -> tuple[str, float]:
    """The names of those bars that are too short for theirs; and how high that is."""
    if not entries:
        return "", 0
    x, y, drawn = place.axis.start, _HEAD + _BAR + 10, []
    for kind, said in entries.items():
        needs = 22 + width(said) + 14
        if x + needs > place.axis.end + 14 and x > place.axis.start:
            x, y = place.axis.start, y + 20
        box = {"x": x, "y": y, "width": 16, "height": 12}
        drawn.append(tag("rect", **box, class_=f"st {kind}"))
        drawn.append(tag("rect", **box, fill=f"url(#{place.name}-{kind})"))
        drawn.append(words(said, x + 22, y + 10, class_="soft"))
        x += needs
    return "".join(drawn), y + 18 - (_HEAD + _BAR)


# -- marks --------------------------------------------------------------------------------------


def marks(found: Iterable[Mark], place: Place) -> Lane:
    """Where outcomes or eligibility changed and results came, a row for each kind."""
    by_kind = {kind: [one for one in found if one.kind == kind] for kind in MARKS}
    shown = {kind: group for kind, group in by_kind.items() if group}
    if not shown:
        return Lane("", 0)
    drawn = [heading("Marks", "O outcomes, E eligibility, R results", place.axis.end)]
    for row, group in enumerate(shown.values()):
        middle = _HEAD + row * _ROW + _ROW / 2
        drawn.append(
            tag(
                "line",
                x1=place.axis.start,
                x2=place.axis.end,
                y1=middle,
                y2=middle,
                class_="grid",
            )
        )
        drawn += [_mark(one, middle, place) for one in _clusters(group, place.axis)]
    return Lane("".join(drawn), _HEAD + len(shown) * _ROW + 8)


def _clusters(group: Iterable[Mark], axis: Axis) -> Iterator[Mark]:
    """Marks that would lie upon each other as one."""
    held: Mark | None = None
    for one in group:
        if held and axis.at(one.days[0]) - axis.at(held.days[0]) < _NEAR:
            held = Mark(one.kind, held.days + one.days, held.versions + one.versions)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _mark(one: Mark, middle: float, place: Place) -> str:
    x = place.axis.at(one.days[0])
    x = min(max(x, place.axis.start + 11), place.axis.end - 11)
    count = len(one.versions)
    shape = {
        "outcomes": tag("circle", cx=x, cy=middle, r=10),
        "eligibility": tag("rect", x=x - 9, y=middle - 9, width=18, height=18, rx=2),
        "results": tag("path", d=f"M{x:.1f} {middle - 11:.1f}l11 11l-11 11l-11-11z"),
    }[one.kind]
    letter = _LETTERS[one.kind] if count == 1 else str(count)
    label = tag("text", letter, x=x, y=middle + 4, text_anchor="middle", class_="letter")
    hit = tag("rect", x=x - 12, y=middle - 12, width=24, height=24, class_="hit")
    first, last = one.versions[0], one.versions[-1]
    told = f"{MARKS[one.kind]} on {one.days[0]}, version {first}"
    if count > 1:
        told = (
            f"{MARKS[one.kind]} {count} times, {one.days[0]} to {one.days[-1]}, "
            f"versions {first} to {last}"
        )
    return link(place.where(first, last), told, tag("g", hit, shape, label, class_=one.kind))


# -- patterns -----------------------------------------------------------------------------------

_LINES = {
    "not-yet-recruiting": '<circle cx="2" cy="2" r="1.2"/><circle cx="6" cy="6" r="1.2"/>',
    "recruiting": "",
    "enrolling-by-invitation": '<path d="M0 4h8"/>',
    "active-not-recruiting": '<path d="M-2 6l4 4M0 0l8 8M6-2l4 4"/>',
    "suspended": '<path d="M4 0v8"/>',
    "completed": '<path d="M-2 2l4-4M0 8l8-8M6 10l4-4"/>',
    "terminated": '<path d="M0 0l8 8M0 8l8-8"/>',
    "withdrawn": '<path d="M0 4h8M4 0v8"/>',
    "unknown": '<circle cx="4" cy="4" r="1.4"/>',
    "other": '<path d="M0 4h4"/>',
}


def patterns(kinds: Iterable[str], name: str) -> str:
    """The patterns of some statuses: with them a bar is known without its colour."""
    return tag(
        "defs",
        *(
            f'<pattern id="{name}-{kind}" class="{kind}" width="8" height="8" '
            f'patternUnits="userSpaceOnUse">{_LINES[kind]}</pattern>'
            for kind in sorted(set(kinds))
        ),
    )
