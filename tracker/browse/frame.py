"""The frame of all pages, and how they are sent.

Comes in: HTML of a page's body, whose texts are escaped already. Goes out: a response.
Does not: know what a page is about.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import quote

from datasette.utils.asgi import Response

from tracker.browse.style import STYLE
from tracker.report.hypertext import text

_SHEET = f"\n{STYLE}"
_HASH = b64encode(sha256(_SHEET.encode()).digest()).decode()
#: No script, no request to anywhere, no style but the one of the page, known by its hash; one
#: form, the search, which asks this server.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def page(
    root: str, title: str, body: Iterable[str], *, status: int = 200, search: bool = False
) -> Response:
    """A whole page as a response. ``root`` is the address of the home page, with a slash.

    ``search`` puts a search box into the head of the page, for pages that have none themselves.
    """
    html = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>{_SHEET}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">Skip to the content</a>\n{_top(root, search)}'
        f'<main id="main" tabindex="-1">\n{"".join(body)}</main>\n</body>\n</html>\n'
    )
    return Response.html(html, status=status, headers=HEADERS)


def _top(root: str, search: bool) -> str:
    box = (
        f'<form action="{text(root)}" method="get" role="search">'
        '<input type="search" name="q" aria-label="Find trials by words or id" '
        'placeholder="Find trials"><button>Search</button></form>'
    )
    return (
        '<header class="top"><div><nav aria-label="Tracker">'
        f'<a class="brand" href="{text(root)}">Tracker</a> '
        f'<a href="{text(root)}">What changed</a> '
        f'<a href="{text(root)}over-time">Over time</a></nav>{box * search}</div></header>\n'
    )


def trial_address(root: str, trial: str, rest: str = "") -> str:
    """The address of a trial's page, or of one below it, ready to stand in an attribute."""
    return text(f"{root}trial/{quote(trial, safe='')}{rest}")


def listed(items: Iterable[str]) -> str:
    """A list of texts that are HTML already."""
    return f'<ul class="plain">{"".join(f"<li>{one}</li>" for one in items)}</ul>\n'


def said(value: object, most: int = 1000) -> str:
    """A registry's text in a place of its own: its direction of writing stays inside."""
    return f'<bdi dir="auto">{text(value, most)}</bdi>'
