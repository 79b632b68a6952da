"""The drawing, put together from its lanes; once for wide and once for narrow screens.

Comes in: a Picture. Goes out: a figure of HTML with both drawings; the style sheet shows one.
Does not: know where anything leads; it is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.browse.picture import lanes, plots
from tracker.browse.picture.axis import axis
from tracker.browse.picture.lanes import Lane, Place, Where, slug
from tracker.browse.picture.lives import Picture, status_said
from tracker.browse.picture.svg import tag, words
from tracker.report.entries import counted
from tracker.report.hypertext import text

_WIDE, _NARROW = 940, 340
_GUTTER = 44
_FOOT = 34


def figure(of: Picture, where: Where) -> Iterator[str]:
    """Both drawings. ``where(first, last)`` is the page of these versions, ready as an address."""
    yield '<figure class="life">\n'
    for name, width, room in (("w", _WIDE, 72), ("n", _NARROW, 62)):
        yield _drawing(of, where, name, width, room) + "\n"
    yield "</figure>\n"


def _drawing(of: Picture, where: Where, name: str, width: int, room: float) -> str:
    days = [of.today, *of.days.values()]
    place = Place(axis(days, _GUTTER, width - 8), name, where)
    drawn, y = [], 4.0
    for lane in _lanes(of, place):
        if lane.height:
            drawn.append(tag("g", lane.markup, transform=f"translate(0 {y:.0f})"))
            y += lane.height + 6
    back = [_scale(of, place, y, room)]
    told = text(description(of), 4000)
    return tag(
        "svg",
        f'<title id="life-{name}">The life of {text(of.trial)} over time</title>',
        f'<desc id="told-{name}">{told}</desc>',
        lanes.patterns((slug(span.value) for span in of.status), name),
        *back,
        *drawn,
        class_=f"life {'wide-one' if name == 'w' else 'narrow-one'}",
        viewBox=f"0 0 {width} {y + _FOOT:.0f}",
        role="group",
        aria_labelledby=f"life-{name}",
        aria_describedby=f"told-{name}",
    )


def _lanes(of: Picture, place: Place) -> Iterator[Lane]:
    yield lanes.status(of.status, place)
    yield lanes.marks(of.marks, place)
    yield plots.steps("Enrolment", of.enrolment, place, what="enrolment")
    yield plots.dates(of.primary, of.completion, place)
    yield plots.steps("Sites", of.sites, place, what="sites")


def _scale(of: Picture, place: Place, foot: float, room: float) -> str:
    """The days below all lanes, thin lines through them, and a tick for each version."""
    line = place.axis
    drawn = []
    for day, said in line.ticks(room):
        x = line.at(day)
        drawn.append(tag("line", x1=x, x2=x, y1=26, y2=foot + 4, class_="grid"))
        inside = min(max(x, line.start + 16), line.end - 18)
        drawn.append(words(said, inside, foot + 30, text_anchor="middle", class_="soft"))
    ticks = "".join(f"M{line.at(day):.1f} {foot:.1f}v8" for day in sorted({*of.days.values()}))
    drawn.append(tag("line", x1=line.start, x2=line.end, y1=foot + 8, y2=foot + 8, class_="base"))
    drawn.append(tag("path", d=ticks, class_="base"))
    return tag("g", *drawn, aria_hidden="true")


def description(of: Picture) -> str:
    """The drawing in words, for those who do not see it; the table beside it says everything."""
    said = [f"{counted('version', len(of.days))} of the record."]
    turns = [f"{status_said(span)} from {span.start}" for span in of.status]
    said.append(f"Status: {_some(turns)}.")
    for name, spans in (
        ("Enrolment", of.enrolment),
        ("Primary completion as stated", of.primary),
        ("Completion as stated", of.completion),
        ("Sites", of.sites),
    ):
        values = [f"{span.said or 'not given'} ({span.start})" for span in spans]
        if any(span.said for span in spans):
            said.append(f"{name}: {_some(values)}.")
    for kind, what in (
        ("outcomes", "outcomes"),
        ("eligibility", "eligibility"),
        ("results", "results"),
    ):
        days = [str(one.days[0]) for one in of.marks if one.kind == kind]
        if days:
            said.append(f"Changes of {what}: {_some(days)}.")
    return " ".join(said)


def _some(values: list[str]) -> str:
    """At most six of them: the first, and the last ones."""
    if len(values) <= 6:
        return ", ".join(values)
    return ", ".join([*values[:3], f"{len(values) - 5} more", *values[-2:]])
