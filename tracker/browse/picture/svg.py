"""Elements of SVG as text.

Comes in: names, numbers and texts that are not trusted. Goes out: markup in which they are text.
Does not: know what is drawn. Looks are classes of the style sheet; there are no style attributes,
which our Content-Security-Policy refuses.
"""

from __future__ import annotations

from tracker.report.hypertext import text

#: A number is written with one decimal, which is finer than any screen.
Value = str | int | float | None


def tag(name: str, *inside: str, **attributes: Value) -> str:
    """An element. What is inside is markup already; an attribute of None is left out.

    >>> tag("rect", x=1.25, class_="a b")
    '<rect x="1.2" class="a b"/>'
    >>> tag("text", "years", text_anchor="end")
    '<text text-anchor="end">years</text>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(inside)}</{name}>" if inside else f"<{name}{given}/>"


def number(value: Value) -> str:
    """A value as an attribute has it."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return text(value, 200_000)


def words(said: str, x: float, y: float, **attributes: Value) -> str:
    """A line of text."""
    return tag("text", text(said, 300), x=x, y=y, **attributes)


def link(address: str, label: str, *inside: str) -> str:
    """A part of the drawing that leads somewhere; the address is HTML already."""
    name = text(label, 300)
    shown = f"<title>{name}</title>{''.join(inside)}"
    return f'<a href="{address}" aria-label="{name}">{shown}</a>'


def width(said: str) -> float:
    """About how wide a text is at the size of the drawing's letters, rather too wide."""
    return 6.6 * len(said)
