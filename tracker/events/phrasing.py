"""How events speak: words of vocabularies, registry text, numbers and spans of time.

Comes in: values. Goes out: pieces of plain sentences.
Does not: judge; no word here blames anyone.
"""

from __future__ import annotations

from tracker.dates import Slip, in_words


def read_out(word: str | None) -> str:
    """A word of a vocabulary as a person says it; what is absent is said so.

    >>> read_out("NOT_YET_RECRUITING"), read_out(None)
    ('not yet recruiting', 'not stated')
    """
    if word is None:
        return "not stated"
    return word.replace("_", " ").lower() if word.isupper() else word


def quoted(text: str | None, limit: int = 160) -> str:
    """Registry text on one line, in quotation marks, cut at a length."""
    line = " ".join((text or "").split())
    return f"“{line if len(line) <= limit else line[: limit - 1].rstrip() + '…'}”"


_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)


def ordinal(number: int) -> str:
    """1 as "first", 11 as "11th", 22 as "22nd"."""
    if 1 <= number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    last = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


_LABELS = {
    "disp_first_submitted": "certificate of delay",
    "is_fda_regulated_drug": "FDA-regulated drug",
    "is_fda_regulated_device": "FDA-regulated device",
    "overall_status": "status",
    "phases": "phase",
    "results_waived": "waiver of results",
}


def label(field: str) -> str:
    """What a field is called inside a sentence.

    >>> label("disp_first_submitted"), label("start_date")
    ('certificate of delay', 'start date')
    """
    return _LABELS.get(field) or field.replace("_", " ")


def span(slip: Slip) -> str:
    """How long a slip is, without its direction; "about" where partial dates leave it open.

    >>> span(Slip(334, 334, "later")), span(Slip(1, 60, "later"))
    ('11 months', 'about 30 days')
    """
    if slip.low == slip.high:
        return in_words(abs(slip.low))
    return f"about {in_words(abs(slip.low + slip.high) // 2)}"


def people(count: int) -> str:
    """A number of participants.

    >>> people(1), people(1200)
    ('1 participant', '1,200 participants')
    """
    return f"{count:,} participant{'' if count == 1 else 's'}"


def listed(words: list[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
