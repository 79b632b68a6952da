"""A report as Markdown; registry text is escaped, never obeyed.

Line breaks never come from the registry, so that its text can begin no block: no heading, no list,
no fence. What a chat would take for a mention or a link of its own form is escaped as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.report.edition import Edition, News
from tracker.report.markdown import escaped
from tracker.report.phrases import clocks, heading, headline, name_of, page_of, points_of, sums

#: Bare addresses, mentions and pipes, which some dialects make links, notices and tables of.
_LIVELY = re.compile(r"(?<![\\\w])@(?=\w)|\||(?<=[A-Za-z])://|\bwww\.(?=\S)", re.IGNORECASE)


def render(edition: Edition) -> Iterator[str]:
    """A heading a trial, a point an event."""
    yield f"# {safe(heading(edition))}\n\n{sums(edition)}.\n"
    for one in edition.news:
        yield from _trial(one)


def _trial(one: News) -> Iterator[str]:
    yield f"\n## {safe(one.trial)} {safe(name_of(one))}\n\n"
    for event in one.events:
        page = page_of(event, one.registry)
        rule = f"`{event.rule}`"
        where = f" ({rule}, [registry](<{page}>))" if page else f" ({rule})"
        yield f"- **{safe(clocks(event))}** {safe(headline(event))}{where}\n"
    for digest in one.digests():
        silent = ", without a new update date" if digest.silent else ""
        also = "Also in" if one.events else "In"
        yield f"- {also} version {digest.version}{silent}:\n"
        for text in points_of(digest):
            yield f"  - {safe(text)}\n"


def safe(text: str) -> str:
    r"""Text that every dialect shows as it is.

    >>> safe("<b> *x* @all")
    '&lt;b&gt; \\*x\\* &#64;all'
    """
    return _LIVELY.sub(_entity, escaped(text))


def _entity(match: re.Match[str]) -> str:
    sign = match.group()
    if sign in ("@", "|"):
        return f"&#{ord(sign)};"
    return sign.replace(":", "&#58;").replace(".", "&#46;")
