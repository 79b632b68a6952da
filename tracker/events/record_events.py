"""The record family: what happened to the record as such, and edits that no sponsor made.

Comes in: a Life with its notices. Goes out: Events of the family "record".
Does not: take a look that failed, or a version that is missing, for a change (peers, TrialDiff E1).

Contradictions inside a record stand in ``contradictions.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.canonical import canonical
from tracker.changes import Change
from tracker.events import contradictions
from tracker.events.base import Evidence, Life, Rule
from tracker.events.finding import Finding, in_step, rule, value
from tracker.events.phrasing import label, listed

# --- what the store noted -------------------------------------------------------------------------

_NOTED = {
    "gone": "The registry no longer shows the record",
    "back": "The registry shows the record again",
    "moved": "Another record was merged into this one",
    "withheld": "The registry withholds the record",
    "rewritten": "A version that had been published before reads differently now",
    "suspicious": "A look brought a record that is hard to believe",
}


def noted(kind: str, life: Life) -> Iterator[Finding]:
    """A notice of one kind, as the store took it down (things 4 and 5 of the change semantics)."""
    for moment, what, sentence in life.notices:
        if what != kind:
            continue
        day = moment[:10]
        shown = _at(life, day)
        yield Finding(
            key=(kind, day, sentence),
            date=day,
            known_by=day,
            versions=(shown, shown),
            headline=_NOTED[kind],
            facts={"notice": sentence, "at": moment},
            evidence=(Evidence("record", after=sentence, link=_page(life.trial)),),
        )


def _at(life: Life, day: str) -> int:
    """The number of the newest version seen by a day; 0 where there was none."""
    seen = [s.number for s in life.snapshots if s.observed_at[:10] <= day]
    return seen[-1] if seen else 0


def _page(trial: str) -> str:
    return f"https://clinicaltrials.gov/study/{trial}?tab=history"


# --- what a step is made of -----------------------------------------------------------------------


def silent(life: Life) -> Iterator[Finding]:
    """A change with which the registry's own update date did not move (measured 1; thing 1).

    The flip to UNKNOWN alone is told by ``status_lapsed``.
    """
    for step in life.steps:
        fields = sorted({change.field for change in step.changes})
        if not step.silent or set(fields) <= {"overall_status", "last_known_status"}:
            continue
        made = Counter(change.class_ for change in step.changes)
        yield in_step(
            step,
            *_content(step.changes),
            headline=f"The record changed without a new update date: {_summary(step.changes)}",
            facts={
                "fields": fields,
                "classes": dict(sorted(made.items())),
                "changes": len(step.changes),
                "by_registry": set(made) == {"registry"},
            },
            fields=("last_update_posted", "last_update_submitted"),
        )


def _content(changes: tuple[Change, ...]) -> list[str]:
    """What tells one silent change from another of the same record; lists in any order."""
    return sorted(
        f"{c.field}|{c.item}|{canonical(c.before).decode()}|{canonical(c.after).decode()}"
        for c in changes
    )


def _summary(changes: tuple[Change, ...], limit: int = 3) -> str:
    said = [change.summary for change in changes[:limit]]
    more = len(changes) - limit
    return "; ".join([*said, f"and {more} more"] if more > 0 else said)


def reverified(life: Life) -> Iterator[Finding]:
    """An update that touched nothing but the dates of verification and update (measured 1)."""
    for step in life.steps:
        if step.changes and all(change.class_ == "bookkeeping" for change in step.changes):
            verified = step.after.record.dates.status_verified_date
            yield in_step(
                step,
                headline="The record was updated without a change of its content",
                facts={
                    "verified": verified,
                    "verified_before": step.before.record.dates.status_verified_date,
                    "fields": sorted({change.field for change in step.changes}),
                },
                fields=("status_verified_date", "last_update_submitted", "last_update_posted"),
            )


def results_gone(life: Life) -> Iterator[Finding]:
    """Results that were on the record are no longer (D11: hasResults turned false)."""
    for step in life.steps:
        if step.before.record.has_results and not step.after.record.has_results:
            yield in_step(
                step,
                headline="Results are no longer on the record",
                facts={"posted": step.before.record.dates.results_first_posted},
                fields=("has_results", "results_first_posted"),
            )


# --- suspicious -----------------------------------------------------------------------------------

#: What a record keeps through its life. Three of them lost at once are rather a bad answer.
_KEPT = (
    *("brief_title", "lead_sponsor", "brief_summary", "eligibility_criteria", "conditions"),
    *("arms", "interventions", "primary_outcomes", "sites"),
)
_LOST = 3
#: What names a trial: all of them different is rather another trial.
_NAMES = ("org_study_id", "brief_title", "official_title", "lead_sponsor")


def suspicious(life: Life) -> Iterator[Finding]:
    """A version that is hard to believe: much lost at once, or the names of another trial.

    Our rule: at least three of nine lasting parts gone, or organisation's id, both titles and lead
    sponsor all different, or another day of first submission.
    """
    for step in life.steps:
        before, after = step.before.record, step.after.record
        lost = [field for field in _KEPT if value(before, field) and not value(after, field)]
        renamed = all(
            value(before, f) and value(after, f) and value(before, f) != value(after, f)
            for f in _NAMES
        )
        dates = (before.dates.study_first_submitted, after.dates.study_first_submitted)
        why = [f"{listed([label(field) for field in lost])} lost"] if len(lost) >= _LOST else []
        why += ["all its names differ"] if renamed else []
        why += ["its first submission moved"] if all(dates) and dates[0] != dates[1] else []
        if why:
            facts: dict[str, Any] = {"why": why, "lost": lost, "first_submitted": list(dates)}
            fields = (*lost, *(_NAMES if renamed else ()), "study_first_submitted")
            headline = f"This version is hard to believe: {'; '.join(why)}"
            yield in_step(step, *why, headline=headline, facts=facts, fields=fields)
    yield from noted("suspicious", life)


def _notice_rule(kind: str, name: str, finds: str, not_claimed: str) -> Rule:
    return rule(
        f"record_{name}",
        partial(noted, kind),
        finds=finds,
        source="change semantics, things 4 and 5 (tombstones, lineage, history-rewrite alarm)",
        example=_NOTED[kind],
        not_claimed=not_claimed,
    )


RULES: tuple[Rule, ...] = (
    _notice_rule(
        "gone",
        "gone",
        "The registry no longer shows the record.",
        "Why; the history that was seen stays.",
    ),
    _notice_rule("back", "back", "The registry shows the record again.", "Why it had gone."),
    _notice_rule(
        "moved",
        "merged",
        "Another record was merged into this one: its id leads here.",
        "That the two trials are one in every detail.",
    ),
    _notice_rule(
        "withheld", "withheld", "The registry withholds the record.", "For how long, or why."
    ),
    _notice_rule(
        "rewritten",
        "rewritten",
        "A version published before reads differently now.",
        "Who rewrote it; the registry renews some parts of old versions itself.",
    ),
    rule(
        "record_suspicious",
        suspicious,
        finds="A version that lost much at once, or bears the names of another trial.",
        source="ours, after FDAAA TrialsTracker issue 156 and TrialDiff erratum E1",
        example="This version is hard to believe: arms, interventions and sites lost",
        not_claimed="That it is wrong; look at the registry's own page.",
    ),
    rule(
        "record_silent_change",
        silent,
        finds="A change with which the registry's own update date did not move.",
        source="change semantics, measured fact 1 (9 of 67 real changes) and thing 1",
        example="The record changed without a new update date: Publication added: Doe J. 2025",
        not_claimed="Who made it; the classes of the changes say what is known.",
    ),
    rule(
        "record_reverified",
        reverified,
        finds="An update that touched nothing but verification and update dates.",
        source="change semantics, measured fact 1 (8 of 67 real changes)",
        example="The record was updated without a change of its content",
        not_claimed="That anyone looked at the content.",
    ),
    rule(
        "record_results_gone",
        results_gone,
        finds="Results that were on the record are no longer.",
        source="change semantics D11 (hasResults turned false)",
        example="Results are no longer on the record",
        not_claimed="Who took them off, or why.",
    ),
    *contradictions.RULES,
)
