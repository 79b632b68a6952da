"""What of a page's mark-up is not part of its text: navigation, banners, hidden parts.

Comes in: a parsed page. Goes out: whether an element is to be passed over.
Does not: look at text beyond known labels and headings. In doubt an element stays: a line too
much before or after the trial does no harm, a line too few does.
"""

from __future__ import annotations

import re
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from tracker.sources.page.labels import is_name, names_a_fact
from tracker.text import plain

_NEVER_TEXT = frozenset(
    (
        *("script", "style", "template", "noscript", "head", "svg", "iframe", "object", "canvas"),
        *("select", "dialog", "nav", "video", "audio", "input", "textarea"),
    )
)
_ROLES = frozenset(
    (
        *("navigation", "contentinfo", "dialog", "alertdialog", "search", "menu", "menubar"),
        *("tooltip", "alert", "status"),
    )
)
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN_CLASS = frozenset(
    ("sr-only", "visually-hidden", "d-none", "is-hidden", "screen-reader-text")
)
_AROUND_CLASS = frozenset(
    (
        *("nav", "navbar", "navigation", "main-nav", "site-nav", "breadcrumb", "breadcrumbs"),
        *("footer", "site-footer", "page-footer", "main-footer", "toc", "table-of-contents"),
        *("skip-link", "skiplink", "consent", "modal", "popup"),
    )
)
_BANNER = re.compile(
    r"(?:^|[-_ ])(?:cookies?|gdpr|onetrust|cookieconsent|consent[-_]?(?:banner|manager|popup|bar))"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_IN_PAGE = re.compile("^#")
#: How far up a table of contents may reach, how many links to look at, and how far into an
#: element to look: bounds that keep the cost in proportion to the page, however deep it is.
_CLIMB = 12
_LINKS = 500
_LOOK = 2000
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def in_page_contents(soup: BeautifulSoup) -> set[int]:
    """The ids (``id()``) of lists of links to places in the page: tables of contents."""
    found: set[int] = set()
    seen: dict[int, bool] = {}
    for link in soup.find_all("a", href=_IN_PAGE, limit=_LINKS):
        best = None
        for node in islice(link.parents, _CLIMB):
            if id(node) not in seen:
                seen[id(node)] = _all_links(node)
            if not seen[id(node)]:
                break
            best = node
        if best is not None and len(best.find_all("a", limit=3)) == 3:
            found.add(id(best))
    return found


def _all_links(node: Tag) -> bool:
    """Whether an element holds links into the page and no other text."""
    if node.name in ("body", "html", "[document]", "main"):
        return False
    if next(islice(node.descendants, _LOOK, None), None) is not None:
        return False
    links = node.find_all("a", href=_IN_PAGE)
    linked = sum(len(plain(link.get_text()).replace(" ", "")) for link in links)
    return linked == len(plain(node.get_text()).replace(" ", ""))


def is_passed_over(tag: Tag) -> bool:
    """Whether an element and all in it is no part of the page's text."""
    if tag.name in _NEVER_TEXT or _is_unseen(tag):
        return True
    if tag.name == "button":
        return not _heads_something(tag)
    if tag.name in ("html", "body", "main"):
        return False
    around = tag.name == "footer" or _attribute(tag, "role") in _ROLES or _is_named_around(tag)
    return around and not _holds_facts(tag)


def _is_unseen(tag: Tag) -> bool:
    if tag.has_attr("hidden"):
        # "until-found" is a closed part that the browser's own search opens.
        return _attribute(tag, "hidden") != "until-found"
    if _UNSEEN_STYLE.search(_attribute(tag, "style")):
        return True
    classes = _classes(tag)
    if classes & _UNSEEN_CLASS:
        return True
    # "hidden" beside "md:block" is hidden on small screens only.
    if "hidden" in classes and not any(":" in name for name in classes):
        return True
    # An open dialog marks the whole page behind it as hidden for screen readers.
    return _attribute(tag, "aria-hidden") == "true" and not _holds_facts(tag)


def _is_named_around(tag: Tag) -> bool:
    if _classes(tag) & _AROUND_CLASS:
        return True
    names = (_attribute(tag, "class"), _attribute(tag, "id"), _attribute(tag, "aria-label"))
    return any(_BANNER.search(name) for name in names)


def _heads_something(button: Tag) -> bool:
    """Whether a button is the heading of a part that opens and closes."""
    if is_name(plain(button.get_text(" "))):
        return True
    return button.parent is not None and button.parent.name in _HEADINGS


def _holds_facts(tag: Tag) -> bool:
    """Whether labels of a trial stand in an element: then it is no mere furniture."""
    return any(
        names_a_fact(plain(node)) or names_a_fact(plain(node).partition(":")[0])
        for node in islice(tag.descendants, _LOOK)
        if type(node) is NavigableString and not _is_aside(node.parent)
    )


def _is_aside(parent: Tag | None) -> bool:
    """Whether a text is a link, or is hidden by its own element."""
    if parent is None:
        return False
    hidden = parent.has_attr("hidden") or _UNSEEN_STYLE.search(_attribute(parent, "style"))
    return parent.name == "a" or bool(hidden)


def _classes(tag: Tag) -> set[str]:
    return set(_attribute(tag, "class").split())


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    if isinstance(value, list):
        return " ".join(value)
    return value or ""
