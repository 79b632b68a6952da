"""What differs between the descriptions of one outcome in two versions.

    Reading before, Reading after -> ("description", how), or nothing

Comes in: the two readings of a pair. Goes out: whether how it is measured was said, said otherwise
or no longer said there. Does not: look at the measure itself; ``outcome_change`` does.

A description that only says again what the measure says, defines a term as everybody does ("time
from randomisation to death from any cause"), or says the same in other words, is wording. What
makes a difference are thresholds and ranges, instruments and assessors, and many new words.
"""

from __future__ import annotations

from typing import Literal

from tracker.events.outcome_instruments import ABOUT
from tracker.events.outcome_own_words import all_words, has_near
from tracker.events.outcome_text import Reading
from tracker.events.outcome_words import ASSESSORS, GENERIC, UNITS
from tracker.events.plain_words import content_words

How = Literal["changed", "added", "omitted"]

#: So many new words make a description more than another wording.
_NEW_WORDS = 4
#: The share of words that two descriptions need in common to be the same description, and to be
#: the same one told otherwise.
_SAME, _RELATED = 0.75, 0.3
#: Words of definitions that everybody means, and of what is done in every trial.
_COMMONPLACE = frozenset(
    content_words(
        "definition randomization randomized date start drug therapy intervention administration "
        "administered infusion product receive received dose medication cause reason whichever "
        "occurs earlier death mortality die died dead alive censored censor follow documented "
        "documentation confirmed progression progressive disease complete partial response "
        "best objective day week month year visit collect collected collection record recorded "
        "monitor monitored clinical calculated calculate summarized summarize untoward medical "
        "temporally associated considered investigational sign symptom abnormal finding "
        "unfavorable unintended laboratory blood sample samples drawn obtained taken performed "
        "assess possible adverse event safety long short term until since well included whole "
        "purpose objective question information throughout whether related relationship "
        "causal causality administer"
    )
)


def description_change(before: Reading, after: Reading) -> list[tuple[str, How]]:
    """What the descriptions of one outcome differ in; empty where in words alone."""
    if before.description_text == after.description_text:
        return []
    how = _between(before, after)
    return [("description", how)] if how else []


def _between(before: Reading, after: Reading) -> How | None:
    if not before.description_text or not after.description_text:
        return _one_sided(before, after)
    was, now = _content(before), _content(after)
    lost = _real(was - now, now | all_words(after))
    gained = _real(now - was, was | all_words(before))
    fixed, fresh = _specific(lost), _specific(gained)
    if fixed and fresh:
        return "changed"
    kept = len(was & now) / len(was | now) if was | now else 1.0
    if kept >= _SAME:
        return None
    if lost and gained and kept < _RELATED and (fixed | fresh) & ABOUT.keys():
        return "changed"
    if len(gained) >= _NEW_WORDS > len(lost):
        return "added"
    if len(lost) >= _NEW_WORDS > len(gained):
        return "omitted"
    if min(len(lost), len(gained)) < _NEW_WORDS or (before.of_its_own and not fixed | fresh):
        return None
    return None if kept >= _RELATED else "changed"


def _one_sided(before: Reading, after: Reading) -> How | None:
    """A description where there was none, or none where there was one."""
    told, other = (after, before) if after.description_text else (before, after)
    if len(told.description - GENERIC - UNITS - all_words(other)) < _NEW_WORDS:
        return None
    return "added" if told is after else "omitted"


def _content(reading: Reading) -> frozenset[str]:
    return reading.description - GENERIC - _COMMONPLACE - UNITS


def _specific(words: set[str]) -> set[str]:
    """Thresholds and ranges, instruments, assessors."""
    return {word for word in words if word[0].isdigit() or word in ABOUT or word in ASSESSORS}


def _real(words: frozenset[str], others: set[str] | frozenset[str]) -> set[str]:
    """Words that the other side has in no form."""
    return {word for word in words if word not in others and not has_near(word, set(others))}
