"""Small pieces of HTML, and the frame of a page that asks for nothing from anywhere.

Comes in: texts that are not trusted. Goes out: HTML in which they are text.
Does not: know what a page is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import zip_longest

from tracker.report.plain import plain
from tracker.report.style import STYLE

#: No script, no request, no form, no frame; only the style and the drawings that the page holds.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def text(said: object, most: int = 1000) -> str:
    """Untrusted text as HTML shows it.

    >>> text("<script>")
    '&lt;script&gt;'
    """
    return escape(plain(str(said), most), quote=True)


def anchor(address: str | None, words: str) -> str:
    """A link with words that are HTML already; only the words where the address is no web page."""
    if not address or not address.startswith("https://"):
        return words
    return f'<a href="{escape(address, quote=True)}" rel="noreferrer">{words}</a>'


def page(title: str, body: Iterable[str]) -> Iterator[str]:
    """A whole page around a body of HTML."""
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
    yield from body
    yield "</main>\n</body>\n</html>\n"


def table(
    columns: Iterable[str], rows: Iterable[Iterable[str]], *, caption: str | None = None
) -> Iterator[str]:
    """A table of cells that are HTML already; the first cell of a row is its heading.

    Each cell bears the name of its column, which a narrow screen shows where it has no room for
    columns.
    """
    columns = [text(column) for column in columns]
    yield '<div class="wide"><table>\n'
    if caption:
        yield f"<caption>{text(caption)}</caption>\n"
    heads = "".join(f'<th scope="col">{column}</th>' for column in columns)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for row in rows:
        first, *rest = row
        named = zip_longest(columns[1:], rest, fillvalue="")
        cells = "".join(f'<td data-column="{column}">{cell}</td>' for column, cell in named)
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>\n'
    yield "</tbody></table></div>\n"
