r"""Why a trial stopped, as its record says it: classes by written word rules.

Comes in: the text of why_stopped. Goes out: classes, and the phrase that says little, if any.
Does not: guess at what is not written. A text may have several classes, or only "other".

The classes are those of D13 (Open Targets' stopped trials, Razuvayevskaya et al.; Williams 2015).
What a sentence denies ("not related to safety") is taken out before it is read.

>>> classes("Slow recruitment; funding was withdrawn. Not due to any safety concern.")
('accrual', 'funding_business')
>>> low_information("Sponsor decision")
'sponsor decision'
"""

from __future__ import annotations

import re

#: The nouns of accrual count only beside a word of lack: "slow enrolment", "recruitment failed".
_ACCRUAL = (
    r"(?:accru\w+|enrol\w*|recruit\w*|inclusions?\b|participa\w+|volunteers?"
    r"|(?:study |eligible |suitable )?(?:patients|subjects)|consent\w*)"
)
_LACK = (
    r"(?:slow\w*|low\w*|poor\w*|lack\w*|lagg\w+|insufficien\w+|inadequate\w*|difficult\w*"
    r"|challeng\w+|unable|inabilit\w+|fail\w*|zero|no\b|none|not (?:able|meet|met|reach\w*|enough"
    r"|sufficient)|did not (?:meet|reach)|never|under-?\w*|few\w*|small|limited|behind|problem\w*"
    r"|scarc\w+|refus\w+|could not|cannot|can't|nobody|delay\w*|less than|below|futil\w+)"
)
_NEAR = r"[^.;]{0,80}?"

#: Class -> what its texts say. The order is the order in which classes are given.
CLASSES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "accrual": rf"\b{_LACK}{_NEAR}\b{_ACCRUAL}|\b{_ACCRUAL}{_NEAR}\b{_LACK}",
        "funding_business": (
            r"\b(?:fund\w*|financ\w*|budget\w*|money|grant (?:ended|expired|not)|no grant"
            r"|business|commercial\w*|strateg\w+|portfolio|prioriti\w+|bankrupt\w*|insolven\w+"
            r"|compan(?:y|ies)|corporate|sponsor\w*|acqui(?:red|sition)|merger|out-?licen\w+"
            r"|development (?:program\w* )?(?:was |has been |is )?(?:stopped|discontinued"
            r"|terminated|halted)|economic\w*|costs?)\b"
        ),
        "efficacy_futility": (
            r"\b(?:futil\w+|efficac\w+|ineffective\w*|inefficac\w+|not effective|effectiveness"
            r"|interim (?:analys\w+|results?|data|look)|superiority"
            r"|(?:lack|absence) of (?:effect|benefit|response|activity)"
            r"|no (?:clinical |significant |apparent |added )*(?:benefit|effect|difference)s?"
            r"|primary (?:end ?point|outcome)s? (?:was |were )?(?:not )?(?:met|reached|achieved)"
            r"|(?:did not|failed to) (?:meet|achieve|show|demonstrate)\b"
            r"[^.;]{0,30}(?:end ?point|benefit|effect|superior\w+|difference))"
        ),
        "safety": (
            r"\b(?:safety|toxic\w*|adverse|side[ -]effects?"
            r"|deaths?|mortality|harm\w*|hepatotox\w*|tolerab\w+|intoleran\w+|contaminat\w+"
            r"|(?:benefit|risk)[ /-]+(?:risk|benefit)|risks? (?:to|for|of) (?:patients|participants"
            r"|subjects|bleeding|infection))"
        ),
        "regulatory": (
            r"\b(?:regulat\w+|fda|ema|mhra|bfarm|health canada|irb|iec|reb|ethic\w*"
            r"|(?:competent|health) authorit\w+|marketing authori[sz]ation|clinical hold"
            r"|(?:not|lack of|no|pending|withdrawn|waiting for) (?:\w+ ){0,3}approv\w+"
            r"|approv\w+ (?:was |has )?(?:not|denied|withdrawn|expired|delayed)|licen[cs]e\b"
            r"|legislat\w+|non-?complian\w+)"
        ),
        "logistics_pi": (
            r"\b(?:pi|pi's|principal investigator\w*|investigator\w*|staff\w*|personnel|logistic\w*"
            r"|suppl(?:y|ies|ier)\w*|shortage\w*|manufactur\w*|equipment|capacit\w+|resourc\w+"
            r"|unavailab\w+|(?:drug|product|device|staff|site) availab\w+"
            r"|(?:not|no longer) available"
            r"|recall\w*|relocat\w+|transferred to (?!another company)|feasib\w+|unfeasible"
            r"|infeasible|institution\w*|contract\w*|administrative\w*|technical\w*|operational"
            r"|time (?:is |was )?(?:limited|constraints?)|workload|site clos\w+)\b"
        ),
        "covid": r"\b(?:covid\w*|corona ?virus\w*|sars-?cov\w*|pandemic\w*)",
    }.items()
}

#: The name of a board is no reason, whatever words it holds.
_BOARD = re.compile(r"\bdata,?(?: and)? safety monitoring \w+", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|nor|neither|isn't|wasn't|unrelated|independent(?:ly)?)\b(?:\s+\w+){0,3}?\s+"
    r"(?:due|related|because|based|linked|attribut\w+|driven|prompted|caused|for|to|of"
    r"|(?:as )?a (?:result|reflection|consequence))\b(?:(?!\bbut\b|\brather\b)[^.;])*"
    r"|\b(?:no|without|absence of)\b(?:\s+\w+){0,3}?\s+(?:safety|efficacy|toxicity|tolerability"
    r"|regulatory|ethical)(?:\s*(?:/|,|and|or|nor)\s*\w+){0,3}\s+"
    r"(?:concern|issue|signal|reason|finding|problem|question)s?",
    re.IGNORECASE,
)

#: Phrases that name who decided, or that it was decided, and not why (D6, after TrialDiff).
LOW_INFORMATION: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{pattern})(?!\w)", re.IGNORECASE)
    for name, pattern in {
        "business decision": r"business (?:decisions?|reasons?|considerations?|strategy)",
        "commercial decision": r"commercial (?:decisions?|reasons?|considerations?)",
        "company decision": r"(?:company|corporate|management|internal)(?:'s)? "
        r"(?:decisions?|reasons?|strategy)",
        "sponsor decision": r"sponsor(?:'?s|s')?(?: (?:decisions?|decided|request|reasons?"
        r"|discretion|choice))?",
        "strategic decision": r"strategic (?:decisions?|reasons?|considerations?)",
        "portfolio decision": r"portfolio (?:decisions?|reasons?|prioriti[sz]ation|review)",
        "administrative reasons": r"administrative(?:ly)?(?: (?:reasons?|decisions?|issues?))?",
        "logistical reasons": r"logistic(?:al|s)? (?:reasons?|issues?|problems?)",
        "feasibility": r"(?:not feasible|unfeasible|infeasible|(?:lack of )?feasibility"
        r"(?: (?:reasons?|issues?|problems?))?)",
        "investigator left": r"(?:pi|principal investigator|investigators?)(?: has| have)? "
        r"(?:left|leaving|moved|relocated|departed|resigned|retired)(?: (?:the )?"
        r"(?:institution|university|hospital|site|center|centre|organi[sz]ation))?",
        "investigator decision": r"(?:pi|principal investigator|investigator)(?:'?s|s')?"
        r"(?: (?:decisions?|decided|request|closed))?",
        "institution request": r"institution(?:al)? (?:request|decision|reasons?)",
        "unspecified": r"(?:other|unknown|none|n/?a|not (?:specified|applicable|provided)|various)"
        r"(?: reasons?)?",
        "nothing but the stop": r"(?:study|trial|project) (?:was |has been |is )?(?:stopped|halted"
        r"|closed|terminated|withdrawn|cancell?ed|discontinued|suspended)",
    }.items()
}
_FILLERS = re.compile(
    r"\b(?:the|a|an|this|study|trial|project|was|is|were|has|have|been|be|being|due|to|by|of|for"
    r"|on|at|in|and|or|with|per|from|as|early|earlier|premature(?:ly)?|terminat\w+|clos\w+|stop\w*"
    r"|withdr\w+|cancel\w*|discontinu\w+|halt\w*|suspend\w*|end\w*|because|reasons?|decisions?"
    r"|decided|made|request\w*|our|their|its|it|we|not|will|n)\b|[^\w]+",
    re.IGNORECASE,
)


def classes(text: str | None) -> tuple[str, ...]:
    """The classes of a reason, in the order of CLASSES; "other" where no rule fits.

    Empty where there is no text.
    """
    if not text or not text.strip():
        return ()
    said = _DENIED.sub(" ", _BOARD.sub(" ", " ".join(text.split())[:1000]))
    found = tuple(name for name, pattern in CLASSES.items() if pattern.search(said))
    return found or ("other",)


def low_information(text: str | None) -> str | None:
    """The phrase of LOW_INFORMATION that a reason consists of; None where it says more.

    >>> low_information("Sponsor decision after slow enrolment") is None
    True
    """
    left = " ".join((text or "").split())[:1000]
    first = None
    for name, pattern in LOW_INFORMATION.items():
        rest = pattern.sub(" ", left)
        if rest != left:
            first, left = first or name, rest
    return first if first and not _FILLERS.sub("", left) else None
