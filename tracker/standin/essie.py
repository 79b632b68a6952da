"""The part of the query language that a client of ours may use, read and applied.

Comes in: an expression as ``filter.advanced`` and ``query.*`` take it, and a study.
Goes out: whether the study matches, as a function made once per expression.
Does not: rank, expand synonyms, or know SEARCH[...], EXPANSION[...] and field sizes; what it does
not know it refuses.

    expression = all ("OR" all)*        all = one (["AND"] one)*
    one        = "NOT" one | "(" expression ")" | "AREA[" name "]" value | value
    value      = "RANGE[" low "," high "]" | "MISSING" | quoted phrase | run of words

Words of a run must all be there; a quoted phrase must be there as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tracker.standin.answers import Refused
from tracker.standin.fields import AREAS, ENUMS, PIECES, leaves

Matches = Callable[[dict[str, Any]], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<area>AREA\[\s*(?P<name>[^\]\s]*)\s*\])
    |RANGE\[\s*(?P<low>[^,\]]*?)\s*,\s*(?P<high>[^\]]*?)\s*\]
    |(?P<open>\()|(?P<close>\))|(?P<operator>(?:AND|OR|NOT|MISSING)\b)
    |"(?P<phrase>[^"]*)"|(?P<word>[^\s()\[\]"]+))""",
    re.VERBOSE,
)


def compiled(text: str, area: str, said: str) -> Matches:
    """A test for studies. ``area`` is where words are looked for, ``said`` names the parameter."""
    reader = _Reader(text, said)
    matches = reader.any_of(area)
    if reader.token is not None:
        raise reader.error(f"mismatched input '{reader.token.group().strip()}'")
    return matches


class _Reader:
    """Goes through the tokens of one expression, by recursive descent."""

    def __init__(self, text: str, said: str) -> None:
        self._text, self._said, self._at = text.strip(), said, 0
        self.token: re.Match[str] | None = None
        self._step()

    def error(self, why: str) -> Refused:
        return Refused(400, f"Error parsing query in {self._said}: {why}")

    def _step(self) -> None:
        """Move to the next token; None at the end."""
        if self._at >= len(self._text):
            self.token = None
            return
        self.token = _TOKEN.match(self._text, self._at)
        if self.token is None:
            raise self.error(f"no viable alternative at input '{self._text[self._at :]}'")
        self._at = self.token.end()

    def _is(self, kind: str, *texts: str) -> bool:
        found = self.token.group(kind) if self.token else None
        return found is not None and (not texts or found in texts)

    def any_of(self, area: str) -> Matches:
        parts = [self._all_of(area)]
        while self._is("operator", "OR"):
            self._step()
            parts.append(self._all_of(area))
        return parts[0] if len(parts) == 1 else lambda study: any(part(study) for part in parts)

    def _all_of(self, area: str) -> Matches:
        parts = [self._one(area)]
        while self.token is not None and not self._is("close") and not self._is("operator", "OR"):
            if self._is("operator", "AND"):
                self._step()
            parts.append(self._one(area))
        return parts[0] if len(parts) == 1 else lambda study: all(part(study) for part in parts)

    def _one(self, area: str) -> Matches:
        if self.token is None or self._is("close") or self._is("operator", "AND", "OR"):
            raise self.error(f"no viable alternative at input '{self._text}'")
        if self._is("operator", "NOT"):
            self._step()
            inner = self._one(area)
            return lambda study: not inner(study)
        if self._is("open"):
            return self._bracketed(area)
        if self._is("area"):
            name = self.token["name"]
            if name not in AREAS:
                raise self.error(f"Unknown area name: `{name}`")
            self._step()
            return self._one(name)
        return self._value(area)

    def _bracketed(self, area: str) -> Matches:
        self._step()
        inner = self.any_of(area)
        if not self._is("close"):
            raise self.error("missing ')'")
        self._step()
        return inner

    def _value(self, area: str) -> Matches:
        token = self.token
        assert token is not None  # noqa: S101  (its caller has looked)
        if self._is("low"):
            self._step()
            return _between(area, token["low"], token["high"])
        if self._is("operator", "MISSING"):
            self._step()
            return lambda study: not _values(study, area)
        if self._is("phrase"):
            self._step()
            return self._of_vocabulary(area, token["phrase"]) or _holds(area, [token["phrase"]])
        run = []
        while self._is("word"):
            run.append(self.token["word"] if self.token else "")
            self._step()
        return self._of_vocabulary(area, " ".join(run)) or _holds(area, run)

    def _of_vocabulary(self, area: str, value: str) -> Matches | None:
        """A test for one word of a closed vocabulary; None where the area has none."""
        allowed = ENUMS.get(area)
        if allowed is None:
            return None
        if value not in allowed:
            listed = ", ".join(f"`{word}`" for word in allowed)
            raise self.error(f"Allowed values for enum field `{PIECES[area]}` are {listed}")
        return lambda study: value in _values(study, area)


def _values(study: dict[str, Any], area: str) -> list[str]:
    return [value for path in AREAS[area] for value in leaves(study, path)]


def _holds(area: str, phrases: list[str]) -> Matches:
    """A test for whole words, whatever stands between them: "Small-cell" holds "small cell"."""
    wanted = [_phrase(phrase) for phrase in phrases]

    def matches(study: dict[str, Any]) -> bool:
        text = "|".join(_values(study, area)).lower()
        return all(phrase.search(text) for phrase in wanted)

    return matches


def _phrase(text: str) -> re.Pattern[str]:
    """The words of a phrase as a pattern that does not reach from one value into the next."""
    words = re.findall(r"[^\W_]+", text.lower())
    return re.compile(r"(?<![^\W_])" + r"(?:[^\w|]|_)+".join(words) + r"(?![^\W_])")


def _between(area: str, low: str, high: str) -> Matches:
    """A range of dates, both ends included; a partial date counts as its first day."""
    first = "" if low == "MIN" else low
    last = "9999" if high == "MAX" else high
    return lambda study: any(
        first <= _padded(value, "-01") <= _padded(last, "-99") for value in _values(study, area)
    )


def _padded(date: str, part: str) -> str:
    """A partial date filled up to a day, so that dates compare as text."""
    return date + part * ((10 - len(date)) // 3)
