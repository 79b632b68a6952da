"""Names inside a measure that are written in many ways: areas under a curve, versions, products.

Comes in: a measure in lower case, or one of its words. Goes out: the measure with such names in one
spelling. Does not: know what is measured.
"""

from __future__ import annotations

import re

from tracker.events.outcome_words import THRESHOLD_SCORES

#: "AUC0-inf", "AUC(0-t)", "AUClast": which area it is, as a word of its own.
_AREA = re.compile(
    r"\bauc_?\W{0,3}(?:0\W{0,3})?(?:time )?(infinity|inf|∞|tlast|last|t|tau|τ|ss)(?!\w)\W?"
    r"|\b(infinity)\b"
    r"|(?:last |final )(?:quantifiable|measurable|measured|detectable|sampling)(?: \w+)?"
)
_VERSION = re.compile(r"\b(?:v|ver|version)\.?\s?\d+(?:\.\d+)*\b")
_GRADED = re.compile(rf"\b({'|'.join(sorted(THRESHOLD_SCORES))})[ -]?(\d{{2,3}})\b")
#: Codes of products: "LY2452473", "CM326"; not of cells, genes and markers such as "CD137".
_PRODUCT = re.compile(r"(?!cd|ca|mir|hla|il|p|s)[a-z]{1,4}-?\d{3,}[a-z]?")


def areas_named(line: str) -> str:
    """A line in which each kind of area under the curve is a word of its own.

    >>> areas_named("auc0-inf of drug a").split()
    ['auc', 'areainfinity', 'of', 'drug', 'a']
    """
    return _AREA.sub(_kind_of_area, line)


def _kind_of_area(match: re.Match[str]) -> str:
    """The kind of an area under the curve in one spelling."""
    kind = match[1] or match[2] or "last"
    kind = {"inf": "infinity", "∞": "infinity", "tlast": "last", "t": "last"}.get(kind, kind)
    name = f"auc{kind}" if kind in ("tau", "τ", "ss") else f"area{kind}"
    return f" auc {name} " if match[1] else f" {name} "


def names_parted(line: str) -> str:
    """A line without version numbers, and with thresholds apart from the names of scores.

    >>> names_parted("acr20 response").split()
    ['acr', '20', 'response']
    """
    return _GRADED.sub(r"\1 \2 ", _VERSION.sub(" ", line))


#: "Safety:", "Pharmacokinetic (PK) parameter:": the kind of an outcome before its name.
_TIME_LABEL = re.compile(r"\btime ?frame\s*:")
_LABEL = re.compile(
    r"^(?:primary|secondary|main|key|safety|efficacy|tolerability|pharmacokinetics?|toxicity|clinical"
    r"|laboratory|and|/|endpoints?|outcomes?|measures?|parameters?|profile|\s|\(\w{1,20}\)|,)+[:–]\s+"
    r"(?=\w)"
)


def unlabelled(line: str) -> str:
    """A line without the kind that stands before a colon.

    >>> unlabelled("safety and tolerability: headache"), unlabelled("safety: ")
    ('headache', 'safety: ')
    """
    return _LABEL.sub("", _TIME_LABEL.sub(" ", line))


def is_product(word: str) -> bool:
    """Whether a word is the code of a product, which is never what is measured.

    >>> is_product("ly2452473"), is_product("cd137")
    (True, False)
    """
    return word[-2:].isalnum() and _PRODUCT.fullmatch(word) is not None
