"""A trial's series as drawings: inline SVG, made by Altair and vl-convert without a browser.

Comes in: series. Goes out: SVG for light and dark paper alike: its lines and letters take the
colour of the text around it, and its colours stand 3 : 1 against both (WCAG 2.2, 1.4.11).
Does not: replace the table beside each drawing. ``missing()`` says which extra is not installed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from tracker.dates import interval
from tracker.report.dossier.series import Point, Series
from tracker.report.hypertext import text

_WIDTH = 860
_BLUE, _ORANGE, _GREEN, _PURPLE = "#2f80c8", "#c8662c", "#3b8f5d", "#8d6cc4"
_GREY, _RED, _OCHRE, _TEAL = "#7b8594", "#cf5050", "#a17f1f", "#2b8f96"
#: Each status has one colour in all dossiers; what no vocabulary knows is grey.
_STATUS = {
    "not yet recruiting": _OCHRE,
    "recruiting": _GREEN,
    "enrolling by invitation": _TEAL,
    "active not recruiting": _BLUE,
    "suspended": _ORANGE,
    "completed": _PURPLE,
    "terminated": _RED,
    "withdrawn": _RED,
    "unknown": _GREY,
}
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
#: The outermost element, of which only the size is kept.
_FRAME = re.compile(r'<svg\b[^>]*?(viewBox="[^"]*")[^>]*>')
_CONFIG = {
    "background": None,
    "font": "system-ui, Helvetica, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "tickColor": "currentColor",
        "domainColor": "currentColor",
        "gridColor": "currentColor",
        "gridOpacity": 0.14,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "legend": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "labelFontSize": 12,
        "orient": "top",
        "title": None,
        "labelLimit": 300,
        "columnPadding": 28,  # The font of the reader may be wider than the one measured here.
    },
}


def missing() -> str | None:
    """Why there are no drawings; None where there can be."""
    if all(find_spec(name) for name in ("altair", "vl_convert")):
        return None
    return (
        "The charts are left out: the extra `charts` is not installed "
        "(pip install 'tracker[charts]'). The tables say the same."
    )


def status_bar(one: Series, until: str) -> str | None:
    """Each status as a bar from the version that brought it to the next."""
    import altair as alt

    spans = _spans(one, until)
    if not spans:
        return None
    words = list(dict.fromkeys(span["status"] for span in spans))
    colours = alt.Scale(domain=words, range=[_STATUS.get(word, _GREY) for word in words])
    chart = (
        alt.Chart(_data(spans))
        .mark_bar(height=26, cornerRadius=2)
        .encode(
            x=_time(alt.X("from:T"), "version of the record"),
            x2="to:T",
            color=alt.Color("status:N", scale=colours, sort=words, legend=alt.Legend(columns=5)),
        )
    )
    return _svg(chart, 34, "Status over time: " + _told(one))


def steps(one: Series, until: str, colour: str = _BLUE) -> str | None:
    """A number as steps, with a point at each version that changed it; where there is none, none.

    What is said holds until the version that says otherwise, or says nothing; the last to the end.
    """
    import altair as alt

    values = [
        {"day": point.day, "value": point.value, "type": (point.type or "").lower() or "not typed"}
        for point in one.steps
        if isinstance(point.value, int) and _is_day(point.day)
    ]
    if not values:
        return None
    line = alt.Chart(_data(_held(one, until, _number)))
    marks = alt.Chart(_data(values))
    x = _time(alt.X("day:T"), "version of the record")
    y = alt.Y(
        "value:Q", title=one.name.lower(), axis=alt.Axis(tickCount=4, tickMinStep=1, format=",d")
    )
    chart = line.mark_line(interpolate="step-after", strokeWidth=2.5, color=colour).encode(
        x, y, alt.Detail("part:N")
    )
    dots = marks.mark_point(size=60, filled=True, color=colour, opacity=1).encode(x, y)
    if {value["type"] for value in values} != {"not typed"}:
        dots = dots.encode(shape=alt.Shape("type:N"))
    said = marks.mark_text(dy=-10, dx=5, align="left", color="currentColor", fontSize=12).encode(
        x, y, text=alt.Text("value:Q", format=",d")
    )
    return _svg(chart + dots + said, 170, f"{one.name} over time: {_told(one)}")


def drift(several: list[Series], until: str) -> str | None:
    """Dates as each version stated them; the dashed line is where a date is the very day."""
    import altair as alt

    held = [
        {"day": row["day"], "date": row["value"], "what": one.name, "part": row["part"]}
        for one in several
        for row in _held(one, until, _middle)
    ]
    values = [
        {"day": point.day, "date": _middle(point), "what": one.name}
        for one in several
        for point in one.steps
        if _middle(point) and _is_day(point.day)
    ]
    if not values:
        return None
    names = [one.name for one in several]
    x = _time(alt.X("day:T"), "version of the record")
    y = alt.Y("date:T", scale=alt.Scale(type="utc"), title="date as stated")
    colour = alt.Color("what:N", scale=alt.Scale(domain=names, range=[_ORANGE, _PURPLE]))
    lines = alt.Chart(_data(held)).mark_line(interpolate="step-after", strokeWidth=2.5)
    dots = alt.Chart(_data(values)).mark_point(size=55, filled=True, opacity=1)
    drawn = lines.encode(x, y, colour, alt.Detail("part:N")) + dots.encode(x, y, colour)
    days = [str(row["day"]) for row in held]
    diagonal = [{"day": day, "date": day} for day in (min(days), max(days))]
    same = alt.Chart(_data(diagonal)).mark_line(
        strokeDash=[4, 4], color="currentColor", opacity=0.5
    )
    told = "; ".join(f"{one.name}: {_told(one)}" for one in several)
    return _svg(drawn + same.encode(x, y), 210, f"Completion dates over time. {told}")


# -- what they are made of ----------------------------------------------------------------------


def _data(values: list[dict[str, Any]]) -> Any:
    """Values as they stand in the drawing; nothing is asked for."""
    import altair as alt

    return alt.InlineData(values=values)


def _time(x: Any, title: str) -> Any:
    import altair as alt

    axis = alt.Axis(format="%Y-%m", tickCount=7, labelOverlap=True)
    scale = alt.Scale(type="utc", nice=False, padding=32)
    return x.scale(scale).title(title).axis(axis)


def _spans(one: Series, until: str) -> list[dict[str, str]]:
    points = [point for point in one.steps if _is_day(point.day)]
    ends = [point.day for point in points[1:]] + [until]
    return [
        {"from": point.day, "to": end, "status": str(point.value or "not given")}
        for point, end in zip(points, ends, strict=True)
    ]


def _held(
    one: Series, until: str, read: Callable[[Point], int | str | None]
) -> list[dict[str, Any]]:
    """What each version says, from its day to that of the next; a part ends where nothing is said.

    Without parts a line would go on through the years in which a value was taken out.
    """
    points = [point for point in one.steps if _is_day(point.day)]
    ends = [point.day for point in points[1:]] + [until]
    rows: list[dict[str, Any]] = []
    part = 0
    for point, end in zip(points, ends, strict=True):
        value = read(point)
        if value is None:
            part += 1
        else:
            rows += ({"day": day, "value": value, "part": part} for day in (point.day, end))
    return rows


def _number(point: Point) -> int | None:
    return point.value if isinstance(point.value, int) else None


def _middle(point: Point) -> str | None:
    """The day at which a partial date is drawn: the middle of what it can mean."""
    days = interval(point.value) if isinstance(point.value, str) else None
    if days is None or not _FIRST <= days.low <= _LAST:
        return None
    return (days.low + (days.high - days.low) / 2).isoformat()


def _is_day(day: str) -> bool:
    days = interval(day)
    return days is not None and _FIRST <= days.low <= _LAST


def _told(one: Series) -> str:
    """A series in words, for those who do not see the drawing."""
    return ", ".join(f"{point.day} {point.said or 'not given'}" for point in one.steps[:20])


def _svg(chart: Any, height: int, description: str) -> str:
    """The drawing; its size is that of its frame, its id and address are nobody's."""
    import altair as alt
    import vl_convert

    made = chart.properties(
        width=_WIDTH,
        height=height,
    )
    spec = made.to_dict() | {
        "config": _CONFIG,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[])
    frame = f'<svg role="img" aria-label="{text(description)}"'
    return _FRAME.sub(lambda match: f"{frame} {match[1]}>", svg, count=1)
