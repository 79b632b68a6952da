"""The lanes that have a height of their own: numbers as steps, dates drifting against time.

Comes in: spans, and where they are drawn. Goes out: lanes.
Does not: choose colours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.browse.picture.axis import Axis
from tracker.browse.picture.lanes import Lane, Place, heading
from tracker.browse.picture.lives import Span
from tracker.browse.picture.svg import tag, width, words
from tracker.report.hypertext import text

_HEAD = 38
_STEPS = 64
_DATES = 132
#: Years before and after the record's own time that a stated date may lie in to set the scale.
_FAR = 30
#: Steps of which each is a point of its own; of more the line alone is drawn.
_POINTS = 60


def steps(name: str, spans: Sequence[Span], place: Place, *, what: str) -> Lane:
    """A number over time; filled points are actual, hollow ones are estimates."""
    numbers = [span.value for span in spans if isinstance(span.value, int)]
    if not numbers or (max(numbers) == 0 and len(spans) == 1):
        return Lane("", 0)
    if len(spans) == 1:
        same = f"{_from_to(spans)}, the same all the time"
        return Lane(heading(name, same, place.axis.end), 24)
    top = max(1, *numbers)
    foot = float(_HEAD + _STEPS)

    def height(span: Span) -> float:
        return foot - _STEPS * int(span.value or 0) / top  # type: ignore[arg-type]

    drawn = [heading(name, _from_to(spans), place.axis.end)]
    drawn += [_grid(y, short(value), place) for y, value in ((foot, 0), (foot - _STEPS, top))]
    drawn += _line(spans, height, place, what)
    drawn += [_point(span, height(span), place, what) for span in _shown(spans)]
    drawn += _values(spans, height, place)
    return Lane("".join(drawn), foot + 14)


def dates(primary: Sequence[Span], completion: Sequence[Span], place: Place) -> Lane:
    """Both completion dates as each version stated them, against the day on which it did."""
    stated = [one.value for one in (*primary, *completion) if isinstance(one.value, dt.date)]
    if not stated:
        return Lane("", 0)
    line = place.axis
    foot = float(_HEAD + 10 + _DATES)
    years = _years(line, stated, foot)

    def height(span: Span) -> float:
        return years.at(span.value)  # type: ignore[arg-type]

    drawn = [
        heading("Completion dates as stated", "dotted: the day itself", line.end),
        *_keys(place),
    ]
    drawn += [_grid(years.at(day), said, place) for day, said in years.years(22)]
    drawn += _diagonal(line, years)
    for spans, what in ((completion, "completion"), (primary, "primary")):
        drawn += _line(spans, height, place, what)
        drawn += [_point(one, height(one), place, what) for one in _shown(spans)]
        drawn += [_beyond(one, height(one), place) for one in _given(spans) if _is_off(one, years)]
    return Lane("".join(drawn), foot + 14)


def _years(line: Axis, stated: Sequence[dt.date], foot: float) -> Axis:
    """Whole years around the dates; one that is far from the record's life stands on the edge."""
    near = [
        day.year for day in stated if line.first.year - _FAR <= day.year <= line.last.year + _FAR
    ] or [line.last.year]
    first, last = dt.date(min(near), 1, 1), dt.date(max(near) + 1, 1, 1)
    return Axis(first, last, foot, foot - _DATES)


def short(value: int) -> str:
    """A number that fits beside a line.

    >>> short(120), short(1_200), short(99_999_998), short(5_000_000)
    ('120', '1,200', '100 m', '5 m')
    """
    if value < 100_000:
        return f"{value:,}"
    return f"{value / 1e6:.1f}".removesuffix(".0") + " m" if value < 1e10 else f"{value:.0e}"


def _from_to(spans: Sequence[Span]) -> str:
    first, last = spans[0].said or "not given", spans[-1].said or "not given"
    return last if first == last else f"{first} → {last}"


def _given(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.value is not None]


def _shown(spans: Sequence[Span]) -> list[Span]:
    given = _given(spans)
    return given if len(given) <= _POINTS else []


def _is_off(span: Span, years: Axis) -> bool:
    return not years.holds(span.value)  # type: ignore[arg-type]


def _beyond(span: Span, y: float, place: Place) -> str:
    """A date that is not within the scale says its year beside its point."""
    return words(str(span.said)[:4], place.axis.at(span.start) + 7, y + 4, class_="value")


def _grid(y: float, said: str, place: Place) -> str:
    line = tag("line", x1=place.axis.start, x2=place.axis.end, y1=y, y2=y, class_="grid")
    label = words(said, place.axis.start - 6, y + 4, text_anchor="end", class_="soft")
    return line + label


def _line(spans: Sequence[Span], height: object, place: Place, what: str) -> Iterator[str]:
    """Steps from each span to the next; a span that says nothing is a gap."""
    for is_gap, group in groupby(spans, key=lambda span: span.value is None):
        if is_gap:
            continue
        path, command = [], "M"
        for span in group:
            left, right = place.axis.at(span.start), place.axis.at(span.end)
            y = height(span)  # type: ignore[operator]
            path.append(f"{command}{left:.1f} {y:.1f}H{right:.1f}")
            command = "L"
        yield tag("path", d="".join(path), class_=f"line {what}")


def _point(span: Span, y: float, place: Place, what: str) -> str:
    kind = f"{what} actual" if span.actual else what
    x = place.axis.at(span.start)
    told = tag("title", words_said(span))
    if what == "completion":
        return tag("rect", told, x=x - 3.5, y=y - 3.5, width=7, height=7, class_=f"dot {kind}")
    return tag("circle", told, cx=x, cy=y, r=3.8, class_=f"dot {kind}")


def words_said(span: Span) -> str:
    """What a point says when it is pointed at."""
    return text(f"{span.said}, stated on {span.start} by version {span.version}")


def _values(spans: Sequence[Span], height: object, place: Place) -> Iterator[str]:
    """Numbers beside the steps, as many as have room; the last one is in the heading as well."""
    free = place.axis.start
    apart = 8 if len(spans) <= _POINTS / 2 else 60
    for span in _given(spans):
        said = short(int(span.value or 0))  # type: ignore[arg-type]
        x = place.axis.at(span.start) + 6
        if x < free or x + width(said) > place.axis.end + 4:
            continue
        free = x + width(said) + apart
        yield words(said, x, height(span) - 6, class_="value")  # type: ignore[operator]


def _keys(place: Place) -> Iterator[str]:
    """Which line is which."""
    x, y = place.axis.start, _HEAD - 6.0
    for what, said in (("primary", "primary completion"), ("completion", "completion")):
        yield tag("line", x1=x, x2=x + 22, y1=y - 4, y2=y - 4, class_=f"line {what}")
        yield words(said, x + 28, y, class_="soft")
        x += 28 + width(said) + 14


def _diagonal(line: Axis, years: Axis) -> Iterator[str]:
    """Where a stated date is the very day on which it is stated: above it lies the future."""
    first, last = max(line.first, years.first), min(line.last, years.last)
    if first >= last:
        return
    yield tag(
        "line",
        x1=line.at(first),
        y1=years.at(first),
        x2=line.at(last),
        y2=years.at(last),
        class_="line same",
    )
