"""Editions and cases of synthetic events, friendly and hostile, for the tests of reports."""

from __future__ import annotations

from typing import Any

from tracker.changes import StoredChange
from tracker.events import FAMILIES, Event, Evidence
from tracker.report.edition import Coming, Edition, Named, edition

NOW = "2026-03-06T08:00:00Z"
TRIAL = "NCT99000001"
PAGE = f"https://clinicaltrials.gov/study/{TRIAL}?tab=history"

#: What a registry could send by accident or on purpose.
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "attribute": "' onmouseover='alert(1)",
    "style": "</style><link rel=stylesheet href=//evil.example>",
    "address": "javascript:alert(1)",
    "direction": "abc\u202egnp.exe\u2066\u200f",
    "controls": "a\x00\x07\x1b[2J\x9b31m\x7f\r\nb\u2028c\ufffe",
    "surrogate": "half \ud800 a character",
    "formula": '=cmd|"/c calc"!A1',
    "hidden formula": "\t@SUM(1+1)",
    "chat": "<!channel> <@U123> <https://evil.example|safe> @everyone `x` *b* _i_ ~s~",
    "markdown": "# head\n- [link](https://evil.example) ![i](https://evil.example/i.png) | x |",
    "calendar": "a;b,c\\n\r\nBEGIN:VEVENT\r\nSUMMARY:injected",
    "entity": "&lt;b&gt; &amp; ]]> <![CDATA[ <?php",
    "word": "w" * 1_000_000,
    "blank": " \t\n ",
    "nothing": "",
}


def event(number: int = 1, trial: str = TRIAL, **told: Any) -> Event:
    """One event; what is not told is harmless."""
    given: dict[str, Any] = {
        "id": f"{number:020x}",
        "trial": trial,
        "family": "dates",
        "rule": "dates_postponed",
        "rule_version": 1,
        "date": "2026-03-02",
        "known_by": "2026-03-03",
        "versions": (1, 2),
        "headline": "Completion postponed by 11 months, from 2026-12-31 to 2027-11-30",
        "facts": {},
        "evidence": (Evidence("completion_date", "2026-12-31", "2027-11-30", link=PAGE),),
    }
    return Event(**given | told)


def change(version: int = 2, trial: str = TRIAL, **told: Any) -> StoredChange:
    """One stored change."""
    given: dict[str, Any] = {
        "trial": trial,
        "registry": "ctgov",
        "source": "ctgov",
        "version": version,
        "category": "description",
        "field": "brief_summary",
        "item": None,
        "kind": "changed",
        "before": "old",
        "after": "new",
        "class_": "sponsor",
        "registry_date": "2026-03-03",
        "observed_at": "2026-03-03T14:00:00Z",
        "silent": False,
        "summary": "Brief summary reworded",
    }
    return StoredChange(**given | told)


def coming(**told: Any) -> Coming:
    """One date to come."""
    given: dict[str, Any] = {
        "trial": TRIAL,
        "registry": "ctgov",
        "title": "A synthetic trial",
        "kind": "completion",
        "date": "2027-11-30",
        "type": "ESTIMATED",
        "moved": 1,
    }
    return Coming(**given | told)


def of(text: str) -> Edition:
    """An edition in which all free text is this one."""
    said = Evidence("why_stopped", text, text, item=text, link=text)
    return edition(
        [event(headline=text, facts={"reason": text}, evidence=(said,))],
        [change(summary=text, item=None, before=text, after=text)],
        {TRIAL: Named("ctgov", text)},
        made_at=NOW,
        scope=text[:100] or None,
        coming=[coming(title=text)],
    )


def many(count: int, trials: int = 500) -> Edition:
    """A large edition: so many events, spread over so many trials."""
    ids = [f"NCT{99_000_000 + number:08}" for number in range(trials)]
    events = [
        event(
            number,
            ids[number % trials],
            family=FAMILIES[number % len(FAMILIES)],
            headline=f"Completion postponed by {number} days, from 2026-12-31 to 2027-11-30",
        )
        for number in range(count)
    ]
    names = {one: Named("ctgov", f"A synthetic trial with the id {one}") for one in ids}
    dates = [coming(trial=one, kind=kind) for one in ids for kind in ("completion", "unknown")]
    return edition(events, [change(3, one) for one in ids], names, made_at=NOW, coming=dates)
