"""Lists of studies: the parameters of ``/studies``, its pages and their tokens.

Comes in: the parameters of a request and the registry.
Goes out: one page, or a refusal in the wording that the service is known to use.
Does not: know the query language (``essie``) or single records (``api``).

A token is given whenever a page came back full, even if nothing follows. It grows from page to
page, and is good only for the data set and the parameters that it was made with.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from tracker.standin.answers import Answer, Refused
from tracker.standin.essie import Matches, compiled
from tracker.standin.fields import ENUMS, prune
from tracker.standin.registry import Registry, serving_order

#: The query parameters: the area of each, and what its errors call it.
_QUERIES = {
    "query.term": ("BasicSearch", "Other terms"),
    "query.cond": ("ConditionSearch", "Conditions or disease"),
    "query.intr": ("InterventionSearch", "Intervention/treatment"),
    "query.spons": ("SponsorSearch", "Sponsor"),
    "query.lead": ("LeadSponsorName", "Lead sponsor"),
    "query.locn": ("LocationSearch", "Location terms"),
    "query.titles": ("TitleSearch", "Title"),
    "query.outc": ("OutcomeSearch", "Outcome measures"),
    "query.patient": ("BasicSearch", "Patient"),
    "query.id": ("IdSearch", "Study IDs"),
}
_PAGING = frozenset({"pageSize", "pageToken", "countTotal"})
_SHAPE = frozenset({"format", "markupFormat", "fields"})
_FILTERS = frozenset({"filter.ids", "filter.overallStatus", "filter.advanced"})
_SERVED = frozenset(_QUERIES) | _PAGING | _SHAPE | _FILTERS
#: What the service knows and the stand-in does not.
_NOT_SERVED = frozenset(
    {"filter.geo", "filter.synonyms", "aggFilters", "geoDecay", "sort"}
    | {f"postFilter.{name}" for name in ("ids", "overallStatus", "advanced", "geo", "synonyms")}
)
_ID = re.compile(r"[Nn][Cc][Tt]0*([1-9]\d{0,7})")

Params = Sequence[tuple[str, str]]


def known_parameters(params: Params, served: frozenset[str]) -> None:
    """Refuse a parameter that does not exist, and a format that is not made here."""
    for name, value in params:
        if name in _NOT_SERVED and served is _SERVED:
            raise Refused(501, f"The stand-in registry does not do `{name}`")
        if name not in served:
            raise Refused(400, f"`{name}` is unknown parameter")
        if value not in {"format": ("json",), "markupFormat": ("markdown",)}.get(name, (value,)):
            raise Refused(501, f"The stand-in registry does not do `{name}={value}`")


def ids(text: str, parameter: str) -> list[str]:
    """Trial ids from a list of them, in their full form; one bad id fails the whole."""
    found = []
    for number, item in enumerate(_items(text), 1):
        match = _ID.fullmatch(item)
        if match is None:
            raise Refused(400, f"Item {number} in parameter `{parameter}` has incorrect format")
        found.append(f"NCT{match[1]:0>8}")
    return found


def _items(text: str) -> list[str]:
    return [item.strip() for item in re.split(r"[,|]", text)]


class _Place(NamedTuple):
    """Where a token leads: valid for one data version and one set of parameters."""

    version: str
    asked: str
    offset: int
    page: int


class Listing:
    """The pages of one registry; remembers the tokens that it gave out and the last searches."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._places: dict[str, _Place] = {}
        self._found: dict[tuple[int, int, str], list[str]] = {}

    def page(self, params: Params) -> Answer:
        """One page of a list, each study on a line of its own."""
        known_parameters(params, _SERVED)
        named = dict(params)
        version = self.registry.version
        asked = repr(sorted(pair for pair in params if pair[0] not in _PAGING))
        first = _Place(version, asked, 0, 1)
        place = self._place(named["pageToken"], first) if named.get("pageToken") else first
        size = _page_size(named.get("pageSize", ""))
        found = self._matching(asked, named)
        shown = found[place.offset : place.offset + size]
        token = self._token(place, size) if len(shown) == size else None
        total = len(found) if named.get("countTotal") == "true" and place.page == 1 else None
        return Answer(200, _joined(self._studies(shown, named.get("fields")), token, total))

    def _studies(self, trials: list[str], fields: str | None) -> list[bytes]:
        studies = (self.registry.find(trial) for trial in trials)
        return [prune(study, fields) for study in studies if study is not None]

    def _place(self, token: str, first: _Place) -> _Place:
        place = self._places.get(token)
        if place is None or place[:2] != first[:2]:
            raise Refused(400, "Parameter `pageToken` has incorrect value")
        return place

    def _token(self, place: _Place, size: int) -> str:
        after = place._replace(offset=place.offset + size, page=place.page + 1)
        digest = hashlib.sha256(repr(after).encode()).digest() * (1 + after.page // 8)
        token = base64.urlsafe_b64encode(digest[: 9 + 3 * after.page]).decode()
        self._places[token] = after
        return token

    def _matching(self, asked: str, named: dict[str, str]) -> list[str]:
        """The ids that match, in serving order; worked out once for all pages of a walk."""
        key = (self.registry.day, self.registry.edits, asked)
        if key not in self._found:
            self._found = {key: self._select(named)}
        return self._found[key]

    def _select(self, named: dict[str, str]) -> list[str]:
        queries = {name: named[name] for name in _QUERIES if named.get(name)}
        trials = self._named_trials([text for text in queries.values() if _only_ids(text)])
        tests = [
            compiled(text, *_QUERIES[name]) for name, text in queries.items() if not _only_ids(text)
        ]
        if trials is None:
            wanted = ids(named["filter.ids"], "ids") if named.get("filter.ids") else None
            trials = list(self.registry.trials()) if wanted is None else self._real(wanted)
            tests += _filters(named)
        return [trial for trial in trials if self._passes(trial, tests)]

    def _named_trials(self, texts: list[str]) -> list[str] | None:
        """The trials that queries name by id alone: the filters are then ignored."""
        if not texts:
            return None
        return self._real([trial for text in texts for trial in ids(",".join(text.split()), "ids")])

    def _real(self, wanted: list[str]) -> list[str]:
        real = {self.registry.resolve(trial) for trial in wanted}
        return sorted((trial for trial in real if trial is not None), key=serving_order)

    def _passes(self, trial: str, tests: list[Matches]) -> bool:
        if not tests:
            return True
        study = msgspec.json.decode(self.registry.find(trial) or b"{}")
        return all(test(study) for test in tests)


def _only_ids(text: str) -> bool:
    """Whether a query holds nothing but trial ids."""
    return all(_ID.fullmatch(word) for word in text.replace(",", " ").split())


def _filters(named: dict[str, str]) -> list[Matches]:
    tests: list[Matches] = []
    if named.get("filter.overallStatus"):
        wanted = _items(named["filter.overallStatus"])
        for status in wanted:
            if status not in ENUMS["OverallStatus"]:
                raise Refused(400, f"Invalid value in parameter `overallStatus`: `{status}`")
        tests.append(lambda study: _status(study) in wanted)
    if named.get("filter.advanced"):
        tests.append(compiled(named["filter.advanced"], "BasicSearch", "advanced filter"))
    return tests


def _status(study: dict[str, Any]) -> Any:
    return study.get("protocolSection", {}).get("statusModule", {}).get("overallStatus")


def _page_size(text: str) -> int:
    """10 where nothing or 0 is asked for; never more than 1000."""
    if text and not text.isdecimal():
        raise Refused(400, "Parameter `pageSize` has incorrect format")
    return min(int(text or 0) or 10, 1000)


def _joined(studies: list[bytes], token: str | None, total: int | None) -> bytes:
    """The JSON of a page, made from the studies as they are."""
    head = b"{" if total is None else b'{"totalCount":%d,' % total
    tail = b"}" if token is None else b',"nextPageToken":"%s"}' % token.encode()
    return head + b'"studies":[' + b",\n".join(studies) + b"]" + tail
