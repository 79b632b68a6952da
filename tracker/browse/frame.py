"""The frame of all pages, and how they are sent.

Comes in: HTML of a page's body, whose texts are escaped already. Goes out: a response.
Does not: know what a page is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from datasette.utils.asgi import Response

from tracker.report.hypertext import text
from tracker.report.style import STYLE

#: No script and no request to anywhere; one form, the search, which asks this server.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_STYLE = """\
nav { display: flex; flex-wrap: wrap; gap: .4rem 1rem; margin-bottom: 1.4rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 1rem 0; }
form label { flex: 1 1 100%; color: var(--soft); font-size: .9rem; }
input { flex: 1 1 12rem; min-width: 0; } input, button { font: inherit; padding: .4rem .6rem;
  color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; }
input:focus-visible, button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
ul.plain { margin: .2rem 0 .8rem; padding-left: 1.2rem; }
.links a, .links strong { margin-right: .7rem; display: inline-block; padding: .1rem 0; }
summary { padding: .2rem 0; } ins { text-decoration: underline; }
"""


def page(root: str, title: str, body: Iterable[str], *, status: int = 200) -> Response:
    """A whole page as a response. ``root`` is the address of the home page, with a slash."""
    html = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)}</title>\n<style>\n{STYLE}{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<nav aria-label="Tracker"><a href="{text(root)}">What changed lately</a></nav>\n'
        f"{''.join(body)}</main>\n</body>\n</html>\n"
    )
    return Response.html(html, status=status, headers=HEADERS)


def trial_address(root: str, trial: str, rest: str = "") -> str:
    """The address of a trial's page, or of one below it, ready to stand in an attribute."""
    return text(f"{root}trial/{quote(trial, safe='')}{rest}")


def listed(items: Iterable[str]) -> str:
    """A list of texts that are HTML already."""
    return f'<ul class="plain">{"".join(f"<li>{one}</li>" for one in items)}</ul>\n'
