"""Bars over time as a drawing in the page, with the same numbers as a table below it.

Comes in: days or months with their counts. Goes out: HTML with SVG; no script, nothing from afar.
Does not: count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tracker.report.hypertext import table, text

_WIDTH, _HEIGHT, _FOOT, _HEAD = 720, 190, 34, 18


class Bar(Struct, frozen=True):
    """One day or month."""

    #: As it is written: "2026-03-05" or "2026-03".
    name: str
    count: int
    #: Where the rows behind it are shown.
    address: str


class Chart(Struct, frozen=True):
    """Bars in a row, without gaps between the days or months."""

    title: str
    #: What is counted: "versions", "events".
    what: str
    #: "day" or "month".
    each: str
    bars: tuple[Bar, ...]


def drawn(chart: Chart) -> Iterator[str]:
    """The chart as a figure: a caption that says the gist, the bars, and the numbers folded."""
    yield f"<figure><figcaption>{text(chart.title)}</figcaption>\n"
    yield f'<p class="soft">{text(gist(chart))}</p>\n'
    if any(bar.count for bar in chart.bars):
        yield from _svg(chart)
        yield "<details><summary>The numbers</summary>\n"
        rows = [
            (f'<a href="{text(bar.address, 9000)}">{text(bar.name)}</a>', f"{bar.count:,}")
            for bar in reversed(chart.bars)
            if bar.count
        ]
        yield from table((chart.each.capitalize(), chart.what.capitalize()), rows)
        yield "</details>\n"
    yield "</figure>\n"


def gist(chart: Chart) -> str:
    """What the bars say, in a sentence."""
    whole = sum(bar.count for bar in chart.bars)
    if not whole:
        return f"No {chart.what} between {chart.bars[0].name} and {chart.bars[-1].name}."
    top = max(chart.bars, key=lambda bar: bar.count)
    span = f"from {chart.bars[0].name} to {chart.bars[-1].name}"
    when = f"{'on' if chart.each == 'day' else 'in'} {top.name}"
    return f"{whole:,} {chart.what} {span}; the most, {top.count:,}, {when}."


def _svg(chart: Chart) -> Iterator[str]:
    top = max(bar.count for bar in chart.bars)
    step = _WIDTH / len(chart.bars)
    low = _HEIGHT - _FOOT
    yield (
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{text(gist(chart))}" '
        f'font-size="12" fill="currentColor">\n'
        f'<line x1="0" y1="{low}" x2="{_WIDTH}" y2="{low}" stroke="currentColor" '
        'stroke-opacity=".4"/>\n'
        f'<text x="0" y="12" fill-opacity=".8">{top:,} {text(chart.what)}</text>\n'
        f'<line x1="0" y1="{_HEAD}" x2="{_WIDTH}" y2="{_HEAD}" stroke="currentColor" '
        'stroke-opacity=".25" stroke-dasharray="2 4"/>\n'
    )
    for place, bar in enumerate(chart.bars):
        if bar.count:
            yield _bar(bar, chart.what, place * step, step, (low - _HEAD) * bar.count / top)
    yield from _names(chart, step)
    yield "</svg>\n"


def _bar(bar: Bar, what: str, at: float, step: float, high: float) -> str:
    """A bar that links to its rows, with its count as a title."""
    wide, high = max(step - 1.5, 1), max(high, 1.5)
    return (
        f'<a href="{text(bar.address, 9000)}" tabindex="-1"><title>{text(bar.name)}: '
        f"{bar.count:,} {text(what)}</title>"
        f'<rect x="{at:.1f}" y="{_HEIGHT - _FOOT - high:.1f}" width="{wide:.1f}" '
        f'height="{high:.1f}" class="bar"/></a>\n'
    )


def _names(chart: Chart, step: float) -> Iterator[str]:
    """The first, the middle and the last by name."""
    for place, side in _marked(chart.bars):
        at = {"start": 0.0, "middle": (place + 0.5) * step, "end": float(_WIDTH)}[side]
        yield (
            f'<text x="{at:.1f}" y="{_HEIGHT - 8}" text-anchor="{side}" fill-opacity=".8">'
            f"{text(chart.bars[place].name)}</text>\n"
        )


def _marked(bars: Sequence[Bar]) -> list[tuple[int, str]]:
    last = len(bars) - 1
    return [(0, "start"), (last // 2, "middle"), (last, "end")] if last > 3 else [(0, "start")]
