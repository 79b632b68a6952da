"""Why a page is no trial page: blocked, an empty shell, a list of trials, something else.

Comes in: a payload and its visible lines. Goes out: a ReadError that says how to mend it.
Does not: decide whether a page is a trial page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.errors import ReadError
from tracker.sources.base import Reading
from tracker.sources.page.flow import text_of
from tracker.sources.page.items import bare, items_of
from tracker.sources.page.labels import FACTS
from tracker.sources.page.layout import Layout
from tracker.sources.page.line import Line
from tracker.sources.page.values import TRIAL_ID

_BLOCKED = re.compile(
    r"just a moment|access (?:to this \w+ (?:has been|is) )?denied|attention required"
    r"|(?:enable|requires|turn on|activate) (?:javascript|cookies)|javascript (?:is|was) "
    r"(?:disabled|not enabled|required)|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you a robot|not a robot|captcha|unusual traffic|checking your browser"
    r"|request (?:was )?(?:blocked|unsuccessful)|you have been blocked|403 forbidden"
    r"|pardon our interruption|too many requests|rate limit",
    re.IGNORECASE,
)
_SHELL = re.compile(
    r"<(?:ctg|app)-root\b|id\s*=\s*[\"']?(?:root|app|__next|__nuxt)\b", re.IGNORECASE
)
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_CODE = re.compile(r"<(script|style|svg)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
#: A shell shows at most a menu and a line that says that it loads.
_SHELL_LINES = 12
#: A page that blocks is short; a long one only mentions such words.
_BLOCK_LINES = 60

SHELL_REASON = (
    "the page is a single-page application: its HTML holds no trial, a browser loads it afterwards;"
    " use the API source (ctgov) for this registry, or import the page's text as a browser shows it"
)


def refusal(payload: bytes, lines: Sequence[Line]) -> ReadError:
    """The reason why a payload is not read as a trial."""
    text = text_of(payload)
    if text.lstrip()[:1] in ("{", "["):
        reason = "this is JSON, not a page; import it as a record of the registry's API"
        return ReadError("not_a_trial", reason)
    shown = " ".join(line.text for line in lines)
    if _SHELL.search(text) and len(lines) <= _SHELL_LINES and not _BLOCKED.search(shown):
        return ReadError("not_a_trial", SHELL_REASON)
    whole = _TAGS.sub(" ", _CODE.sub(" ", text))
    if len(lines) <= _BLOCK_LINES and (found := _BLOCKED.search(whole)):
        return ReadError(
            "blocked",
            f'the site did not show the page but "{" ".join(found.group().split())}";'
            " open it in a browser, save it, and import the file, or look less often",
        )
    if not lines:
        kind = "not_a_trial" if "<script" in text.casefold() else "empty"
        return ReadError(kind, SHELL_REASON if kind == "not_a_trial" else _EMPTY)
    return _not_a_trial(lines)


_EMPTY = "the page shows no text; fetch or save it again"


def _not_a_trial(lines: Sequence[Line]) -> ReadError:
    ids = {found for line in lines for found in TRIAL_ID.findall(line.text)}
    if len(ids) > 1:
        return _several(ids)
    what = "shows no trial id (NCT and eight digits)"
    if ids:
        what = f"names {ids.pop()}, but has no section of a trial page (such as Study Design)"
    reason = f"the page {what}: check that the address or file is the page of one trial"
    return ReadError("not_a_trial", reason)


def _several(ids: set[str]) -> ReadError:
    some = ", ".join(sorted(ids)[:3]) + (", ..." if len(ids) > 3 else "")
    return ReadError(
        "not_a_trial",
        f"the page is about {len(ids)} trials ({some}): give the page of one trial, not a list",
    )


def must_be_one_trial(trial: str, page: Layout) -> None:
    """ReadError (``not_a_trial``) for a list of trials, where several ids stand behind labels."""
    lines = [line.text for line in page.head]
    for section in page.sections:
        if section.topic is None or section.topic.key != "identifiers":
            lines += [bare(text) for text in section.lines]
    ids = {
        item.value.upper()
        for item in items_of(lines, FACTS, strict=True)
        if item.kind == "id" and TRIAL_ID.fullmatch(item.value)
    }
    if len(ids | {trial}) > 1:
        raise _several(ids | {trial})


def must_be_about(reading: Reading, trial: str) -> None:
    """ReadError (``wrong_trial``) if a page is about another trial than the one asked for."""
    identification = reading.record.identification
    known = {identification.id, *identification.id_aliases}
    if trial.upper() not in {name.upper() for name in known}:
        raise ReadError(
            "wrong_trial",
            f"the page is about {reading.trial}, not {trial}: check the address or the file",
        )
